"""Whole requests through gunicorn and granian, two workers each, under the load of wrk: `python -m benchmarks.servers SIZE`.

The database is that of DATABASE_URL, filled already. Servers and load share the machine, so that requests a second are
less than a server alone would do; the ratios between them are what counts.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.results import write

CONNECTIONS = 8
SECONDS = 6
BIN = Path(sys.executable).parent
SERVERS = {
    "gunicorn": [BIN / "gunicorn", "-c", "python:newsroom.server", "--log-level", "info", "-b", "127.0.0.1:{port}"],
    "granian": [
        BIN / "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws",
        "--log-level", "error", "--no-access-log", "--host", "127.0.0.1", "--port", "{port}",
    ],
}  # fmt: skip
NEWSROOM = {"gunicorn": "newsroom.wsgi", "granian": "newsroom.wsgi:application"}
KEPT = "/news/?type=news"


def measure(size: int) -> None:
    """Constant bytes, kept pages, 304s and pages made anew through each server; memory of the workers."""
    about = {
        "database": os.environ["DATABASE_URL"].partition(":")[0].replace("postgres", "postgresql"),
        "size": size,
    }
    for server in SERVERS:
        with running(server, NEWSROOM[server], about) as address:
            etag, length = _facts(address + KEPT)
            rates = {
                "kept page": load(address + KEPT),
                "304": load(address + KEPT, f"If-None-Match: {etag}"),
                "listings made anew": load(address, script=_different_pages()),
            }
        os.environ["CONSTANT_BYTES"] = str(length)
        with running(server, "benchmarks.constant:application") as address:
            constant = load(address + "/")
        write(name=f"{server}: constant bytes", **about, unit="requests/s", value=constant)
        for name, rate in rates.items():
            write(name=f"{server}: {name}", **about, unit="requests/s", value=rate, peer="constant bytes",
                  ratio=round(rate / constant, 3))  # fmt: skip


@contextmanager
def running(server: str, application: str, about: dict | None = None) -> Iterator[str]:
    """A server with `application` on a port of its own; with `about`, its start and its memory are written down."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(part).format(port=port) for part in SERVERS[server]] + [application]
    if application != NEWSROOM[server]:
        command = [part for part in command if part not in ("-c", "python:newsroom.server")]
        command[1:1] = ["-w", "2", "-k", "gthread", "--threads", "4"] if server == "gunicorn" else []
    address = f"http://127.0.0.1:{port}"
    with tempfile.NamedTemporaryFile(prefix="newsroom-bench-", suffix=".log") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log)
        try:
            _wait_for(address + "/", process)
            if about:
                write(name=f"{server}: start until the first page", **about, unit="s",
                      value=round(time.perf_counter() - start, 2))  # fmt: skip
            if server == "gunicorn" and about:
                _wait_until_read_ahead(Path(log.name))
            yield address
            if about:
                write(
                    name=f"{server}: memory of all processes", **about, unit="MB", value=_memory(process.pid)
                )
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def load(address: str, header: str = "", script: Path | None = None) -> float:
    """Requests a second that were answered without an error."""
    command = [
        "wrk",
        "--threads",
        "1",
        "--connections",
        str(CONNECTIONS),
        "--duration",
        f"{SECONDS}s",
        address,
    ]
    command += ["--header", header] if header else []
    command += ["--script", str(script)] if script else []
    subprocess.run([*command[:6], "1s", *command[7:]], check=True, capture_output=True)
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in told or header, told
    return round(float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), 1)


def _facts(address: str) -> tuple[str, int]:
    with urllib.request.urlopen(address) as response:
        return response.headers["ETag"], len(response.read())


def _wait_for(address: str, process: subprocess.Popen) -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=60).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"The server ended with status {process.returncode} before it answered.")


def _wait_until_read_ahead(log: Path) -> None:
    """Until both workers have looked up the frequent words: meanwhile the database works for them."""
    while log.read_text().count("were looked up") < 2:
        time.sleep(0.2)


def _different_pages() -> Path:
    """A script for wrk that asks for more different pages than are kept, in turn."""
    paths = [f"/news/?year={year}&page={page}" for page in range(2, 42) for year in range(1996, 2025)]
    folder = Path(tempfile.mkdtemp(prefix="newsroom-bench-"))
    script = folder / "pages.lua"
    listed = ", ".join(f'"{path}"' for path in paths)
    script.write_text(
        f"local paths, turn = {{{listed}}}, 0\n"
        "request = function() turn = turn % #paths + 1; return wrk.format('GET', paths[turn]) end\n"
    )
    return script


def _memory(leader: int) -> float:
    """Megabytes of all processes of a server; what they share is counted once (proportional set size)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == leader:
                total += int(re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.M)[1])
        except (OSError, TypeError):
            continue
    return round(total / 1024, 1)


if __name__ == "__main__":
    measure(int(sys.argv[1]))
