"""`manage.py load_templates`: templates from seeds/templates into the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.editing import template_seeds


class Command(BaseCommand):
    help = (
        "Loads the templates that a new release begins with. Run it as often as you like: it updates what "
        "the seeds changed, never overwrites what an office changed, and brings no deleted template back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "seeds" / "templates",
            help="where the files are, one a template; seeds/templates when not given",
        )

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        try:
            counts = template_seeds.load(folder)
        except template_seeds.TemplateSeedError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(
            f"Templates: {counts['created']} created, {counts['updated']} updated, "
            f"{counts['same']} the same, {counts['edited']} left as an office changed them, "
            f"{counts['deleted']} left deleted."
        )
