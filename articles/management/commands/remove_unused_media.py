"""`manage.py remove_unused_media`: delete the files that no edition uses."""

from django.core.management.base import BaseCommand

from articles.media import unused


class Command(BaseCommand):
    help = (
        "Deletes pictures and attachments that no edition uses, a day after they were uploaded, and files of the "
        "storage that no row names. Exit status 0."
    )

    def handle(self, *args, **options):
        names = unused.remove()
        for name in names:
            self.stdout.write(name)
        self.stdout.write(f"{len(names):,} files removed.")
