"""`manage.py remove_unused_media`: delete the files that no edition uses."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.media import unused_files


class Command(BaseCommand):
    help = (
        "Deletes pictures and attachments that no edition uses, a day after they were uploaded, and files of "
        "the storage that no row names; and pictures of cards three months after they were drawn. Exit "
        "status 0."
    )

    def handle(self, *args: object, **options: Any) -> None:
        names = unused_files.remove()
        for name in names:
            self.stdout.write(name)
        self.stdout.write(f"{len(names):,} files removed.")
