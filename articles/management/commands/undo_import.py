"""`manage.py undo_import`: take back what a batch of an import brought, or bring it back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing import undo
from articles.models import BatchStep

Kind = BatchStep.Kind
DONE = {
    Kind.UNDO: ("taken back", "made what they were before"),
    Kind.REDO: ("brought back", "completed again"),
}


class Command(BaseCommand):
    help = (
        "Takes an import back: the releases that it created go, those that it completed return to what they "
        "were, and terms and tags that it made go unless they are used. What a person has worked on since "
        "stays and is named. --redo brings back what was taken back, under the same numbers. What was "
        "stopped goes on where it was. Exit status 0 when all of the batch is dealt with, 1 when something "
        "stays as it is or it cannot be done now, 2 for a batch that is not there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", help="the batch's name, as the desk and the report give it")
        parser.add_argument("--redo", action="store_true", help="bring back what was taken back")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: object, batch: str, redo: bool, dry_run: bool, **options: Any) -> None:
        kind = Kind.REDO if redo else Kind.UNDO
        found = undo.find(batch, kind)
        if found is None:
            raise CommandError(f"There is no batch called “{batch}”.", returncode=2)
        try:
            if dry_run:
                plan = undo.plan(found, kind)
                kept = [f"release {number}: {reason}" for number, reason in plan.kept.items()]
                self._print(kind, "would be ", len(plan.created), len(plan.completed), kept)
            else:
                step = undo.run(undo.request(found, kind))
                kept = [f"{one['what']}: {one['reason']}" for one in step.kept]
                self._print(kind, "", step.created, step.completed, kept)
        except undo.UndoNotPossible as refusal:
            raise CommandError(str(refusal)) from refusal

    def _print(self, kind: str, would: str, created: int, completed: int, kept: list[str]) -> None:
        done, restored = DONE[Kind(kind)]
        self.stdout.write(f"{created:,} releases {would}{done}.")
        if completed:
            self.stdout.write(f"{completed:,} releases {would}{restored}.")
        if kept:
            raise CommandError("\n".join([f"{len(kept):,} stay as they are:", *kept]))
