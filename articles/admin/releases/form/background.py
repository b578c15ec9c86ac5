"""Answers to the scripts of the form, which ask in the background while somebody writes."""

from django.contrib.admin import ModelAdmin
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.admin.pages import Page, demand, visible
from articles.admin.releases.form.writing_help import title_advice
from articles.admin.requests import user_of
from articles.editing import permissions, presence, suggestions, translations
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import desk as desk_search
from articles.models import Article
from articles.text.body import pasted


def title_view(desk: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Answer with the slug that the title in the query makes, and with who else has it."""
    demand(desk.has_view_permission(request))
    release = request.GET.get("release", "")
    number = int(release) if release.isdecimal() and len(release) < 16 else None
    return JsonResponse(title_advice(request.GET.get("title", ""), number))


def suggestions_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> JsonResponse:
    """Answer with what the archive would file an edition under, for people who may change it now."""
    article = get_object_or_404(Article, pk=pk)
    demand(not permissions.reasons_against("change", article, user_of(request)))
    return JsonResponse({"suggestions": suggestions.suggestions(article, RequestSnapshot.take())})


def presence_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> JsonResponse:
    """Answer with who else is at an edition, as the sentence of its page; a POST notes who asks.

    `newer` says who has stored another version than the one in the query.
    """
    editions = Article.objects.select_related("changed_by").only("lock_version", "changed_at", "changed_by")
    article, user = visible(desk, request, editions, pk), user_of(request)
    if request.method == "POST":
        presence.note(article, by=user)
    present = presence.sentence(presence.others(article, user))
    return JsonResponse({"present": present, "newer": _newer(article, request.GET.get("version", ""))})


def _newer(article: Article, version: str) -> str:
    """A sentence about an edition stored after the version that a form holds; empty when there is none."""
    if not version.isdecimal() or len(version) > 9 or article.lock_version <= int(version):
        return ""
    who = (article.changed_by and article.changed_by.get_full_name()) or article.changed_by or "An import"
    at = f" at {timezone.localtime(article.changed_at):%H:%M}" if article.changed_at else ""
    return f"{who} saved a newer version{at}. When you save, you see both side by side."


def paste_view(desk: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Answer with pasted HTML as a body may hold it, and with what was left out, for people who write."""
    may_write = desk.has_add_permission(request) or desk.has_change_permission(request)
    demand(may_write or user_of(request).has_perm("articles.add_sitepage"))
    paste = pasted(request.POST.get("html", ""), request.POST.get("title", ""))
    return JsonResponse({"html": paste.html, "left_out": paste.sentence})


def originals_view(desk: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Answer with releases that can have translations, by the words or the number in the query."""
    demand(desk.has_view_permission(request))
    typed = request.GET.get("term", "")[:200].strip()
    fitting = desk_search.condition_for(typed) if typed else Q(pk__in=[])
    originals = translations.originals().filter(fitting)
    found = [
        {
            "value": str(release),
            "text": title,
            "note": f"{release}, {day:%d.%m.%Y}" if day else f"{release}, not dated",
        }
        for release, title, day in originals.values_list("release", "title", "publishing_date")[
            : translations.MOST_SUGGESTED
        ]
    ]
    return JsonResponse({"found": found})


PAGES = (
    Page("title/", "articles_article_title", title_view),
    Page("originals/", "articles_article_originals", originals_view),
    Page("paste/", "articles_article_paste", paste_view, only_post=True),
    Page("<int:pk>/suggestions/", "articles_article_suggestions", suggestions_view),
    Page("<int:pk>/presence/", "articles_article_presence", presence_view),
)
