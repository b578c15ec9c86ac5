"""Coming events: on the front page, on a page of their own, as a calendar; each leaves when it begins."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from pytest_django.asserts import assertContains

from articles.editing import workflow
from articles.index import catalogue
from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching import page_cache
from tests.factories import issue, make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")
NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)  # in Vienna


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def announce(title: str, after: timedelta, **facts):
    return make_article(title=title, event_start=NOON + after, **facts)


def shown(address: str = "/") -> list[str]:
    """The titles in the list of events, in its order; asked twice: the second time from memory."""
    for _ in range(2):
        page = fetch(address).content.decode()
    listed = page.split('<ul class="events">')[1:]
    titles = ("Hedgehog", "Badger", "Otter", "Mole", "Stoat", "Marten")
    text = " ".join(part.partition("</ul>")[0] for part in listed)
    return sorted((title for title in titles if title in text), key=text.index)


def test_the_front_page_has_the_next_five_with_their_places():
    for days, title in (
        (9, "Stoat"),
        (2, "Badger"),
        (1, "Hedgehog"),
        (30, "Marten"),
        (3, "Otter"),
        (4, "Mole"),
    ):
        announce(title, timedelta(days=days), event_place="Hofburg")

    assert shown() == ["Hedgehog", "Badger", "Otter", "Mole", "Stoat"]
    assert shown("/events/") == ["Hedgehog", "Badger", "Otter", "Mole", "Stoat", "Marten"]
    assert "Hofburg" in fetch("/").content.decode()


def test_without_events_the_front_page_says_nothing_of_them():
    make_article()

    assert 'id="events"' not in fetch("/").content.decode()
    assert "No event has been announced." in fetch("/events/").content.decode()


def test_the_page_has_months(client):
    announce("Hedgehog", timedelta(days=1))
    announce("Badger", timedelta(days=40))

    page = client.get("/events/")

    assertContains(page, ">March 2026</h2>")
    assertContains(page, ">April 2026</h2>")


def test_an_event_leaves_when_it_begins_and_no_job_is_needed(clock):
    announce("Hedgehog", timedelta(minutes=5))
    announce("Badger", timedelta(days=2))
    assert shown() == shown("/events/") == ["Hedgehog", "Badger"]
    etag = fetch("/").headers["ETag"]

    clock.shift(timedelta(minutes=5))

    assert shown() == shown("/events/") == ["Badger"]
    assert fetch("/").headers["ETag"] != etag


def test_an_event_of_whole_days_stays_for_its_first_day(clock):
    midnight = datetime(2026, 3, 3, 23, tzinfo=UTC)
    make_article(
        title="Hedgehog",
        event_start=midnight,
        event_end=midnight + timedelta(days=2),
        event_is_whole_day=True,
    )

    clock.move_to(midnight + timedelta(hours=23, minutes=59))
    assert shown() == ["Hedgehog"]
    clock.move_to(midnight + timedelta(hours=24))
    assert shown() == []


def test_only_the_events_of_listed_releases_are_told(clock):
    editor = make_editor()
    withdrawn = announce("Badger", timedelta(days=1))
    workflow.withdraw(withdrawn, by=editor, reason="Cancelled.")
    announce("Otter", timedelta(days=1), state="draft")
    announce("Mole", timedelta(days=1), state="unpublished")
    scheduled = announce("Hedgehog", timedelta(days=1), state="approved")
    issue(scheduled, by=editor, at=NOON + timedelta(hours=1))
    assert shown() == shown("/events/") == []
    assert calendar("/news/events.ics") == []

    clock.shift(timedelta(hours=1))

    assert shown() == ["Hedgehog"]


def test_a_corrected_event_is_told_as_it_is_now(clock):
    editor = make_editor()
    article = announce("Hedgehog", timedelta(days=1))
    announce("Badger", timedelta(days=2))
    draft = workflow.open_new_edition(article, by=editor)
    draft.event_start = NOON + timedelta(days=3)
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    assert shown() == ["Badger", "Hedgehog"]
    followed = RequestSnapshot.take().catalogue
    catalogue.forget()
    read_anew = RequestSnapshot.take().catalogue
    assert (read_anew.events, read_anew.switches) == (followed.events, followed.switches)


def test_translations_are_one_event_in_the_language_of_the_page():
    original = announce("Hedgehog", timedelta(days=1), language="en")
    announce("Badger", timedelta(days=1), language="fr", translates=original.release)

    assert (shown(), shown("/fr/")) == (["Hedgehog"], ["Badger"])


def test_the_front_page_asks_once_more_for_the_releases_of_events_and_only_if_there_are(
    django_assert_num_queries,
):
    for _ in range(3):
        make_article()
    RequestSnapshot.take()
    for how_many in (0, 1, 20):
        for number in range(how_many):
            announce(f"Event {number}", timedelta(days=1 + number))
        fetch("/")
        page_cache.clear()
        with django_assert_num_queries(3 + bool(how_many)):  # one for the releases that announce events
            fetch("/")
        page_cache.clear()
        with django_assert_num_queries(1 + bool(how_many)):
            fetch("/events/")


def calendar(address: str) -> list[str]:
    response = fetch(address)
    assert response.status_code == 200
    return [str(entry["summary"]) for entry in icalendar.Calendar.from_ical(response.content).walk("VEVENT")]


def test_the_calendar_has_the_events_of_a_query_that_are_not_long_past():
    announce("Hedgehog", timedelta(days=1), structures=["secretariat"])
    announce("Badger", timedelta(days=-89))
    announce("Otter", timedelta(days=-91))
    make_article(title="Mole")

    assert calendar("/news/events.ics") == ["Hedgehog", "Badger"]
    assert calendar("/news/events.ics?structure=secretariat") == ["Hedgehog"]
    assert calendar("/news/events.ics?structure=permanent-council") == []
    assert fetch("/news/events.ics?type=gossip").status_code == 400


def test_the_page_of_other_forms_has_the_calendar_of_its_list(client):
    make_article(structures=["secretariat"])

    assertContains(
        client.get("/news/forms/?structure=secretariat"), 'href="/news/events.ics?structure=secretariat"'
    )
    french = client.get("/fr/news/forms/?structure=secretariat")
    assertContains(french, 'href="/news/events.ics?structure=secretariat&amp;prefer=fr"')


def test_the_calendar_asks_as_often_for_any_number(django_assert_num_queries):
    for how_many in (1, 30):
        for number in range(how_many):
            announce(f"Event {number}", timedelta(hours=1 + number), structures=["secretariat"])
        RequestSnapshot.take()
        page_cache.clear()
        with django_assert_num_queries(4):
            fetch("/news/events.ics")
