"""`manage.py restore SOURCE`: a backup becomes the newsroom."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management import doctor
from articles.management.backups import restore
from articles.management.backups.manifest import BackupError


class Command(BaseCommand):
    help = (
        "Verifies the backup SOURCE and brings its database and media back, into an empty database unless "
        "--replace. "
        "Then it compares the digest of the archive, and lets the doctor look. Exit status 0 when all agrees."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the folder that `manage.py backup` made")
        parser.add_argument(
            "--replace", action="store_true", help="lose what the database holds now, for good"
        )
        parser.add_argument(
            "--while-served",
            action="store_true",
            help="though others are connected: readers wait some seconds, editors lose what they have not "
            "saved",
        )
        parser.add_argument(
            "--gap",
            type=int,
            default=restore.GAP,
            metavar="NUMBER",
            help="how many release numbers to leave out, at least as many as were handed out after the "
            "backup (without it: %(default)s)",
        )

    def handle(
        self, *args: object, source: Path, replace: bool, while_served: bool, gap: int, **options: Any
    ) -> None:
        if gap < 0:
            raise CommandError("--gap is a number of releases: 0 or more.", returncode=2)
        try:
            restored = restore.restore(source, replace=replace, while_served=while_served, gap=gap)
        except (BackupError, OSError) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        self.stdout.write(
            f"Restored the backup of {restored.manifest.made_at}. The next new release has the number "
            f"{restored.first_new_release:,}; everybody has to log in again."
        )
        if restored.due_messages:
            self.stdout.write(
                f"{restored.due_messages:,} messages were due before now. The worker delivers them, those "
                "that were delivered after the backup for a second time, with the same identity."
            )
        if not self._agrees(restored):
            sys.exit(1)

    def _agrees(self, restored: restore.Restored) -> bool:
        """Say whether all is as it was; what is not, with what to do."""
        if restored.is_equal is None:
            self.stdout.write("An older version made the backup: its digest is not compared.")
        elif restored.is_equal:
            self.stdout.write(f"The digest of the archive is that of the backup: {restored.manifest.digest}")
        else:
            self.stderr.write("The digest of the archive is not that of the backup. Restore another one.")
        findings = list(doctor.findings())
        for finding in findings:
            self.stderr.write(f"{finding.what}\n  {finding.remedy}")
        return restored.is_equal is not False and not findings
