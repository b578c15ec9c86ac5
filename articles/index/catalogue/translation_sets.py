"""Sets of translations among the listed releases: an original and all that translate it.

They are read as rows of MEMBER, the original of a set first, with all that a link to them needs. There are
few of them in most archives, so that they are a table of their own beside the columns of all releases.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db.models.functions import Coalesce

from articles.models import Article, ArticleQuerySet
from articles.models.address import make_slug

# An edition, the number of the original of its set, whether it is of that, its language and its address.
MEMBER = np.dtype(
    [
        ("id", "i8"), ("original", "i8"), ("is_original", "?"), ("language", "U10"),
        ("release", "i8"), ("slug", "O"),
    ]
)  # fmt: skip
NO_MEMBERS = np.empty(0, MEMBER)


class Translation(NamedTuple):
    """Another member of a set: the edition, its language, and the parts of its address."""

    id: int
    language: str
    release: int
    slug: str


def read_sets(now: datetime) -> np.ndarray:
    """The members of all sets listed at `now`: one query, by the index of what is translated."""
    listed = Article.objects.listed(now)
    translations = listed.filter(translates__isnull=False)
    originals = listed.filter(release__in=translations.order_by().values("translates"))
    return _members(_any_of(translations, originals))


def read_sets_again(members: np.ndarray, editions: Collection[int], now: datetime) -> np.ndarray:
    """The same, once these editions (ids) have changed: one query for the sets that they are or were in."""
    left = members["original"][np.isin(members["id"], list(editions))]
    joined = (
        Article.objects.filter(pk__in=editions).order_by().values(number=Coalesce("translates", "release"))
    )
    listed = Article.objects.listed(now)
    touched = [listed.filter(release__in=joined), listed.filter(translates__in=joined)]
    if len(left):
        numbers = left.tolist()
        touched += [listed.filter(release__in=numbers), listed.filter(translates__in=numbers)]
    read = _members(_any_of(*touched))
    others = members[~np.isin(members["original"], [*left, *read["original"]])]
    return _in_order(np.concatenate([others, _of_several(read)]))


def translations_of(members: np.ndarray, editions: Collection[int]) -> dict[int, list[Translation]]:
    """The other members of the set of each of these editions, by id; editions without a set are left out."""
    if not len(members):
        return {}
    asked = np.isin(members["id"], list(editions))
    sets = defaultdict(list)
    fields = ["original", *Translation._fields]
    for original, *facts in members[np.isin(members["original"], members["original"][asked])][
        fields
    ].tolist():
        sets[original].append(Translation(*facts))
    return {
        pk: [one for one in sets[original] if one.id != pk]
        for pk, original in members[asked][["id", "original"]].tolist()
    }


def _any_of(*parts: ArticleQuerySet) -> ArticleQuerySet:
    """The editions of these querysets, each found by its index; joined by OR they read the whole archive."""
    first, *more = (part.order_by().values("pk") for part in parts)
    return Article.objects.filter(pk__in=first.union(*more))


def _members(listed: ArticleQuerySet) -> np.ndarray:
    rows: Iterable[tuple[int, int, int | None, str, str, str]] = listed.order_by().values_list(
        "id", "release", "translates", "language", "slug", "title"
    )
    found = [
        (pk, original or release, original is None, language, release, slug or make_slug(title))
        for pk, release, original, language, slug, title in rows
    ]
    return _in_order(_of_several(np.array(found, MEMBER))) if found else NO_MEMBERS


def _of_several(members: np.ndarray) -> np.ndarray:
    """Those of sets with at least two members."""
    _, places, sizes = np.unique(members["original"], return_inverse=True, return_counts=True)
    return members[sizes[places] > 1]


def _in_order(members: np.ndarray) -> np.ndarray:
    return members[np.lexsort((members["id"], ~members["is_original"], members["original"]))]
