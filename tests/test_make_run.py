"""`make run`: a site with a worker beside it, and nothing left of either afterwards."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.places import ROOT, free_port

LONGEST = 300  # seconds, on a machine with other things to do


def running(database: Path) -> set[str]:
    """Which of the two run with this database: "work", "runserver"."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text().split("\0")
            environment = (process / "environ").read_text()
        except OSError:
            continue
        if "manage.py" in command and f"DATABASE_URL=sqlite:///{database}" in environment:
            found |= {"work", "runserver"} & set(command)
    return found


def wait_for(condition, what: str) -> None:
    for _ in range(LONGEST * 5):
        if condition():
            return
        time.sleep(0.2)
    pytest.fail(f"Not within {LONGEST} seconds: {what}")


@pytest.mark.skipif(
    not shutil.which("make") or not Path("/proc/self/cmdline").exists(),
    reason="needs make, and /proc to look",
)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_worker_runs_beside_the_server_and_ends_with_it(tmp_path, template, how):
    port, database = free_port(), tmp_path / "newsroom.sqlite3"
    if how == signal.SIGTERM:  # the other starts on nothing at all
        template.copy_to(database)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    command = ["make", "--assume-old=.venv/.run", "run", f"ADDRESS=127.0.0.1:{port}"]
    make = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
        # Tests that run in the background inherit that Ctrl-C is ignored, and so would `make`.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        wait_for(lambda: running(database) == {"work", "runserver"}, "both run")
        # The terminal tells the whole group of Ctrl-C, whoever stops a service tells make alone.
        if how == signal.SIGINT:
            os.killpg(make.pid, how)
        else:
            make.send_signal(how)
        make.wait(LONGEST)
        wait_for(lambda: not running(database), "neither runs")
    finally:
        with suppress(ProcessLookupError):  # the group is gone when all is well
            os.killpg(make.pid, signal.SIGKILL)
