"""Taking a batch back: the releases that an import brought, unless a person has worked on them since."""

from dataclasses import dataclass

from django.db import transaction

from articles import ledger, search
from articles.importing.load import touched_of
from articles.models import Article, ImportBatch, ImportRecord, ImportUpload, Provenance

CHUNK = 500


@dataclass(frozen=True)
class Undone:
    """What became of a batch's releases, by number: taken back, or kept because an editor has worked on them.

    `completed` are releases that the batch found and completed; they were there before it and stay as they are.
    """

    taken_back: tuple[int, ...]
    kept: tuple[int, ...]
    completed: tuple[int, ...]


class FilesWaiting(Exception):
    """A file of the batch is not imported yet."""

    def __str__(self) -> str:
        return "A file of this batch waits for the worker; let it come to its end first."


def has_files_waiting(batch: ImportBatch) -> bool:
    """Whether a file uploaded for `batch` is still to be tried or imported."""
    return ImportUpload.objects.unfinished().filter(batch_name=batch.name).exists()


def plan(batch: ImportBatch) -> Undone:
    """What `undo` would do with `batch` now: three queries, whatever it brought."""
    created = list(
        Provenance.objects.filter(batch=batch).order_by("release").values_list("release", flat=True)
    )
    touched = touched_of(Provenance.objects.filter(batch=batch).values("release"))
    kept = tuple(release for release in created if release in touched)
    taken_back = tuple(release for release in created if release not in touched)
    found = batch.records.filter(outcome=ImportRecord.Outcome.UPDATED).values_list("release", flat=True)
    return Undone(taken_back, kept, tuple(sorted(set(found) - set(taken_back))))


@transaction.atomic
def undo(batch: ImportBatch) -> Undone:
    """Delete the releases that `batch` created, in one transaction; their numbers are never used again.

    The batch itself goes when nothing of it is left. Importing the same files brings the releases back. Raises
    FilesWaiting while a file of it is still to be tried or imported.
    """
    ledger.lock()
    if has_files_waiting(batch):
        raise FilesWaiting
    undone = plan(batch)
    for start in range(0, len(undone.taken_back), CHUNK):
        releases = undone.taken_back[start : start + CHUNK]
        articles = Article.objects.filter(release__in=releases)
        search.remove(articles.values_list("position", flat=True))
        articles.delete()
        Provenance.objects.filter(release__in=releases).delete()
    if undone.taken_back:
        ledger.record_changes(None)
    if not undone.kept:
        batch.delete()
    return undone
