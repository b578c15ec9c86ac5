"""A SQLite database as one file: out while people publish, and back in one step."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.management.backups.manifest import BackupError

FILE = "database.sqlite3"
# Seconds that a restore waits for somebody who writes.
PATIENCE = 30


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """One state of the database for all that is read meanwhile; others go on writing (WAL)."""
    with connection.cursor() as cursor:
        # Django's own transactions take the lock of writers here.
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT count(*) FROM sqlite_master")
            yield
        finally:
            cursor.execute("ROLLBACK")


def dump(connection: BaseDatabaseWrapper, path: Path, snapshot: None) -> None:
    """Copy the database, as the open snapshot has it, to a new file."""
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy, progress=_patience())
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def load(dumped: Path, connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    """Replace the database by a dump, changed by `statements`, in one transaction that readers do not notice.

    Raises BackupError when somebody writes for longer than half a minute.
    """
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    path.touch(mode=0o600)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="restore-") as folder:
        prepared = Path(folder, FILE)
        shutil.copyfile(dumped, prepared)
        with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(path)) as target:
            source.executescript("BEGIN;" + ";".join([*statements, "COMMIT"]) + ";")
            # Into the file that others may have open: a renamed one would not reach them.
            source.backup(target, progress=_patience())


def gap_in_ids(highest: int, gap: int) -> list[str]:
    """Statements after which new rows of every table have ids `gap` beyond the last, and beyond `highest`."""
    return [
        f"UPDATE sqlite_sequence SET seq = max(seq, {highest}) + {gap}",
        "INSERT INTO sqlite_sequence (name, seq) "
        f"SELECT name, {highest + gap} FROM sqlite_master "
        "WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' "
        "AND name NOT IN (SELECT name FROM sqlite_sequence)",
    ]


def is_served(connection: BaseDatabaseWrapper) -> bool:
    """Return whether another process has the database open: it may need the write-ahead log."""
    path = connection.settings_dict["NAME"]
    if not os.path.exists(path):
        return False
    connection.close()
    with closing(sqlite3.connect(path, timeout=0)) as alone:
        try:
            alone.execute("PRAGMA journal_mode=WAL")
            alone.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return True
    return False


@contextmanager
def place_for_a_drill(connection: BaseDatabaseWrapper, alias: str) -> Iterator[BaseDatabaseWrapper]:
    """An empty database, known to Django as `alias`, and thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="newsroom-drill-") as folder:
        connections.databases[alias] = {**connection.settings_dict, "NAME": str(Path(folder, FILE))}
        try:
            yield connections[alias]
        finally:
            connections[alias].close()
            del connections[alias], connections.databases[alias]


def _patience() -> Callable[[int, int, int], None]:
    until = time.monotonic() + PATIENCE

    def progress(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise BackupError(
                "Somebody has been writing to the database for half a minute. "
                "Stop the server and the worker, and try again."
            )

    return progress
