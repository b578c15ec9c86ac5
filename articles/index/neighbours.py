"""The releases near one release: filed under the same rare terms, and beside it in order of time.

Everything is read from the bitmaps of the catalogue, in a millisecond whatever its size, and is therefore
public.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice, zip_longest
from math import log

from pyroaring import BitMap

from articles.index.catalogue import Catalogue
from articles.index.positions import BITS_WITHIN_DAY

# Of the rarest terms of a release so many are looked at, and of each so many releases on both sides of it.
MOST_TERMS = 6
ON_EACH_SIDE = 8
# After so many days a release is worth half.
HALF_LIFE = 365


def around(among: BitMap, ordinal: int, on_each_side: int) -> tuple[list[int], list[int]]:
    """Return the nearest ordinals of `among` before one and after it, the nearest first."""
    below = among.rank(ordinal) - (1 if ordinal in among else 0)
    above = among.rank(ordinal)
    before = list(among[max(0, below - on_each_side) : below])
    return before[::-1], list(among[above : above + on_each_side])


def likely_related(
    ordinal: int, terms: Mapping[str, Iterable[str]], catalogue: Catalogue, most: int
) -> dict[int, float]:
    """Return the ordinals of the releases that share most with one, with what they share.

    `terms` are the slugs by facet that it is filed under. A term is worth more the fewer releases it has; a
    release is worth less the longer before or after it was issued. Those of the same days, which may share
    nothing, fill what is left of `most`.
    """
    bitmaps = [
        bits
        for facet, slugs in terms.items()
        for slug in slugs
        if len(bits := catalogue.bitmaps.get(facet, {}).get(slug, BitMap())) > 1
    ]
    bitmaps.sort(key=len)
    worth: dict[int, float] = defaultdict(float)
    rarities = [(bits, log(len(catalogue) / len(bits))) for bits in bitmaps[:MOST_TERMS]]
    near = {one for bits, _ in rarities for side in around(bits, ordinal, ON_EACH_SIDE) for one in side}
    for bits, rarity in rarities:
        for one in near:
            if one in bits:
                worth[one] += rarity
    day = int(catalogue.positions[ordinal]) >> BITS_WITHIN_DAY
    for one in worth:
        days = abs((int(catalogue.positions[one]) >> BITS_WITHIN_DAY) - day)
        worth[one] /= 1 + days / HALF_LIFE
    best = sorted(worth, key=lambda one: (-worth[one], abs(one - ordinal)))[:most]
    beside = around(BitMap(range(len(catalogue))), ordinal, most)
    fillers = (one for pair in zip_longest(*beside) for one in pair if one is not None and one not in worth)
    return {one: worth[one] for one in best} | dict.fromkeys(islice(fillers, most - len(best)), 0.0)


def filed_under(ordinal: int, facet: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the terms of a facet, and those above them, that a release is filed under."""
    return frozenset(slug for slug, bits in catalogue.bitmaps.get(facet, {}).items() if ordinal in bits)
