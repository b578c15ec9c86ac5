"""A PostgreSQL database as one file, by its own tools: pg_dump, pg_restore and psql."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from articles.management.backups.manifest import BackupError

FILE = "database.pgdump"
# Seconds that a restore waits for whoever reads or writes a table.
PATIENCE = 30
# A server process ends a moment after its client has.
LOOKS, PAUSE = 20, 0.1
OTHERS = (
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend')"
)


@contextmanager
def snapshot(connection: DatabaseWrapper) -> Iterator[str]:
    """One state of the database for all that is read meanwhile; gives the name by which pg_dump shares it."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # It is idle while pg_dump works, for as long as that takes.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def dump(connection: DatabaseWrapper, path: Path, snapshot: str) -> None:
    """Write the database, as the open snapshot has it, into a new file."""
    options = [f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges"]
    where, environment = _address(connection)
    _run(["pg_dump", *options, f"--file={path}", *where], environment)


def load(dumped: Path, connection: DatabaseWrapper, statements: Sequence[str]) -> None:
    """Replace the database by a dump, changed by `statements`, in one transaction; readers wait for it.

    Raises BackupError when PostgreSQL refuses; then the database is as it was.
    """
    connection.close()
    names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
    connection.close()
    before = ["BEGIN", "SET client_min_messages = warning", f"SET lock_timeout = '{PATIENCE}s'"]
    before += [f"DROP TABLE {names} CASCADE"] if names else []
    after = ["SET search_path TO DEFAULT", *statements, "COMMIT"]
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-"]
    where, environment = _address(connection)
    quiet = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1"]
    try:
        with (
            subprocess.Popen(
                ["pg_restore", *options, dumped], stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as script,
            subprocess.Popen(
                ["psql", *quiet, *where], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
            ) as psql,
        ):
            dumped_sql, errors, into_psql = _pipe(script.stdout), _pipe(script.stderr), _pipe(psql.stdin)
            try:
                into_psql.write(_script(before))
                copyfileobj(dumped_sql, into_psql)
                # Without its end, what has been written is rolled back.
                if script.wait() == 0:
                    into_psql.write(_script(after))
            except BrokenPipeError:
                script.kill()
            _, message = psql.communicate()
            if psql.returncode or script.returncode:
                raise BackupError(f"The restore failed: {_last_line(message) or _last_line(errors.read())}")
    except FileNotFoundError as error:
        raise _tool_missing(error) from error


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    """Return an end of a pipe that Popen has made."""
    if end is None:
        raise ValueError("Popen was asked for no pipe")
    return end


def gap_in_ids(highest: int, gap: int) -> list[str]:
    """Statements after which new rows of every table have ids `gap` beyond the last, and beyond `highest`."""
    return [
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, "
        f"greatest(coalesce(last_value, 0), {highest}) + {gap}) "
        "FROM pg_sequences WHERE schemaname = current_schema()"
    ]


def is_served(connection: DatabaseWrapper) -> bool:
    """Return whether anybody else is connected; asks for some seconds, in case somebody has just left."""
    connection.close()
    connection.close_pool()  # its connections are others as well
    parameters = {**connection.get_connection_params(), "autocommit": True}
    parameters.pop("pool", None)
    with connection.Database.connect(**parameters) as alone:
        for _ in range(LOOKS):
            if not alone.execute(OTHERS).fetchone()[0]:
                return False
            time.sleep(PAUSE)
    return True


@contextmanager
def place_for_a_drill(connection: DatabaseWrapper, alias: str) -> Iterator[BaseDatabaseWrapper]:
    """An empty database, known to Django as `alias`, and thrown away afterwards.

    Raises BackupError when the user of DATABASE_URL may not create databases.
    """
    name = f"newsroom_drill_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise BackupError(
                "A drill needs a database of its own: let the user of DATABASE_URL create one (ALTER ROLE "
                "... CREATEDB)."
            )
        cursor.execute(f"CREATE DATABASE {name}")
    options = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"}
    connections.databases[alias] = {**connection.settings_dict, "NAME": name, "OPTIONS": options}
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias], connections.databases[alias]
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def _address(connection: DatabaseWrapper) -> tuple[list[str], dict[str, str]]:
    """The way of the tools to the database: their options, and an environment that holds the password."""
    # Django has this for psql (manage.py dbshell), but does not read a host or port given as an option of the
    # address, as a folder of sockets is; the name of the database stands last.
    settings = connection.settings_dict
    given = {name: settings[name] or settings["OPTIONS"].get(name.lower(), "") for name in ("HOST", "PORT")}
    (_, *where), environment = DatabaseClient.settings_to_cmd_args_env({**settings, **given}, [])
    return where, {**os.environ, **(environment or {})}


def _run(command: list[str], environment: dict[str, str]) -> None:
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise _tool_missing(error) from error
    if ended.returncode:
        raise BackupError(f"{command[0]} failed: {_last_line(ended.stderr)}")


def _script(statements: Sequence[str]) -> bytes:
    return "".join(f"{statement};\n" for statement in statements).encode()


def _last_line(output: bytes) -> str:
    return (output.decode(errors="replace").strip().splitlines() or [""])[-1]


def _tool_missing(error: FileNotFoundError) -> BackupError:
    return BackupError(
        f"{error.filename} is not installed. Install the tools of PostgreSQL, of the version of the server "
        "or newer (Debian: apt-get install postgresql-client)."
    )
