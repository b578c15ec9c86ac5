"""`make bench`: measures the newsroom and its peer, and writes benchmarks/results.jsonl, a line a measurement.

Sizes come from SIZES (100000 when not set); the databases are a SQLite file under var/ and a PostgreSQL: that of
BENCH_DATABASE_URL, with {size} in its name, whose databases must be there, or one of our own under var/. On PostgreSQL, Wagtail
is measured in the same run on the same releases, up to PEER_SIZE of them, and the servers under load. Figures of one run compare with each other,
not with those of another day: what is written to docs/performance.md are the ratios.
"""

import os
import subprocess
import sys

from benchmarks import report
from benchmarks.results import RESULTS, ROOT

PEER_SIZE = 100_000
PEER_PYTHON = ROOT / ".venv-wagtail" / "bin" / "python"


def main() -> None:
    RESULTS.unlink(missing_ok=True)
    for size in os.environ.get("SIZES", "100000").split(","):
        _run(f"sqlite:///{ROOT / 'var' / f'bench-{size}.sqlite3'}", "benchmarks.in_process", size)
        url = os.environ.get("BENCH_DATABASE_URL", "").format(size=size) or _database_of_our_own(size)
        _run(url, "benchmarks.in_process", size)
        _run(url, "benchmarks.servers", size)
        if int(size) <= PEER_SIZE:
            _run(url, "benchmarks.wagtail_peer.measure", size, python=PEER_PYTHON)
    report.write()


def _database_of_our_own(size: str) -> str:
    """A database for a size on a PostgreSQL that ends with this process; what is in it stays under var/."""
    import pgserver
    import psycopg

    server = pgserver.get_server(ROOT / "var" / "bench-postgresql")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [f"bench_{size}"]
        ).fetchone()
        if not known:
            connection.execute(f'CREATE DATABASE "bench_{size}"')
    return server.get_uri(f"bench_{size}")


def _run(url: str, program: str, size: str, python: os.PathLike | str = sys.executable) -> None:
    """Settings are read once a process, so each database has a process of its own."""
    print(f"{program} {size} on {url.partition(':')[0]}", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBUG": "0", "HTTPS": "0", "SECRET_KEY": "bench", "ALLOWED_HOSTS": "*",
                   "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings", "PYTHONPATH": str(ROOT)}  # fmt: skip
    subprocess.run([python, "-m", program, size], env=environment, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
