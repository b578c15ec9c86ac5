"""Several real processes on one database: what one of them does is right in the others at their next request.

Needs a database that processes share, so these tests make a SQLite file, or use the PostgreSQL of the run.
"""

import json
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.conftest import ROOT

PRELUDE = """
import json, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from django.utils import timezone
from articles import catalogue, workflow
from articles.models import Article
from articles.moment import Moment
from articles.query import ReleaseQuery

def listed():
    return Moment.take().find(ReleaseQuery(rows=50)).total

def found(word):
    return Moment.take().find(ReleaseQuery(words=word, rows=50)).total

def publish(title):
    editor = get_user_model().objects.get(username="editor")
    from taxonomy.models import ReleaseType
    article = Article(title=title, summary=title, release_type=ReleaseType.objects.get(slug="news"))
    workflow.save_draft(article, by=editor)
    workflow.force_publish(article, by=editor, reason="A test.")
    article.refresh_from_db()
    return article
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """The environment of processes that share a database of their own, with vocabularies and an editor."""
    if connection.vendor == "postgresql":
        address = os.environ["TEST_DATABASE_URL"]
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        name = f"freshness_{worker}"
        make_postgresql_database(address, name)
        database = {"TEST_DATABASE": "postgresql", "TEST_DATABASE_URL": address, "FRESHNESS_NAME": name}
    else:
        path = tmp_path_factory.mktemp("freshness") / "newsroom.sqlite3"
        database = {"FRESHNESS_NAME": str(path)}
    environment = {
        **os.environ,
        **database,
        "DJANGO_SETTINGS_MODULE": "tests.shared_database",
        "PYTHONPATH": str(ROOT),
    }
    run(
        environment,
        """
        from django.core.management import call_command
        call_command("migrate", verbosity=0)
        call_command("load_vocabularies", verbosity=0)
        get_user_model().objects.create_superuser("editor", password="secret")
        """,
    )
    return environment


def make_postgresql_database(address: str, name: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')


def run(environment: dict[str, str], program: str) -> str:
    """Run a program in a process of its own; returns what it printed."""
    ended = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(program)],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


class Reader:
    """A process that stays, with its catalogue in memory, and answers expressions."""

    def __init__(self, environment: dict[str, str]):
        loop = "for line in sys.stdin:\n    print(json.dumps(eval(line)), flush=True)\n"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + loop],
            env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, expression: str):
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=10)


def test_what_one_process_publishes_the_others_show_at_their_next_request(environment):
    with Reader(environment) as one, Reader(environment) as other:
        before = one.ask("listed()")
        assert other.ask("listed()") == before

        release = one.ask("publish('Hedgehogs cross the border').release")

        assert other.ask("listed()") == before + 1
        assert other.ask("found('hedgehogs')") == 1
        one.ask(
            f"workflow.withdraw(Article.objects.get(release={release}), "
            "by=get_user_model().objects.get(), reason='Wrong.')"
        )
        assert other.ask("listed()") == before
        assert other.ask("found('hedgehogs')") == 0


def test_processes_that_publish_at_the_same_time_lose_nothing(environment):
    with Reader(environment) as reader:
        before = reader.ask("listed()")

        with ThreadPoolExecutor(4) as pool:
            programs = [f"for n in range(15): publish(f'Bulk {number}-{{n}}')" for number in range(4)]
            list(pool.map(lambda program: run(environment, program), programs))

        assert reader.ask("listed()") == before + 60
        assert reader.ask("found('bulk')") == 60
        numbers = "len(set(Article.objects.values_list('release', flat=True))), Article.objects.count()"
        assert len(set(reader.ask(f"[{numbers}]"))) == 1


def test_a_process_killed_in_the_middle_of_publishing_leaves_nothing_half_done(environment):
    program = """
        import os, signal
        from articles import ledger
        record = ledger.record_changes
        def die(articles):
            record(articles)
            os.kill(os.getpid(), signal.SIGKILL)
        ledger.record_changes = die
        publish("Never to be seen")
    """
    with Reader(environment) as reader:
        before = reader.ask("listed()")

        ended = subprocess.run(
            [sys.executable, "-c", PRELUDE + textwrap.dedent(program)],
            env=environment, cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip

        assert ended.returncode == -9
        assert reader.ask("listed()") == before
        assert reader.ask("found('never')") == 0
    run(environment, "from django.core.management import call_command; call_command('doctor')")
