"""Exports of all releases, as a server calls the application: `python -m benchmarks.exports SIZE`.

Measured are the time to the first byte, the lines a second, and how much memory the process gains from the first piece to
the last. The database is that of DATABASE_URL, filled already.
"""

import sys
import time
from collections.abc import Iterator

from benchmarks.in_process import megabytes
from benchmarks.results import write

EXPORTS = {"CSV": "/news/export.csv", "JSON Lines": "/news/export.jsonl", "BibTeX": "/news/references.bib"}
REPEATS = 3


def measure(size: int) -> None:
    """Each export a few times; the best counts, for what else the machine does only adds."""
    import django

    django.setup()
    from django.db import connection

    about = {"database": connection.vendor, "size": size}
    for name, address in EXPORTS.items():
        list(_pieces("/news/"))  # so that the catalogue is there, as in a server that has begun
        runs = [_run(address) for _ in range(REPEATS)]
        first, rate, gained = min(run[0] for run in runs), max(run[1] for run in runs), runs[-1][2]
        write(name=f"export, {name}: first byte", **about, unit="ms", value=round(first * 1000, 1))
        write(name=f"export, {name}: lines", **about, unit="lines/s", value=round(rate))
        write(name=f"export, {name}: memory that it adds", **about, unit="MB", value=round(gained, 1))


def _run(address: str) -> tuple[float, float, float]:
    """Return the seconds until the first piece, the lines a second, and the megabytes gained after it."""
    began = time.perf_counter()
    pieces = _pieces(address)
    lines = next(pieces).count(b"\n")
    first, before = time.perf_counter() - began, megabytes("VmRSS")
    highest = before
    for number, piece in enumerate(pieces):
        lines += piece.count(b"\n")
        if number % 20 == 0:
            highest = max(highest, megabytes("VmRSS"))
    return first, lines / (time.perf_counter() - began), highest - before


def _pieces(address: str) -> Iterator[bytes]:
    """The pieces of an answer, which has status 200."""
    from django.test import RequestFactory

    from newsroom.wsgi import application

    started: list = []
    environ = RequestFactory().get(address, SERVER_NAME="localhost").environ
    answer = application(environ, lambda *start: started.append(start))
    assert started[0][0].startswith("200"), started
    yield from answer
    if hasattr(answer, "close"):
        answer.close()


if __name__ == "__main__":
    measure(int(sys.argv[1]))
