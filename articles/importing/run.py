"""One import from beginning to end: sources, formats, resolving, loading, and the report of it."""

import itertools
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles.importing import account, captures, linkage_keys
from articles.importing.captures import FileUnderWay, KnownFile
from articles.importing.import_process import set_for_import
from articles.importing.import_run import ImportRun
from articles.importing.known_outcomes import KnownOutcome
from articles.importing.load import load, reject
from articles.importing.outcome import Report
from articles.importing.parser_process import ReadingOptions
from articles.importing.parsing import parsed
from articles.importing.record import ParsedSource, Record
from articles.importing.rows import NewTerm
from articles.importing.snapshot import ImportRules
from articles.importing.sources import SourceFile, sources
from articles.index import catalogue
from articles.models import BatchTerm, ImportBatch, OutboxMessage
from articles.text.dates import DateOrder
from taxonomy import vocabulary

# Short transactions: editors who publish meanwhile wait for one chunk, a second, not for the archive.
CHUNK = 500
# On SQLite those who wait to write do not stand in line: they look again each tenth of a second, and give up
# after twenty. Beside chunks without a pause they waited for up to 16 seconds, or gave up; with one after so
# many seconds of writing, for one at most. PostgreSQL lets them in by turns.
PAUSES = {"sqlite": 0.15}
WRITING_WITHOUT_PAUSE = 2.0
# Files are looked for among the known ones so many at a time, or so many bytes.
FILES_AT_ONCE = 500
BYTES_AT_ONCE = 8_000_000


@dataclass(frozen=True)
class Options:
    """The options of an import: see `manage.py import_seeds --help`."""

    format: str = "auto"
    batch: str = ""
    unknown_terms: str = "create"
    dry_run: bool = False
    publish: str = "sure"
    date_order: DateOrder | None = None

    @property
    def reading(self) -> str:
        """What tells whether a file was read in the same way: the code, and these of the options."""
        order = self.date_order.value if self.date_order else ""
        return captures.reading_of((self.format, self.unknown_terms, self.publish, order))


# A record of a source, or its outcome if the file is known and was not read.
Found = Record | KnownOutcome


def import_paths(
    paths: Iterable[Path],
    options: Options,
    *,
    by: User | None = None,
    progress: Callable[[int, str], None] = lambda records, source: None,
    check: Callable[[], None] = lambda: None,
) -> Report:
    """Import files and folders; returns the report.

    A dry run does the same work and rolls it back, chunk by chunk. Calls `progress(records so far, source
    name)` after each chunk, and `check()` in the transaction of each before it does anything; what they raise
    ends the import. Raises FileNotFoundError for a path that is not there, before anything is imported.
    """
    paths = list(paths)
    if missing := [str(path) for path in paths if not path.exists()]:
        raise FileNotFoundError(f"There is no {', no '.join(missing)}.")
    batch, goes_on = _batch(options, by)
    report = Report(batch.name, options.dry_run)
    rules = ImportRules(
        today=timezone.localdate(),
        news_days=settings.IMPORT_NEWS_DAYS,
        unknown_terms=options.unknown_terms,
        publish=options.publish,
        earliest=settings.IMPORT_EARLIEST_DATE,
    )
    run = ImportRun(batch=batch, rules=rules, is_dry_run=options.dry_run, goes_on=goes_on, check=check)
    linkage_keys.write_missing()
    if goes_on:
        made = BatchTerm.objects.filter(batch=batch).exclude(vocabulary=BatchTerm.TAG).order_by("pk")
        run.new_terms += (NewTerm(term.vocabulary, term.name, term.name) for term in made)
    try:
        with set_for_import(), closing(_parsed_sources(paths, options, run)) as parsed_sources:
            _import(parsed_sources, options, run, report, progress)
    finally:
        # However it ended: both may have read what was rolled back.
        vocabulary.forget()
        catalogue.forget()
    if not options.dry_run:
        _finish(batch)
    return report


def _import(
    parsed_sources: Iterable[tuple[SourceFile, ParsedSource | KnownFile]],
    options: Options,
    run: ImportRun,
    report: Report,
    progress: Callable[[int, str], None],
) -> None:
    under_way: dict[str, FileUnderWay] = {}
    writing = 0.0
    for chunk in _chunks(_records(parsed_sources, run, report, under_way)):
        if writing > WRITING_WITHOUT_PAUSE:
            time.sleep(PAUSES.get(connection.vendor, 0))
            writing = 0.0
        start = time.monotonic()
        is_written = _load_chunk(chunk, run, report, under_way)
        writing += (time.monotonic() - start) * is_written
        _keep_finished(under_way, options, run)
        progress(len(report.records), chunk[-1].source)
        chunk.clear()  # the next is gathered before this name lets go of it
    _keep_finished(under_way, options, run)
    report.new_terms = [(term.vocabulary, term.name) for term in run.new_terms]
    report.records.sort()


def _load_chunk(
    chunk: Sequence[Found], run: ImportRun, report: Report, under_way: Mapping[str, FileUnderWay]
) -> bool:
    """Load the records of a chunk, and report all of it; returns whether anything was loaded."""
    report.records += [run.met_again(found) for found in chunk if isinstance(found, KnownOutcome)]
    new = [found for found in chunk if isinstance(found, Record)]
    if not new:
        return False
    outcomes = load(new, run)
    report.records += account.as_first_told(outcomes, run.batch) if run.goes_on else outcomes
    for outcome in outcomes:
        under_way[outcome.record.source].note(outcome)
    return True


def _keep_finished(under_way: dict[str, FileUnderWay], options: Options, run: ImportRun) -> None:
    finished = [name for name, file in under_way.items() if not file.left]
    files = [under_way.pop(name) for name in finished]
    if not run.is_dry_run:
        captures.keep(files, options.reading, run.batch)


def _batch(options: Options, by: User | None) -> tuple[ImportBatch, bool]:
    """The batch of that name, or a new one, called by the second it begins in. A dry run stores none.

    Returns as well whether it goes on after a stop.
    """
    started = f"import of {timezone.localtime():%Y-%m-%d %H:%M:%S}"
    if options.dry_run:
        return ImportBatch(name=options.batch or started, by=by), False
    in_force = ImportBatch.objects.in_force()
    if options.batch:
        batch, is_new = in_force.get_or_create(name=options.batch, defaults={"by": by})
        goes_on = not is_new and batch.finished_at is None
        if batch.finished_at:
            batch.finished_at = None
            batch.save(update_fields=["finished_at"])
        return batch, goes_on
    names = itertools.chain([started], (f"{started} ({number})" for number in itertools.count(2)))
    attempts = (in_force.get_or_create(name=name, defaults={"by": by}) for name in names)
    return next(batch for batch, is_new in attempts if is_new), False


def _parsed_sources(
    paths: list[Path], options: Options, run: ImportRun
) -> Generator[tuple[SourceFile, ParsedSource | KnownFile]]:
    """Each source, and all that it gave, now or when it was read before."""
    reading = ReadingOptions(options.format, options.date_order, connection.vendor == "postgresql")
    return parsed(_given(paths, options, run), reading)


def _given(
    paths: list[Path], options: Options, run: ImportRun
) -> Iterator[tuple[SourceFile, ParsedSource | KnownFile | None]]:
    """Each source, with what it gave when it was read before, or None when it has to be parsed."""
    for group in _groups(sources(paths)):
        known = captures.known_files(group, options.reading, run.batch, goes_on=run.goes_on)
        for source in group:
            if source.name in known:
                yield source.without_content(), known[source.name]
            else:
                yield source, ParsedSource(problems=source.problems) if source.problems else None


def _groups(found: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    group: list[SourceFile] = []
    size = 0
    for source in found:
        group.append(source)
        size += len(source.data)
        if len(group) == FILES_AT_ONCE or size > BYTES_AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _records(
    parsed_sources: Iterable[tuple[SourceFile, ParsedSource | KnownFile]],
    run: ImportRun,
    report: Report,
    under_way: dict[str, FileUnderWay],
) -> Iterator[Found]:
    """All records of all sources, the last of each source first; what no record holds goes to the report."""
    for source, given in parsed_sources:
        report.records.begin(source.name)
        report.unread += given.unread
        if isinstance(given, KnownFile):
            yield from reversed(given.outcomes)
            continue
        under_way[source.name] = FileUnderWay.of(source, given)
        if given.problems:
            report.records += reject(Record(source=source.name, line=1, problems=given.problems), run)
        yield from reversed(given.records)


def _chunks(records: Iterable[Found]) -> Iterator[list[Found]]:
    chunk: list[Found] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _finish(batch: ImportBatch) -> None:
    """Close the account of a batch; one that brought nothing new is not kept."""
    counts = account.counts(batch)
    if counts["same"] + counts["duplicate"] == sum(counts.values()):
        captures.hand_over(batch)
        batch.delete()
        return
    batch.counts = counts
    files = batch.files.exclude(unread=[]).order_by("pk")
    batch.unread = [line for unread in files.values_list("unread", flat=True) for line in unread]
    batch.finished_at = timezone.now()
    batch.save()
    if batch.has_problems:
        OutboxMessage.objects.announce_problems(batch)
