"""Taking a batch back: the releases that an import brought, unless a person has worked on them since."""

from dataclasses import dataclass

from django.db import transaction

from articles import ledger, search
from articles.importing.load import is_touched
from articles.models import Article, ImportBatch, ImportRecord, Provenance


@dataclass(frozen=True)
class Undone:
    """What became of a batch's releases, by number: taken back, or kept because an editor has worked on them.

    `completed` are releases that the batch found and completed; they were there before it and stay as they are.
    """

    taken_back: tuple[int, ...]
    kept: tuple[int, ...]
    completed: tuple[int, ...]


def undo(batch: ImportBatch, *, dry_run: bool = False) -> Undone:
    """Delete the releases that `batch` created, in one transaction; their numbers are never used again.

    The batch itself goes when nothing of it is left. Importing the same files brings the releases back.
    """
    with transaction.atomic():
        undone = _undo(batch)
        if dry_run:
            transaction.set_rollback(True)
    return undone


def _undo(batch: ImportBatch) -> Undone:
    ledger.lock()
    created = Provenance.objects.filter(batch=batch).order_by("release").values_list("release", flat=True)
    kept = tuple(release for release in created if is_touched(release))
    taken_back = tuple(release for release in created if release not in set(kept))
    completed = batch.records.filter(outcome=ImportRecord.Outcome.UPDATED).exclude(release__in=taken_back)
    undone = Undone(taken_back, kept, tuple(sorted(set(completed.values_list("release", flat=True)))))

    articles = Article.objects.filter(release__in=taken_back)
    search.remove(articles.values_list("position", flat=True))
    articles.delete()
    Provenance.objects.filter(release__in=taken_back).delete()
    if taken_back:
        ledger.record_changes(None)
    if not kept:
        batch.delete()
    return undone
