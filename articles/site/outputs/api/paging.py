"""Pages of the releases that a query finds: by number, or by the last release of the page before.

A number counts from the beginning, so that a release published meanwhile moves all others by one. A cursor is
the number of the last release that was read: its place stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from articles.index.catalogue import Catalogue
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article

LARGEST_NUMBER = 2**63 - 1


class UnknownCursor(ValueError):
    """A cursor that is the number of no release that was ever public."""


@dataclass(frozen=True, slots=True)
class CursorPage:
    """The ids of the editions on a page, how many the query finds in all, and whether others follow."""

    ids: Sequence[int]
    total: int
    has_more: bool


def by_number(snapshot: RequestSnapshot, query: ReleaseQuery) -> CursorPage:
    """Return the page of the query that it names by number."""
    if query.order == "relevance":
        result = snapshot.find(query)
        return CursorPage(result.ids, result.total, query.page < result.pages)
    return _page(snapshot.index(query), snapshot.hits(query), query, skipped=(query.page - 1) * query.rows)


def by_cursor(snapshot: RequestSnapshot, query: ReleaseQuery, cursor: str) -> CursorPage:
    """Return the page of the query after the release with this number: one query. Raises UnknownCursor."""
    hits, positions = snapshot.hits(query), snapshot.index(query).positions
    position = _position_of(cursor, snapshot)
    if query.order == "oldest":
        ordinal = int(positions.searchsorted(position, side="right"))
        skipped = hits.range_cardinality(0, ordinal)
    else:
        ordinal = int(positions.searchsorted(position))
        skipped = len(hits) - hits.range_cardinality(0, ordinal)
    return _page(snapshot.index(query), hits, query, skipped)


def _page(catalogue: Catalogue, hits: BitMap, query: ReleaseQuery, skipped: int) -> CursorPage:
    if query.order == "oldest":
        ordinals = list(hits[skipped : skipped + query.rows])
    else:
        stop = max(0, len(hits) - skipped)
        ordinals = list(reversed(hits[max(0, stop - query.rows) : stop]))
    ids = [int(catalogue.ids[ordinal]) for ordinal in ordinals]
    return CursorPage(ids, len(hits), skipped + len(ids) < len(hits))


def _position_of(cursor: str, snapshot: RequestSnapshot) -> int:
    """Return the position of the last edition of a release that readers have seen. Raises UnknownCursor."""
    number = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 20 else 0
    position = None
    if 0 < number <= LARGEST_NUMBER:
        seen = Article.objects.filter(release=number, public_at__lte=snapshot.now)
        position = seen.order_by("-edition").values_list("position", flat=True).first()
    if position is None:
        raise UnknownCursor(cursor)
    return position
