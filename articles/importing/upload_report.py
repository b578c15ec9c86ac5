"""The report of an uploaded file: a row for each record, which the desk pages through and streams."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from articles.importing.outcome import RecordOutcome, Report
from articles.models import ImportUpload, UploadRecord

# Rows are written and read so many at a time.
CHUNK = 500
# Of the lines not used, so many are kept with the file; the batch has all.
LINES_KEPT = 200


def write(report: Report, upload: ImportUpload, *, is_alive: Callable[[], None]) -> None:
    """Replace the rows of `upload` by those of `report`; calls `is_alive` before each chunk.

    A file is another worker's when that raises: then the rows are its own to write.
    """
    is_alive()
    UploadRecord.objects.filter(upload=upload).delete()
    for start in range(0, len(report.records), CHUNK):
        is_alive()
        chunk = report.records[start : start + CHUNK]
        UploadRecord.objects.bulk_create(
            _row(outcome, upload, start + place) for place, outcome in enumerate(chunk, start=1)
        )


def account_of(report: Report) -> dict[str, Any]:
    """Return the parts of a report for the page of an upload: counts, new terms, lines not used."""
    doubts = Counter(code for outcome in report.records for code in outcome.doubts)
    return {
        "counts": report.counts,
        "waiting": report.waiting,
        "public": sum(outcome.public for outcome in report.records),
        "doubts": dict(doubts.most_common()),
        "with_problems": report.records.with_problems,
        "new_terms": [{"vocabulary": vocabulary, "name": name} for vocabulary, name in report.new_terms],
        "unread": [vars(line) for line in report.unread[:LINES_KEPT]],
        "unread_count": len(report.unread),
    }


def lines(upload: ImportUpload) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield the lines of the report, as `RecordOutcome.as_json` has them, a chunk at a time."""
    last = 0
    while True:
        rows = UploadRecord.objects.filter(upload=upload, number__gt=last).order_by("number")
        chunk = list(rows.values_list("number", "facts")[:CHUNK])
        if not chunk:
            return
        last = chunk[-1][0]
        yield [facts for _, facts in chunk]


def _row(outcome: RecordOutcome, upload: ImportUpload, number: int) -> UploadRecord:
    return UploadRecord(
        upload=upload,
        number=number,
        outcome=outcome.outcome,
        is_public=outcome.public,
        doubts=f" {' '.join(outcome.doubts)} " if outcome.doubts else "",
        facts=outcome.as_json(),
    )
