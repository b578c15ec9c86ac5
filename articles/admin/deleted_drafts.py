"""The drafts that were deleted: a list, and bringing one back."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import rights, workflow
from articles.models import Alteration, Article

PER_PAGE = 100


def deleted_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The drafts that were deleted, the last one first, each with a way to the history of its release."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    deletions = Alteration.objects.filter(kind=Alteration.Kind.DELETED).select_related("by")
    shown = Paginator(deletions, PER_PAGE).get_page(request.GET.get("page"))
    numbers = Article.objects.filter(release__in={deletion.release for deletion in shown})
    there = {(article.release, article.edition): article for article in numbers.only("release", "edition")}
    for deletion in shown:
        deletion.there = there.get((deletion.release, deletion.edition))
    context = {
        **desk.admin_site.each_context(request),
        "title": "Deleted drafts",
        "page": shown,
        "may_bring_back": rights.may(request.user, "create"),
        "opts": desk.opts,
    }
    return TemplateResponse(request, "admin/articles/article/deleted.html", context)


def bring_back_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a deleted draft back, by POST; then its page, or the list with the reason why not."""
    if not rights.may(request.user, "create"):
        raise PermissionDenied
    deletion = get_object_or_404(Alteration, pk=pk, kind=Alteration.Kind.DELETED)
    try:
        draft = workflow.bring_back(deletion, by=request.user)
    except workflow.NotPossible as refusal:
        for reason in refusal.reasons:
            messages.error(request, f"Not brought back. {reason}")
        return HttpResponseRedirect(reverse("admin:articles_article_deleted"))
    messages.success(request, f"“{draft}” is a draft again.{_left_out(deletion.kept)}")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[draft.pk]))


def _left_out(kept: dict) -> str:
    """What has to be added again by hand."""
    counts = [
        f"{kept[name]} {name if kept[name] > 1 else name.removesuffix('s')}"
        for name in ("pictures", "documents")
        if kept[name]
    ]
    return f" What did not come back: {' and '.join(counts)}; please add them again." if counts else ""
