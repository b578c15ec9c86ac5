"""`manage.py archive_digest`: one SHA-256 over all content, the same on both databases."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from articles.management.archive.digest import archive_digest
from articles.management.backups import databases


class Command(BaseCommand):
    help = (
        "Prints one SHA-256 over all content in canonical order: terms, editions with all that belongs to "
        "them, redirects, provenance. The same archive has the same on SQLite and PostgreSQL. Exit status 0."
    )

    def handle(self, *args: object, **options: Any) -> None:
        with databases.of(connection).snapshot(connection):
            self.stdout.write(archive_digest())
