"""The account of a batch: one row for each record that it found, with the best that came of it.

An import that goes on after a stop meets records again that it has dealt with. Their rows stay, so that the
account is that of an import that nobody stopped.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count

from articles.importing import origins
from articles.importing.outcome import OUTCOMES, FieldChange, RecordOutcome
from articles.importing.record import Problem, Record
from articles.models import ImportBatch, ImportRecord, bulk

# What tells a record from others of its batch: source, line, title and date.
Key = tuple[str, int, str, date | None]
LONGEST_SOURCE = 500
ROW = (
    "batch_id", "source", "line", "outcome", "title", "date", "release", "problems", "as_read",
    "dateline_date", "origins", "terms", "changes", "doubts",
)  # fmt: skip


def write(outcomes: Iterable[RecordOutcome], batch: ImportBatch) -> None:
    """Write a row for each record that the batch dealt with, unless it has one that is as good."""
    outcomes = list(outcomes)
    before = _rows(outcomes, batch)
    new = [outcome for outcome in outcomes if _is_better(outcome, before.get(_key(outcome.record)))]
    replaced = [before[key].pk for key in map(_key, (outcome.record for outcome in new)) if key in before]
    if replaced:
        ImportRecord.objects.filter(pk__in=replaced).delete()
    bulk.insert_values(ImportRecord, ROW, [_row(outcome, batch) for outcome in new])


def as_first_told(outcomes: Collection[RecordOutcome], batch: ImportBatch) -> list[RecordOutcome]:
    """Return the outcomes that the account has for these records: those of the first time, after a stop."""
    rows = _rows(outcomes, batch)
    told = []
    for outcome in outcomes:
        row = rows[_key(outcome.record)]
        first = replace(
            outcome,
            outcome=row.outcome,
            problems=tuple(Problem(**problem) for problem in row.problems),
            doubts=tuple(row.doubts),
            changes=tuple(FieldChange(**change) for change in row.changes),
        )
        told.append(outcome if row.outcome == outcome.outcome else first)
    return told


def counts(batch: ImportBatch) -> dict[str, int]:
    """Return the number of records with each outcome."""
    rows = ImportRecord.objects.filter(batch=batch).order_by().values_list("outcome")
    found = dict(rows.annotate(Count("pk")))
    return {outcome: found.get(outcome, 0) for outcome in OUTCOMES}


def _key(record: Record) -> Key:
    return record.source[:LONGEST_SOURCE], record.line, record.title, record.date


def _rows(outcomes: Collection[RecordOutcome], batch: ImportBatch) -> dict[Key, ImportRecord]:
    """Return the rows that the account has for these records."""
    if not outcomes:
        return {}
    lines = [outcome.record.line for outcome in outcomes]
    rows = ImportRecord.objects.filter(
        batch=batch,
        source__among={outcome.record.source[:LONGEST_SOURCE] for outcome in outcomes},
        line__range=(min(lines), max(lines)),
    )
    return {(row.source, row.line, row.title, row.date): row for row in rows.order_by().defer("as_read")}


def _is_better(outcome: RecordOutcome, row: ImportRecord | None) -> bool:
    return row is None or OUTCOMES.index(outcome.outcome) < OUTCOMES.index(row.outcome)


def _row(outcome: RecordOutcome, batch: ImportBatch) -> tuple[Any, ...]:
    """The values of ROW for a record."""
    record = outcome.record
    return (
        batch.pk,
        record.source[:LONGEST_SOURCE],
        record.line,
        outcome.outcome,
        record.title,
        record.date,
        outcome.release,
        [vars(problem) for problem in outcome.problems],
        _as_read(record),
        record.dateline_date,
        origins.in_source(record),
        outcome.terms,
        [vars(change) for change in outcome.changes],
        list(outcome.doubts),
    )


def _as_read(record: Record) -> bulk.JsonText:
    """The facts of a record, and beside them the page around it, which is none of the release's."""
    text = record.stored_text
    if not record.furniture:
        return bulk.JsonText(text)
    furniture = json.dumps([vars(one) for one in record.furniture], ensure_ascii=False)
    return bulk.JsonText(f'{text[:-1]}, "furniture": {furniture}}}')
