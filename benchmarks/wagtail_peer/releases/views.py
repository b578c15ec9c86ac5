"""The search page, as the project template of Wagtail has it, with the listing's page size."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from benchmarks.wagtail_peer.releases.models import RELEASES_A_PAGE, ReleasePage


def search(request: HttpRequest) -> HttpResponse:
    """Live pages with all words of `query`, the best first or, with `sort=newest`, the newest."""
    words = request.GET.get("query", "")
    if not words:
        found = Page.objects.none()
    elif request.GET.get("sort") == "newest":
        releases = ReleasePage.objects.live().order_by("-publishing_date")
        found = releases.search(words, order_by_relevance=False)
    else:
        found = Page.objects.live().search(words)
    results = Paginator(found, RELEASES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "releases/search.html", {"words": words, "results": results})
