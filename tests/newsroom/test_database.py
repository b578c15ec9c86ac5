"""How long this side waits for PostgreSQL: not for a server that hangs, but as long as a statement takes."""

import os
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from newsroom.server import database
from tests.places import ROOT
from tests.tcp_proxy import proxy_before_postgresql

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could hang."),
]


@pytest.fixture
def proxy():
    with closing(proxy_before_postgresql()) as between:
        yield between


@pytest.fixture
def bounded(proxy, monkeypatch):
    """A connection through the proxy that looks after a tenth of a second whether the server answers."""
    monkeypatch.setattr(database, "QUESTION_SECONDS", 0.1)
    server = conninfo_to_dict(os.environ["TEST_DATABASE_URL"]) | {"host": "127.0.0.1", "port": proxy.port}
    with closing(database.BoundedConnection.connect(**server, autocommit=True)) as connected:
        yield connected


def ask(connected: psycopg.Connection, sql: str) -> object:
    """As Django asks: by a cursor, for which a process has a statement's time."""
    with connected.cursor() as cursor:
        return database.working(lambda: cursor.execute(sql).fetchone()[0])()


def test_a_long_statement_is_waited_for(bounded):
    assert ask(bounded, "SELECT 7 FROM pg_sleep(0.5)") == 7


def test_a_server_that_hangs_is_given_up_and_the_connection_with_it(bounded, proxy):
    proxy.hang()

    with pytest.raises(database.Silence, match="The database does not answer"):
        ask(bounded, "SELECT 1")

    assert bounded.closed


def test_a_short_question_is_given_up_even_if_the_server_works_on_it(bounded):
    with pytest.raises(database.Silence):
        bounded.execute("SELECT pg_sleep(5)")


def test_statements_of_servers_have_an_end_and_those_of_commands_have_none():
    facts = conninfo_to_dict(os.environ["TEST_DATABASE_URL"])
    place = urlencode({"host": facts.get("host", "127.0.0.1"), "port": facts.get("port", 5432)})
    environment = {
        "PATH": os.environ["PATH"], "DEBUG": "1", "STATEMENT_SECONDS": "7", "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": f"postgres://{facts.get('user', 'postgres')}:{facts.get('password', '')}@/{facts['dbname']}?{place}",
    }  # fmt: skip
    show = (
        "from django.db import connection; cursor = connection.cursor(); cursor.execute('SHOW statement_timeout');"
        "print(cursor.fetchone()[0], type(connection.connection).__name__)"
    )

    shown = [
        subprocess.check_output(
            [sys.executable, "-c", f"{begin}; {show}"], env=environment, cwd=ROOT, text=True
        )
        for begin in ("import newsroom.wsgi", "import django; django.setup()")
    ]

    assert shown == ["7s BoundedConnection\n", "0 Connection\n"]
