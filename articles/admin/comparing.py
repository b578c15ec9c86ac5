"""The desk's page on which two editions of a release stand side by side, word by word."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from articles.comparison import contents_of, differences
from articles.models import Article
from taxonomy import vocabulary


def compare_view(page: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What changed between an edition and edition `number` of its release, in whatever state, the earlier one first."""
    article = get_object_or_404(Article, pk=pk)
    if not page.has_view_permission(request, article):
        raise PermissionDenied
    other = get_object_or_404(Article.objects.exclude(pk=pk), release=article.release, edition=number)
    pair = sorted((article, other), key=lambda edition: edition.edition)
    before, after = contents_of(pair, vocabulary.current())
    context = {
        **page.admin_site.each_context(request),
        "title": f"What changed from edition {pair[0].edition} to edition {pair[1].edition}",
        "article": article,
        "before": pair[0],
        "after": pair[1],
        "differences": differences(before, after),
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/articles/article/comparison.html", context)
