"""Whether what is derived from the releases agrees with them: the search index, the catalogue, the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import Max
from django.utils import timezone

from articles import catalogue, search
from articles.models import Article, Ledger
from taxonomy import vocabulary


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: what, and what to run or do about it."""

    what: str
    remedy: str


def findings() -> Iterator[Finding]:
    """Everything that is not as it should be; nothing when all is well."""
    yield from _search_index()
    yield from _catalogue()
    yield from _ledger()


def _search_index() -> Iterator[Finding]:
    published = Article.objects.filter(state=Article.State.PUBLISHED)
    wanted = np.fromiter(
        published.order_by("position").values_list("position", flat=True).iterator(), dtype="i8"
    )
    indexed = search.indexed_positions()
    missing, spare = np.setdiff1d(wanted, indexed), np.setdiff1d(indexed, wanted)
    if len(missing) or len(spare):
        yield Finding(
            f"The search index lacks {len(missing):,} releases and holds {len(spare):,} that are not published.",
            "Run: manage.py rebuild_search",
        )


def _catalogue() -> Iterator[Finding]:
    """The catalogue of this process, read just now, against counts by SQL."""
    terms, now = vocabulary.current(), timezone.now()
    index = catalogue.current(terms, now)
    listed = Article.objects.listed(now)
    if len(index) != (count := listed.count()):
        yield Finding(
            f"The catalogue lists {len(index):,} releases, the database {count:,}.", "Restart the processes."
        )
    for facet, relation in (("type", "release_type"), ("country", "countries"), ("meeting", "meetings")):
        for entry in terms[facet]:
            if index.count(facet, entry.slug) != (count := listed.filter(**{relation: entry.id}).count()):
                yield Finding(
                    f"The catalogue counts {index.count(facet, entry.slug):,} releases for “{entry.name}”, "
                    f"the database {count:,}.",
                    "Restart the processes.",
                )


def _ledger() -> Iterator[Finding]:
    last = Ledger.objects.values_list("last_release", flat=True).first() or 0
    highest = Article.objects.aggregate(highest=Max("release"))["highest"] or 0
    if highest > last:
        yield Finding(
            f"Release {highest} exists, but the ledger would hand out {last + 1} next.",
            f"Set last_release of the ledger to {highest}.",
        )
