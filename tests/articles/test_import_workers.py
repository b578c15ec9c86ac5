"""Several real processes: workers that are killed or meet over uploaded files, and people who publish meanwhile."""

import subprocess
import sys
import textwrap
import time

import pytest
from django.db import connection

from tests.articles.test_freshness import PRELUDE, environment, run  # noqa: F401
from tests.conftest import ROOT

# Each process says on its output what it does, chunk by chunk; chunks have one record each.
WORKER = """
import os, signal, time
from datetime import timedelta
from django.core.management import call_command
from articles import ledger
from articles.importing import rows, run, uploads
from articles.models import ImportUpload
from tests.articles.test_import import HEADER, entry

run.CHUNK = 1
uploads.HOLD = timedelta(seconds=2)
State = ImportUpload.State

def upload(how_many, state):
    ImportUpload.objects.all().delete()
    by = get_user_model().objects.get(username="editor")
    text = HEADER + "".join(entry(f"{state} {number} of {time.time()}") for number in range(how_many))
    found = uploads.add("page.txt", text.encode(), by=by)
    if state == State.TO_IMPORT:
        list(uploads.work_off())
        uploads.start(ImportUpload.objects.get(), by=by)

def call_before(module, name, then):
    function = getattr(module, name)
    setattr(module, name, lambda *arguments: (then(), function(*arguments))[1])

def each_chunk(then, between=lambda: None):
    # `then` is called inside the transaction of a chunk, `between` right after it.
    call_before(rows, "keep_account", lambda: (print("chunk", flush=True), then()))
    renew = uploads._renew
    uploads._renew = lambda *arguments: (renew(*arguments), between())

def work():
    dealt_with = [found.state for found in uploads.work_off()]
    print("dealt with", *dealt_with, flush=True)
"""
LONG_PUBLICATION = """
from django.db import transaction
with transaction.atomic():
    ledger.lock()
    print("publishing", flush=True)
    time.sleep(8)
"""
STATES = pytest.mark.parametrize("state", ["to-try", "to-import"])
DONE = {"to-try": "tried", "to-import": "imported"}


def start(environment, program: str) -> subprocess.Popen:  # noqa: F811
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + WORKER + textwrap.dedent(program)],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def told(worker: subprocess.Popen) -> list[str]:
    said, complained = worker.communicate(timeout=60)
    assert worker.returncode == 0, complained
    return said.splitlines()


def standing(environment) -> list[str]:  # noqa: F811
    """The state of the uploaded file, and how often a worker has begun with it."""
    return run(
        environment, WORKER + "found = ImportUpload.objects.get()\nprint(found.state, found.attempts)"
    ).split()


@STATES
def test_the_file_of_a_killed_worker_is_taken_over_within_the_hold_and_not_before(environment, state):  # noqa: F811
    run(environment, WORKER + f"upload(3, '{state}')")
    killed = start(environment, "each_chunk(lambda: time.sleep(60))\nwork()")
    assert killed.stdout.readline() == "chunk\n"
    killed.kill()
    killed.wait(timeout=10)

    at_once = told(start(environment, "uploads.HOLD = timedelta(seconds=60)\neach_chunk(int)\nwork()"))
    time.sleep(2)
    later = told(start(environment, "each_chunk(int)\nwork()"))

    assert at_once == ["dealt with"]
    assert later == ["chunk"] * 3 + [f"dealt with {DONE[state]}"]
    assert standing(environment) == [DONE[state], "2"]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="On SQLite nobody gets to look before a chunk ends."
)
@pytest.mark.parametrize("waits_for", ["its chunk", "the ledger"])
def test_a_slow_worker_is_not_taken_for_a_dead_one(environment, waits_for):  # noqa: F811
    run(environment, WORKER + "upload(1, 'to-try')")
    slowly = "call_before(rows, 'keep_account', lambda: time.sleep(5))"
    if waits_for == "the ledger":
        publisher = start(environment, LONG_PUBLICATION)
        assert publisher.stdout.readline() == "publishing\n"
        slowly = ""
    slow = start(
        environment, f"call_before(ledger, 'lock', lambda: print('waits', flush=True))\n{slowly}\nwork()"
    )
    assert slow.stdout.readline() == "waits\n"
    time.sleep(2)

    other = told(start(environment, "work()"))

    assert slow.poll() is None
    assert other == ["dealt with"]
    assert told(slow)[-1] == "dealt with tried"


def test_a_worker_that_was_overtaken_between_two_chunks_does_no_other(environment):  # noqa: F811
    run(environment, WORKER + "upload(3, 'to-import')")
    asleep = start(environment, "each_chunk(int, between=lambda: time.sleep(7))\nwork()")
    assert asleep.stdout.readline() == "chunk\n"
    time.sleep(2)

    awake = told(start(environment, "each_chunk(int)\nwork()"))

    assert asleep.poll() is None
    assert awake == ["chunk"] * 3 + ["dealt with imported"]
    assert told(asleep) == ["dealt with"]
    assert standing(environment) == ["imported", "2"]


def test_whoever_publishes_during_a_dry_run_waits_for_one_chunk(environment):  # noqa: F811
    run(environment, WORKER + "upload(8, 'to-try')")
    worker = start(environment, "each_chunk(lambda: time.sleep(0.5))\nwork()")
    assert worker.stdout.readline() == "chunk\n"

    waited = run(
        environment,
        """
        import time
        began = time.monotonic()
        publish("In between")
        print(time.monotonic() - began)
        """,
    )

    # Publishing takes a few transactions, here a draft and its publication; all chunks together take four seconds.
    assert float(waited) < 2.5
    assert told(worker) == ["chunk"] * 7 + ["dealt with tried"]
