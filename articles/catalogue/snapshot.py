"""The catalogue as it is at one moment: an immutable index of all listed releases, and what is asked of it.

Releases are known by their *ordinal*, their index in the sorted array of positions. For each value of a
facet a Roaring bitmap holds the ordinals filed under it or under a term that lies below it, so that a
filter is a union, a combination an intersection, a count a cardinality, and a page a slice.
"""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from articles.positions import day_of, start_of
from articles.query import TERM_FACETS, ReleaseQuery
from articles.remembered import Remembered

# The facets whose values are all counted for a listing; the others only filter.
COUNTED = ("type", "structure", "field", "country", "year")


def bitmap_of(ordinals: np.ndarray) -> BitMap:
    """A bitmap of these numbers; out of an array of Python's own it is made ten times as fast as out of numpy's."""
    return BitMap(array("I", ordinals.astype("u4").tobytes()))


@dataclass(frozen=True)
class Found:
    """The answer to a query: how many releases, the editions' ids of one page in order, and the counts.

    `counts[facet][value]` applies every filter but the facet's own; values that find nothing are left out.
    """

    total: int
    ids: list[int]
    counts: Mapping[str, Mapping[str | int, int]]
    pages: int


@dataclass(frozen=True, slots=True)
class Holding:
    """The releases whose text holds a word, as ordinals; those at the positions `unread` came later and are to be asked."""

    ordinals: BitMap
    unread: frozenset[int] = frozenset()


def _words_remembered() -> Remembered:
    return Remembered(400)


def _cards_remembered() -> Remembered:
    return Remembered(4_000)


@dataclass(frozen=True)
class Snapshot:
    """All releases listed at `as_of`, as the change log had them at `change`.

    `positions` and `ids` are aligned arrays in ascending order of position; `bitmaps[facet][value]` holds
    ordinals; `switches` are the coming (instant, edition id) at which the clock lists or ends an edition.
    `words` are the Holdings of frequent words asked lately, `cards` rendered cards by (edition id, level of heading).
    """

    change: int
    revision: int
    as_of: datetime
    positions: np.ndarray
    ids: np.ndarray
    bitmaps: Mapping[str, Mapping[str, BitMap]]
    switches: tuple[tuple[datetime, int], ...] = field(default=(), repr=False)
    words: Remembered = field(default_factory=_words_remembered, repr=False)
    cards: Remembered = field(default_factory=_cards_remembered, repr=False)

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def generation(self) -> tuple[int, int, datetime | None]:
        """Names what the snapshot holds: the same in every process, another one after any change.

        The clock changes what is listed as well; then the next of the coming switches is another.
        """
        return self.change, self.revision, self.switches[0][0] if self.switches else None

    @cached_property
    def years(self) -> dict[int, range]:
        """The ordinals of each year that has releases, newest year first."""
        if not len(self):
            return {}
        first, last = day_of(self.positions[0]).year, day_of(self.positions[-1]).year
        spans = {year: self.span(date(year, 1, 1), date(year, 12, 31)) for year in range(last, first - 1, -1)}
        return {year: span for year, span in spans.items() if span}

    def span(self, first: date | None, last: date | None) -> range:
        """The ordinals of the releases issued from `first` to `last`, both inclusive; None leaves a side open."""
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
    ) -> Found:
        """Answer `query`; `matching` are the ordinals that a search for its words found, None for no search.

        `rank` puts the newest of the hits it is given in another order; the others follow by date.
        """
        filters = self._filters(query)
        everything = BitMap(range(len(self)))
        always = everything if matching is None else matching
        if query.issued_from or query.issued_to:
            always = always & BitMap(self.span(query.issued_from, query.issued_to))
        hits = _meet(always, filters.values())
        counts = {}
        for facet in COUNTED:
            others = hits
            if facet in filters:
                others = _meet(always, (bits for name, bits in filters.items() if name != facet))
            counts[facet] = self._count(facet, others)
        return Found(
            total=len(hits),
            ids=self._ranked_page(hits, query, rank(hits)) if rank else self._page(hits, query),
            counts=counts,
            pages=-(-len(hits) // query.rows),
        )

    def newest(self, facet: str, value: str, how_many: int) -> list[int]:
        """The ids of the newest editions filed under one value of a facet."""
        return self.find_ids(self.bitmaps.get(facet, {}).get(value, BitMap()), how_many)

    def find_ids(self, hits: BitMap, how_many: int) -> list[int]:
        """The ids of the newest `how_many` of a set of ordinals, newest first."""
        return [int(self.ids[ordinal]) for ordinal in reversed(hits[max(0, len(hits) - how_many) :])]

    def count(self, facet: str, value: str) -> int:
        """How many listed releases are filed under one value of a facet."""
        return len(self.bitmaps.get(facet, {}).get(value, ()))

    def _filters(self, query: ReleaseQuery) -> dict[str, BitMap]:
        """For each facet the query narrows, the ordinals it lets through."""
        filters = {}
        for facet in TERM_FACETS:
            if values := query.selected(facet):
                known = self.bitmaps.get(facet, {})
                filters[facet] = BitMap.union(BitMap(), *(known[value] for value in values if value in known))
        if query.year:
            spans = (self.years.get(year, range(0)) for year in query.year)
            filters["year"] = BitMap.union(BitMap(), *(BitMap(span) for span in spans))
        return filters

    def _count(self, facet: str, among: BitMap) -> dict[str | int, int]:
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
            ordinals = hits[skipped : skipped + query.rows]
        else:
            stop = len(hits) - skipped
            ordinals = reversed(hits[max(0, stop - query.rows) : stop])
        return [int(self.ids[ordinal]) for ordinal in ordinals]

    def _ranked_page(self, hits: BitMap, query: ReleaseQuery, ranked: list[int]) -> list[int]:
        start, stop = (query.page - 1) * query.rows, query.page * query.rows
        ordinals = ranked[start:stop]
        if len(ordinals) < query.rows:  # the ranked ones are the newest, so that the others are all older
            others = len(hits) - len(ranked)
            skipped = max(0, start - len(ranked))
            wanted = query.rows - len(ordinals)
            ordinals += reversed(hits[max(0, others - skipped - wanted) : max(0, others - skipped)])
        return [int(self.ids[ordinal]) for ordinal in ordinals]


def _meet(start: BitMap, others) -> BitMap:
    for bits in others:
        start = start & bits
    return start
