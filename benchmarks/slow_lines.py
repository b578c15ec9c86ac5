"""The time that readers wait while slow clients hold a server: `python -m benchmarks.slow_lines [SERVER ...]`.

The database is that of DATABASE_URL, filled already. Readers ask for the listing, each on a connection of its own; of
their answers the slowest counts. A reader who waits longer than `PATIENCE` was not answered.
"""

import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import slow_clients
from benchmarks.servers import NEWSROOM, SERVERS, running

READERS = 20
PATIENCE = 15
BIG = "slow-lines.bin"
# How many of them: few that occupy every thread, many that occupy every connection.
ATTACKS = {
    "nobody slow": (slow_clients.silent, 0, "/"),
    "slow headers": (slow_clients.slow_headers, 9, "/news/"),
    "slow bodies": (slow_clients.slow_bodies, 9, "/admin/login/"),
    "halves of a next request": (slow_clients.slow_next_requests, 9, "/news/"),
    "answers not read": (slow_clients.unread, 9, f"/static/{BIG}"),
    "ends not taken": (slow_clients.left_open, 9, "/news/"),
    "silent": (slow_clients.silent, 500, "/"),
    "kept alive": (slow_clients.idle_clients, 2000, "/news/"),
}  # fmt: skip


def measure(servers: list[str]) -> None:
    """Print the slowest of twenty readers, in milliseconds, for each server and kind of slow client."""
    for server in servers:
        for attack, (clients, how_many, path) in ATTACKS.items():
            with running(server, NEWSROOM[server]) as address:
                slowest_reader(address + "/news/")  # both processes have made the page
                with clients(address + path, how_many):
                    slowest = slowest_reader(address + "/news/")
            waited = "not answered" if slowest is None else f"{slowest:,.0f} ms"
            print(f"{server:10} {how_many or '':>5} {attack:25} {waited}", flush=True)


def slowest_reader(address: str) -> float | None:
    """Milliseconds that the slowest of the readers waited; None when one was not answered."""
    slowest = 0.0
    for _ in range(READERS):
        start = time.perf_counter()
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
        except OSError:
            return None
        slowest = max(slowest, (time.perf_counter() - start) * 1000)
    return round(slowest, 1)


@contextmanager
def big_static_file() -> Iterator[None]:
    """Meanwhile, a collected file that no buffer of the system takes whole."""
    from newsroom.settings import STATIC_ROOT

    file = Path(STATIC_ROOT, BIG)
    file.write_bytes(bytes(32 * 1024 * 1024))
    try:
        yield
    finally:
        file.unlink()


if __name__ == "__main__":
    with big_static_file():
        measure(sys.argv[1:] or list(SERVERS))
