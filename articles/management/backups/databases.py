"""Differences of the two databases in a backup, by the name that Django has for them."""

from types import ModuleType

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from articles.management.backups import postgresql, sqlite

VENDORS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
# They come and go by themselves, and a restore drops them.
PASSING = ("sessions.Session", "articles.Presence")


def of(connection: BaseDatabaseWrapper) -> ModuleType:
    """The module that dumps and loads this kind of database."""
    return VENDORS[connection.vendor]


def count_rows(using: str) -> dict[str, int]:
    """The number of rows of every table, by the label of its model."""
    return {
        model._meta.label: model._base_manager.using(using).count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label not in PASSING
    }


def migrations_of_code() -> set[str]:
    """The migrations that this version has, like "articles.0001_initial"."""
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}


def applied_migrations(using: str) -> set[str]:
    """Those of them that the database has had."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return migrations_of_code() & {".".join(key) for key in applied}
