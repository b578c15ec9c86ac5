"""`manage.py undo_import`: take back what a batch of an import brought."""

from django.core.management.base import BaseCommand, CommandError

from articles.importing import undo
from articles.models import ImportBatch


class Command(BaseCommand):
    help = (
        "Deletes the releases that a batch created, unless a person has worked on them since; importing the same "
        "files brings them back. Releases that the batch only completed stay as they are. Exit status 0 when the "
        "whole batch is taken back, 1 when something of it stays or a file of it waits for the worker, "
        "2 for a batch that is not there."
    )

    def add_arguments(self, parser):
        parser.add_argument("batch", help="the batch's name, as the desk and the report give it")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be taken back, and keep it"
        )

    def handle(self, *args, batch: str, dry_run: bool, **options):
        try:
            found = ImportBatch.objects.get(name=batch)
        except ImportBatch.DoesNotExist as error:
            raise CommandError(f"There is no batch called “{batch}”.", returncode=2) from error
        try:
            undone = undo.plan(found) if dry_run else undo.undo(found)
        except undo.FilesWaiting as refusal:
            raise CommandError(str(refusal)) from refusal
        would = "would be " if dry_run else ""
        self.stdout.write(f"{len(undone.taken_back):,} releases {would}taken back.")
        if undone.completed:
            self.stdout.write(f"Completed only, and left as they are: {_numbers(undone.completed)}.")
        if undone.kept:
            raise CommandError(f"An editor has worked on these, so they stay: {_numbers(undone.kept)}.")


def _numbers(releases: tuple[int, ...]) -> str:
    return ", ".join(map(str, releases))
