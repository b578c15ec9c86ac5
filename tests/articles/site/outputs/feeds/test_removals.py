"""Releases that were taken back stay in feeds as entries that say so, and not a word of their texts does."""

from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from articles.editing import workflow
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.site.outputs.feeds import paging
from articles.site.outputs.feeds.removals import removals_of
from tests.factories import issue, make_article, make_attachment, make_editor, make_picture

pytestmark = pytest.mark.usefixtures("terms")
KINDS = ("atom", "rss", "json")


def tombstones(client, address: str = "/news/feed.atom") -> dict[str, tuple[str, str]]:
    """The deleted entries of an Atom feed: by id, since when and with which comment."""
    at = "{http://purl.org/atompub/tombstones/1.0}"
    feed = ElementTree.fromstring(client.get(address, follow=True).content)
    return {
        one.get("ref"): (one.get("when"), one.findtext(f"{at}comment"))
        for one in feed.findall(f"{at}deleted-entry")
    }


def canary(**facts) -> Article:
    article = make_article(
        title="The title",
        summary="Canary.",
        body="<p>Canary.</p>",
        contact="Canary",
        structures=["secretariat"],
        **facts,
    )
    make_picture(article, alt="Canary", caption="Canary")
    make_attachment(article, title="Canary", stem="canary")
    return article


def test_a_withdrawn_release_stays_as_an_entry_with_the_reason_and_nothing_else(client, entries):
    article = canary()
    (before,) = entries()

    workflow.withdraw(article, by=make_editor(), reason="The figures were wrong.")

    (entry,) = entries()
    assert (entry.id, entry.published) == (before.id, before.published)
    assert entry.title == "Withdrawn: The title"
    assert entry.summary == "This release has been withdrawn. The figures were wrong."
    assert entry.updated > before.updated
    ((when, comment),) = tombstones(client).values()
    assert (
        datetime.fromisoformat(before.updated)
        < datetime.fromisoformat(when)
        < datetime.fromisoformat(entry.updated)
    )
    assert comment == entry.summary
    for kind in KINDS:
        feed = client.get(f"/news/feed.{kind}?structure=secretariat").content.decode().lower()
        assert "the figures were wrong." in feed
        assert "canary" not in feed


def test_an_unpublished_release_stays_as_an_entry_that_says_no_more_than_that_it_is_gone(client, entries):
    article = canary(slug="the-slug")
    (before,) = entries()

    workflow.unpublish(article, by=make_editor(), remark="Court order.")

    (entry,) = entries()
    assert (entry.id, entry.published) == (before.id, None)
    assert entry.title == f"Removed: release {article.release}"
    assert list(tombstones(client)) == [before.id]
    for kind in KINDS:
        feed = client.get(f"/news/feed.{kind}?structure=secretariat").content.decode().lower()
        assert "this release is no longer available." in feed
        for word in ("canary", "the title", "the-slug", "court order"):
            assert word not in feed


def test_an_entry_stays_at_its_place(client, entries):
    articles = [
        make_article(title=str(year), publishing_date=date(year, 1, 1)) for year in (2019, 2020, 2021)
    ]

    workflow.withdraw(articles[1], by=make_editor(), reason="Wrong.")

    assert [entry.title for entry in entries()] == ["2021", "Withdrawn: 2020", "2019"]


def test_what_is_listed_again_is_an_entry_like_others(client, entries):
    editor = make_editor()
    article = make_article(title="The title")
    workflow.withdraw(article, by=editor, reason="Wrong.")
    workflow.reinstate(article, by=editor)

    assert [entry.title for entry in entries()] == ["The title"]
    assert tombstones(client) == {}


@pytest.mark.parametrize("take_back", ["withdraw", "unpublish"])
def test_a_later_edition_brings_a_release_back(client, entries, take_back):
    editor = make_editor()
    article = make_article(title="The title")
    if take_back == "withdraw":
        workflow.withdraw(article, by=editor, reason="Wrong.")
    else:
        workflow.unpublish(article, by=editor, remark="Court order.")
    issue(workflow.open_new_edition(article, by=editor), by=editor)

    assert [entry.title for entry in entries()] == ["The title"]
    assert tombstones(client) == {}


def test_a_release_that_was_taken_back_twice_is_named_once(client, entries):
    editor = make_editor()
    article = make_article()
    workflow.unpublish(article, by=editor, remark="Court order.")
    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=editor)
    draft.refresh_from_db()
    workflow.withdraw(draft, by=editor, reason="Wrong again.")

    (entry,) = entries()

    assert entry.summary == "This release has been withdrawn. Wrong again."
    assert len(tombstones(client)) == 1


def test_only_feeds_that_had_a_release_name_it(client, entries):
    editor = make_editor()
    article = make_article(
        type="news", structures=["mission-to-moldova"], fields_of_work=["elections"], tags=("gas",), language="ru",
        publishing_date=date(2020, 5, 1),
    )  # fmt: skip
    make_article(type="press-release", structures=["secretariat"], tags=("water",))
    workflow.withdraw(article, by=editor, reason="Wrong.")

    for question in (
        "type=news",
        "structure=mission-to-moldova",
        "field=elections",
        "tag=gas",
        "language=ru",
        "year=2020",
        "from=2020-05&to=2020-05",
        "type=news&field=elections",
    ):
        assert len(entries(f"/news/feed.atom?{question}")) == 1, question
    for question in (
        "type=press-release",
        "structure=secretariat",
        "field=youth",
        "tag=water",
        "language=en",
        "year=2021",
        "from=2020-06",
        "type=news&field=youth",
    ):
        assert not tombstones(client, f"/news/feed.atom?{question}"), question


def test_a_term_includes_what_lies_under_it_also_of_what_was_taken_back(terms):
    child = next(entry for entry in terms.field if entry.parent_id)
    parent = terms.field.by_id[child.parent_id]
    article = make_article(fields_of_work=[child.slug])
    workflow.withdraw(article, by=make_editor(), reason="Wrong.")

    removals = removals_of(ReleaseQuery(filters={"field": (parent.slug,)}), RequestSnapshot.take())

    assert [removal.release for removal in removals] == [article.release]


def test_a_search_has_a_notice_of_what_it_would_find_if_it_was_withdrawn(client, entries):
    editor = make_editor()
    withdrawn, other, gone = (make_article(title=title) for title in ("Hedgehog", "Badger", "Hedgehog gone"))
    make_article(title="Hedgehogs")
    for article in (withdrawn, other):
        workflow.withdraw(article, by=editor, reason="Wrong.")
    workflow.unpublish(gone, by=editor, remark="Court order.")

    assert [entry.title for entry in entries("/news/feed.atom?q=hedgehog")] == [
        "Hedgehogs",
        "Withdrawn: Hedgehog",
    ]
    assert [entry.title for entry in entries("/news/feed.atom?q=hedgehog&language=ru")] == []
    # What a reader never had does no harm.
    assert len(tombstones(client, "/news/feed.atom?q=hedgehog")) == 3


def test_after_a_while_a_feed_stops_saying_so_and_its_archive_does_not(client, entries, monkeypatch):
    monkeypatch.setattr(paging, "ENTRIES", 3)
    article = make_article(title="The title")
    for _ in range(3):
        make_article()
    workflow.withdraw(article, by=make_editor(), reason="Wrong.")

    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert not tombstones(client)
        assert len(entries()) == 3
        assert len(tombstones(client, "/news/feed.atom?archive=1")) == 1
        assert entries("/news/feed.atom?archive=1")[-1].title == "Withdrawn: The title"


def test_a_feed_names_only_so_many_removals_the_latest(client, entries, monkeypatch):
    monkeypatch.setattr(paging, "MOST_RECENT", 2)
    editor = make_editor()
    for title in ("First", "Second", "Third"):
        workflow.withdraw(make_article(title=title), by=editor, reason="Wrong.")

    assert [entry.title for entry in entries()] == ["Withdrawn: Third", "Withdrawn: Second"]
    assert len(tombstones(client)) == 2
