"""`manage.py load_vocabularies`: terms from seeds/vocabularies into the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from taxonomy import seeding


class Command(BaseCommand):
    help = (
        "Loads the vocabularies (content types, fields of work, structures, countries, meetings) with their "
        "names over time. Run it as often as you like: it updates what the seeds changed and never "
        "overwrites what an editor changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "seeds" / "vocabularies",
            help="where the CSV files are; seeds/vocabularies when not given",
        )

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        try:
            counts = seeding.load(folder)
        except seeding.SeedError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(
            f"Vocabularies: {counts['created']} terms created, {counts['updated']} updated, "
            f"{counts['same']} the same, {counts['edited']} left as an editor changed them."
        )
