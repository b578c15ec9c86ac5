"""Making a backup: the database at one instant, then the media it names, then the manifest."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from articles.management.archive.digest import archive_digest
from articles.management.backups import databases
from articles.management.backups.manifest import BackupError, Manifest, measure_at
from articles.media import unused_files
from articles.models import Ledger

MEDIA = "media"
SHOWN = 3


def make(target: Path, *, accept_missing: bool = False) -> Manifest:
    """Write a backup into the new folder `target`, while people go on publishing.

    With `accept_missing`, files that the storage has lost are listed in the manifest; otherwise they are an
    error. Raises BackupError; then, and when it is interrupted, there is no folder of that name.
    """
    partial = target.with_name(f"{target.name}.part")
    for path in (target, partial):
        if path.exists():
            raise BackupError(
                f"{path} exists already: give the backup another name, or delete that one first."
            )
    with _private_files():
        partial.mkdir(parents=True)
        try:
            manifest = _write(partial, accept_missing)
            manifest.write(partial)
            os.sync()
            partial.rename(target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return manifest


def _write(target: Path, accept_missing: bool) -> Manifest:
    database = databases.of(connection)
    with database.snapshot(connection) as snapshot:
        made_at = timezone.now()
        database.dump(connection, target / database.FILE, snapshot)
        ledger = Ledger.objects.first() or Ledger()
        names = sorted(unused_files.names_in_rows())
        digest = archive_digest()
        counts = databases.count_rows(DEFAULT_DB_ALIAS)
        migrations = sorted(databases.applied_migrations(DEFAULT_DB_ALIAS))
    missing = _copy_media(names, target / MEDIA)
    if missing and not accept_missing:
        more = ", ..." if len(missing) > SHOWN else ""
        raise BackupError(
            f"{len(missing):,} files of pictures and attachments are missing in the storage: "
            f"{', '.join(missing[:SHOWN])}{more}. They may have been removed while the backup was made: try "
            "again. If they are lost, a backup without them is made with --accept-missing."
        )
    copied = [database.FILE, *(f"{MEDIA}/{name}" for name in names if name not in set(missing))]
    return Manifest(
        made_at=made_at.isoformat(),
        vendor=connection.vendor,
        database=database.FILE,
        epoch=ledger.epoch,
        last_release=ledger.last_release,
        files={name: measure_at(target / name) for name in copied},
        missing=missing,
        digest=digest,
        counts=counts,
        migrations=migrations,
    )


def _copy_media(names: Sequence[str], target: Path) -> list[str]:
    """Copy these files of the storage, which never change once stored. Return those that are missing."""
    missing = []
    for name in names:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as stored, path.open("wb") as copy:
                shutil.copyfileobj(stored, copy)
        except FileNotFoundError:
            missing.append(name)
    return missing


@contextmanager
def _private_files() -> Iterator[None]:
    """New files and folders are the owner's alone: a backup holds drafts, and the hashes of passwords."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
