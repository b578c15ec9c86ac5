"""One import from beginning to end: sources, formats, resolving, loading, and the report of it."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.utils import timezone

from articles import catalogue
from articles.importing import formats
from articles.importing.load import Run, load, reject
from articles.importing.outcome import OUTCOMES, Report
from articles.importing.record import Reading, Record
from articles.importing.rehearsal import Rehearsal
from articles.importing.sources import Source, sources
from articles.models import ImportBatch, ImportRecord
from taxonomy import vocabulary

# Short transactions: editors who publish meanwhile wait for one chunk, a second, not for the archive.
CHUNK = 500
# On SQLite those who wait to write do not stand in line: they look again each tenth of a second, and would never find
# it free between two chunks. PostgreSQL lets them in by turns.
PAUSES = {"sqlite": 0.15}
# What tells a record from others of its batch: source, line, title and date.
Key = tuple[str, int, str, date | None]


@dataclass(frozen=True)
class Options:
    """How to import: see `manage.py import_seeds --help`."""

    format: str = "auto"
    batch: str = ""
    unknown_terms: str = "create"
    dry_run: bool = False


def import_paths(
    paths: Iterable[Path],
    options: Options,
    *,
    by: AbstractUser | None = None,
    progress: Callable[[int, str], None] = lambda records, source: None,
    check: Callable[[], None] = lambda: None,
) -> Report:
    """Import files and folders; returns the report.

    A dry run does the same work and rolls it back, chunk by chunk. Calls `progress(records so far, source name)` after
    each chunk, and `check()` in the transaction of each before it does anything; what they raise ends the import.
    Raises FileNotFoundError for a path that is not there, before anything is imported.
    """
    paths = list(paths)
    if missing := [str(path) for path in paths if not path.exists()]:
        raise FileNotFoundError(f"There is no {', no '.join(missing)}.")
    batch = _batch(options, by)
    report = Report(batch.name, options.dry_run)
    run = Run(batch, options.unknown_terms, Rehearsal() if options.dry_run else None, check)
    try:
        _import(_readings(paths, options.format), run, report, progress)
    finally:
        # However it ended: both may have read what was rolled back.
        vocabulary.forget()
        catalogue.forget()
    if not options.dry_run:
        _finish(batch, report)
    return report


def _import(
    readings: Iterable[tuple[Source, Reading]],
    run: Run,
    report: Report,
    progress: Callable[[int, str], None],
) -> None:
    order: dict[str, int] = {}
    for number, chunk in enumerate(_chunks(_records(readings, run, report, order))):
        if number:
            time.sleep(PAUSES.get(connection.vendor, 0))
        report.records += load(chunk, run)
        progress(len(report.records), chunk[-1].source)
    report.new_terms = [(term.vocabulary, term.name) for term in run.new_terms]
    report.records.sort(key=lambda outcome: (order[outcome.record.source], outcome.record.line))


def _batch(options: Options, by: AbstractUser | None) -> ImportBatch:
    """The batch of that name; without a name a new one, called by the second it begins in. A dry run stores none."""
    started = f"import of {timezone.localtime():%Y-%m-%d %H:%M:%S}"
    if options.dry_run:
        return ImportBatch(name=options.batch or started, by=by)
    if options.batch:
        return ImportBatch.objects.get_or_create(name=options.batch, defaults={"by": by})[0]
    for number in itertools.count(1):
        batch, is_new = ImportBatch.objects.get_or_create(
            name=started if number == 1 else f"{started} ({number})", defaults={"by": by}
        )
        if is_new:
            return batch


def _readings(paths: list[Path], format_name: str) -> Iterator[tuple[Source, Reading]]:
    """Each source without its text, and all that it gave."""
    for source in sources(paths):
        reading = Reading() if source.problems else formats.read(source.text, source.name, format_name)
        yield replace(source, text=""), reading


def _records(
    readings: Iterable[tuple[Source, Reading]], run: Run, report: Report, order: dict[str, int]
) -> Iterator[Record]:
    """All records of all sources, the last of each source first; what no record holds goes to the report."""
    for source, reading in readings:
        order[source.name] = len(order)
        if source.problems:
            report.records += reject(Record(source=source.name, line=1, problems=source.problems), run)
        report.unread += reading.unread
        yield from reversed(reading.records)


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _finish(batch: ImportBatch, report: Report) -> None:
    """Close the account of a batch; one that brought nothing new is not kept."""
    counts = Counter(outcomes_of(batch.name).values())
    if counts["same"] + counts["duplicate"] == counts.total():
        batch.delete()
        return
    batch.counts = {outcome: counts[outcome] for outcome in OUTCOMES}
    batch.unread += [line for line in map(vars, report.unread) if line not in batch.unread]
    batch.finished_at = timezone.now()
    batch.save()


def outcomes_of(batch_name: str) -> dict[Key, str]:
    """What came of each record of a batch: the best, for an import that goes on after a stop reads it again."""
    found: dict[Key, str] = {}
    records = ImportRecord.objects.filter(batch__name=batch_name).order_by()
    for *facts, outcome in records.values_list("source", "line", "title", "date", "outcome").iterator():
        key = tuple(facts)
        found[key] = min(found.get(key, outcome), outcome, key=OUTCOMES.index)
    return found


def as_a_whole(report: Report) -> Report:
    """The report of an import that went on after a stop, with what came of its records before that."""
    found = outcomes_of(report.batch)
    records = []
    for outcome in report.records:
        record = outcome.record
        best = found.get((record.source[:500], record.line, record.title, record.date), outcome.outcome)
        records.append(replace(outcome, outcome=best))
    return replace(report, records=records)
