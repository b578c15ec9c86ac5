"""The catalogue at one instant: an immutable index of all listed releases, and the queries it answers.

Releases are known by their *ordinal*, their index in the sorted array of positions. For each value of a
facet a Roaring bitmap holds the ordinals filed under it or under a term that lies below it, so that a
filter is a union, a combination an intersection, a count a cardinality, and a page a slice.
"""

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Self

import numpy as np
from django.conf import settings
from django.utils.safestring import SafeString
from pyroaring import BitMap

from articles.index.catalogue.clock import ComingEvent, Switch
from articles.index.catalogue.translation_sets import NO_MEMBERS
from articles.index.lru_cache import LRUCache
from articles.index.positions import day_of, start_of
from articles.index.query import ReleaseQuery
from articles.models import Mark
from articles.models.facets import COUNTED


class RenderedCard(SafeString):
    """The card of a release as HTML, with the path of its page and its day of issue."""

    url: str
    day: date

    def __new__(cls, html: SafeString, url: str, day: date) -> Self:
        """Return `html` as a card of the release at `url`, issued on `day`."""
        card = super().__new__(cls, html)
        card.url = url
        card.day = day
        return card


def bitmap_of(ordinals: np.ndarray) -> BitMap:
    """A bitmap of these numbers, by way of Python's own array: ten times as fast as from numpy's."""
    return BitMap(array("I", ordinals.astype("u4").tobytes()))


@dataclass(frozen=True)
class QueryResult:
    """The answer to a query: the number of releases, the ids of one page in order, and the counts.

    `counts[facet][value]` applies every filter but the facet's own; values that find nothing are left out.
    `ordinals` are those of `ids`, in the same order.
    """

    total: int
    ids: list[int]
    ordinals: list[int]
    counts: Mapping[str, Mapping[str | int, int]]
    pages: int


@dataclass(frozen=True, slots=True)
class Holding:
    """The releases whose text holds a word, as ordinals, and the positions of later ones, still `unread`."""

    ordinals: BitMap
    unread: frozenset[int] = frozenset()


def _word_cache() -> LRUCache[Hashable, Holding]:
    return LRUCache(400)


def _item_cache() -> "LRUCache[tuple[str, ...], Catalogue]":
    return LRUCache(16)


def _rendered_cache() -> LRUCache[tuple[int, int | str, str], str]:
    return LRUCache(4_000, max_bytes=settings.PAGE_CACHE_BYTES)


@dataclass(frozen=True)
class Catalogue:
    """All releases listed from `since` until the first of `switches`, as the ledger had them at `mark`.

    `positions` and `ids` are aligned arrays in ascending order of position; `bitmaps[facet][value]` holds
    ordinals; `switches` are the coming (instant, edition id) at which the clock lists or ends an edition, or
    its event begins; `events` are those that have not begun, in their order.
    `words` are the Holdings of frequent words asked lately, `rendered` what was made of editions: cards by
    (edition id, level of heading, language of the interface), entries by (edition id, feed, site_url).
    `members` are the rows of `translation_sets`, `items` the catalogues of items by the languages preferred.
    """

    mark: Mark
    revision: int
    since: datetime
    positions: np.ndarray
    ids: np.ndarray
    bitmaps: Mapping[str, Mapping[str, BitMap]]
    switches: tuple[Switch, ...] = field(default=(), repr=False)
    events: tuple[ComingEvent, ...] = field(default=(), repr=False)
    words: LRUCache[Hashable, Holding] = field(default_factory=_word_cache, repr=False)
    rendered: LRUCache[tuple[int, int | str, str], str] = field(default_factory=_rendered_cache, repr=False)
    members: np.ndarray = field(default_factory=lambda: NO_MEMBERS, repr=False)
    items: "LRUCache[tuple[str, ...], Catalogue]" = field(default_factory=_item_cache, repr=False)

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def generation(self) -> tuple[str, int, int, datetime | None]:
        """A name of the content: the same in every process, another one after any change or restore.

        When the clock lists or ends an edition, or an event begins, the name changes with the next of the
        coming switches.
        """
        return *self.mark, self.revision, self.switches[0][0] if self.switches else None

    def holds_at(self, now: datetime) -> bool:
        """Return whether the clock has changed nothing up to `now`, be it later or set back."""
        return self.since <= now and not (self.switches and self.switches[0][0] <= now)

    @cached_property
    def years(self) -> dict[int, range]:
        """The ordinals of each year that has releases, newest year first."""
        if not len(self):
            return {}
        first, last = day_of(self.positions[0]).year, day_of(self.positions[-1]).year
        spans = {year: self.span(date(year, 1, 1), date(year, 12, 31)) for year in range(last, first - 1, -1)}
        return {year: span for year, span in spans.items() if span}

    def span(self, first: date | None, last: date | None) -> range:
        """The ordinals of releases issued from `first` to `last`, both inclusive; None leaves a side open."""
        start = 0 if first is None else int(self.positions.searchsorted(start_of(first)))
        stop = len(self)
        if last is not None and last < date.max:
            stop = int(self.positions.searchsorted(start_of(last + timedelta(days=1))))
        return range(start, max(start, stop))

    def find(
        self,
        query: ReleaseQuery,
        matching: BitMap | None = None,
        rank: Callable[[BitMap], list[int]] | None = None,
    ) -> QueryResult:
        """Answer `query`; `matching` are the ordinals that a search for its words found, None for no search.

        `rank` puts the newest of the hits it is given in another order; the others follow by date.
        """
        filters = self._filters(query)
        always = self._issued(query, matching)
        hits = _meet(always, filters.values())
        counts = {}
        for facet in COUNTED:
            others = hits
            if facet in filters:
                others = _meet(always, (bits for name, bits in filters.items() if name != facet))
            counts[facet] = self._count(facet, others)
        ordinals = self._ranked_page(hits, query, rank(hits)) if rank else self._page(hits, query)
        return QueryResult(
            total=len(hits),
            ids=[int(self.ids[ordinal]) for ordinal in ordinals],
            ordinals=ordinals,
            counts=counts,
            pages=-(-len(hits) // query.rows),
        )

    def hits(self, query: ReleaseQuery, matching: BitMap | None = None) -> BitMap:
        """Return the ordinals of all releases that `query` asks for; `matching` as for `find`."""
        return _meet(self._issued(query, matching), self._filters(query).values())

    def ordinals_of(self, positions: Iterable[int]) -> BitMap:
        """The ordinals of the releases at these positions; of those that are not listed there are none."""
        places = ((int(self.positions.searchsorted(position)), position) for position in positions)
        return BitMap(
            place for place, position in places if place < len(self) and self.positions[place] == position
        )

    def newest(self, facet: str, value: str, how_many: int) -> list[int]:
        """The ids of the newest editions filed under one value of a facet."""
        return self.find_ids(self.bitmaps.get(facet, {}).get(value, BitMap()), how_many)

    def ids_of(self, hits: BitMap) -> np.ndarray:
        """The ids of all editions of a set of ordinals, newest first."""
        return self.ids[np.fromiter(hits, dtype="u4", count=len(hits))][::-1]

    def find_ids(self, hits: BitMap, how_many: int) -> list[int]:
        """The ids of the newest `how_many` of a set of ordinals, newest first."""
        return [int(self.ids[ordinal]) for ordinal in reversed(hits[max(0, len(hits) - how_many) :])]

    def count(self, facet: str, value: str) -> int:
        """The number of listed releases that are filed under one value of a facet."""
        return len(self.bitmaps.get(facet, {}).get(value, ()))

    def _issued(self, query: ReleaseQuery, matching: BitMap | None) -> BitMap:
        """Return the ordinals that the words and the days of the query let through."""
        among = BitMap(range(len(self))) if matching is None else matching
        if query.issued_from or query.issued_to:
            among = among & BitMap(self.span(query.issued_from, query.issued_to))
        return among

    def _filters(self, query: ReleaseQuery) -> dict[str, BitMap]:
        """The ordinals that each facet in the query lets through."""
        filters = {}
        for facet, values in query.filters.items():
            if facet == "year":
                parts = [BitMap(self.years[int(year)]) for year in values if year in self.years]
            else:
                bitmaps = self.bitmaps.get(facet, {})
                parts = [bitmaps[str(value)] for value in values if value in bitmaps]
            filters[facet] = BitMap.union(BitMap(), *parts)
        return filters

    def _count(self, facet: str, among: BitMap) -> dict[str | int, int]:
        counts: dict[str | int, int]
        if facet == "year":
            counts = {
                year: among.range_cardinality(span.start, span.stop) for year, span in self.years.items()
            }
        elif len(among) == len(self):
            counts = {value: len(bits) for value, bits in self.bitmaps.get(facet, {}).items()}
        else:
            bitmaps = self.bitmaps.get(facet, {})
            counts = {value: among.intersection_cardinality(bits) for value, bits in bitmaps.items()}
        return {value: count for value, count in counts.items() if count}

    def _page(self, hits: BitMap, query: ReleaseQuery) -> list[int]:
        skipped = (query.page - 1) * query.rows
        if skipped >= len(hits):
            return []
        if query.order == "oldest":
            return list(hits[skipped : skipped + query.rows])
        stop = len(hits) - skipped
        return list(reversed(hits[max(0, stop - query.rows) : stop]))

    def _ranked_page(self, hits: BitMap, query: ReleaseQuery, ranked: list[int]) -> list[int]:
        start, stop = (query.page - 1) * query.rows, query.page * query.rows
        ordinals = ranked[start:stop]
        if len(ordinals) < query.rows:  # the ranked ones are the newest, so that the others are all older
            others = len(hits) - len(ranked)
            skipped = max(0, start - len(ranked))
            wanted = query.rows - len(ordinals)
            ordinals += reversed(hits[max(0, others - skipped - wanted) : max(0, others - skipped)])
        return ordinals


def _meet(start: BitMap, others: Iterable[BitMap]) -> BitMap:
    for bits in others:
        start = start & bits
    return start
