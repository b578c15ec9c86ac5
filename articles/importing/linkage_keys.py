"""Keys of releases that were imported before provenance had any, written when the next import begins."""

from django.db import transaction

from articles.importing.record import Record
from articles.index import ledger
from articles.models import Provenance

CHUNK = 500


def write_missing() -> None:
    """Write the keys of releases that have none, in short transactions: one query when all have theirs."""
    while _write_some():
        pass


@transaction.atomic
def _write_some() -> int:
    rows = list(Provenance.objects.filter(title_key__isnull=True)[:CHUNK])
    if rows:
        ledger.lock()
    for row in rows:
        keys = Record.from_stored(row.as_read).keys
        row.title_key, row.text_key = keys.title, keys.text
    Provenance.objects.bulk_update(rows, ["title_key", "text_key"])
    return len(rows)
