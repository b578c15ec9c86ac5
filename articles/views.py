"""The public pages: each narrows, asks, and renders."""

import calendar
from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import figures, presenting, rendering
from articles.caching import canonical_redirect, public_page
from articles.comparison import contents_of, differences
from articles.filing import filings_of
from articles.filters import read_query
from articles.models import Article
from articles.moment import Moment
from articles.prepared import Prepared
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

PUBLIC_EDITION = Prepared(
    lambda now, release: Article.objects.public(now).for_pages().filter(release=release)
)
RELATIVES = Prepared(
    lambda now, release, original: (
        Article.objects.telling_of(release, original)
        .issued(now)
        .only(
            "release",
            "edition",
            "state",
            "public_at",
            "public_until",
            "change_note",
            "is_minor",
            "language",
            "slug",
            "title",
        )
        .order_by("language", "edition")
    ),
    numbers=2,
)


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
def release_by_number(request: HttpRequest, moment: Moment, release: int) -> HttpResponse:
    """The short address of a release leads to its full one."""
    article = _public_edition(release, moment)
    if article is None:
        return _not_there(request, release)
    return HttpResponsePermanentRedirect(article.get_absolute_url())


@public_page
def release(request: HttpRequest, moment: Moment, release: int, slug: str) -> HttpResponse:
    """One release as readers see it now."""
    article = _public_edition(release, moment)
    if article is None:
        return _not_there(request, release)
    if slug != article.address_slug:
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    return render_release(request, article, current=article, moment=moment)


@public_page
def edition(request: HttpRequest, moment: Moment, release: int, slug: str, number: int) -> HttpResponse:
    """A published edition, the present one or one it replaced, at an address of its own."""
    current = _public_edition(release, moment)
    if current is None:
        return _not_there(request, release)
    if slug != current.address_slug:
        return HttpResponsePermanentRedirect(reverse("edition", args=[release, current.address_slug, number]))
    editions = Article.objects.once_public(moment.now).for_pages().filter(release=release)
    article = get_object_or_404(editions, edition=number)
    return render_release(request, article, current=current, moment=moment)


@public_page
def comparison(
    request: HttpRequest, moment: Moment, release: int, slug: str, number: int, other: int
) -> HttpResponse:
    """What changed between two editions that readers may read, from the earlier one to the later one."""
    current = _public_edition(release, moment)
    if current is None:
        return _not_there(request, release)
    earlier, later = sorted((number, other))
    if slug != current.address_slug or earlier != number:
        address = reverse("comparison", args=[release, current.address_slug, earlier, later])
        return HttpResponsePermanentRedirect(address)
    editions = Article.objects.once_public(moment.now).filter(release=release)
    wanted = editions.filter(Q(edition=earlier) | Q(edition=later)).defer("editor_note", "minor_reason")
    pair = list(wanted.order_by("edition"))
    if len(pair) != 2:
        raise Http404
    before, after = contents_of(pair, moment.vocabularies)
    context = {
        "current": current,
        "before": pair[0],
        "after": pair[1],
        "differences": differences(before, after),
        "canonical": request.build_absolute_uri(current.get_absolute_url()),
    }
    return render(request, "articles/comparison.html", context)


def _public_edition(release: int, moment: Moment) -> Article | None:
    """The edition of a release that readers see now."""
    return next(iter(PUBLIC_EDITION(moment.now, release)), None)


def _not_there(request: HttpRequest, release: int) -> HttpResponse:
    """410 for what was taken off the site, so that search engines forget it; 404 for what was never there."""
    if Article.objects.filter(release=release, state=Article.State.UNPUBLISHED).exists():
        return render(request, "410.html", status=410)
    raise Http404


def render_release(
    request: HttpRequest,
    article: Article,
    *,
    current: Article,
    moment: Moment,
    files: figures.Files | None = None,
    template: str = "articles/release.html",
    **more: object,
) -> HttpResponse:
    """The page of an edition; one that is not public yet has `files` and a `template` of its own, with `more`."""
    day, terms = article.publishing_date, moment.vocabularies
    filing = filings_of([article.pk])[article.pk]
    editions, translations = _relatives(article, moment)
    if files:  # of a preview: readers do not see this edition yet
        editions.append(article)
    address = request.build_absolute_uri(current.get_absolute_url())
    files = files or figures.PublicFiles(article, current, moment.now)
    media = figures.of_release(article, filing, files)
    image = request.build_absolute_uri(media.lead.biggest) if media.lead else ""
    context = {
        "article": article,
        "current": current,
        "type": terms.type.by_id.get(article.release_type_id),
        "media": media,
        "image": image,
        "summary": presenting.with_ellipsis(article.summary),
        "lead": presenting.lead(article),
        "structures": presenting.term_links(terms.structure, filing.terms["structure"], day),
        "fields": presenting.term_links(terms.field, filing.terms["field"], day),
        "countries": presenting.term_links(terms.country, filing.terms["country"], day),
        "meetings": presenting.term_links(terms.meeting, filing.terms["meeting"], day, "meeting"),
        "tags": filing.tags,
        "editions": editions,
        "first_public": editions[0].public_at,
        "translations": translations,
        "canonical": address,
        "linked_data": presenting.news_article(article, address, image),
        **more,
    }
    return render(request, template, context)


def _relatives(article: Article, moment: Moment) -> tuple[list[Article], list[Article]]:
    """The editions of a public release that are or were public, and the listed releases that translate it."""
    editions, translations = [], []
    for relative in RELATIVES(moment.now, article.release, article.translates or article.release):
        if relative.release == article.release:
            editions.append(relative)
        elif relative.is_public(moment.now) and relative.state == Article.State.PUBLISHED:
            translations.append(relative)
    return sorted(editions, key=lambda edition: edition.edition), translations


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
