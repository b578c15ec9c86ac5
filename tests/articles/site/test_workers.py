"""Several real processes: workers that are killed or meet, publishers that meet, a database that goes away.

Deliveries go into a file, a line each, appended in one write: what is delivered twice stands there twice.
"""

import subprocess
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from articles import redirects
from articles.editing import outbox, workflow
from articles.models import Article, OutboxMessage, Transition
from taxonomy.models import ReleaseType
from tests import processes
from tests.factories import make_editor
from tests.processes import PATIENCE, output_of, run
from tests.worker import work_once

# `deliver` stands for mail server and webhook: it keeps what it is told in the file of the test.
DELIVERY = """
import os, random, signal, time
from datetime import timedelta
from django.conf import settings
from django.core.management import call_command
from articles.editing import outbox
from articles.models import OutboxMessage

def deliver(message):
    with open(os.environ["DELIVERED"], "a") as file:
        file.write(f"{message.pk} {message.effect}\\n")

outbox.EFFECTS = dict.fromkeys(outbox.EFFECTS, deliver)

def stop(where):
    # Until the test says to go on.
    print(where, flush=True)
    sys.stdin.readline()
"""
# Workers that are killed while they deliver, one after the other, and one that is not: forked, for speed.
KILLS = 12
KILLED_WORKERS = """
from django.db import connections
from articles.editing.outbox import notices

settings.PUBLISH_WEBHOOK_URL, settings.PUBLISH_WEBHOOK_SECRETS = "ADDRESS", [b"x" * 32]
outbox.EFFECTS = notices.EFFECTS
outbox.LEASE = timedelta(seconds=0.2)
chance = random.Random(KILLS)
kills = 0
while kills < KILLS:
    connections.close_all()
    worker = os.fork()
    if not worker:
        while True:
            list(outbox.deliver_due())
            time.sleep(0.01)
    time.sleep(chance.uniform(0.05, 0.3))
    publish(f"After {kills} kills")
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    kills += 1
while outbox.waiting().exists():
    call_command("work", "--once")
    time.sleep(0.05)
print(*OutboxMessage.objects.filter(effect="webhook").values_list("key", flat=True))
"""


@pytest.fixture
def delivered(environment, monkeypatch, tmp_path):
    """The file of deliveries, empty, into which each process delivers, that of the test as well."""
    path = tmp_path / "delivered.txt"
    path.touch()
    environment["DELIVERED"] = str(path)

    def deliver(message: OutboxMessage) -> None:
        with path.open("a") as file:
            file.write(f"{message.pk} {message.effect}\n")

    monkeypatch.setattr(outbox, "EFFECTS", dict.fromkeys(outbox.EFFECTS, deliver))
    return path


def editor():
    return get_user_model().objects.get(username="editor")


def write_draft(title: str) -> Article:
    article = Article(title=title, summary=title, release_type=ReleaseType.objects.get(slug="news"))
    workflow.save_draft(article, by=editor())
    return article


def publish(how_many: int) -> list[int]:
    """Publish so many releases; returns the ids of the messages that follow."""
    for number in range(how_many):
        workflow.force_publish(write_draft(f"Release {number}"), by=editor(), reason="A test.")
    return list(OutboxMessage.objects.values_list("pk", flat=True))


def end_leases() -> None:
    OutboxMessage.objects.exclude(lease_until=None).update(lease_until=timezone.now())


def start(environment, program: str) -> subprocess.Popen:
    return processes.start(environment, DELIVERY + textwrap.dedent(program))


def go_on(process: subprocess.Popen) -> None:
    """Let a process that has stopped go on."""
    process.stdin.write("\n")
    process.stdin.flush()


def ids(path) -> list[int]:
    return sorted(int(line.split()[0]) for line in path.read_text().splitlines())


def test_a_worker_killed_before_it_has_sent_loses_nothing_and_sends_nothing_twice(environment, delivered):
    messages = publish(4)
    killed = start(
        environment,
        """
        def deliver_or_die(message):
            if open(os.environ["DELIVERED"]).read().count("\\n") == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            deliver(message)
        outbox.EFFECTS = dict.fromkeys(outbox.EFFECTS, deliver_or_die)
        call_command("work", "--once")
        """,
    )
    killed.wait(timeout=PATIENCE)
    assert killed.returncode == -9
    assert len(ids(delivered)) == 3

    work_once()
    assert len(ids(delivered)) == len(messages) - 1
    end_leases()
    work_once()

    assert ids(delivered) == sorted(messages)


def test_a_worker_killed_while_it_waits_for_the_receiver_frees_its_message(environment, delivered):
    messages = publish(1)
    waiting = start(
        environment,
        """
        def wait(message):
            print("waiting", flush=True)
            sys.stdin.readline()
        outbox.EFFECTS = dict.fromkeys(outbox.EFFECTS, wait)
        call_command("work", "--once")
        """,
    )
    assert waiting.stdout.readline() == "waiting\n"
    waiting.kill()
    waiting.wait(timeout=PATIENCE)

    work_once()
    assert len(ids(delivered)) == len(messages) - 1
    end_leases()
    work_once()

    assert ids(delivered) == sorted(messages)


@contextmanager
def webhook(answer: Callable[[str], None]) -> Iterator[tuple[str, list[str]]]:
    """A receiver that notes the key of each message and then calls `answer`; yields its address and the keys."""
    keys: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            keys.append(self.headers["webhook-id"])
            answer(keys[-1])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # workers that are killed hang up
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", keys
    finally:
        server.shutdown()
        server.server_close()


def test_workers_killed_at_random_lose_nothing_and_repeat_only_what_has_the_same_key(environment, delivered):
    with webhook(lambda _: time.sleep(0.005)) as (address, received):
        program = KILLED_WORKERS.replace("ADDRESS", address).replace("KILLS", str(KILLS))
        messages = run(environment, DELIVERY + program).splitlines()[-1].split()

    assert len(messages) == KILLS
    assert set(received) == set(messages)


def test_an_editor_publishes_while_a_receiver_makes_a_worker_wait(environment, delivered):
    publish(1)
    arrived, published = threading.Event(), threading.Event()

    def wait_for_the_editor(_: str) -> None:
        arrived.set()
        published.wait(timeout=PATIENCE)

    with webhook(wait_for_the_editor) as (address, received):
        worker = start(
            environment,
            f"""
from articles.editing.outbox import notices, webhook
settings.PUBLISH_WEBHOOK_URL, settings.PUBLISH_WEBHOOK_SECRETS = "{address}", [b"x" * 32]
outbox.EFFECTS, webhook.TIMEOUT, notices.WEBHOOK_SECONDS = notices.EFFECTS, {PATIENCE}, {PATIENCE}
call_command("work", "--once")
""",
        )
        assert arrived.wait(timeout=PATIENCE)

        publish(1)

        assert worker.poll() is None
        published.set()
        assert worker.wait(timeout=PATIENCE) == 0, worker.stderr.read()
    assert len(received) == len(set(received)) == 2


def test_workers_that_meet_do_everything_once(environment, delivered):
    messages = publish(15)
    program = """
        def slowly(message):
            time.sleep(0.02)
            deliver(message)
        outbox.EFFECTS = dict.fromkeys(outbox.EFFECTS, slowly)
        call_command("work", "--once")
    """

    workers = [start(environment, program) for _ in range(3)]
    for worker in workers:
        assert worker.wait(timeout=PATIENCE) == 0, worker.stderr.read()

    assert ids(delivered) == sorted(messages)


def test_a_worker_that_stays_delivers_as_the_clock_passes_and_ends_when_it_is_told(environment, delivered):
    worker = start(environment, "call_command('work')")
    messages = publish(1)
    deadline = time.monotonic() + PATIENCE
    while len(ids(delivered)) < len(messages) and time.monotonic() < deadline:
        time.sleep(0.1)

    worker.terminate()

    assert worker.wait(timeout=PATIENCE) == 0, worker.stderr.read()
    assert ids(delivered) == sorted(messages)


def test_of_two_who_publish_the_same_edition_at_once_one_wins(environment, delivered):
    article = write_draft("Wanted by two")
    workflow.submit(article, by=editor())
    workflow.approve(article, by=make_editor("approver"))
    program = f"""
        article, editor = Article.objects.get(pk={article.pk}), get_user_model().objects.get(username="editor")
        stop("ready")
        try:
            workflow.publish(article, by=editor)
            print("published")
        except workflow.NotPossible as refusal:
            print(refusal)
    """
    publishers = [start(environment, program) for _ in range(2)]
    for publisher in publishers:
        assert publisher.stdout.readline() == "ready\n"

    for publisher in publishers:
        go_on(publisher)
    outputs = [output_of(publisher).strip() for publisher in publishers]

    assert sorted(outputs) == [
        "Somebody has changed or moved this edition since you opened it; look at it again.",
        "published",
    ]
    assert Transition.objects.filter(article=article, verb="publish").count() == 1
    assert OutboxMessage.objects.filter(transition__verb="publish").count() == len(outbox.FOR_READERS)


def test_of_two_who_store_the_same_old_address_at_once_one_is_told_that_it_is_there(environment):
    archivist = make_editor("archivist")
    second = start(
        environment,
        """
        from django.test import Client
        client = Client()
        client.force_login(get_user_model().objects.get(username="archivist"))
        stop("signed in")
        answer = client.post("/admin/articles/redirect/add/", {"old": "/old/1", "target": "/news/"})
        print(answer.status_code, "is redirected already" in answer.content.decode())
        """,
    )
    assert second.stdout.readline() == "signed in\n"

    with transaction.atomic():
        redirects.store([("/old/1", "/news/")], by=archivist)
        go_on(second)

    assert output_of(second).strip() == "200 True"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could go away.")
def test_a_database_that_goes_away_in_the_middle_of_publishing_leaves_nothing_half_done(
    environment,
    delivered,
):
    outputs = run(
        environment,
        """
import psycopg
from django.db import OperationalError, connection
from articles.index import ledger
record = ledger.record_changes
def cut_off(articles):
    record(articles)
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
editor = get_user_model().objects.get(username="editor")
from taxonomy.models import ReleaseType
article = Article(title="Cut off", summary="A", release_type=ReleaseType.objects.get(slug="news"))
workflow.save_draft(article, by=editor)
ledger.record_changes = cut_off
try:
    workflow.force_publish(article, by=editor, reason="Now.")
except OperationalError:
    print("cut off")
connection.close()
ledger.record_changes = record
article.refresh_from_db()
from articles.models import OutboxMessage
print(article.state, article.public_at, OutboxMessage.objects.count(), found("cut"))
workflow.force_publish(article, by=editor, reason="Now.")
print(OutboxMessage.objects.count(), found("cut"))
""".replace("import psycopg", "import os, psycopg"),
    )

    assert outputs.splitlines() == ["cut off", "draft None 0 0", "3 1"]
    work_once()
    assert len(ids(delivered)) == 3


def test_a_worker_outlives_an_outage_of_the_database(environment, delivered):
    worker = start(
        environment,
        """
        from django.db import OperationalError
        due = outbox.deliver_due
        def away():
            outbox.deliver_due = due
            raise OperationalError("server closed the connection unexpectedly")
        outbox.deliver_due = away
        call_command("work")
        """,
    )
    messages = publish(1)
    deadline = time.monotonic() + PATIENCE
    while len(ids(delivered)) < len(messages) and time.monotonic() < deadline:
        time.sleep(0.1)

    worker.terminate()

    _, complained = worker.communicate(timeout=PATIENCE)
    assert "The database does not answer" in complained
    assert ids(delivered) == sorted(messages)
