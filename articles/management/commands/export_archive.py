"""`manage.py export_archive TARGET`: the whole archive in open forms, which outlive this program."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.archive import export
from articles.management.backups.manifest import BackupError


class Command(BaseCommand):
    help = (
        "Writes what readers may see of the archive to TARGET: terms, every edition, old addresses as JSON "
        "Lines, a data package that describes them, pictures and documents, in a BagIt bag with the SHA-256 "
        "of each file. People go on publishing meanwhile. Exit status 0 when it is whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", type=Path, help="a folder or, if the name ends in .zip, a file that does not exist yet"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            dest="is_complete",
            help="all content: also drafts, what is under embargo, what was withdrawn, notes, transitions "
            "and provenance. Its digest is that of archive_digest",
        )
        parser.add_argument(
            "--accept-missing",
            action="store_true",
            help="make the export though files are missing in the storage, and list them",
        )

    def handle(
        self, *args: object, target: Path, is_complete: bool, accept_missing: bool, **options: Any
    ) -> None:
        try:
            exported = export.make(target, is_complete=is_complete, accept_missing=accept_missing)
        except (BackupError, OSError) as error:
            raise CommandError(f"There is no export. {error}") from error
        for name in exported.missing:
            self.stderr.write(f"Missing: {name}")
        size = sum(file.size for file in exported.files.values())
        self.stdout.write(
            f"{target}: {exported.lines['editions']:,} editions, {len(exported.files):,} files, "
            f"{size / 1_000_000:,.1f} MB.\nDigest of its lines: {exported.digest}"
        )
