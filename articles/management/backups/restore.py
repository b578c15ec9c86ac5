"""Restore a backup: check it, then bring back the media, then the database in one transaction."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.models import AutoField, Max
from django.utils import timezone

from articles.editing import outbox
from articles.index import catalogue
from articles.management.archive.digest import archive_digest
from articles.management.backups import databases, renewal
from articles.management.backups.backup import MEDIA
from articles.management.backups.manifest import BackupError, Checksum, Manifest, measure
from articles.models import Article, Ledger
from taxonomy import vocabulary

# How many release numbers may have been handed out after the backup, where nothing tells how many it were.
GAP = 1_000


@dataclass(frozen=True)
class Restored:
    """The result of a restore; `is_equal` is None for a backup of an older version (not comparable)."""

    manifest: Manifest
    first_new_release: int
    due_messages: int
    is_equal: bool | None


def open_set(source: Path) -> Manifest:
    """The manifest of a whole set that this version can restore. Raises BackupError when it cannot."""
    manifest = Manifest.read(source)
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"The backup is of {manifest.vendor}, DATABASE_URL names {connection.vendor}: "
            "restore it into a database of its own kind."
        )
    if unknown := sorted(set(manifest.migrations) - databases.migrations_of_code()):
        raise BackupError(
            f"The backup is of another version: it has had {unknown[-1]}, which this one does not know. "
            "Install that version, or a later one."
        )
    manifest.verify(source)
    return manifest


def losses() -> str:
    """Return what a restore would replace in the database, in words; empty when there is nothing to lose."""
    tables = set(connection.introspection.table_names())
    counted = (
        (model._default_manager.count(), word)
        for model, word in ((Article, "editions"), (get_user_model(), "accounts"))
        if model._meta.db_table in tables
    )
    return " and ".join(f"{count:,} {word}" for count, word in counted if count)


def restore(source: Path, *, replace: bool = False, while_served: bool = False, gap: int = GAP) -> Restored:
    """Bring the backup at `source` back into the newsroom's database and storage.

    Refuses, with BackupError, a database that holds something unless `replace`, and one that somebody is
    connected to unless `while_served`. Release numbers go on `gap` after the last one known.
    """
    manifest = open_set(source)
    if (lost := losses()) and not replace:
        raise BackupError(
            f"The database in use holds {lost}. Name an empty one, or lose them for good with --replace."
        )
    database = databases.of(connection)
    if not while_served and database.is_served(connection):
        raise BackupError(
            "Others are connected to the database. Stop the server and the worker first; with --while-served "
            "readers wait some seconds, and whoever is writing loses what was not saved."
        )
    last_release = _last_release()
    _bring_media_back(manifest, source)
    statements = renewal.statements(
        database.gap_in_ids(_highest_id(), renewal.gap_in_ids()), last_release=last_release, gap=gap
    )
    database.load(source / manifest.database, connection, statements)
    return _follow(manifest)


def _follow(manifest: Manifest) -> Restored:
    """Bring the restored tables up to this version, and compare their content with the backup's."""
    is_same_version = set(manifest.migrations) == databases.migrations_of_code()
    call_command("migrate", verbosity=0)
    vocabulary.forget()
    catalogue.forget()
    return Restored(
        manifest=manifest,
        first_new_release=Ledger.objects.get_or_create(pk=1)[0].last_release + 1,
        due_messages=outbox.waiting().filter(due_at__lte=timezone.now()).count(),
        is_equal=archive_digest() == manifest.digest if is_same_version else None,
    )


def _last_release() -> int:
    """The last release number that the database to be replaced has handed out, 0 when it has none."""
    if Ledger._meta.db_table not in connection.introspection.table_names():
        return 0
    return Ledger.objects.values_list("last_release", flat=True).first() or 0


def _highest_id() -> int:
    """The highest id in any table of the database to be replaced, 0 when it has none."""
    tables = set(connection.introspection.table_names())
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    numbered = [model for model in models if isinstance(model._meta.pk, AutoField)]
    highest = (model._base_manager.aggregate(highest=Max("pk"))["highest"] for model in numbered)
    return max((number for number in highest if number), default=0)


def _bring_media_back(manifest: Manifest, source: Path) -> None:
    for path in manifest.files:
        folder, _, name = path.partition("/")
        if folder != MEDIA or _is_there(name, manifest.files[path]):
            continue
        default_storage.delete(name)
        with (source / path).open("rb") as copy:
            default_storage.save(name, File(copy))


def _is_there(name: str, wanted: Checksum) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as stored:
        return measure(stored) == wanted
