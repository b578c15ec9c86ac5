"""The drill: a backup is restored into an empty place, compared with what it was made of, and thrown away."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from articles.management.archive.digest import archive_digest
from articles.management.backups import databases
from articles.management.backups.manifest import Manifest
from articles.management.backups.restore import open_set

ALIAS = "drill"


@dataclass(frozen=True)
class Drill:
    """The result: `differences` in words, none when all is equal, and the seconds that the restore took."""

    manifest: Manifest
    differences: list[str]
    seconds: float


def practise(source: Path) -> Drill:
    """Restore the backup at `source` into an empty database, which the newsroom in use does not notice.

    The files of the media are compared where they lie. Raises BackupError when the backup cannot be restored
    at all.
    """
    start = time.monotonic()
    manifest = open_set(source)
    database = databases.of(connection)
    with database.place_for_a_drill(connection, ALIAS) as place:
        database.load(source / manifest.database, place, [])
        seconds = time.monotonic() - start
        differences = list(_differences(manifest))
    return Drill(manifest, differences, seconds)


def _differences(manifest: Manifest) -> Iterator[str]:
    counts = databases.count_rows(ALIAS)
    for label, count in manifest.counts.items():
        if counts.get(label) != count:
            yield f"{label} has {counts.get(label)} rows, not {count:,}."
    if (digest := archive_digest(ALIAS)) != manifest.digest:
        yield f"The digest of the archive is {digest}, not {manifest.digest}."
