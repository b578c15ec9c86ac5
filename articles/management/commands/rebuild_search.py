"""`manage.py rebuild_search`: the full-text index anew, from the releases."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.index import search


class Command(BaseCommand):
    help = "Makes the full-text index anew. Readers search the old one until the new one is complete."

    def handle(self, *args: object, **options: Any) -> None:
        self.stdout.write(f"{search.rebuild():,} releases indexed.")
