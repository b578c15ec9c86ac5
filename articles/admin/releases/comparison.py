"""The desk's page on which two editions of a release stand side by side, word by word."""

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.admin.pages import framed, visible
from articles.editing.comparison import contents_of, differences
from articles.models import Article
from taxonomy import vocabulary


def compare_view(desk: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what changed between an edition and edition `number` of its release, the earlier one first."""
    article = visible(desk, request, Article, pk)
    other: Article = get_object_or_404(
        Article.objects.exclude(pk=pk), release=article.release, edition=number
    )
    before, after = sorted((article, other), key=lambda edition: edition.edition)
    return framed(
        desk,
        request,
        "articles/article/comparison",
        f"What changed from edition {before.edition} to edition {after.edition}",
        article,
        before=before,
        after=after,
        differences=differences(*contents_of((before, after), vocabulary.current())),
    )
