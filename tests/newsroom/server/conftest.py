"""The newsroom as it is started in production, once for all tests of a module that ask for it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.places import ROOT, free_port

# For a start on a machine with much else to do.
LONGEST = 300
# A collected file that no buffer of the system takes whole.
BIG = "big.bin"


@dataclass(frozen=True)
class Instance:
    """A folder with database, collected files, uploads and temporary files, and the environment that leads there."""

    folder: Path
    environment: dict[str, str]


def wait_for(is_ready: Callable[[], bool], process: subprocess.Popen, log: Path) -> None:
    """Until a server is ready; fails with its log when it ends before, or never is."""
    deadline = time.monotonic() + LONGEST
    while not is_ready():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@contextmanager
def started(
    command: list, environment: dict[str, str], log: Path, is_ready: Callable[[], bool]
) -> Iterator[None]:
    """A server process that is ready, until the end of the block."""
    with log.open("w") as written:
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        wait_for(is_ready, process, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=LONGEST)


@pytest.fixture(scope="session")
def instance(template, tmp_path_factory) -> Instance:
    """An installation with vocabularies and no releases, whose files are collected."""
    folder = tmp_path_factory.mktemp("instance")
    for name in ("temporary", "media"):
        (folder / name).mkdir()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.newsroom.server.settings",
        "PYTHONPATH": str(ROOT),
        "TEST_FOLDER": str(folder),
        "TMPDIR": str(folder / "temporary"),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "SECRET_KEY": "a long text that nobody could guess, 0123456789, as a server has one",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEBUG": "0",
        "HTTPS": "0",
        "WEB_CONCURRENCY": "2",
    }
    template.copy_to(folder / "newsroom.sqlite3")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (folder / "media" / "secret.txt").write_text("not public yet")
    (folder / "static" / BIG).write_bytes(os.urandom(1024 * 1024) * 24)
    return Instance(folder, environment)


@contextmanager
def serving(instance: Instance, *arguments: str, **environment: str) -> Iterator[str]:
    """The production command with these arguments and this environment besides; gives its address."""
    port = free_port()
    log = Path(tempfile.mkdtemp(dir=instance.folder), "gunicorn.log")
    command = [Path(sys.executable).with_name("gunicorn"), "-c", "python:newsroom.server", "--log-level", "info",
               "-b", f"127.0.0.1:{port}", *arguments, "newsroom.wsgi"]  # fmt: skip
    workers = int(instance.environment["WEB_CONCURRENCY"])
    with started(
        command, instance.environment | environment, log,
        lambda: log.read_text().count("The first page is ready: ") == workers,
    ):  # fmt: skip
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def server(instance) -> Iterator[str]:
    """The address of a server that nothing stands before."""
    with serving(instance) as address:
        yield address
