"""Whole requests through the server and its peers, two workers each, under the load of wrk: `python -m benchmarks.servers SIZE`.

The server is gunicorn with the worker of the newsroom; the peers are gunicorn with its own `gthread`, and granian.

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
# After which a server that has not answered never will, at a million releases and on a busy machine.
START_SECONDS, READ_AHEAD_SECONDS = 120, 600
BIN = Path(sys.executable).parent
GUNICORN = [BIN / "gunicorn", "-c", "python:newsroom.server", "--log-level", "info", "-b", "127.0.0.1:{port}"]
WORKER = "newsroom.server.worker.Worker"
SERVERS = {
    "gunicorn": [*GUNICORN, "-k", WORKER],
    "gthread": [*GUNICORN, "-k", "gthread"],
    "granian": [
        BIN / "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws",
        "--log-level", "error", "--no-access-log", "--host", "127.0.0.1", "--port", "{port}",
    ],
}  # fmt: skip
NEWSROOM = {"gunicorn": "newsroom.wsgi", "gthread": "newsroom.wsgi", "granian": "newsroom.wsgi:application"}
CACHED_PAGE = "/news/?type=news"
# An archive of so many releases has forty pages of each year.
DEEP_SIZE = 50_000


def measure(size: int) -> None:
    """Constant bytes, kept pages, 304s and pages made anew through each server; memory of the workers."""
    scheme = os.environ["DATABASE_URL"].partition(":")[0]
    about = {"database": {"postgres": "postgresql"}.get(scheme, scheme), "size": size}
    for server in SERVERS:
        with running(server, NEWSROOM[server], about) as address:
            etag, length = _facts(address + CACHED_PAGE)
            rates = {
                "kept page": load(address + CACHED_PAGE),
                "304": load(address + CACHED_PAGE, f"If-None-Match: {etag}"),
                "listings made anew": load(address, script=_different_pages(size)),
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
        command[1:1] = [] if server == "granian" else ["-w", "2", "--threads", "4"]
    address = f"http://127.0.0.1:{port}"
    with tempfile.NamedTemporaryFile(prefix="newsroom-bench-", suffix=".log") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log)
        try:
            _wait_for(address + "/", process, Path(log.name))
            if about:
                write(name=f"{server}: start until the first page", **about, unit="s",
                      value=round(time.perf_counter() - start, 2))  # fmt: skip
            if server != "granian" and about:
                _wait_until_read_ahead(Path(log.name), process)
            yield address
            if about:
                write(
                    name=f"{server}: memory of all processes", **about, unit="MB", value=_memory(process.pid)
                )
        finally:
            _end(process)


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
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in output or header, output
    return round(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), 1)


def _facts(address: str) -> tuple[str, int]:
    with urllib.request.urlopen(address, timeout=60) as response:
        return response.headers["ETag"], len(response.read())


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    """Until the server answers with a page; ends the measurements when it does not, with the end of its log."""
    problem: object = "nothing"
    for _ in _until(START_SECONDS, process, every=0.02):
        try:
            urllib.request.urlopen(address, timeout=60).close()
            return
        except OSError as error:  # of urllib too, for an answer of 400 or more
            problem = error
    ended = f"ended with status {process.returncode}" if process.poll() is not None else "still runs"
    raise SystemExit(f"The server answered {problem} and {ended}. Its log ends:\n{log.read_text()[-2_000:]}")


def _wait_until_read_ahead(log: Path, process: subprocess.Popen) -> None:
    """Until both workers have looked up the frequent words: meanwhile the database works for them."""
    for _ in _until(READ_AHEAD_SECONDS, process, every=0.2):
        if log.read_text().count("were looked up") >= 2:
            return
    raise SystemExit(
        f"The workers have not looked up the frequent words. Their log ends:\n{log.read_text()[-2_000:]}"
    )


def _until(seconds: float, process: subprocess.Popen, every: float) -> Iterator[None]:
    """A turn each so many seconds, for as long as `process` lives and the time has not come."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        yield
        time.sleep(every)


def _end(process: subprocess.Popen) -> None:
    """Stop a server with all its processes; by force when it does not end by itself."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def _different_pages(size: int) -> Path:
    """A script for wrk that asks for more different pages than are kept, in turn; all of them exist."""
    years = range(1996, 2025)
    if size >= DEEP_SIZE:
        paths = [f"/news/?year={year}&page={page}" for page in range(2, 42) for year in years]
    else:
        types = ("news", "press-release", "press-statement", "statement", "daily-report", "weekly-report",
                 "spot-report", "status-report", "media-advisory", "speech", "interview")  # fmt: skip
        paths = [f"/news/?type={slug}&year={year}" for slug in types for year in years]
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
