"""One import from beginning to end: sources, formats, resolving, loading, and the report of it."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from articles import catalogue
from articles.importing import formats
from articles.importing.load import Run, load, reject
from articles.importing.outcome import Report
from articles.importing.record import Reading, Record
from articles.importing.sources import Source, sources
from articles.models import ImportBatch
from taxonomy import vocabulary

# Short transactions: editors who publish meanwhile wait for one chunk, not for the archive.
CHUNK = 500


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
) -> Report:
    """Import files and folders; returns the report. Calls `progress(records so far, source name)` as it goes.

    A dry run does the same work in one transaction and rolls it back. Raises FileNotFoundError for a path
    that is not there, before anything is imported.
    """
    paths = list(paths)
    if missing := [str(path) for path in paths if not path.exists()]:
        raise FileNotFoundError(f"There is no {', no '.join(missing)}.")
    readings = _readings(paths, options.format)
    try:
        if not options.dry_run:
            return _import(readings, options, by, progress)
        # Parsed before the transaction begins, for it keeps everybody else from publishing.
        readings = list(readings)
        with transaction.atomic():
            report = _import(readings, options, by, progress)
            transaction.set_rollback(True)
        return report
    finally:
        # However it ended: both may have read what was rolled back.
        vocabulary.forget()
        catalogue.forget()


def _import(
    readings: Iterable[tuple[Source, Reading]],
    options: Options,
    by: AbstractUser | None,
    progress: Callable[[int, str], None],
) -> Report:
    batch, is_new = _batch(options.batch, by)
    report = Report(batch.name, options.dry_run)
    run = Run(batch, options.unknown_terms)
    order: dict[str, int] = {}
    for chunk in _chunks(_records(readings, run, report, order)):
        report.records += load(chunk, run)
        progress(len(report.records), chunk[-1].source)
    report.new_terms = run.new_terms
    report.records.sort(key=lambda outcome: (order[outcome.record.source], outcome.record.line))
    _finish(batch, is_new, report)
    return report


def _batch(name: str, by: AbstractUser | None) -> tuple[ImportBatch, bool]:
    """The batch of that name, and whether it is new; without a name a new one, called by the second it begins in."""
    if name:
        return ImportBatch.objects.get_or_create(name=name, defaults={"by": by})
    started = f"import of {timezone.localtime():%Y-%m-%d %H:%M:%S}"
    for number in itertools.count(1):
        batch, is_new = ImportBatch.objects.get_or_create(
            name=started if number == 1 else f"{started} ({number})", defaults={"by": by}
        )
        if is_new:
            return batch, True


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


def _finish(batch: ImportBatch, is_new: bool, report: Report) -> None:
    """Close the account of a batch; a run that found nothing new leaves no batch behind."""
    counts = report.counts
    if is_new and counts["same"] + counts["duplicate"] == sum(counts.values()):
        batch.delete()
        return
    for outcome, count in counts.items():
        batch.counts[outcome] = batch.counts.get(outcome, 0) + count
    batch.unread += [line for line in map(vars, report.unread) if line not in batch.unread]
    batch.finished_at = timezone.now()
    batch.save()
