"""The public pages but those of single releases: each narrows, asks, and renders."""

import calendar
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import presenting, rendering
from articles.caching import canonical_redirect, public_page
from articles.filters import read_query
from articles.moment import Moment
from articles.query import ROWS, ReleaseQuery
from articles.search import words
from taxonomy.models import Country, Structure
from taxonomy.vocabulary import Entry

NEWEST_ON_HOME = 10
NEWEST_OF_A_TERM = 10

# The vocabularies that have pages: their word in addresses, and what the pages say.
TERM_PAGES = {
    "field": ("What we do", "Fields of work", "The subjects that releases are about."),
    "structure": (
        "Where we are",
        "Structures and institutions",
        "The bodies that issue releases, open and closed.",
    ),
    "country": ("Countries", "Countries", "Participating States and Partners for Co-operation."),
}
KINDS = dict(Country.Status.choices) | dict(Structure.Kind.choices)
COUNTRY_GROUPS = {
    Country.Status.PARTICIPATING_STATE: "Participating States",
    Country.Status.MEDITERRANEAN_PARTNER: "Mediterranean Partners for Co-operation",
    Country.Status.ASIAN_PARTNER: "Asian Partners for Co-operation",
}


@public_page
def home(request: HttpRequest, moment: Moment) -> HttpResponse:
    """The newest releases and the ways into the archive."""
    found = moment.catalogue.find(ReleaseQuery(rows=NEWEST_ON_HOME))
    cards = rendering.cards(moment, found.ids, level=3, first=2)
    fields = [
        (entry, found.counts["field"][entry.slug])
        for entry in moment.vocabularies.field
        if entry.depth == 0 and entry.slug in found.counts["field"]
    ]
    context = {
        "lead": cards[:1],
        "cards": cards[1:],
        "total": found.total,
        "fields": fields,
        "years": list(found.counts["year"].items())[:12],
        "types": [
            (entry, found.counts["type"][entry.slug])
            for entry in moment.vocabularies.type
            if entry.slug in found.counts["type"]
        ],
    }
    return render(request, "articles/home.html", context)


@public_page
def listing(request: HttpRequest, moment: Moment) -> HttpResponse:
    """All releases, narrowed by what the reader asks, with exact counts beside them."""
    query, misunderstood = read_query(request.GET, moment.vocabularies)
    if misunderstood:
        context = {"misunderstood": misunderstood, "understood": query.querystring()}
        return render(request, "articles/not_understood.html", context)
    if elsewhere := canonical_redirect(request, query.querystring()):
        return elsewhere
    found = moment.find(query)
    if query.page > max(1, found.pages):
        raise Http404(f"There is no page {query.page}: these releases fill {found.pages}.")
    if query.words:
        cards = rendering.cards_with_words(moment, found.ids, words.read(query.words), level=2)
    else:
        cards = rendering.cards(moment, found.ids, level=2)
    context = {
        "query": query,
        "found": found,
        "cards": cards,
        **({} if found.total else _ways_out(query, moment, request.path)),
        "facets": rendering.facets(presenting.facets(query, found, moment)),
        "chips": presenting.chips(query, moment, request.path),
        "pager": presenting.pager(query, found, request.path),
        "rows_choices": ROWS,
        "feed_query": query.on_page(1).querystring(),
        "canonical": request.build_absolute_uri(request.path + query.querystring()),
    }
    return render(request, "articles/listing.html", context)


def _ways_out(query: ReleaseQuery, moment: Moment, path: str) -> dict[str, object]:
    """What the listing offers a reader whose words, under these filters, find nothing."""
    if not query.words:
        return {"meant": None, "nearly": [], "words_alone": []}
    nearly = moment.find_nearly(replace(query, page=1, rows=10, sort=""))
    asked = words.read(query.words)
    return {
        "meant": presenting.meant(query, moment, path),
        "nearly": rendering.cards_with_words(moment, nearly.ids, asked, level=3),
        "words_alone": presenting.words_alone(query, moment, path),
    }


@public_page
def term_index(request: HttpRequest, moment: Moment, facet: str) -> HttpResponse:
    """All terms of a vocabulary as a tree, with how many releases each holds."""
    _, title, introduction = TERM_PAGES[facet]
    rows = [
        (entry, entry.label(moment.today), moment.catalogue.count(facet, entry.slug))
        for entry in moment.vocabularies[facet]
    ]
    context = {
        "facet": facet,
        "title": title,
        "introduction": introduction,
        "groups": _groups(facet, rows),
    }
    return render(request, "articles/term_index.html", context)


def _groups(facet: str, rows: list[tuple[Entry, str, int]]) -> list[tuple[str, list]]:
    """Countries by their status; the trees of the other vocabularies stay whole."""
    if facet != "country":
        return [("", rows)]
    return [
        (COUNTRY_GROUPS[status], found)
        for status in Country.Status
        if (found := [row for row in rows if row[0].kind == status])
    ]


@public_page
def term(request: HttpRequest, moment: Moment, facet: str, slug: str) -> HttpResponse:
    """One term: what it is, what it was called, what lies under it, and its latest releases."""
    vocabulary = moment.vocabularies[facet]
    entry = vocabulary.by_slug.get(slug)
    if entry is None:
        raise Http404
    ids = moment.catalogue.newest(facet, slug, NEWEST_OF_A_TERM)
    context = {
        "facet": facet,
        "kicker": TERM_PAGES[facet][0],
        "index_title": TERM_PAGES[facet][1],
        "entry": entry,
        "is_closed": entry.is_closed(moment.today),
        "kind": KINDS.get(entry.kind, ""),
        "above": list(vocabulary.lineage(entry))[:0:-1],
        "children": [
            (child, child.label(moment.today), moment.catalogue.count(facet, child.slug))
            for child in vocabulary.children.get(entry.id, ())
        ],
        "host": moment.vocabularies.country.by_id.get(entry.country_id),
        "structures": [
            (structure, structure.label(moment.today), moment.catalogue.count("structure", structure.slug))
            for structure in moment.vocabularies.structure
            if facet == "country" and structure.country_id == entry.id
        ],
        "cards": rendering.cards(moment, ids, level=3),
        "total": moment.catalogue.count(facet, slug),
        "today": moment.today,
    }
    return render(request, "articles/term.html", context)


@public_page
def archive_newest(request: HttpRequest, moment: Moment) -> HttpResponse:
    """The way into the archive from every page: the newest year that has releases."""
    years = moment.catalogue.years
    return redirect("archive-year", next(iter(years))) if years else redirect("news")


@public_page
def archive(request: HttpRequest, moment: Moment, year: int) -> HttpResponse:
    """The months of a year with their counts."""
    if year not in moment.catalogue.years:
        raise Http404
    context = {
        "year": year,
        "months": [(month, len(moment.catalogue.span(month, _last_day(month)))) for month in _months(year)],
        "total": len(moment.catalogue.years[year]),
        "years": list(moment.catalogue.years),
    }
    return render(request, "articles/archive_year.html", context)


@public_page
def archive_month(request: HttpRequest, moment: Moment, year: int, month: int) -> HttpResponse:
    """The newest releases of a month; the listing has them all."""
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        raise Http404
    first = date(year, month, 1)
    found = moment.catalogue.find(ReleaseQuery(issued_from=first, issued_to=_last_day(first), rows=50))
    if not found.ids:
        raise Http404
    context = {
        "month": first,
        "found": found,
        "months": [(other, len(moment.catalogue.span(other, _last_day(other)))) for other in _months(year)],
        "cards": rendering.cards(moment, found.ids, level=2),
    }
    return render(request, "articles/archive_month.html", context)


def _months(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch: releases and one facet at a time; the sitemap leads to what later pages list."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    lines = ("User-agent: *", "Disallow: /admin/", "Disallow: /*?*&", "Disallow: /*?page=", "Disallow: /*?q=",
             f"Sitemap: {sitemap}", "")  # fmt: skip
    return HttpResponse("\n".join(lines), content_type="text/plain")
