"""The listing: a reader's question becomes a query, the query finds releases, and a page shows them."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.index.catalogue import QueryResult
from articles.index.query import ROWS, ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search.explanation import SearchResult
from articles.site.caching.public_page import public_page
from articles.site.filters import Misunderstanding, canonical_redirect, read_query
from articles.site.metadata import linked_data
from articles.site.metadata.page_head import PageHead, page_head
from articles.site.metadata.release_facts import shortened
from articles.site.outputs.output_view import all_of
from articles.site.pages import breadcrumb, not_found, presenters
from articles.site.pages.cards import rendered_cards, rendered_cards_with_words
from articles.site.site_request import SiteRequest
from taxonomy import interface

TITLE = gettext_noop("News and press releases")
# So many withdrawn releases are shown to a reader whose words find no others.
MOST_WITHDRAWN = 20


@public_page
def listing(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """All releases, narrowed by what the reader asks, with exact counts beside them."""
    query, misunderstood = read_query(request.GET, snapshot, usual=interface.language())
    if misunderstood:
        return not_understood_page(request, query, misunderstood)
    if elsewhere := canonical_redirect(request, query.querystring()):
        return elsewhere
    result = snapshot.find(query)
    if query.page > max(1, result.pages):
        return _beyond_the_end(request, query, result, snapshot)
    is_by_day = query.order != "relevance"
    if isinstance(result, SearchResult):
        cards = rendered_cards_with_words(snapshot, result, level=4 if is_by_day else 3)
    else:
        cards = rendered_cards(snapshot, result.ids, level=4)
    chips = presenters.chips(query, snapshot, request.path)
    context: dict[str, object] = {
        "head": _head(request, query, result.total, chips, [card.url for card in cards]),
        "query": query,
        "result": result,
        "found": presenters.found(query, result.total),
        "cards": cards,
        "days": presenters.days(cards, snapshot.today) if is_by_day else (),
        "date": presenters.issued_then(query, snapshot, request.path) if query.words else None,
        **({} if result.total else _ways_out(query, snapshot, request.path)),
        "facets": presenters.facets(query, result, snapshot),
        "chips": chips,
        "pager": presenters.pager(query, result, request.path),
        "rows_choices": ROWS,
        "feed_query": all_of(query).querystring(),
    }
    return render(request, "articles/listing.html", context)


def not_understood_page(
    request: SiteRequest, query: ReleaseQuery, misunderstood: Sequence[Misunderstanding]
) -> HttpResponse:
    """Return the page that says what was not understood; `query` is the rest of the question."""
    head = page_head(
        request, _("Not understood"), _("Part of the question was not understood."), robots="noindex"
    )
    context = {
        "head": head,
        "misunderstood": misunderstood,
        "understood": query.querystring(),
        "typed": next((wrong.value for wrong in misunderstood if wrong.parameter == "q"), query.words),
    }
    return render(request, "articles/not_understood.html", context)


def _beyond_the_end(
    request: SiteRequest, query: ReleaseQuery, result: QueryResult, snapshot: RequestSnapshot
) -> HttpResponse:
    """Return the page of error 404 for a page after the last, which leads back into the same list."""
    context: dict[str, object] = {
        "query": query,
        "result": result,
        "chips": presenters.chips(query.on_page(1), snapshot, request.path),
        "first": request.path + query.on_page(1).querystring(),
        "last": request.path + query.on_page(max(1, result.pages)).querystring(),
    }
    return not_found.render(request, "articles/beyond_the_end.html", context)


def _head(
    request: SiteRequest, query: ReleaseQuery, total: int, chips: Sequence[presenters.Chip], paths: list[str]
) -> PageHead:
    """Return the head of a listing of the releases at `paths`; only first pages are for search engines."""
    texts = ", ".join(chip.text for chip in chips)
    filters = f": {texts}" if texts else ""
    title = (
        presenters.found(query, total) + _filters_besides_words(query, chips)
        if query.words
        else _(TITLE) + filters
    )
    if query.page > 1:
        title += _(", page %(number)s") % {"number": query.page}
    path = request.path + query.querystring()
    first = (query.page - 1) * query.rows + 1
    page = linked_data.collection_page(request.site_url, path, title, paths, first=first)
    return page_head(
        request,
        title,
        shortened(
            _("News and press releases of the %(organisation)s%(filters)s.")
            % {"organisation": settings.ORGANISATION, "filters": filters}
        ),
        trail=[breadcrumb.home()],
        path=path,
        robots="noindex, follow" if len(chips) > 1 or query.page > 1 else "",
        things=[page],
    )


def _filters_besides_words(query: ReleaseQuery, chips: Sequence[presenters.Chip]) -> str:
    return "".join(f", {chip.text}" for chip in chips if chip.text != query.words)


def _ways_out(query: ReleaseQuery, snapshot: RequestSnapshot, path: str) -> dict[str, object]:
    """Return what the listing offers a reader whose words, under these filters, find nothing."""
    if not query.words:
        return dict.fromkeys(("meant", "unquoted", "withdrawn", "withdrawn_total", "nearly", "words_alone"))
    nearly = snapshot.find_nearly(replace(query, page=1, rows=10, sort=""))
    withdrawn = snapshot.find_withdrawn(replace(query, page=1, rows=MOST_WITHDRAWN, sort="newest"))
    return {
        "meant": presenters.meant(query, snapshot, path),
        "unquoted": presenters.unquoted(query, snapshot, path),
        "withdrawn": rendered_cards_with_words(snapshot, withdrawn, level=4, are_withdrawn=True),
        "withdrawn_total": withdrawn.total,
        "nearly": rendered_cards_with_words(snapshot, nearly, level=4),
        "words_alone": presenters.words_alone(query, snapshot, path),
    }
