"""The desk's pages of tags: all there are, one to rename or merge, and suggestions while somebody types."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from taggit.models import Tag

from articles.admin.pages import Page, demand, framed
from articles.admin.requests import user_of
from articles.editing import permissions, tags
from articles.editing.workflow import NotPossible
from articles.models import Article

PER_PAGE = 100


def _may_file(request: HttpRequest) -> bool:
    return any(permissions.may_file(user_of(request), published=published) for published in (False, True))


def suggest_view(desk: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Answer with tags that have the letters of the query."""
    demand(desk.has_view_permission(request))
    found = tags.suggested(request.GET.get("term", "")[:100])
    return JsonResponse(
        {"found": [{"value": one.tag.name, "text": one.tag.name, "note": one.editions} for one in found]}
    )


def tags_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List all tags by name with how many editions have each, or those with the letters of the query."""
    demand(_may_file(request))
    words = request.GET.get("q", "").strip()
    found = Tag.objects.order_by("name", "pk")
    page = Paginator(found.filter(name__icontains=words) if words else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    return framed(
        desk,
        request,
        "articles/article/tags",
        "Tags",
        page=page,
        counted=tags.counted(list(page)),
        words=words,
    )


def tag_view(desk: ModelAdmin, request: HttpRequest, tag: int) -> HttpResponse:
    """Rename a tag; when another one has the name, ask and merge the two."""
    demand(_may_file(request))
    chosen = get_object_or_404(Tag, pk=tag)
    name = request.POST.get("name", chosen.name)
    other = None
    reasons: Sequence[str] = ()
    if request.method == "POST":
        try:
            other = tags.of_that_name(tags.read_name(name), besides=chosen)
            if other is None or "merge" in request.POST:
                return _changed(request, chosen, other, name)
        except NotPossible as refusal:
            reasons = refusal.reasons
    editions = tags.editions_with(chosen)
    return framed(
        desk,
        request,
        "articles/article/tag",
        f"Tag “{chosen}”",
        tag=chosen,
        name=name,
        other=other,
        reasons=reasons,
        published=editions.filter(state__in=Article.ISSUED).count(),
        in_preparation=editions.in_preparation().count(),
        of_other=tags.editions_with(other).count() if other else 0,
    )


def _changed(request: HttpRequest, tag: Tag, other: Tag | None, name: str) -> HttpResponse:
    """Make the change, and lead to what it did."""
    if other is None:
        editions = tags.rename(tag, name, by=user_of(request))
        messages.success(request, f"Renamed on {editions:,} editions. Its address stays as it was.")
        return redirect("admin:articles_article_tag", tag.pk)
    batch = tags.merge(tag, other, by=user_of(request))
    if batch is None:
        messages.info(request, f"“{tag}” had no release: nothing was to change.")
        return redirect("admin:articles_article_tags")
    messages.success(request, f"Merged “{tag}” into “{other}”: {batch.editions:,} editions changed.")
    return redirect("admin:articles_filingbatch_change", batch.pk)


PAGES = (
    Page("tags/", "articles_article_tags", tags_view),
    Page("tags/suggest/", "articles_article_suggest_tags", suggest_view),
    Page("tags/<int:tag>/", "articles_article_tag", tag_view),
)
