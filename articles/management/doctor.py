"""Comparison of the releases with everything derived from them: index, catalogue, files, outbox."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import Max
from django.utils import timezone

from articles.editing import outbox
from articles.editing.outbox import LATE
from articles.index import catalogue, search
from articles.media import unused_files
from articles.models import Article, ImportUpload, Ledger
from articles.models.facets import OF_TERMS
from articles.site.pdf import making
from articles.text.local_time import format_instant
from taxonomy import vocabulary


@dataclass(frozen=True)
class Discrepancy:
    """Something that does not agree: what, and what to run or do about it."""

    what: str
    remedy: str


def findings() -> Iterator[Discrepancy]:
    """Everything that is not as it should be; nothing when all is well."""
    yield from _search_index()
    yield from _catalogue()
    yield from _ledger()
    yield from _outbox()
    yield from _uploads()
    yield from _media()


def advice() -> Iterator[Discrepancy]:
    """What this machine lacks, without which the newsroom works all the same."""
    if not making.is_possible():
        yield Discrepancy(
            "Releases cannot be had as PDF: the library Pango is not on this machine.",
            f"Debian: apt-get install {making.PACKAGES}; then restart the processes.",
        )


def _search_index() -> Iterator[Discrepancy]:
    issued = Article.objects.filter(state__in=search.INDEXED_STATES)
    wanted = np.fromiter(
        issued.order_by("position").values_list("position", flat=True).iterator(), dtype="i8"
    )
    indexed = search.indexed_positions()
    missing, spare = np.setdiff1d(wanted, indexed), np.setdiff1d(indexed, wanted)
    if len(missing) or len(spare):
        yield Discrepancy(
            f"The search index lacks {len(missing):,} releases and holds {len(spare):,} that are not issued.",
            "Run: manage.py rebuild_search",
        )


def _catalogue() -> Iterator[Discrepancy]:
    """The catalogue of this process, read just now, against counts by SQL."""
    terms, now = vocabulary.current(), timezone.now()
    index = catalogue.current(terms, now)
    listed = Article.objects.listed(now)
    if len(index) != (count := listed.count()):
        yield Discrepancy(
            f"The catalogue lists {len(index):,} releases, the database {count:,}.", "Restart the processes."
        )
    for name, facet in OF_TERMS.items():
        if any(entry.parent_id for entry in terms[name]):
            continue  # a term of a tree counts for those above it
        for entry in terms[name]:
            if index.count(name, entry.slug) != (count := listed.filter(**{facet.name: entry.id}).count()):
                yield Discrepancy(
                    f"The catalogue counts {index.count(name, entry.slug):,} releases for “{entry.name}”, "
                    f"the database {count:,}.",
                    "Restart the processes.",
                )


def _ledger() -> Iterator[Discrepancy]:
    last = Ledger.objects.values_list("last_release", flat=True).first() or 0
    highest = Article.objects.aggregate(highest=Max("release"))["highest"] or 0
    if highest > last:
        yield Discrepancy(
            f"Release {highest} exists, but the ledger would hand out {last + 1} next.",
            f"Set last_release of the ledger to {highest}.",
        )


def _outbox() -> Iterator[Discrepancy]:
    late = outbox.waiting().filter(next_try_at__lt=timezone.now() - LATE).count()
    if late:
        yield Discrepancy(
            f"{late:,} messages of the outbox should have been sent more than {LATE.seconds // 60} minutes "
            "ago.",
            "Run: manage.py work",
        )
    for message in outbox.waiting().filter(tries__gt=0)[:20]:
        yield Discrepancy(
            f"Not delivered after {message.tries} tries: {message}: {message.error}",
            f"Mend its cause; manage.py work tries again on {format_instant(message.next_try_at)}.",
        )


def _uploads() -> Iterator[Discrepancy]:
    then = timezone.now() - LATE
    late = ImportUpload.objects.unfinished().unleased(then).filter(waiting_since__lt=then)
    if count := late.count():
        yield Discrepancy(
            f"{count:,} uploaded files wait for more than {LATE.seconds // 60} minutes.",
            "Run: manage.py work",
        )


def _media() -> Iterator[Discrepancy]:
    if missing := unused_files.missing():
        yield Discrepancy(
            f"{len(missing):,} files of pictures and attachments are missing in the storage: "
            f"{_some(missing)}.",
            "Restore them from the backup of MEDIA_ROOT, or open a new edition and upload them again.",
        )
    if unnamed := unused_files.unnamed(timezone.now()):
        yield Discrepancy(
            f"{len(unnamed):,} files in the storage belong to no picture or attachment: {_some(unnamed)}.",
            "Run: manage.py remove_unused_media",
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
