"""The speed of imports beside that of the database alone: `python -m benchmarks.importing 30000 [repeats]`.

So many single pages are imported into an empty newsroom on SQLite and on PostgreSQL; then the rows that came of
them, search entries and all, are written once more as they are, by `executemany` and by COPY. The same pages are
imported again, unchanged; and up to COMPLETED pages whose first paragraph alone is there, so that they complete
it, beside as many new ones of the same length. A line a database says what each took, and how much memory the import and its parser processes had.

PostgreSQL is that of BENCH_DATABASE_URL, where the database `bench_import` is made anew, or one of our own. The
lines go to benchmarks/results.jsonl as well. Processor time counts this process, its parsers, and the server.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from shutil import copy, rmtree
from urllib.parse import urlsplit

from benchmarks import run
from benchmarks.results import ROOT, write
from benchmarks.single_pages import write_pages

COMPLETED = 5_000
VAR = ROOT / "var"
NAME = "bench_import"
ROWS_AT_ONCE = 5_000


def main() -> None:
    """Measure each database in a process of its own, alternately if more than once."""
    size, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for make_url in (_fresh_sqlite, _fresh_postgresql) * repeats:
        for what in ("created", "completed"):
            run.run_program(make_url(), "benchmarks.importing", what, size)


def _fresh_sqlite() -> str:
    for file in VAR.glob(f"{NAME}.sqlite3*"):
        file.unlink()
    return f"sqlite:///{VAR / NAME}.sqlite3"


def _fresh_postgresql() -> str:
    import psycopg

    given = os.environ.get("BENCH_DATABASE_URL") or run.database_of_our_own("import")
    server = urlsplit(given.format(size="import"))
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{NAME}"')
        connection.execute(f'CREATE DATABASE "{NAME}"')
    return server._replace(path=f"/{NAME}").geturl()


@dataclass
class Cost:
    """What a piece of work took: seconds, seconds of processors, and the most memory in megabytes."""

    seconds: float = 0.0
    processor: float = 0.0
    memory: float = 0.0


def measure(what: str, size: int) -> None:
    """Measure in this process, on the empty database of DATABASE_URL."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_vocabularies", stdout=StringIO())
    if what == "completed":
        _measure_completion(min(size, COMPLETED))
        return
    empty = _filled_tables()
    if connection.vendor == "sqlite":
        connection.close()
        copy(connection.settings_dict["NAME"], _copied())
    pages = write_pages(VAR / f"pages-{size}", size)
    imported = _import(pages)
    again = _import(pages)
    tables = [table for table in _filled_tables() if table not in empty]
    alone = _by_copy(tables) if connection.vendor == "postgresql" else _by_executemany(tables)
    name = "COPY" if connection.vendor == "postgresql" else "executemany"
    _tell("import of single pages", size, "releases a second", size / imported.seconds)
    _tell(f"the same rows by {name}", size, "releases a second", size / alone.seconds)
    _tell(f"import, of the rate of {name}", size, "%", 100 * alone.seconds / imported.seconds)
    _tell("import, processor time a release", size, "ms", 1000 * imported.processor / size)
    _tell(f"the same rows by {name}, processor time a release", size, "ms", 1000 * alone.processor / size)
    _tell("import, most memory with its parsers", size, "MB", imported.memory)
    _tell(f"import, of the processor time of {name}", size, "%", 100 * alone.processor / imported.processor)
    _tell("unchanged import, of the time of the first", size, "%", 100 * again.seconds / imported.seconds)


def _measure_completion(size: int) -> None:
    _import(write_pages(VAR / f"pages-cut-{size}", size, is_cut=True))
    updated = _import(write_pages(VAR / f"pages-{size}", size))
    # Others of the same length: to create a cut page costs less.
    created = _import(write_pages(VAR / f"pages-other-{size}", size, seed=2))
    name = "completing import, of the time of creating"
    _tell(name, size, "%", 100 * updated.seconds / created.seconds)
    _tell(f"{name} by processor", size, "%", 100 * updated.processor / created.processor)


def _tell(name: str, size: int, unit: str, value: float) -> None:
    from django.db import connection

    print(f"{connection.vendor}, {size:,} pages: {name}: {value:,.4g} {unit}", flush=True)
    write(name=name, database=connection.vendor, size=size, unit=unit, value=round(value, 3))


def _import(folder: Path) -> Cost:
    from articles.importing.run import Options, import_paths

    with _cost() as cost:
        report = import_paths([folder], Options())
    print(" ", {outcome: count for outcome, count in report.counts.items() if count}, file=sys.stderr)
    return cost


@contextmanager
def _cost() -> Iterator[Cost]:
    """Count what the work inside takes."""
    from django.db import connection

    connection.ensure_connection()
    server = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    cost, is_done = Cost(), threading.Event()

    def watch() -> None:
        while not is_done.wait(0.25):
            cost.memory = max(cost.memory, _memory())

    def processor() -> float:
        return sum(os.times()[:4]) + (_processor_of(server) if server else 0)

    watching = threading.Thread(target=watch)
    watching.start()
    before, start = processor(), time.perf_counter()
    try:
        yield cost
    finally:
        cost.seconds, cost.processor = time.perf_counter() - start, processor() - before
        is_done.set()
        watching.join()


def _memory() -> float:
    """The resident memory of this process and of those that it has started, in megabytes."""
    tasks = Path("/proc/self/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text().split()]
    pages = 0
    for process in ("self", *children):
        try:
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except OSError:  # it has ended meanwhile
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _processor_of(process: int) -> float:
    """The processor time of a server's process on this machine; none of one elsewhere."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _filled_tables() -> list[str]:
    """The tables with rows in them; of a search table of SQLite's, not those that it keeps itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        kept = ("_data", "_idx", "_content", "_docsize", "_config")
        names = [name for name in names if not (name.startswith("articles_search") and name.endswith(kept))]
        filled = []
        for name in names:
            cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')
            if cursor.fetchone():
                filled.append(name)
    return filled


def _by_copy(tables: list[str]) -> Cost:
    """Write the rows of these tables once more, from files, in one transaction."""
    from django.db import connection, transaction

    folder = VAR / f"{NAME}-rows"
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with connection.cursor() as cursor:
        for table in tables:
            with (folder / table).open("wb") as file, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                for block in rows:
                    file.write(block)
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        with _cost() as cost, transaction.atomic():
            for table in tables:
                with (folder / table).open("rb") as file, cursor.copy(f'COPY "{table}" FROM STDIN') as rows:
                    while block := file.read(1 << 16):
                        rows.write(block)
    rmtree(folder)
    return cost


def _copied() -> Path:
    return VAR / f"{NAME}-rows.sqlite3"


def _by_executemany(tables: list[str]) -> Cost:
    """Write the rows of these tables into a copy of the database as it was, in one transaction."""
    import sqlite3

    from django.db import connection

    total = Cost()
    settings = connection.settings_dict
    source = sqlite3.connect(settings["NAME"])
    target = sqlite3.connect(_copied(), isolation_level=None)
    target.executescript(settings["OPTIONS"]["init_command"])
    _add(total, lambda: target.execute("BEGIN IMMEDIATE"))
    for table in tables:
        is_search = table.startswith("articles_search")
        found = source.execute(f'SELECT {"rowid, " if is_search else ""}* FROM "{table}"')
        columns = ", ".join(f'"{column[0]}"' for column in found.description)
        places = ", ".join("?" * len(found.description))
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'
        while rows := found.fetchmany(ROWS_AT_ONCE):
            _add(total, partial(target.executemany, statement, rows))
    _add(total, lambda: target.execute("COMMIT"))
    target.close()
    _copied().unlink()
    return total


def _add(total: Cost, work: Callable[[], object]) -> None:
    start, before = time.perf_counter(), time.process_time()
    work()
    total.seconds += time.perf_counter() - start
    total.processor += time.process_time() - before


if __name__ == "__main__":
    if sys.argv[1] in ("created", "completed"):
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main()
