"""Measures Wagtail on the releases of a Newsroom database, into the lines of benchmarks/results.jsonl.

`DATABASE_URL=postgres://.../bench_20000 .venv-wagtail/bin/python -m benchmarks.wagtail_peer.measure 20000`

Whole requests go through Django in this process with no cache in front, as those of the Newsroom do.
"""

import sys
import time
from collections.abc import Callable

from benchmarks.results import REPEATS, timed, write
from benchmarks.wagtail_peer import database

# One that takes seconds is repeated for this long only, yet this often.
ENOUGH_SECONDS = 10
FEWEST_REPEATS = 5


def main(size: int) -> None:
    """Every measurement on the database for `size` pages, made ready first."""
    database.start(size)
    import wagtail
    from django.db import connection

    from benchmarks.wagtail_peer.load import load
    from benchmarks.wagtail_peer.questions import questions

    load(size)
    about = {"database": connection.vendor, "size": size, "peer": f"wagtail {wagtail.__version__}"}
    for name, work in questions():
        write(name=name, **about, **measured(work))


def measured(work: Callable[[], object]) -> dict:
    """Queries, median and 95th percentile of `work`: fewer repeats where one takes seconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        work()
    seconds = time.perf_counter() - started
    repeats = max(FEWEST_REPEATS, min(REPEATS, int(ENOUGH_SECONDS / seconds)))
    return {"queries": len(queries), **timed(work, repeats)}


if __name__ == "__main__":
    main(int(sys.argv[1]))
