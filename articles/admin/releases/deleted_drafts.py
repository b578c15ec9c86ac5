"""The drafts that were deleted: a list, and bringing one back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from articles.admin.pages import demand, framed
from articles.admin.requests import user_of
from articles.editing import permissions, workflow
from articles.models import Article, ChangeLogEntry

PER_PAGE = 100


@dataclass(frozen=True)
class DeletedDraft:
    """A deletion, and the draft itself where it was brought back."""

    deletion: ChangeLogEntry
    draft: Article | None


def deleted_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List the drafts that were deleted, the last one first, each with its release's history."""
    demand(desk.has_view_permission(request))
    deletions = ChangeLogEntry.objects.filter(kind=ChangeLogEntry.Kind.DELETED).select_related("by")
    page = Paginator(deletions, PER_PAGE).get_page(request.GET.get("page"))
    editions = Article.objects.filter(release__in={deletion.release for deletion in page})
    there = {(edition.release, edition.edition): edition for edition in editions.only("release", "edition")}
    return framed(
        desk,
        request,
        "articles/article/deleted",
        "Deleted drafts",
        page=page,
        drafts=[DeletedDraft(one, there.get((one.release, one.edition))) for one in page],
        may_bring_back=permissions.may(user_of(request), "create"),
    )


def bring_back_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a deleted draft back, by POST; then its page, or the list with the reason why not."""
    demand(permissions.may(user_of(request), "create"))
    deletion = get_object_or_404(ChangeLogEntry, pk=pk, kind=ChangeLogEntry.Kind.DELETED)
    try:
        draft = workflow.bring_back(deletion, by=user_of(request))
    except workflow.NotPossible as refusal:
        for reason in refusal.reasons:
            messages.error(request, f"Not brought back. {reason}")
        return redirect("admin:articles_article_deleted")
    messages.success(request, f"“{draft}” is a draft again.{_left_out(deletion.content or {}, draft)}")
    return redirect("admin:articles_article_change", draft.pk)


def _left_out(content: dict[str, Any], draft: Article) -> str:
    """A sentence about files that have to be added again by hand: theirs are gone by now."""
    there = {"pictures": draft.pictures.count(), "documents": draft.attachments.count()}
    missing = {name: _count(content.get(name, 0)) - there[name] for name in there}
    counts = [
        f"{count} {name if count > 1 else name.removesuffix('s')}"
        for name, count in missing.items()
        if count > 0
    ]
    return f" What did not come back: {' and '.join(counts)}; please add them again." if counts else ""


def _count(kept: int | list) -> int:
    """The number of files of a deletion; the first deletions kept only that."""
    return kept if isinstance(kept, int) else len(kept)
