"""`manage.py drill SOURCE`: is the backup whole, and how long would a restore take?"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.backups import drill
from articles.management.backups.manifest import BackupError


class Command(BaseCommand):
    help = (
        "Restores the backup SOURCE into an empty database of its own, compares it with what it was made of, "
        "and throws it away; the newsroom in use does not notice. Exit status 0 when all is equal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the folder that `manage.py backup` made")

    def handle(self, *args: object, source: Path, **options: Any) -> None:
        try:
            practised = drill.practise(source)
        except (BackupError, OSError) as error:
            raise CommandError(f"The drill failed. {error}") from error
        for difference in practised.differences:
            self.stderr.write(difference)
        if practised.differences:
            sys.exit(1)
        manifest = practised.manifest
        self.stdout.write(
            f"The backup of {manifest.made_at} was restored in {practised.seconds:.1f} seconds and is whole: "
            f"{manifest.counts['articles.Article']:,} editions, {len(manifest.files):,} files.\n"
            f"Digest of the archive: {manifest.digest}"
        )
