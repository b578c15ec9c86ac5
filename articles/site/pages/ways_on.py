"""Where a reader of a release may go on: releases like it, those beside it in its series and its body."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

from pyroaring import BitMap

from articles.index.catalogue import Catalogue
from articles.index.compiled_queries import Compiled
from articles.index.neighbours import around, filed_under, likely_related
from articles.index.positions import day_of
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.address import address_of, make_slug
from articles.models.facets import OF_MANY_TERMS
from articles.models.filing import Filing
from articles.text.series import SeriesNumber, series_number
from articles.text.stems import STOP_WORDS, stem
from articles.text.tokens import tokens_in
from taxonomy.vocabulary import TermEntry

SHOWN = 4
# So many likely ones have their titles read, and so many on each side may belong to a series.
READ = 16
OF_SERIES = 20
# Related releases have at least so much in common: a term that one in seven has, or words of their titles;
# words alone have to be several, or rare ones.
LEAST = 2.0
LEAST_OF_WORDS = 4.5
COLUMNS = ("id", "release", "slug", "title", "language", "translates")


class Linked(NamedTuple):
    """A release to lead to; `number` is its place in a series."""

    title: str
    url: str
    day: date
    language: str
    number: str = ""


class Beside(NamedTuple):
    """The releases before and after one; `missing` are the numbers of a series between them."""

    name: str
    number: str
    previous: Linked | None
    following: Linked | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Everything that the page of a release leads on to."""

    related: tuple[Linked, ...]
    series: Beside | None
    of_structure: Beside | None


class _Row(NamedTuple):
    """What is read of a release that may be led to."""

    release: int
    slug: str
    title: str
    language: str
    translates: int | None
    day: date

    def link(self, number: str = "") -> Linked:
        url = address_of(self.release, self.slug or make_slug(self.title))
        return Linked(self.title, url, self.day, self.language, number)


def ways_on(article: Article, filing: Filing, snapshot: RequestSnapshot) -> WaysOn | None:
    """Return where to go on from an edition: one query. None for one that no list shows."""
    catalogue = snapshot.catalogue
    ordinal = next(iter(catalogue.ordinals_of([article.issued_position])), None)
    if ordinal is None or catalogue.ids[ordinal] != article.pk:
        return None
    terms = _terms_of(filing, snapshot)
    worth = likely_related(ordinal, _slugs(terms), catalogue, READ)
    number = series_number(article.title)
    beside_in_series = _around_in_series(article, ordinal, snapshot) if number else ()
    structure = _narrowest(terms.get("structure", ()), catalogue)
    steps = [side[:1] for side in around(_releases_of(structure, catalogue), ordinal, 1)]
    rows = _rows(catalogue, {*worth, *beside_in_series, *steps[0], *steps[1]})
    previous, following = (_link(side, rows) for side in steps)
    return WaysOn(
        related=_related(article, worth, rows),
        series=_series(number, ordinal, beside_in_series, rows, catalogue) if number else None,
        of_structure=Beside(structure.local_name, "", previous, following)
        if structure and (previous or following)
        else None,
    )


def _terms_of(filing: Filing, snapshot: RequestSnapshot) -> dict[str, list[TermEntry]]:
    return {
        facet: list(snapshot.vocabularies[facet].in_order(filing.terms[facet]))
        for facet in OF_MANY_TERMS
        if filing.terms[facet]
    }


def _slugs(terms: Mapping[str, Iterable[TermEntry]]) -> dict[str, list[str]]:
    return {facet: [entry.slug for entry in entries] for facet, entries in terms.items()}


def _releases_of(structure: TermEntry | None, catalogue: Catalogue) -> BitMap:
    return catalogue.bitmaps["structure"][structure.slug] if structure else BitMap()


def _narrowest(structures: Iterable[TermEntry], catalogue: Catalogue) -> TermEntry | None:
    """Return the body of the fewest releases: a mission says more than the Secretariat that is filed too."""
    return min(
        structures, key=lambda entry: len(catalogue.bitmaps["structure"].get(entry.slug, ())), default=None
    )


def _around_in_series(article: Article, ordinal: int, snapshot: RequestSnapshot) -> list[int]:
    """Return releases near in time of the same type and language: those of a series stand among them."""
    bitmaps = snapshot.catalogue.bitmaps
    among = bitmaps["language"][article.language]
    if entry := snapshot.vocabularies.type.by_id.get(article.release_type_id or 0):
        among = among & bitmaps["type"].get(entry.slug, BitMap())
    before, after = around(among, ordinal, OF_SERIES)
    return before + after


def _rows(catalogue: Catalogue, ordinals: set[int]) -> dict[int, _Row]:
    """Return what is shown of some releases, by ordinal; one query."""
    by_id = {int(catalogue.ids[ordinal]): ordinal for ordinal in ordinals}
    if not by_id:
        return {}
    # Of a few lengths only: SQL is compiled once for each.
    length = -(-len(by_id) // READ) * READ
    padded = [*by_id, *[0] * (length - len(by_id))]
    return {
        by_id[pk]: _Row(release, slug, title, language, translates, day_of(catalogue.positions[by_id[pk]]))
        for pk, release, slug, title, language, translates in _query(length).rows(padded)
    }


@cache
def _query(length: int) -> Compiled:
    return Compiled(Article.objects.filter(pk__in=range(length)).order_by().values_list(*COLUMNS))


def _link(side: list[int], rows: Mapping[int, _Row]) -> Linked | None:
    return rows[side[0]].link() if side and side[0] in rows else None


def _related(article: Article, worth: Mapping[int, float], rows: Mapping[int, _Row]) -> tuple[Linked, ...]:
    """Return the most likely ones; a word of both titles counts the more the fewer of the likely have it."""
    family = {article.release, article.translates or article.release}
    likely = {
        ordinal: row
        for ordinal in worth
        if (row := rows.get(ordinal)) and not family & {row.release, row.translates}
    }
    words = {ordinal: _stems(row.title, row.language) for ordinal, row in likely.items()}
    held = Counter(word for of_one in words.values() for word in of_one)
    own = _stems(article.title, article.language)
    scores = {
        ordinal: worth[ordinal] + sum(log(1 + len(likely) / held[word]) for word in own & words[ordinal])
        for ordinal in likely
    }
    is_related = {
        ordinal for ordinal in likely if scores[ordinal] >= (LEAST if worth[ordinal] else LEAST_OF_WORDS)
    }
    best = sorted(
        is_related,
        key=lambda ordinal: (likely[ordinal].language != article.language, -scores[ordinal], -ordinal),
    )
    return tuple(likely[ordinal].link() for ordinal in best[:SHOWN])


@lru_cache(maxsize=10_000)
def _stems(title: str, language: str) -> frozenset[str]:
    return frozenset(
        stem(word, language) for word in tokens_in(title) if word not in STOP_WORDS and len(word) > 2
    )


def _series(
    number: SeriesNumber,
    ordinal: int,
    near: Iterable[int],
    rows: Mapping[int, _Row],
    catalogue: Catalogue,
) -> Beside | None:
    """Return the neighbours of a number: the nearest in the same series of the same bodies."""
    bodies = filed_under(ordinal, "structure", catalogue)
    others: dict[tuple[int, int], tuple[SeriesNumber, _Row]] = {}
    for one in near:  # the nearest in time first: of two with one number, the first is meant
        row = rows.get(one)
        found = series_number(row.title) if row else None
        if not row or not found or (found.name, bool(found.year)) != (number.name, bool(number.year)):
            continue
        if filed_under(one, "structure", catalogue) == bodies:
            others.setdefault(found.place, (found, row))
    before = max((place for place in others if place < number.place), default=None)
    after = min((place for place in others if place > number.place), default=None)
    if not before and not after:
        return None
    return Beside(
        "",
        number.text,
        others[before][1].link(others[before][0].text) if before else None,
        others[after][1].link(others[after][0].text) if after else None,
        _missing(number, before, after),
    )


def _missing(
    number: SeriesNumber, before: tuple[int, int] | None, after: tuple[int, int] | None
) -> tuple[str, ...]:
    """Return the numbers, or the first and the last, that are missing on each side within the year."""
    gaps = []
    if before and before[0] == number.year and number.number - before[1] > 1:
        gaps.append((before[1] + 1, number.number - 1))
    if after and after[0] == number.year and after[1] - number.number > 1:
        gaps.append((number.number + 1, after[1] - 1))
    return tuple(
        number.text_of(first) if first == last else f"{number.text_of(first)}–{number.text_of(last)}"
        for first, last in gaps
    )
