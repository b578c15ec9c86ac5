"""What a process reads before a reader asks: the words that most releases hold; and the production command, which does so."""

import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.index import search
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import frequent_words
from tests.factories import make_article
from tests.places import ROOT, free_port
from tests.processes import PATIENCE


def counted() -> None:
    """PostgreSQL counts words when it analyses a table; SQLite's index always knows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_search")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["security", '"security"', "security in"])
def test_a_frequent_word_is_known_before_anybody_asks(terms, typed):
    for number in range(40):
        make_article(title=f"Security in year {number}", summary=f"Number{number} alone.")
    counted()

    frequent_words.look_up_frequent_words()

    snapshot = RequestSnapshot.take()
    with CaptureQueriesContext(connection) as asked:
        found = snapshot.find(ReleaseQuery(words=typed, sort="newest"))
    assert found.total == 40
    assert len(asked) == 0


@pytest.mark.django_db
def test_words_that_few_releases_hold_are_not_looked_up(terms):
    for number in range(40):
        make_article(title=f"Security in year {number}", summary=f"Number{number} alone.")
    counted()

    frequent_words.look_up_frequent_words()

    known = {word.tokens[0] for word in RequestSnapshot.take().catalogue.words}
    assert "security" in known
    assert not any(word.startswith("number") for word in known)


@pytest.mark.django_db
def test_an_empty_index_has_no_frequent_words(terms):
    search.rebuild()
    counted()

    assert frequent_words.look_up_frequent_words() == "0 frequent words were looked up"


def test_the_production_command_serves_and_looks_up_frequent_words(environment, tmp_path):
    port = free_port()
    log = tmp_path / "gunicorn.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("gunicorn"), "-c", "python:newsroom.server", "-w", "1",
             "--log-level", "info", "-b", f"127.0.0.1:{port}", "newsroom.wsgi"],
            env=environment, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for("frequent words were looked up", log, server)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/news/") as page:
            assert page.status == 200
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
    assert "The first page is ready: 200" in log.read_text()
    assert re.search(r"\d{5,} objects stay", log.read_text()), "what stays is looked through for garbage"


def wait_for(text: str, log: Path, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if text in log.read_text():
            return
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())
