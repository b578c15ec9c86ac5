"""Entries of a feed as its format writes them: written once, and used as long as the edition stands."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, Self

from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.feeds.entries import FeedEntry, entries_of
from articles.site.outputs.feeds.paging import FeedDocument, Slot


class Fragment(str):
    """An entry in a format, with the instant of its last news."""

    updated: datetime

    def __new__(cls, text: str, updated: datetime) -> Self:
        """Return `text` as the entry of what was last heard of at `updated`."""
        fragment = super().__new__(cls, text)
        fragment.updated = updated
        return fragment


class EntryFormat(Protocol):
    """A format of feeds, a class: the name it is cached under, and how it writes an entry."""

    @property
    def name(self) -> str:
        """Return a name that no other format has."""

    def fragment(self, entry: FeedEntry, site_url: str) -> str:
        """Return an entry as it stands in the feed."""


def fragments_of(
    entry_format: EntryFormat, document: FeedDocument, snapshot: RequestSnapshot, site_url: str
) -> list[Fragment]:
    """Return the entries of a document in a format; seven queries for those not written before.

    Those of a feed's first document are cached beside the cards of lists, where an edition that changes is
    dropped. Others are asked for once a crawler, and would push the cards out.
    """
    if document.is_archive or document.address.page > 1:
        return list(_written(entry_format, document.slots, snapshot, site_url).values())
    cache = snapshot.catalogue.rendered
    found: dict[Slot, Fragment] = {}
    for slot in document.slots:
        fragment = None if slot.removal else cache.get((slot.pk, entry_format.name, site_url))
        if isinstance(fragment, Fragment):
            found[slot] = fragment
    others = [slot for slot in document.slots if slot not in found]
    for slot, fragment in _written(entry_format, others, snapshot, site_url).items():
        found[slot] = fragment
        if not slot.removal:
            cache.put((slot.pk, entry_format.name, site_url), fragment)
    return [found[slot] for slot in document.slots if slot in found]


def _written(
    entry_format: EntryFormat, slots: Iterable[Slot], snapshot: RequestSnapshot, site_url: str
) -> dict[Slot, Fragment]:
    return {
        slot: Fragment(
            entry_format.fragment(entry, site_url), max(entry.updated, entry.published or entry.updated)
        )
        for slot, entry in entries_of(slots, snapshot, site_url)
    }
