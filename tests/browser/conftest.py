"""Chromium against the site as it runs: Debian's, or whichever is installed."""

import shutil

import pytest
from django.db import connection

from articles import search
from taxonomy import seeding
from tests.conftest import VOCABULARIES
from tests.factories import make_editor

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "The browser tests need Chromium; `make test` installs it or says how."
    # Without a sandbox, because Chromium refuses to start one as root; it only ever sees this site.
    arguments = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


def without_heartbeats(context) -> None:
    """Answer in the server's place that nobody else is here.

    All threads of the test's server share one connection when the database is SQLite in memory: a heartbeat that
    writes beside another request would end up in its transaction. On a server each has its own.
    """
    context.route("**/presence/", lambda route: route.fulfill(json={"present": ""}))


@pytest.fixture
def site(live_server, page):
    """The running site with its vocabularies and no release yet, and what the browser complained of."""
    seeding.load(VOCABULARIES)
    make_editor()
    page.set_default_timeout(10_000)
    page.complaints = []
    without_heartbeats(page.context)
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield live_server.url
    # Emptying the tables of models, as Django does after such a test, leaves the search index full.
    search.BACKENDS[connection.vendor].clear()
