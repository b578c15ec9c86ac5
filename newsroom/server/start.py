"""Checks before a server starts: without what they ask for, each page would be an error.

Each check gives one sentence that says what is missing and what to run, or nothing. `python -m
newsroom.server.start` makes all of them in a process of its own, and so does gunicorn before it has workers:
they must not inherit connections or modules.
"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def refuse_without_files() -> None:
    """End the process with status 1 and one sentence unless static files and media can be used."""
    _refuse(_static_files, _media_folder)


def refuse_incomplete() -> None:
    """The same, and unless the database answers and has all its tables.

    For a process that does nothing else.
    """
    _refuse(_static_files, _media_folder, _database)


def _refuse(*checks: Callable[[], str]) -> None:
    for check in checks:
        if missing := check():
            _end(missing)


def _end(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(1)


def _static_files() -> str:
    collect = "run `python manage.py collectstatic --no-input`, then start again."
    try:
        if not isinstance(staticfiles_storage, ManifestFilesMixin):
            return ""
    except ValueError:  # its list was cut off in the middle
        return (
            f"The list of static files in {settings.STATIC_ROOT} cannot be read: delete that folder, "
            f"{collect}"
        )
    collected = staticfiles_storage.hashed_files
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    # A folder of the organisation's own files stands for a part of ours, which its storage calls the prefix.
    names = (
        f"{prefix}/{name}" if (prefix := getattr(storage, "prefix", "")) else name
        for finder in get_finders()
        for name, storage in finder.list(ignored)
    )
    lacking = next((name for name in names if name not in collected), None)
    if lacking is None:
        return ""
    if not collected:
        return f"Static files are not collected: {collect}"
    return f"“{lacking}” is not among the collected static files: {collect}"


def _media_folder() -> str:
    if not isinstance(default_storage, FileSystemStorage):
        return ""
    folder = default_storage.location
    try:
        os.makedirs(folder, mode=0o750, exist_ok=True)
    except OSError as error:
        return (
            f"MEDIA_ROOT, {folder}, cannot be made ({error.strerror}): create it for the user that runs "
            "the server."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return (
            f"MEDIA_ROOT, {folder}, cannot be written by this user: give it to the user that runs the server."
        )
    return ""


def _database() -> str:
    # One connection without the pool, which would try again and again and not pass on the reason.
    connection.settings_dict["OPTIONS"].pop("pool", None)
    try:
        executor = MigrationExecutor(connection)
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        first_line = str(error).strip().partition("\n")[0]
        return f"The database of DATABASE_URL cannot be used ({first_line}): start it or correct the address."
    if lacking:
        return (
            f"The database lacks {len(lacking)} migrations: run `python manage.py migrate`, then start again."
        )
    return ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        _end(str(error))
    refuse_incomplete()
