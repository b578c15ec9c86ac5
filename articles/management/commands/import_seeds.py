"""`manage.py import_seeds`: releases from captures, tagged, published, and each of them only once."""

import argparse
import errno
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.importing import formats, run


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
        "dealt with, 1 when any was rejected (with --strict, also when any has a problem), 2 for wrong usage. "
        "docs/importing.md describes the formats, the report and the codes of problems."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="*", type=_path, metavar="PATH", help="a file, or a folder of files"
        )
        parser.add_argument(
            "--format", choices=["auto", *formats.FORMATS], default="auto", help="auto tells by the content"
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
            help="for labels that no term answers to: create a term to be reviewed (the default), hold the record "
            "until the term is there, or reject the record",
        )
        parser.add_argument(
            "--strict", action="store_true", help="exit status 1 also when a record has a problem"
        )

    def handle(self, *args, paths: list[Path], **options):
        asked = run.Options(
            format=options["format"],
            batch=options["batch"],
            unknown_terms=options["unknown_terms"],
            dry_run=options["dry_run"],
        )
        report_path: Path | None = options["report"]
        if report_path:
            _check_writable(report_path)
        try:
            report = run.import_paths(paths or [settings.BASE_DIR / "seeds"], asked, progress=self._progress)
        except FileNotFoundError as error:
            raise CommandError(str(error), returncode=2) from error
        if report_path:
            report.write(report_path)
        self._tell(report, report_path)
        if report.counts["rejected"] or (options["strict"] and report.has_problems):
            sys.exit(1)

    def _progress(self, records: int, source: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{records:,} records, {source}")
            sys.stderr.flush()

    def _tell(self, report, report_path: Path | None) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in report.counts.items() if count)
        kept = " (dry run: nothing was kept)" if report.dry_run else ""
        noun = "record" if len(report.records) == 1 else "records"
        self.stdout.write(f"{len(report.records):,} {noun}: {counts or 'none found'}{kept}")
        if report.new_terms:
            names = ", ".join(f"“{name}” ({vocabulary})" for vocabulary, name in report.new_terms)
            self.stdout.write(f"  {len(report.new_terms)} new terms to be reviewed: {names}")
        for outcome in report.records:
            if outcome.outcome in ("held", "rejected"):
                record, reasons = outcome.record, "; ".join(problem.message for problem in outcome.problems)
                self.stdout.write(f"  {outcome.outcome}: {record.source}, line {record.line}: {reasons}")
        with_problems = sum(bool(outcome.problems) for outcome in report.records)
        if with_problems or report.unread:
            where = f"see {report_path}" if report_path else "--report FILE lists them"
            self.stdout.write(
                f"  {with_problems:,} records with problems, {len(report.unread):,} lines in no record: {where}"
            )
