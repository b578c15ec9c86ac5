"""Several real processes: workers that are killed or meet over uploaded files, and people who publish meanwhile."""

import subprocess
import textwrap
import time
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from articles.importing import account, queue, run
from articles.models import ImportUpload
from tests import processes
from tests.captures import HEADER, entry
from tests.processes import PATIENCE, output_of

# Each process says on its output what it does, chunk by chunk; chunks have one record each.
WORKER = """
from datetime import timedelta
from articles.index import ledger
from articles.importing import account, run, queue
from articles.models import ImportUpload

run.CHUNK = 1
queue.LEASE = timedelta(days=1)

def call_before(module, name, then):
    function = getattr(module, name)
    setattr(module, name, lambda *arguments: (then(), function(*arguments))[1])

def stop(where):
    # Until the test says to go on.
    print(where, flush=True)
    sys.stdin.readline()

def each_chunk(then=lambda: None, between=lambda: None):
    # `then` is called inside the transaction of a chunk, `between` right after it.
    call_before(account, "write", lambda: (print("chunk", flush=True), then()))
    renew = ImportUpload.renew_lease
    ImportUpload.renew_lease = lambda upload, length, **facts: (
        renew(upload, length, **facts), "read" in facts and between()
    )

def work():
    dealt_with = [found.state for found in queue.work_off()]
    print("dealt with", *dealt_with, flush=True)
"""
LONG_PUBLICATION = """
from django.db import transaction
with transaction.atomic():
    ledger.lock()
    stop("publishing")
"""
# What comes before a worker whose lease has ended as soon as it begins.
NO_LEASE = "queue.LEASE = timedelta(0)\n"
STATES = pytest.mark.parametrize("state", ["to-try", "to-import"])
DONE = {"to-try": "tried", "to-import": "imported"}


def upload(how_many: int, state: str) -> None:
    """Queue a file with so many releases for its dry run, or for its import."""
    by = get_user_model().objects.get(username="editor")
    text = HEADER + "".join(entry(f"{state} {number} of {time.time()}") for number in range(how_many))
    queue.add("page.txt", text.encode(), by=by)
    if state == "to-import":
        list(queue.work_off())
        queue.start(ImportUpload.objects.get(), by=by)


@pytest.fixture
def work(environment, monkeypatch):
    """Work off what waits in the process of the test; returns what it did, as WORKER prints it."""
    monkeypatch.setattr(queue, "LEASE", timedelta(days=1))
    monkeypatch.setattr(run, "PAUSES", {})
    chunks = []
    write = account.write
    monkeypatch.setattr(account, "write", lambda *arguments: chunks.append("chunk") or write(*arguments))

    def work_off() -> list[str]:
        chunks.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run, "CHUNK", 1)
            dealt_with = [found.state for found in queue.work_off()]
        return [*chunks, " ".join(["dealt with", *dealt_with])]

    return work_off


def start(environment, program: str) -> subprocess.Popen:
    return processes.start(environment, WORKER + textwrap.dedent(program))


def lines_of(worker: subprocess.Popen) -> list[str]:
    return output_of(worker).splitlines()


def standing() -> tuple[str, int]:
    """The state of the uploaded file, and how often a worker has begun with it."""
    return ImportUpload.objects.values_list("state", "attempts").get()


def go_on(process: subprocess.Popen) -> None:
    """Let a process that has stopped go on."""
    process.stdin.write("\n")
    process.stdin.flush()


@STATES
def test_the_file_of_a_killed_worker_is_taken_over_within_its_lease_and_not_before(environment, work, state):
    upload(3, state)
    killed = start(environment, "each_chunk(lambda: stop('killed here'))\nwork()")
    assert [killed.stdout.readline(), killed.stdout.readline()] == ["chunk\n", "killed here\n"]
    killed.kill()
    killed.wait(timeout=PATIENCE)

    at_once = work()
    ImportUpload.objects.update(lease_until=timezone.now())
    later = work()

    assert at_once == ["dealt with"]
    assert later == ["chunk"] * 3 + [f"dealt with {DONE[state]}"]
    assert standing() == (DONE[state], 2)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="On SQLite nobody gets to look before a chunk ends."
)
@pytest.mark.parametrize("waits_for", ["its chunk", "the ledger"])
def test_a_slow_worker_is_not_taken_for_a_dead_one(environment, work, waits_for):
    upload(1, "to-try")
    if waits_for == "the ledger":
        waited_for = start(environment, LONG_PUBLICATION)
        assert waited_for.stdout.readline() == "publishing\n"
        slow = start(
            environment, NO_LEASE + "call_before(ledger, 'lock', lambda: print('waits', flush=True))\nwork()"
        )
        assert slow.stdout.readline() == "waits\n"
    else:
        slow = waited_for = start(environment, NO_LEASE + "each_chunk(lambda: stop('slow'))\nwork()")
        assert [slow.stdout.readline(), slow.stdout.readline()] == ["chunk\n", "slow\n"]

    other = work()

    assert slow.poll() is None
    assert other == ["dealt with"]
    go_on(waited_for)
    assert lines_of(slow)[-1] == "dealt with tried"
    waited_for.wait(timeout=PATIENCE)


def test_a_worker_that_was_overtaken_between_two_chunks_does_no_other(environment, work):
    upload(3, "to-import")
    overtaken = start(environment, NO_LEASE + "each_chunk(between=lambda: stop('between'))\nwork()")
    assert [overtaken.stdout.readline(), overtaken.stdout.readline()] == ["chunk\n", "between\n"]

    awake = work()

    assert overtaken.poll() is None
    assert awake == ["chunk"] * 3 + ["dealt with imported"]
    go_on(overtaken)
    assert lines_of(overtaken) == ["dealt with"]
    assert standing() == ("imported", 2)


def test_whoever_publishes_during_a_dry_run_does_not_wait_for_its_end(environment):
    upload(3, "to-try")
    publisher = start(
        environment, "stop('ready')\npublish('In between')\nprint(ImportUpload.objects.get().state)"
    )
    assert publisher.stdout.readline() == "ready\n"
    worker = start(
        environment,
        """
        done = []
        def between():
            done.append("a chunk")
            if len(done) == 2:
                stop("before the last")
        each_chunk(lambda: done or stop("in the first"), between)
        work()
        """,
    )
    assert [worker.stdout.readline(), worker.stdout.readline()] == ["chunk\n", "in the first\n"]

    go_on(publisher)
    go_on(worker)

    assert [worker.stdout.readline(), worker.stdout.readline()] == ["chunk\n", "before the last\n"]
    assert lines_of(publisher) == ["to-try"]
    go_on(worker)
    assert lines_of(worker) == ["chunk", "dealt with tried"]
