"""Pages and archives of a feed: together they have every release, and archives stay as they are."""

from datetime import date, timedelta
from itertools import chain

import feedparser
import pytest

from articles.editing import workflow
from articles.site.outputs.feeds import paging
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def releases(monkeypatch):
    """Twelve releases, the oldest first, in documents of five; the first seven have a tag."""
    monkeypatch.setattr(paging, "ENTRIES", 5)
    first = date(2020, 1, 1)
    return [
        make_article(
            title=f"Number {n}", publishing_date=first + timedelta(days=n), tags=("gas",) if n < 7 else ()
        )
        for n in range(12)
    ]


def follow(client, address: str, relation: str, kind: str = "atom") -> list[list[str]]:
    """The ids in the document at an address and in all that its links of one relation lead to, document by document."""
    documents = []
    while address:
        if kind == "json":
            feed = client.get(address).json()
            documents.append([item["id"] for item in feed["items"]])
            address = feed.get("next_url", "")
        else:
            feed = feedparser.parse(client.get(address).content)
            documents.append([entry.id for entry in feed.entries])
            address = next((link.href for link in feed.feed.links if link.rel == relation), "")
        address = address.removeprefix("http://testserver")
        assert len(documents) < 20
    return documents


def ids(articles) -> list[str]:
    return [f"tag:newsroom.invalid,2026:release/{article.release}" for article in reversed(articles)]


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_the_pages_of_a_feed_have_every_release_once_newest_first(client, releases, kind):
    pages = follow(client, f"/news/feed.{kind}", "next", kind)

    assert [len(page) for page in pages] == [5, 5, 2]
    assert list(chain(*pages)) == ids(releases)
    assert client.get(f"/news/feed.{kind}?page=4").status_code == 404


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_the_feed_and_its_archives_have_every_release(client, releases, kind):
    current, *archives = follow(client, f"/news/feed.{kind}", "prev-archive", kind)

    assert [len(archive) for archive in archives] == [5, 5]
    assert archives == [ids(releases[5:10]), ids(releases[:5])]
    assert set(current) | set(chain(*archives)) == set(ids(releases))
    assert client.get(f"/news/feed.{kind}?archive=3").status_code == 404
    newest = feedparser.parse(client.get(f"/news/feed.{kind}?archive=1").content).feed
    assert {link.rel: link.href for link in newest.links if link.rel in ("current", "next-archive")} == {
        "current": f"http://testserver/news/feed.{kind}", "next-archive": f"http://testserver/news/feed.{kind}?archive=2",
    }  # fmt: skip


def test_an_archive_says_that_it_is_one_and_the_feed_does_not(client, releases):
    assert b"<fh:archive" in client.get("/news/feed.atom?archive=1").content
    assert b"<fh:archive" in client.get("/news/feed.rss?archive=2").content
    assert b"<fh:archive" not in client.get("/news/feed.atom").content
    assert b"<fh:archive" not in client.get("/news/feed.rss?page=2").content


@pytest.mark.parametrize("change", ["publish", "withdraw", "unpublish", "reinstate", "correct"])
def test_an_archive_keeps_its_releases_whatever_happens(client, releases, change):
    editor = make_editor()
    workflow.withdraw(releases[3], by=editor, reason="Wrong.")
    _, *before = follow(client, "/news/feed.atom", "prev-archive")

    match change:
        case "publish":
            make_article()
        case "withdraw":
            workflow.withdraw(releases[0], by=editor, reason="Wrong.")
            workflow.withdraw(releases[6], by=editor, reason="Wrong.")
        case "unpublish":
            workflow.unpublish(releases[0], by=editor, remark="Court order.")
            workflow.unpublish(releases[9], by=editor, remark="Court order.")
        case "reinstate":
            workflow.reinstate(releases[3], by=editor)
        case "correct":
            issue(workflow.open_new_edition(releases[1], by=editor), by=editor)

    _, *after = follow(client, "/news/feed.atom", "prev-archive")
    assert after == before


def test_a_filter_and_a_search_have_archives_too(client, releases):
    for question in ("tag=gas", "q=number"):
        current, *archives = follow(client, f"/news/feed.atom?{question}", "prev-archive")
        assert [len(archive) for archive in archives] == {"tag=gas": [5], "q=number": [5, 5]}[question]
        assert len(current) == 5


def test_a_document_asks_the_same_few_questions_whatever_is_in_it(
    client, django_assert_num_queries, releases
):
    def queries_of(address: str) -> int:
        # The texts of a first document are written already, but of those that have become notices.
        return 4 if "archive" in address else 3

    editor = make_editor()
    client.get("/news/feed.atom")
    for address in ("/news/feed.atom", "/news/feed.atom?page=3", "/news/feed.atom?archive=1"):
        # What was taken back stands on the first page, which counts it all, and in archives.
        with django_assert_num_queries(queries_of(address)):
            client.get(address)
    for article in (*releases[:2], *releases[10:]):
        workflow.withdraw(article, by=editor, reason="Wrong.")
    client.get("/news/")
    for address in ("/news/feed.atom", "/news/feed.atom?page=2", "/news/feed.atom?archive=1"):
        with django_assert_num_queries(5 if address.endswith("atom") else queries_of(address)):
            client.get(address)


def test_a_feed_has_fifty_entries(client):
    for _ in range(51):
        make_article()

    assert [len(page) for page in follow(client, "/news/feed.rss", "next")] == [50, 1]
