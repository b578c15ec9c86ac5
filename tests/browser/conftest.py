"""Chromium against the site as it runs: Debian's, or whichever is installed."""

import shutil

import pytest

from articles.models import Article
from tests.browser.desk import PATIENCE, sign_in, without_heartbeats
from tests.factories import make_article, make_editor
from tests.places import SAMPLES

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


@pytest.fixture
def site(live_server, page):
    """The running site with its vocabularies and no release yet, and what the browser complained of."""
    make_editor()
    page.set_default_timeout(PATIENCE)
    page.complaints = []
    without_heartbeats(page.context)
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return live_server.url


@pytest.fixture
def desk(page, site) -> str:
    """The address of the desk's site, with somebody who may do everything signed in."""
    sign_in(page, site, "editor")
    return site


@pytest.fixture
def draft(site) -> Article:
    """A release that nobody has submitted."""
    return make_article(
        state="draft", title="A bridge", slug="a-bridge", summary="It was opened.", body="<p>One.</p>"
    )


@pytest.fixture(scope="session")
def word_document() -> str:
    """What Word puts into the clipboard."""
    return (SAMPLES / "word_paste.html").read_text(encoding="utf-8")
