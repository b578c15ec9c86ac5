"""The process of an import, set for work that makes many rows and keeps few."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Rows and records hold themselves nowhere, and go without the collector: it took an eighth of an import.
OBJECTS_BETWEEN_COLLECTIONS = 50_000
# Of SQLite's pages an import comes back to few; the 64 MB of a process that readers ask are not needed.
CACHED_KILOBYTES = 16_000


@contextmanager
def set_for_import() -> Iterator[None]:
    """Collect seldom and cache few pages while an import runs; afterwards all is as it was."""
    thresholds = gc.get_threshold()
    gc.freeze()  # what is there already stays, and need not be looked at
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *thresholds[1:])
    cached = _cache_pages(-CACHED_KILOBYTES) if connection.vendor == "sqlite" else None
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        if cached is not None:
            _cache_pages(cached)


def _cache_pages(size: int) -> int:
    """Have SQLite cache so many pages, or kilobytes below zero, in this connection; returns what it did."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA cache_size={size}")
    return before
