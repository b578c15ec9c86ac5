"""Several real processes: workers that are killed or meet, publishers that meet, a database that goes away.

Deliveries go into a file, a line each, appended in one write: what is delivered twice stands there twice.
"""

import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.articles.test_freshness import PRELUDE, environment, run  # noqa: F401
from tests.conftest import ROOT

# `deliver` stands for mail server and webhook: it keeps what it is told in the file of the test.
DELIVERY = """
import os, signal, time
from django.core.management import call_command
from articles import outbox
from articles.models import OutboxMessage, Transition

def deliver(message):
    with open(os.environ["DELIVERED"], "a") as file:
        file.write(f"{message.pk} {message.effect}\\n")

outbox.EFFECTS = {"mail": deliver, "webhook": deliver}
"""


@pytest.fixture
def delivered(environment, tmp_path):  # noqa: F811
    """The file of deliveries, empty, with an outbox that waits for nothing; processes know it by its variable."""
    path = tmp_path / "delivered.txt"
    path.touch()
    environment["DELIVERED"] = str(path)
    run(environment, "from articles.models import OutboxMessage; OutboxMessage.objects.all().delete()")
    return path


def publish(environment, how_many: int) -> list[int]:  # noqa: F811
    """Publish so many releases; returns the ids of the messages that follow."""
    printed = run(
        environment,
        f"""
        from articles.models import OutboxMessage
        for number in range({how_many}): publish(f"Release {{number}}")
        print(*OutboxMessage.objects.values_list("pk", flat=True))
        """,
    )
    return [int(pk) for pk in printed.split()]


def start(environment, program: str) -> subprocess.Popen:  # noqa: F811
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + DELIVERY + textwrap.dedent(program)],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ids(path) -> list[int]:
    return sorted(int(line.split()[0]) for line in path.read_text().splitlines())


def test_a_worker_killed_before_it_has_sent_loses_nothing_and_sends_nothing_twice(environment, delivered):  # noqa: F811
    messages = publish(environment, 4)
    killed = start(
        environment,
        """
        def deliver_or_die(message):
            if open(os.environ["DELIVERED"]).read().count("\\n") == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            deliver(message)
        outbox.EFFECTS = {"mail": deliver_or_die, "webhook": deliver_or_die}
        call_command("work", "--once")
        """,
    )
    killed.wait(timeout=60)
    assert killed.returncode == -9
    assert len(ids(delivered)) == 3

    second = start(environment, "call_command('work', '--once')")

    assert second.wait(timeout=60) == 0, second.stderr.read()
    assert ids(delivered) == sorted(messages)


def test_a_worker_killed_while_it_waits_for_the_receiver_frees_its_message(environment, delivered):  # noqa: F811
    messages = publish(environment, 1)
    waiting = start(
        environment,
        """
        def wait(message):
            print("waiting", flush=True)
            time.sleep(60)
        outbox.EFFECTS = {"mail": wait, "webhook": wait}
        call_command("work", "--once")
        """,
    )
    assert waiting.stdout.readline() == "waiting\n"
    waiting.kill()
    waiting.wait(timeout=10)

    run(environment, DELIVERY + "call_command('work', '--once')")

    assert ids(delivered) == sorted(messages)


def test_workers_that_meet_do_everything_once(environment, delivered):  # noqa: F811
    messages = publish(environment, 15)
    program = """
        def slowly(message):
            time.sleep(0.02)
            deliver(message)
        outbox.EFFECTS = {"mail": slowly, "webhook": slowly}
        call_command("work", "--once")
    """

    workers = [start(environment, program) for _ in range(3)]
    for worker in workers:
        assert worker.wait(timeout=120) == 0, worker.stderr.read()

    assert ids(delivered) == sorted(messages)


def test_a_worker_that_stays_delivers_as_the_clock_passes_and_ends_when_it_is_told(environment, delivered):  # noqa: F811
    worker = start(environment, "call_command('work')")
    messages = publish(environment, 1)
    deadline = time.monotonic() + 30
    while len(ids(delivered)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)

    worker.terminate()

    assert worker.wait(timeout=15) == 0, worker.stderr.read()
    assert ids(delivered) == sorted(messages)


def test_of_two_who_publish_the_same_edition_at_once_one_wins(environment, delivered):  # noqa: F811
    pk = run(
        environment,
        """
        from taxonomy.models import ReleaseType
        editor = get_user_model().objects.get(username="editor")
        article = Article(title="Wanted by two", summary="A", release_type=ReleaseType.objects.get(slug="news"))
        workflow.save_draft(article, by=editor)
        workflow.submit(article, by=editor)
        approver = get_user_model().objects.create_superuser("approver", password="secret")
        workflow.approve(article, by=approver)
        print(article.pk)
        """,
    ).strip()
    program = f"""
        import time
        article, editor = Article.objects.get(pk={pk}), get_user_model().objects.get(username="editor")
        time.sleep(max(0, {{when}} - time.time()))
        try:
            workflow.publish(article, by=editor)
            print("published")
        except workflow.NotPossible as refusal:
            print(refusal)
    """
    when = time.time() + 6

    with ThreadPoolExecutor(2) as pool:
        told = [
            printed.strip()
            for printed in pool.map(lambda _: run(environment, program.format(when=when)), range(2))
        ]

    assert sorted(told) == ["This edition is live: that cannot be done with it now.", "published"]
    moves = run(
        environment,
        f"""
        from articles.models import OutboxMessage, Transition
        print(Transition.objects.filter(article={pk}, verb="publish").count(), OutboxMessage.objects.count())
        """,
    )
    assert moves.split() == ["1", "2"]


def test_of_two_who_store_the_same_old_address_at_once_one_is_told_that_it_is_there(environment):  # noqa: F811
    run(environment, "get_user_model().objects.create_superuser('archivist', password='secret')")
    first = start(
        environment,
        """
        from django.db import transaction
        from articles import redirects
        with transaction.atomic():
            redirects.store([("/old/1", "/news/")], by=get_user_model().objects.get(username="archivist"))
            print("stored", flush=True)
            time.sleep(3)
        """,
    )
    assert first.stdout.readline() == "stored\n"

    said = run(
        environment,
        """
        from django.test import Client
        client = Client()
        client.force_login(get_user_model().objects.get(username="archivist"))
        answer = client.post("/admin/articles/redirect/add/", {"old": "/old/1", "target": "/news/"})
        print(answer.status_code, "is redirected already" in answer.content.decode())
        """,
    )

    assert said.strip() == "200 True"
    assert first.wait(20) == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could go away.")
def test_a_database_that_goes_away_in_the_middle_of_publishing_leaves_nothing_half_done(
    environment,  # noqa: F811
    delivered,
):
    told = run(
        environment,
        """
        import psycopg
        from django.db import OperationalError, connection
        from articles import ledger
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

    assert told.splitlines() == ["cut off", "draft None 0 0", "2 1"]
    run(environment, DELIVERY + "call_command('work', '--once')")
    assert len(ids(delivered)) == 2


def test_a_worker_outlives_an_outage_of_the_database(environment, delivered):  # noqa: F811
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
    messages = publish(environment, 1)
    deadline = time.monotonic() + 30
    while len(ids(delivered)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)

    worker.terminate()

    _, complained = worker.communicate(timeout=15)
    assert "The database does not answer" in complained
    assert ids(delivered) == sorted(messages)
