"""Databases of the tests: one template with every table and the vocabularies, and copies of it.

The first process of a run makes the template, which takes seconds; the others wait for it. A copy is made in a moment.
"""

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

from taxonomy import seeding
from tests.places import VOCABULARIES

# Times that the last answers of a server are waited for.
PATIENCE = 1_000
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
# One that the threads of a process share.
IN_MEMORY = "file:newsroom_tests?mode=memory&cache=shared"


@dataclass(frozen=True)
class Template:
    """A database with every table and the vocabularies: the path of a SQLite file, or the name of one in PostgreSQL."""

    name: str

    def copy_to(self, name: str | Path) -> None:
        """Make the database `name`, which is the template's twin; one that is there goes."""
        if connection.vendor == "sqlite":
            shutil.copyfile(self.name, name)
        else:
            create(str(name), template=self.name)

    def restore(self) -> None:
        """Make the database of this process, whatever it holds, the template's twin."""
        if connection.vendor == "sqlite":
            self._copy_over_memory()
        else:
            connection.close()
            self.copy_to(connection.settings_dict["NAME"])

    def _copy_over_memory(self) -> None:
        """Copy the file over the database in memory, once no thread of a server reads there any more."""
        connection.ensure_connection()
        with closing(sqlite3.connect(self.name)) as source:
            for patience in reversed(range(PATIENCE)):
                try:
                    source.backup(connection.connection)
                    return
                except sqlite3.OperationalError:
                    if not patience:
                        raise
                    time.sleep(0.05)

    def drop(self, name: str | Path) -> None:
        """Drop a copy."""
        if connection.vendor == "sqlite":
            Path(name).unlink(missing_ok=True)
        else:
            drop(str(name))


def make_template(folder: Path) -> Template:
    """Return the template of this run; `folder` is shared by its processes and by no other run."""
    name = place_of("template", folder)
    with (folder / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Asked of the file, for another process may have written since this one opened it.
        if not os.fstat(lock.fileno()).st_size:
            if connection.vendor == "postgresql":
                create(name)
            with connected_to(name):
                call_command("migrate", verbosity=0)
                seeding.load(VOCABULARIES)
            lock.write("made")
    return Template(name)


def place_of(purpose: str, folder: Path) -> str:
    """The path of a SQLite database in `folder`, or the name of one in PostgreSQL."""
    return name_of(purpose) if connection.vendor == "postgresql" else str(folder / f"{purpose}.sqlite3")


def name_of(purpose: str) -> str:
    """A name for a database in the PostgreSQL of the tests, different for every run that shares the server."""
    return f"test_{urlsplit(os.environ['TEST_DATABASE_URL']).path.strip('/')}_{purpose}"


def address_of(name: str) -> str:
    """The URL of a database in the PostgreSQL of the tests."""
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def create(name: str, template: str = "") -> None:
    """Make a database in the PostgreSQL of the tests, empty or a copy of `template`; one that is there goes."""
    drop(name)
    _ask_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))


def drop(name: str) -> None:
    """Drop a database in the PostgreSQL of the tests, if it is there, whoever is connected to it."""
    _ask_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _ask_server(statement: str) -> None:
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django work on the database `name` instead of this process's own, whose connection stays as it is."""
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = type(own)({**own.settings_dict, "NAME": name}, DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = own
