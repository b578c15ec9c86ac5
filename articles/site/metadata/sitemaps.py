"""The sitemap: releases by year, the pages of terms and of the archive, and the news of two days.

An index names its parts. The part of a year changes only when a release of that year does, so that a crawler
reads the others no second time. https://www.sitemaps.org/protocol.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from articles.index import site_pages
from articles.index.positions import PLACES_IN_A_DAY, day_of
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article, MonthChange, Transition
from articles.models.facets import WITH_PAGES
from articles.models.querysets import ArticleQuerySet
from articles.site.caching.public_page import CACHE_CONTROL, public_page
from articles.site.metadata.alternates import Alternate, alternates_of
from articles.site.metadata.release_facts import to_second
from articles.site.site_request import SiteRequest

# The protocol allows 50,000, which a crawler would have to read again for each change among them.
RELEASES_A_PART = 5_000
# Search engines take so many, of so long (https://support.google.com/news/publisher-center/answer/9606710).
MOST_NEWS = 1_000
NEWS_FOR = timedelta(days=2)
IN_SITEMAP = ("release", "slug", "title", "language", "translates", "public_at")
CONTENT_TYPE = "application/xml"
# Moves that readers see at their instant, which no period tells: an import is public since a day long ago.
SEEN_MOVES = ("withdraw", "reinstate", "unpublish", "import", "accept", "merge", "complete", "separate")


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page, or a part of the sitemap; `changed` is an instant in ISO 8601, or empty."""

    address: str
    changed: str = ""
    alternates: Sequence[Alternate] = ()


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """A release that is news; `published` is the instant of its first publication in ISO 8601."""

    address: str
    title: str
    language: str
    published: str


@public_page
def index(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The parts of the sitemap, each with the last change of what it lists."""
    months = last_changes(snapshot.now)
    years: dict[int, datetime] = {}
    for month, changed in months.items():
        years[month.year] = max(changed, years.get(month.year, changed))
    latest = max(years.values(), default=None)
    parts = [
        (reverse("sitemap-year", args=[year, number]), years.get(year))
        for year, releases in snapshot.catalogue.years.items()
        for number in range(1, len(_parts(releases)) + 1)
    ]
    parts += [(reverse("sitemap-pages"), latest), (reverse("sitemap-news"), None)]
    entries = [_entry(request, path, changed) for path, changed in parts]
    return _render(request, "sitemap_index.xml", entries)


@public_page
def year(request: SiteRequest, snapshot: RequestSnapshot, year: int, number: int) -> HttpResponse:
    """The releases of a year, the oldest first, each with the instant its present edition became public."""
    parts = _parts(snapshot.catalogue.years.get(year, range(0)))
    if not 1 <= number <= len(parts):
        raise Http404
    positions = snapshot.catalogue.positions
    first, last = positions[parts[number - 1].start], positions[parts[number - 1].stop - 1]
    listed = Article.objects.listed(snapshot.now)
    of_part = listed.filter(position__range=(int(first), int(last))).order_by("position")
    articles = list(of_part.only(*IN_SITEMAP))
    families = _families(articles, of_part, listed)
    entries = [
        SitemapEntry(
            request.site_url + article.get_absolute_url(),
            to_second(article.issued_at),
            alternates_of(families[article.translates or article.release], request.site_url),
        )
        for article in articles
    ]
    return _render(request, "sitemap.xml", entries)


@public_page
def pages(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The lists: the front page, coming events, all terms with releases, the archive by year and month."""
    catalogue, changes = snapshot.catalogue, last_changes(snapshot.now)
    entries = [
        _entry(request, reverse(name), max(changes.values(), default=None))
        for name in ("home", "news", "events", "archive", "statistics", "glossary")
    ]
    entries += [_entry(request, reverse(f"page-{kind}")) for kind in site_pages.titles()]
    for facet, term_pages in WITH_PAGES.items():
        terms = [entry for entry in snapshot.vocabularies[facet] if catalogue.count(facet, entry.slug)]
        entries += [
            _entry(request, path) for path in (reverse(term_pages.index), *(entry.url for entry in terms))
        ]
    for listed_year in catalogue.years:
        months = {month: at for month, at in sorted(changes.items()) if month.year == listed_year}
        latest = max(months.values(), default=None)
        entries.append(_entry(request, reverse("archive-year", args=[listed_year]), latest))
        entries += [
            _entry(request, reverse("archive-month", args=[listed_year, month.month]), changed)
            for month, changed in months.items()
            if catalogue.span(month, _last_day(month))
        ]
    return _render(request, "sitemap.xml", entries)


@require_safe
@conditional_page
def news(request: SiteRequest) -> HttpResponse:
    """The releases first published in the last two days.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    now = timezone.now()
    since = now - NEWS_FOR
    recent = Article.objects.newest(now).filter(public_at__gt=since).only(*IN_SITEMAP)[:MOST_NEWS]
    articles = {article.release: article for article in recent}
    editions = Article.objects.issued(now).filter(release__in=articles)
    first = dict(editions.order_by().values_list("release").annotate(Min("public_at")))
    entries = [
        NewsEntry(
            request.site_url + article.get_absolute_url(),
            article.title,
            article.language,
            to_second(first[release]),
        )
        for release, article in articles.items()
        if first[release] > since
    ]
    response = _render(request, "sitemap_news.xml", entries, publication=settings.SITE_NAME)
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def last_changes(now: datetime) -> dict[date, datetime]:
    """Return by month, as its first day, when readers last saw a release of it come, go or change.

    Three queries: what the clock did is read from an index, what people took back or brought in from moves,
    what undone imports took away from the note of it.
    """
    published = Article.objects.filter(state=Article.State.PUBLISHED, public_at__lte=now)
    seen = published.values_list(F("position") / PLACES_IN_A_DAY).annotate(
        came=Max("public_at"), went=Max("public_until", filter=Q(public_until__lte=now))
    )
    # What an import left in preparation, or completed before its hour, is no reader's business.
    moved = Transition.objects.filter(verb__in=SEEN_MOVES, article__public_at__lte=now)
    taken = moved.values_list(F("article__position") / PLACES_IN_A_DAY).annotate(last=Max("at"))
    latest = dict(MonthChange.objects.values_list("month", "at"))
    for number, *instants in (*seen.order_by(), *taken.order_by()):
        month = day_of(number * PLACES_IN_A_DAY).replace(day=1)
        for instant in filter(None, instants):
            latest[month] = max(instant, latest.get(month, instant))
    return latest


def _parts(releases: range) -> list[range]:
    """Return the ordinals of a year in parts; a new release of today only touches the last one."""
    return [releases[start : start + RELEASES_A_PART] for start in range(0, len(releases), RELEASES_A_PART)]


def _families(
    articles: Iterable[Article], of_part: ArticleQuerySet, listed: ArticleQuerySet
) -> Mapping[int, list[Article]]:
    """Return by its original each of these releases with its translations, also those of other years."""
    members = {article.release: article for article in articles}
    originals = of_part.order_by().values_list(Coalesce("translates", "release"))
    translations = listed.filter(translates__in=originals)
    translated = listed.filter(release__in=of_part.order_by().exclude(translates=None).values("translates"))
    for article in _chained(translations, translated):
        members[article.release] = article
    families = defaultdict(list)
    for article in members.values():
        families[article.translates or article.release].append(article)
    return families


def _chained(*querysets: ArticleQuerySet) -> Iterator[Article]:
    for queryset in querysets:
        yield from queryset.order_by().only(*IN_SITEMAP)


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _entry(request: SiteRequest, path: str, changed: datetime | None = None) -> SitemapEntry:
    return SitemapEntry(request.site_url + path, to_second(changed) if changed else "")


def _render(
    request: SiteRequest, template: str, entries: Sequence[SitemapEntry | NewsEntry], **more: str
) -> HttpResponse:
    response = render(request, template, {"entries": entries, **more}, content_type=CONTENT_TYPE)
    response.headers["X-Robots-Tag"] = "noindex"  # it is no page for readers
    return response
