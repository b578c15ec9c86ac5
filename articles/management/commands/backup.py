"""`manage.py backup TARGET`: database and media as one consistent set, while people publish."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.backups import backup
from articles.management.backups.manifest import BackupError


class Command(BaseCommand):
    help = (
        "Writes the database, the media and a manifest with checksums and the digest of the archive into the "
        "new folder TARGET, readable by its owner alone. People go on publishing meanwhile. Exit status 0 "
        "when the set is whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a folder that does not exist yet")
        parser.add_argument(
            "--accept-missing",
            action="store_true",
            help="make the backup though files are missing in the storage, and list them in it",
        )

    def handle(self, *args: object, target: Path, accept_missing: bool, **options: Any) -> None:
        try:
            manifest = backup.make(target, accept_missing=accept_missing)
        except (BackupError, OSError) as error:
            raise CommandError(f"There is no backup. {error}") from error
        for name in manifest.missing:
            self.stderr.write(f"Missing: {name}")
        size = sum(file.size for file in manifest.files.values())
        self.stdout.write(
            f"{target}: {manifest.counts['articles.Article']:,} editions, {len(manifest.files):,} files, "
            f"{size / 1_000_000:,.1f} MB.\nDigest of the archive: {manifest.digest}"
        )
