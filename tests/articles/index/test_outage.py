"""A database that is away, or takes connections and never answers: who is answered, with what, and for how long."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from psycopg.conninfo import conninfo_to_dict

from articles.index import outage, request_snapshot
from tests import databases
from tests.factories import issue, make_article, make_editor
from tests.places import ROOT, free_port
from tests.processes import PATIENCE
from tests.served import fetch
from tests.tcp_proxy import proxy_before_postgresql


def error_of(cause: psycopg.Error) -> OperationalError:
    """As Django passes an error of psycopg on."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


class Database:
    """Stands before the question whether anything has changed; `error` is what it answers while it is set."""

    def __init__(self):
        self.error: OperationalError | None = None
        self.read = request_snapshot._read_last_numbers
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if self.error:
            raise self.error
        return self.read()

    def go_away(self) -> None:
        self.error = error_of(psycopg.OperationalError("server closed the connection unexpectedly"))


@pytest.fixture
def database(monkeypatch, terms):
    stand_in = Database()
    monkeypatch.setattr(request_snapshot, "_read_last_numbers", stand_in)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction
    return stand_in


@pytest.fixture
def seconds(monkeypatch):
    """A clock for `outage` that the test moves: `seconds.now`."""

    class Clock:
        now = 1_000.0

    monkeypatch.setattr(outage, "monotonic", lambda: Clock.now)
    return Clock


def test_readers_get_pages_from_memory_that_say_how_old_they_are(database, seconds, settings):
    make_article(title="Hedgehog")
    settings.EDGE_SECONDS = 60
    fresh = fetch("/news/")
    database.go_away()
    seconds.now += 90

    stale = fetch("/news/")
    packed = fetch("/news/", accept_encoding="gzip")
    not_sent = fetch("/news/", if_none_match=fresh.headers["ETag"])

    assert stale.content == fresh.content
    assert [answer.status_code for answer in (stale, packed, not_sent)] == [200, 200, 304]
    for answer in (stale, packed, not_sent):
        assert answer.headers["Age"] == "90"
        assert answer.headers["Cache-Control"] == "no-store"
        assert (
            answer.headers["Cache-Status"] == 'newsroom; hit; ttl=-90; detail="the database does not answer"'
        )
    assert "Age" not in fresh.headers
    assert "s-maxage=60" in fresh.headers["Cache-Control"]


def test_everybody_else_is_told_at_once_and_nobody_waits(database, seconds, client, editor):
    article = make_article()
    fetch("/news/")
    database.go_away()
    fetch("/news/")
    asked = database.asked

    answers = [
        fetch("/structures/"),
        fetch("/news/", "HEAD"),
        client.get(f"/admin/articles/article/{article.pk}/change/"),
        client.post("/admin/login/", {"username": "editor", "password": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [503] * 4
    assert b"cannot answer this now" in answers[0].content
    for answer in answers:
        assert answer.headers["Retry-After"] == "5"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Content-Security-Policy" in answer.headers
    assert database.asked == asked
    assert fetch("/health/live").content == b"alive\n"


def test_the_desk_asks_the_database_nothing_while_it_is_away(
    database, seconds, client, editor, django_assert_num_queries
):
    database.go_away()
    fetch("/news/")

    with django_assert_num_queries(0):
        answers = [client.get("/admin/"), client.post("/admin/logout/")]

    assert [answer.status_code for answer in answers] == [503, 503]


def test_one_request_a_second_asks_again(database, seconds):
    make_article()
    fetch("/news/")
    database.go_away()
    fetch("/news/")
    asked = database.asked
    seconds.now += outage.RETRY_SECONDS

    for _ in range(10):
        fetch("/news/")

    # Twice: a connection that was cut says nothing of the next one.
    assert database.asked == asked + 2
    database.error = None
    assert "Age" in fetch("/news/").headers
    seconds.now += outage.RETRY_SECONDS
    assert "Age" not in fetch("/news/").headers
    assert fetch("/structures/").status_code == 200


@pytest.mark.parametrize(("most", "after", "status"), [(600, 600, 200), (600, 601, 503), (0, 1, 503)])
def test_pages_from_memory_are_sent_for_so_long_only(database, seconds, settings, most, after, status):
    make_article()
    settings.STALE_SECONDS = most
    fetch("/news/")
    database.go_away()
    seconds.now += after

    assert fetch("/news/").status_code == status


def test_a_page_that_was_outdated_when_the_database_went_away_is_not_sent(database, seconds):
    make_article(title="Badger")
    fetch("/news/")
    make_article(title="Hedgehog")
    assert b"Hedgehog" in fetch("/").content
    database.go_away()

    assert fetch("/news/").status_code == 503
    assert b"Hedgehog" in fetch("/").content


def test_a_page_from_memory_is_not_sent_past_a_scheduled_release(database):
    make_article()
    scheduled, now = make_article(state="approved", title="Hedgehog"), timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        issue(scheduled, by=make_editor(), at=now + timedelta(seconds=30))
        fetch("/news/")
        database.go_away()
        clock.shift(timedelta(seconds=29))
        assert fetch("/news/").status_code == 200

        clock.shift(timedelta(seconds=1))

        assert fetch("/news/").status_code == 503


def test_a_connection_that_was_cut_is_no_outage(database):
    make_article()
    fetch("/news/")
    answers = [error_of(psycopg.errors.AdminShutdown("terminating connection")), None]
    database.read = read_first = database.read

    def read():
        if error := answers.pop(0) if answers else None:
            raise error
        return read_first()

    database.read = read

    assert "Age" not in fetch("/news/").headers
    assert not outage.is_on()


@pytest.mark.parametrize(
    "cause", [psycopg.errors.QueryCanceled("statement timeout"), psycopg.errors.DeadlockDetected("deadlock")]
)
def test_a_statement_that_fails_is_no_outage(cause):
    outage.record(error_of(cause))

    assert not outage.is_on()


def test_the_process_is_alive_without_asking_the_database(client, terms, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").content == b"alive\n"


@pytest.fixture(scope="module")
def served(template, tmp_path_factory):
    """A server in production, one process of four threads: its address, and the proxy before its database."""
    folder, port = tmp_path_factory.mktemp("outage"), free_port()
    server = conninfo_to_dict(os.environ["TEST_DATABASE_URL"])
    name = databases.name_of(f"{databases.WORKER}_outage")
    template.copy_to(name)
    user = f"{server.get('user', 'postgres')}:{server.get('password', '')}"
    with closing(proxy_before_postgresql()) as proxy, open(folder / "log", "w") as log:
        environment = {
            "PATH": os.environ["PATH"], "DEBUG": "1", "MEDIA_ROOT": str(folder / "media"), "WEB_CONCURRENCY": "1",
            "DATABASE_URL": f"postgres://{user}@127.0.0.1:{proxy.port}/{name}",
        }  # fmt: skip
        command = [
            Path(sys.executable).with_name("gunicorn"),
            "-c",
            "python:newsroom.server",
            "newsroom.wsgi",
        ]
        process = subprocess.Popen(
            [*command, "-b", f"127.0.0.1:{port}"], env=environment, cwd=ROOT,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}", proxy, Path(log.name)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


@pytest.fixture
def site(served):
    """The address of the server, whose database answers."""
    address, proxy, _ = served
    proxy.heal()
    answer_to(address + "/health/ready", until=200)
    return address


@pytest.fixture
def proxy(served):
    return served[1]


@pytest.fixture
def log(served):
    """What the server has logged."""
    return served[2]


def ask(address: str) -> tuple[int, dict, bytes]:
    """Status, headers and body; 0 when nobody listens."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()
    except urllib.error.URLError:
        return 0, {}, b""


def answer_to(address: str, until: int, without: str = "") -> tuple[int, dict, bytes]:
    """The first answer of this status without a header, for as long as a test has patience."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = ask(address)
        if answer[0] == until and without not in answer[1]:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"{address} answered {answer}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could go away.")
@pytest.mark.parametrize("how", ["hang", "cut"])
def test_a_server_serves_readers_while_its_database_is_away(site, proxy, how):
    # A thread may still have a connection from before.
    fresh = answer_to(site + "/news/", until=200, without="Age")
    getattr(proxy, how)()

    with ThreadPoolExecutor(12) as readers:
        stale = list(readers.map(ask, [site + "/news/"] * 24))
        others = list(
            readers.map(ask, [site + path for path in ("/structures/", "/admin/login/", "/news/?q=a")] * 4)
        )

    assert {answer[0] for answer in stale} == {200}
    assert {answer[2] for answer in stale} == {fresh[2]}
    assert all("Age" in answer[1] for answer in stale)
    assert {answer[0] for answer in others} <= {200, 503}
    assert 503 in {answer[0] for answer in others}
    assert ask(site + "/health/live")[2] == b"alive\n"
    assert ask(site + "/health/ready")[0] == 503
    proxy.heal()
    assert answer_to(site + "/news/", until=200, without="Age")[2] == fresh[2]
    assert answer_to(site + "/structures/", until=200)[0] == 200
    assert answer_to(site + "/health/ready", until=200)[2] == b"ready\n"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could hang.")
def test_a_server_is_alive_while_each_of_its_threads_waits_for_the_database(site, proxy, log):
    answer_to(site + "/", until=200)
    with ThreadPoolExecutor(16) as readers:
        flood = [readers.submit(ask, f"{site}/news/?q=word{number}") for number in range(60)]
        proxy.hang()
        alive = ask(site + "/health/live")
        statuses = {answer.result()[0] for answer in flood}

    assert alive[2] == b"alive\n"
    assert statuses <= {200, 503}, log.read_text()
