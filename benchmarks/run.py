"""`make bench`: measures the newsroom and its peers, and writes benchmarks/results.jsonl, a line a measurement.

Sizes come from SIZES (100000 when not set); the databases are a SQLite file under var/ and a PostgreSQL: that of
BENCH_DATABASE_URL, with {size} in its name, whose databases must be there, or one of our own under var/. On PostgreSQL, Wagtail
is measured in the same run on the same releases, up to PEER_SIZE of them, and the servers under load. Figures of one run compare with each other,
not with those of another day: what is written to docs/performance.md are the ratios.
"""

import os
import secrets
import subprocess
import sys

from benchmarks import report
from benchmarks.results import RESULTS, ROOT

PEER_SIZE = 100_000
PEER_PYTHON = ROOT / ".venv-wagtail" / "bin" / "python"

# The newsroom's own requirements, and django-ninja.
API_PYTHON = ROOT / ".venv-ninja" / "bin" / "python"


def main() -> None:
    RESULTS.unlink(missing_ok=True)
    # The servers run as in production, where each page names the files by their content.
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(
        collect, env=_environment(f"sqlite:///{ROOT / 'var' / 'bench.sqlite3'}"), cwd=ROOT, check=True
    )
    for size in os.environ.get("SIZES", "100000").split(","):
        sqlite = f"sqlite:///{ROOT / 'var' / f'bench-{size}.sqlite3'}"
        run_program(sqlite, "benchmarks.in_process", size)
        run_program(sqlite, "benchmarks.exports", size)
        run_program(sqlite, "benchmarks.api", size, python=API_PYTHON)
        url = os.environ.get("BENCH_DATABASE_URL", "").format(size=size) or database_of_our_own(size)
        run_program(url, "benchmarks.in_process", size)
        run_program(url, "benchmarks.exports", size)
        run_program(url, "benchmarks.api", size, python=API_PYTHON)
        run_program(url, "benchmarks.servers", size)
        if int(size) <= PEER_SIZE:
            run_program(url, "benchmarks.wagtail_peer.measure", size, python=PEER_PYTHON)
    report.write()


def database_of_our_own(size: str) -> str:
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


def run_program(url: str, program: str, *arguments: str, python: os.PathLike | str = sys.executable) -> None:
    """Settings are read once a process, so each database has a process of its own."""
    print(f"{program} {' '.join(arguments)} on {url.partition(':')[0]}", file=sys.stderr, flush=True)
    subprocess.run([python, "-m", program, *arguments], env=_environment(url), cwd=ROOT, check=True)


def _environment(url: str) -> dict[str, str]:
    """That of a server in production, whatever the variables of a newsroom on this machine say."""
    return {**os.environ, "DEBUG": "0", "HTTPS": "0", "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "*",
            "CACHE_URL": "", "SITE_URL": "", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "PYTHONPATH": str(ROOT)}  # fmt: skip


if __name__ == "__main__":
    main()
