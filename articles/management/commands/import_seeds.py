"""`manage.py import_seeds`: releases from captures, tagged, published, and each of them only once."""

import argparse
import errno
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing import fitness, formats, run
from articles.importing.batch_ledger import BatchTakenBack
from articles.importing.outcome import Report
from articles.text.dates import DateOrder


def _path(text: str) -> Path:
    """A path as typed. An empty shell variable is no path: it would mean the folder one stands in."""
    if not text:
        raise argparse.ArgumentTypeError("a path is empty")
    return Path(text)


def _check_writable(path: Path) -> None:
    """Raise CommandError where no report can be written, before anything is imported."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            pass
    except OSError as error:
        raise CommandError(
            f"The report cannot be written to {path}: {error.strerror}.", returncode=2
        ) from error


class Command(BaseCommand):
    help = (
        "Imports releases from files or folders; without any, from seeds/. Running it twice changes nothing, "
        "and what an editor has worked on is never overwritten. Exit status: 0 when every record found was "
        "dealt with, 1 when any was rejected (with --strict, also when any has a problem), 2 for wrong "
        "usage. docs/importing.md describes the formats, the report and the codes of problems."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=_path, metavar="PATH", help="a file, or a folder of files"
        )
        parser.add_argument(
            "--format",
            choices=["auto", *formats.FORMATS],
            default="auto",
            help="auto goes by the content of the file",
        )
        parser.add_argument("--dry-run", action="store_true", help="do all the work, then keep nothing of it")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write what became of each record, as JSON"
        )
        parser.add_argument(
            "--batch", default="", metavar="NAME", help="the batch's name; made of the time if not given"
        )
        parser.add_argument(
            "--unknown-terms",
            choices=["create", "hold", "fail"],
            default="create",
            help="for unknown labels: create a term to be reviewed (the default), hold the record "
            "until the term is there, or reject the record",
        )
        parser.add_argument(
            "--publish",
            choices=fitness.PUBLISH,
            default="sure",
            help="what readers see at once: releases older than IMPORT_NEWS_DAYS, while newer ones wait for "
            "a Publisher as editions in preparation (sure, the default); newer ones too, which then stand "
            "among what nobody has approved (all); or nothing (none). What is dated in the future always "
            "waits",
        )
        parser.add_argument(
            "--date-format",
            choices=[order.value for order in DateOrder],
            help="how to read 03/11/2019; without it, other dates and weekdays of the same file tell, and "
            "where nothing tells the release waits for a person",
        )
        parser.add_argument(
            "--strict", action="store_true", help="exit status 1 also when a record has a problem"
        )

    def handle(self, *args: object, paths: list[Path], **options: Any) -> None:
        asked = run.Options(
            format=options["format"],
            batch=options["batch"],
            unknown_terms=options["unknown_terms"],
            publish=options["publish"],
            dry_run=options["dry_run"],
            date_order=DateOrder(options["date_format"]) if options["date_format"] else None,
        )
        report_path: Path | None = options["report"]
        if report_path:
            _check_writable(report_path)
        try:
            report = run.import_paths(paths or [settings.BASE_DIR / "seeds"], asked, progress=self._progress)
        except FileNotFoundError as error:
            raise CommandError(str(error), returncode=2) from error
        except BatchTakenBack as error:
            raise CommandError(str(error)) from error
        if report_path:
            report.write(report_path)
        self._print(report, report_path)
        if report.counts["rejected"] or (options["strict"] and report.has_problems):
            sys.exit(1)

    def _progress(self, records: int, source: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{records:,} records, {source}")
            sys.stderr.flush()

    def _print(self, report: Report, report_path: Path | None) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in report.counts.items() if count)
        note = " (dry run: nothing was kept)" if report.dry_run else ""
        noun = "record" if len(report.records) == 1 else "records"
        self.stdout.write(f"{len(report.records):,} {noun}: {counts or 'none found'}{note}")
        if report.waiting:
            self.stdout.write(f"  {report.waiting:,} of them not public: they wait for a Publisher")
        if report.new_terms:
            names = ", ".join(f"“{name}” ({vocabulary})" for vocabulary, name in report.new_terms)
            self.stdout.write(f"  {len(report.new_terms)} new terms to be reviewed: {names}")
        for outcome in report.records:
            if outcome.outcome in ("held", "rejected") or outcome.doubts:
                record, reasons = outcome.record, "; ".join(problem.message for problem in outcome.problems)
                waits = f"release {outcome.release} waits" if outcome.release else outcome.outcome
                self.stdout.write(f"  {waits}: {record.source}, line {record.line}: {reasons}")
        with_problems = report.records.with_problems
        if with_problems or report.unread:
            where = f"see {report_path}" if report_path else "--report FILE lists them"
            self.stdout.write(
                f"  {with_problems:,} records with problems, {len(report.unread):,} lines not used: {where}"
            )
