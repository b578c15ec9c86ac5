"""The catalogue of items: the translations of one release count as one, and one of them stands for all.

Which one that is depends on the languages that a reader prefers. An item is filed under whatever one of its
members is filed under, and has the place and the day of the member that stands for it. It is made once for
each preference after a change, a few milliseconds for 20,000 releases; without translations the items are the
releases.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from articles.index.catalogue.catalogue import Catalogue, bitmap_of


@dataclass(frozen=True)
class ItemCatalogue(Catalogue):
    """A catalogue with one edition for each item; `item_of` is its ordinal for each ordinal of `releases`."""

    releases: Catalogue = field(kw_only=True, repr=False)
    item_of: np.ndarray = field(kw_only=True, repr=False)

    def items_among(self, ordinals: BitMap) -> BitMap:
        """The items of some releases."""
        return _mapped(ordinals, self.item_of)

    def ids_of_items(self, editions: Collection[int]) -> list[int]:
        """The editions that stand for the items of these listed editions, by ids and in their order."""
        places = {
            int(self.releases.ids[one]): one
            for one in np.flatnonzero(np.isin(self.releases.ids, list(editions)))
        }
        return [int(self.ids[self.item_of[places[pk]]]) if pk in places else pk for pk in editions]


def items_of(releases: Catalogue, preferred: tuple[str, ...]) -> Catalogue:
    """Return the catalogue of items for readers who prefer these languages, the most wanted first.

    A member in none of them stands for its set if it is the original, or the oldest where that is not listed.
    """
    if not len(releases.members):
        return releases
    items = releases.items.get(preferred)
    if items is None:
        items = _items(releases, preferred)
        releases.items.put(preferred, items)
    return items


def _items(releases: Catalogue, preferred: tuple[str, ...]) -> ItemCatalogue:
    leads = _leads(releases, preferred)
    is_lead = leads == np.arange(len(releases))
    item_of = (np.cumsum(is_lead) - 1)[leads]
    return ItemCatalogue(
        mark=releases.mark,
        revision=releases.revision,
        since=releases.since,
        positions=releases.positions[is_lead],
        ids=releases.ids[is_lead],
        bitmaps={
            facet: {value: _mapped(bits, item_of) for value, bits in values.items()}
            for facet, values in releases.bitmaps.items()
        },
        switches=releases.switches,
        members=releases.members,
        rendered=releases.rendered,
        releases=releases,
        item_of=item_of,
    )


def _leads(releases: Catalogue, preferred: tuple[str, ...]) -> np.ndarray:
    """The ordinal of the release that stands for each one: itself, but for members of a set."""
    leads = np.arange(len(releases))
    by_id = releases.members[np.argsort(releases.members["id"])]
    ordinals = np.flatnonzero(np.isin(releases.ids, by_id["id"]))
    members = by_id[by_id["id"].searchsorted(releases.ids[ordinals])]
    wish = np.full(len(members), len(preferred))
    for place, code in reversed(list(enumerate(preferred))):
        wish[members["language"] == code] = place
    order = np.lexsort((ordinals, ~members["is_original"], wish, members["original"]))
    _, first, sizes = np.unique(members["original"][order], return_index=True, return_counts=True)
    leads[ordinals[order]] = np.repeat(ordinals[order][first], sizes)
    return leads


def _mapped(ordinals: BitMap, item_of: np.ndarray) -> BitMap:
    return bitmap_of(item_of[np.frombuffer(ordinals.to_array(), dtype="u4")])
