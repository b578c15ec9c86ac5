"""The desk's notices: the page behind the bell, its number, what was seen, and which kinds are wanted."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from articles.admin.pages import Page, demand, framed
from articles.admin.requests import user_of
from articles.editing import desk_notices


def notices_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show what concerns the person who asks; a POST notes that it was seen, or the kinds they want."""
    demand(desk.has_view_permission(request))
    user = user_of(request)
    if request.method == "POST":
        if "kinds" in request.POST:
            wanted = {way: set(request.POST.getlist(way)) for way in ("desk", "mail")}
            desk_notices.switch(user, **wanted)
            messages.success(request, "Saved what you are told of.")
        else:
            desk_notices.see_all(user)
        return redirect("admin:articles_article_notices")
    own = desk_notices.settings_of(user)
    found = desk_notices.notices_for(user, own)
    return framed(
        desk,
        request,
        "articles/article/notices",
        "Notices",
        notices=found,
        new=sum(notice.is_new for notice in found),
        kinds=[
            (name, label, name not in own.muted, name not in own.unmailed)
            for name, label in desk_notices.KINDS.items()
        ],
        mail_goes_to=user.email,
        days=desk_notices.TOLD_FOR.days,
    )


def count_view(desk: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Answer desk/bell.js with the number of notices that are new."""
    demand(desk.has_view_permission(request))
    user = user_of(request)
    new = desk_notices.notices_for(user, desk_notices.settings_of(user), only_new=True)
    return JsonResponse({"new": sum(notice.is_new for notice in new)})


PAGES = (
    Page("notices/", "articles_article_notices", notices_view),
    Page("notices/count/", "articles_article_notices_count", count_view),
)
