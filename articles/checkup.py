"""Whether what is derived from the releases, and their files, agrees with them, and whether what follows from them is done."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Q
from django.utils import timezone

from articles import catalogue, outbox, search
from articles.local_time import said
from articles.media import unused
from articles.models import Article, ImportUpload, Ledger
from articles.outbox import LATE
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
    yield from _outbox()
    yield from _uploads()
    yield from _media()


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


def _outbox() -> Iterator[Finding]:
    late = outbox.waiting().filter(next_try_at__lt=timezone.now() - LATE).count()
    if late:
        yield Finding(
            f"{late:,} messages of the outbox should have been sent more than {LATE.seconds // 60} minutes ago.",
            "Run: manage.py work",
        )
    for message in outbox.waiting().filter(tries__gt=0)[:20]:
        yield Finding(
            f"Not delivered after {message.tries} tries: {message}: {message.error}",
            f"Mend its cause; manage.py work tries again on {said(message.next_try_at)}.",
        )


def _uploads() -> Iterator[Finding]:
    then = timezone.now() - LATE
    unheld = Q(taken_at__isnull=True) | Q(taken_at__lt=then)
    late = ImportUpload.objects.unfinished().filter(unheld, waiting_since__lt=then)
    if count := late.count():
        yield Finding(
            f"{count:,} uploaded files wait for more than {LATE.seconds // 60} minutes.",
            "Run: manage.py work",
        )


def _media() -> Iterator[Finding]:
    if missing := unused.missing():
        yield Finding(
            f"{len(missing):,} files of pictures and attachments are missing in the storage: {_some(missing)}.",
            "Restore them from the backup of MEDIA_ROOT, or open a new edition and upload them again.",
        )
    if unnamed := unused.unnamed(timezone.now()):
        yield Finding(
            f"{len(unnamed):,} files in the storage belong to no picture or attachment: {_some(unnamed)}.",
            "Run: manage.py remove_unused_media",
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
