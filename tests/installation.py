"""A newsroom of its own beside the tests: a database, a folder of media, and commands as an operator gives them."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import execute_from_command_line
from django.db import connection
from django.test import override_settings

from articles.index import catalogue
from taxonomy import vocabulary
from tests import databases
from tests.places import ROOT


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its exit status, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Installation:
    """An empty newsroom in `folder`, on a new database."""

    folder: Path
    database_url: str

    @classmethod
    def make(cls, folder: Path, template: databases.Template | None = None) -> "Installation":
        """A new one, on an empty database of the kind that the tests run on, or on a copy of `template`."""
        folder.mkdir()
        name = databases.place_of(f"{databases.WORKER}_{folder.name}", folder)
        if template:
            template.copy_to(name)
        elif connection.vendor == "postgresql":
            databases.create(name)
        url = f"sqlite:///{name}" if connection.vendor == "sqlite" else databases.address_of(name)
        return cls(folder, url)

    @classmethod
    def on_sqlite(cls, folder: Path) -> "Installation":
        """A new one on an empty SQLite database, whatever the tests run on."""
        folder.mkdir()
        return cls(folder, f"sqlite:///{folder / 'newsroom.sqlite3'}")

    def drop(self) -> None:
        """Drop its database, where that is not in its folder."""
        if self.database_url.startswith("postgres"):
            databases.drop(urlsplit(self.database_url).path.strip("/"))

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DEBUG": "1",
            "DATABASE_URL": self.database_url,
            "MEDIA_ROOT": str(self.media),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "PYTHONPATH": str(ROOT),
        }

    def manage(self, *command: str | Path) -> Ended:
        """Run `manage.py` with these arguments in this process, where the newsroom's code is loaded already."""
        printed, complained, status = io.StringIO(), io.StringIO(), 0
        with self._entered(), redirect_stdout(printed), redirect_stderr(complained):
            try:
                execute_from_command_line(["manage.py", *map(str, command)])
            except SystemExit as ended:
                status = ended.code
        return Ended(status, printed.getvalue(), complained.getvalue())

    @contextmanager
    def _entered(self) -> Iterator[None]:
        """Let this process work on the database and the media of the installation, and remember neither."""
        kind, _, name = self.database_url.partition("://")
        name = name.removeprefix("/") if kind == "sqlite" else urlsplit(self.database_url).path.strip("/")
        with (
            databases.connected_to(name),
            override_settings(MEDIA_ROOT=str(self.media)),
            patch.object(default_storage, "_wrapped", FileSystemStorage(location=self.media)),
            patch.object(ContentType.objects, "_cache", {}),
        ):
            _forget()
            yield
        _forget()

    def run(self, program: str) -> str:
        """Run a program in a process of its own, after `django.setup()`; returns what it printed."""
        ended = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{program}"],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def _forget() -> None:
    """What was read of one database is not true of another."""
    vocabulary.forget()
    catalogue.forget()
