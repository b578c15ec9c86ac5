"""Tables of the figures of the archive: by year, and by every facet that the listing counts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Value
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.facets import COUNTED, FACETS
from articles.models.querysets import ArticleQuerySet
from taxonomy import languages

OF_YEARS = "year"
OF_EVENTS = "events"
OF_FACETS = tuple(name for name in COUNTED if name != OF_YEARS)
TABLES = (OF_YEARS, *OF_FACETS, OF_EVENTS)


class YearRow(NamedTuple):
    """The figures of a year: releases listed, those of them that were corrected, and those withdrawn."""

    year: int
    releases: int
    corrected: int
    withdrawn: int


class FacetRow(NamedTuple):
    """The releases filed under one value of a facet; `label` is its name as lists show it today.

    `url` is its page, or "" for one without.
    """

    value: str
    name: str
    label: str
    url: str
    releases: int


def rows_of_years(snapshot: RequestSnapshot) -> list[YearRow]:
    """Return the figures of all years, the newest first: one query, by the indexes of the few it finds."""
    counted = _counted(corrected=_corrected(snapshot), withdrawn=_withdrawn(snapshot))
    corrected, withdrawn = counted["corrected"], counted["withdrawn"]
    releases = {year: len(span) for year, span in snapshot.items.years.items()}
    return [
        YearRow(year, releases.get(year, 0), corrected[year], withdrawn[year])
        for year in sorted({*releases, *withdrawn}, reverse=True)
    ]


def rows_of_facet(name: str, snapshot: RequestSnapshot) -> list[FacetRow]:
    """Return the values of a facet that releases are filed under, those of the most releases first."""
    counts = {value: len(ordinals) for value, ordinals in snapshot.items.bitmaps.get(name, {}).items()}
    rows = [FacetRow(*value, counts[value[0]]) for value in _values(name, snapshot) if counts.get(value[0])]
    return sorted(rows, key=lambda row: -row.releases)


def _values(name: str, snapshot: RequestSnapshot) -> Iterable[tuple[str, str, str, str]]:
    """Return slug or code, name, label and page of each value of a facet."""
    if name == "language":
        codes = sorted(snapshot.items.bitmaps.get(name, {}))
        return [(code, languages.name_of(code), languages.name_of(code), "") for code in codes]
    return [
        (entry.slug, entry.local_name, entry.label(snapshot.today), entry.url)
        for entry in snapshot.vocabularies[name]
    ]


def _corrected(snapshot: RequestSnapshot) -> ArticleQuerySet:
    """Return the editions by which listed releases were corrected after they were issued."""
    listed = Article.objects.listed(snapshot.now).filter(release=OuterRef("release"))
    later = Article.objects.issued(snapshot.now).filter(edition__gt=1, is_minor=False)
    return later.filter(Exists(listed))


def _withdrawn(snapshot: RequestSnapshot) -> ArticleQuerySet:
    return Article.objects.withdrawn(snapshot.now)


def _counted(**kinds: ArticleQuerySet) -> dict[str, defaultdict[int, int]]:
    """Return the releases with such editions by kind and year: one query for all kinds."""
    counts: dict[str, defaultdict[int, int]] = {kind: defaultdict(int) for kind in kinds}
    first, *others = (
        editions.order_by()
        .annotate(kind=Value(kind), year=ExtractYear("publishing_date"))
        .values_list("kind", "year")
        .annotate(Count("release", distinct=True))
        for kind, editions in kinds.items()
    )
    for kind, year, releases in first.union(*others, all=True):
        counts[kind][year] = releases
    return counts


def title_of(name: str) -> str:
    """Return the name of the table of a facet: its label."""
    return _(FACETS[name].filter_label)
