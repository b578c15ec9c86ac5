"""The documents of a feed (RFC 5005): pages from the newest release on, archives from the oldest on."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import QueryDict
from pyroaring import BitMap

from articles.index.catalogue import Catalogue
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.feeds.removals import (
    Removal,
    count_removals,
    latest_removals,
    notices,
    removals_of,
)
from articles.site.outputs.output_view import all_of

ENTRIES = 50
# The first document tells of what was taken back within this time, and of no more than so many.
RECENT = timedelta(days=90)
MOST_RECENT = 50
MOST_ARCHIVES = 1_000_000


@dataclass(frozen=True, slots=True)
class DocumentAddress:
    """One document of a feed: a page, counted from 1 at the newest, or an archive, from 1 at the oldest."""

    query: ReleaseQuery
    page: int = 1
    archive: int = 0

    def querystring(self) -> str:
        """Return the parameters in canonical order; nothing but those of the query for the first page."""
        text = self.query.on_page(self.page).querystring()
        if not self.archive:
            return text
        return f"{text}{'&' if text else '?'}archive={self.archive}"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one release in a document: the edition with this id, or that it was taken back."""

    position: int
    pk: int
    removal: Removal | None = None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """The releases of one document, newest first, and the documents beside it by their relations (RFC 5005).

    `tombstones` are the releases that readers of the document are to drop (RFC 6721).
    """

    address: DocumentAddress
    slots: tuple[Slot, ...]
    tombstones: tuple[Removal, ...]
    links: tuple[tuple[str, DocumentAddress], ...]

    @property
    def is_archive(self) -> bool:
        """Return whether its membership stays as it is."""
        return bool(self.address.archive)


class NoSuchArchive(ValueError):
    """The value of `archive` names no document."""


def read_address(query: ReleaseQuery, parameters: QueryDict) -> DocumentAddress:
    """Return the document that is asked for: that of `archive`, else the page of `query`.

    A feed is always newest first, whatever the order and the length of pages of the listing. Raises
    NoSuchArchive for a value that is no whole number from 1.
    """
    value = parameters.get("archive", "")
    first = all_of(query)
    if not value:
        return DocumentAddress(first, page=query.page)
    # Python makes no number of thousands of digits, whatever they say.
    number = int(value) if value.isdecimal() and len(value) <= len(str(MOST_ARCHIVES)) else 0
    if not 1 <= number <= MOST_ARCHIVES or query.page > 1:
        raise NoSuchArchive(value)
    return DocumentAddress(first, archive=number)


def document_at(address: DocumentAddress, snapshot: RequestSnapshot) -> FeedDocument | None:
    """Return the document at an address; None beyond the last one.

    What was taken back is two queries for the first page, which reads the latest and counts the others, one
    for an archive, which reads all, and none for other pages.

    A page has `ENTRIES` listed releases, the first page besides what was taken back lately. An archive has
    `ENTRIES` releases in all, counted from the oldest with those that were taken back, so that neither a new
    release nor a withdrawal moves another one into a different archive. What is filed differently or
    imported under an old date does: archives are as old as the archive itself is.
    """
    hits = snapshot.hits(address.query)
    if address.archive:
        return _archive_at(address, hits, snapshot)
    pages = max(1, -(-len(hits) // ENTRIES))
    if address.page > pages:
        return None
    recent: list[Removal] = []
    archives = 0
    if address.page == 1:
        recent = latest_removals(address.query, snapshot, snapshot.now - RECENT, MOST_RECENT)
        counted = 0 if address.query.words else count_removals(address.query, snapshot)
        archives = (len(hits) + counted) // ENTRIES
    slots = _page(address.page, hits, notices(recent, address.query, snapshot), snapshot.index(address.query))
    return FeedDocument(address, tuple(slots), tuple(recent), _links_of_page(address, pages, archives))


def _archive_at(address: DocumentAddress, hits: BitMap, snapshot: RequestSnapshot) -> FeedDocument | None:
    # Nobody can tell what a search would have found of all that was taken back: its archives hold none of it.
    removals = [] if address.query.words else removals_of(address.query, snapshot)
    archives = (len(hits) + len(removals)) // ENTRIES
    if address.archive > archives:
        return None
    slots = _archive(address.archive, hits, removals, snapshot.index(address.query))
    tombstones = [slot.removal for slot in slots if slot.removal]
    return FeedDocument(address, tuple(slots), tuple(tombstones), _links_of_archive(address, archives))


def _page(number: int, hits: BitMap, removals: Iterable[Removal], catalogue: Catalogue) -> list[Slot]:
    stop = len(hits) - (number - 1) * ENTRIES
    return _newest_first(hits[max(0, stop - ENTRIES) : stop], removals, catalogue)


def _archive(number: int, hits: BitMap, removals: Sequence[Removal], catalogue: Catalogue) -> list[Slot]:
    # The place of each removal among all releases of the feed, counted from the oldest.
    places = [
        before + (hits.rank(ordinal - 1) if ordinal else 0)
        for before, ordinal in enumerate(
            int(catalogue.positions.searchsorted(removal.position)) for removal in removals
        )
    ]
    start, stop = (number - 1) * ENTRIES, number * ENTRIES
    first, last = bisect_left(places, start), bisect_left(places, stop)
    return _newest_first(hits[start - first : stop - last], removals[first:last], catalogue)


def _newest_first(ordinals: Iterable[int], removals: Iterable[Removal], catalogue: Catalogue) -> list[Slot]:
    slots = [Slot(int(catalogue.positions[ordinal]), int(catalogue.ids[ordinal])) for ordinal in ordinals]
    slots += [Slot(removal.position, removal.pk, removal) for removal in removals]
    return sorted(slots, key=lambda slot: slot.position, reverse=True)


def _links_of_page(
    address: DocumentAddress, pages: int, archives: int
) -> tuple[tuple[str, DocumentAddress], ...]:
    query, page = address.query, address.page
    links = [("first", DocumentAddress(query)), ("last", DocumentAddress(query, page=pages))]
    if page > 1:
        links.append(("previous", DocumentAddress(query, page=page - 1)))
    if page < pages:
        links.append(("next", DocumentAddress(query, page=page + 1)))
    if page == 1 and archives:
        links.append(("prev-archive", DocumentAddress(query, archive=archives)))
    return tuple(links)


def _links_of_archive(address: DocumentAddress, archives: int) -> tuple[tuple[str, DocumentAddress], ...]:
    query, archive = address.query, address.archive
    links = [("current", DocumentAddress(query))]
    if archive > 1:
        links.append(("prev-archive", DocumentAddress(query, archive=archive - 1)))
    if archive < archives:
        links.append(("next-archive", DocumentAddress(query, archive=archive + 1)))
    return tuple(links)
