"""What a batch puts aside while it imports, so that it can be taken back."""

from collections.abc import Collection

from articles.importing import release_rows
from articles.models import BatchLine, BatchStep, ImportBatch, Provenance, bulk


class BatchTakenBack(Exception):
    """Somebody takes the batch back while it is imported."""


def check(batch: ImportBatch) -> None:
    """Raise BatchTakenBack when nothing more may come into `batch`. Call it while the ledger is locked."""
    is_in_force = ImportBatch.objects.in_force().filter(pk=batch.pk).exists()
    if not is_in_force or BatchStep.objects.unfinished().filter(batch=batch).exists():
        raise BatchTakenBack(f"The import “{batch}” was taken back meanwhile: nothing more of it comes in.")


def put_aside(releases: Collection[int], batch: ImportBatch) -> None:
    """Keep the rows of releases that `batch` completes next, unless it created or completed them before."""
    if not releases:
        return
    own = set(Provenance.objects.filter(batch=batch, release__in=releases).values_list("release", flat=True))
    lines = BatchLine.objects.filter(batch=batch, release__in=releases)
    own.update(lines.filter(is_undone=False).values_list("release", flat=True))
    others = set(releases) - own
    lines.filter(release__in=others).delete()
    bulk.insert_values(
        BatchLine,
        ("batch_id", "release", "is_new", "other"),
        [
            (batch.pk, release, False, bulk.JsonText(other))
            for release, other in release_rows.read_texts(others).items()
        ],
    )
