"""The event of a release as readers get it: on its page, for programs, and as a file for calendars."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")
VIENNA = ZoneInfo("Europe/Vienna")
START = datetime(2026, 12, 4, 10, tzinfo=VIENNA)
TIMED = {
    "event_start": START,
    "event_end": START + timedelta(hours=2),
    "event_place": "Hofburg, Vienna; hall 2",
}
WHOLE_DAYS = {
    "event_start": datetime(2026, 12, 4, tzinfo=VIENNA),
    "event_end": datetime(2026, 12, 6, tzinfo=VIENNA),
    "event_is_whole_day": True,
}


def calendar_of(client, release: int) -> icalendar.Event:
    response = client.get(f"/news/{release}/event.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (entry,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return entry


def line_of(client, article) -> str:
    page = client.get(article.get_absolute_url()).content.decode()
    return page.partition('<p class="event"')[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            TIMED,
            '<time datetime="2026-12-04T10:00:00+01:00">4 December 2026, 10:00</time>–'
            '<time datetime="2026-12-04T12:00:00+01:00">12:00 CET</time>',
        ),
        (
            {"event_start": START},
            '<time datetime="2026-12-04T10:00:00+01:00">4 December 2026, 10:00 CET</time>',
        ),
        (
            {"event_start": START, "event_end": START + timedelta(days=1)},
            '<time datetime="2026-12-04T10:00:00+01:00">4 December 2026, 10:00 CET</time> – '
            '<time datetime="2026-12-05T10:00:00+01:00">5 December 2026, 10:00 CET</time>',
        ),
        (
            WHOLE_DAYS,
            '<time datetime="2026-12-04">4 December 2026</time> – '
            '<time datetime="2026-12-06">6 December 2026</time>',
        ),
    ],
)
def test_the_page_says_in_one_line_when_and_where(client, facts, line):
    assert line in line_of(client, make_article(**facts))


def test_the_page_leads_to_the_file_and_names_the_event_for_search_engines(client):
    article = make_article(title="Ministers meet", **TIMED)

    page = client.get(article.get_absolute_url())

    assertContains(page, f'href="/news/{article.release}/event.ics"')
    assertContains(page, "Hofburg, Vienna; hall 2")
    things = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    events = [
        one for thing in map(json.loads, things) for one in thing.get("about", []) if one["@type"] == "Event"
    ]
    assert [(one["name"], one["startDate"], one["endDate"]) for one in events] == [
        ("Ministers meet", "2026-12-04T10:00:00+01:00", "2026-12-04T12:00:00+01:00")
    ]


def test_the_file_has_the_event_for_a_calendar(client, settings):
    settings.SITE_URL = "https://newsroom.example"
    article = make_article(title="Ministers meet, at last", **TIMED)

    entry = calendar_of(client, article.release)

    assert entry["summary"] == "Ministers meet, at last"
    assert entry["location"] == "Hofburg, Vienna; hall 2"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (
        datetime(2026, 12, 4, 9, tzinfo=UTC),
        datetime(2026, 12, 4, 11, tzinfo=UTC),
    )
    assert entry["uid"] == f"release-{article.release}@newsroom.example"
    assert entry["url"].endswith(article.get_absolute_url())


def test_whole_days_are_days_in_a_calendar_up_to_the_first_that_is_none(client):
    entry = calendar_of(client, make_article(**WHOLE_DAYS).release)

    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 12, 4), date(2026, 12, 7))


def test_a_later_edition_replaces_the_event_in_calendars(client):
    editor = make_editor()
    article = make_article(**TIMED)
    before = calendar_of(client, article.release)

    draft = workflow.open_new_edition(article, by=editor)
    assert draft.event_start == START, "a new edition begins with the event"
    draft.event_start, draft.change_note = START - timedelta(hours=1), "An hour earlier."
    workflow.save_draft(draft, by=editor)
    assert calendar_of(client, article.release) == before, "a draft is no news"
    issue(draft, by=editor)

    after = calendar_of(client, article.release)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == datetime(2026, 12, 4, 8, tzinfo=UTC)


def test_of_a_withdrawn_release_no_event_is_told(client):
    article = make_article(**TIMED)
    workflow.withdraw(article, by=make_editor(), reason="Cancelled.")

    assertNotContains(client.get(article.get_absolute_url()), "Hofburg")
    assert client.get(f"/news/{article.release}/event.ics").status_code == 404
    line = client.get(f"/api/v1/releases/{article.release}").json()
    assert (line["event_start"], line["event_place"]) == (None, "")


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, 404),
        ({"state": "draft", **TIMED}, 404),
        ({"public_at": datetime(2090, 1, 1, tzinfo=UTC), **TIMED}, 404),
        ({"state": "unpublished", **TIMED}, 410),
    ],
)
def test_there_is_a_file_for_the_event_of_a_public_release_only(client, facts, status):
    article = make_article(**facts)

    assert client.get(f"/news/{article.release}/event.ics").status_code == status


def test_programs_get_the_event_in_the_time_of_the_organisation(client):
    article = make_article(**WHOLE_DAYS)

    line = client.get(f"/api/v1/releases/{article.release}").json()

    assert line["event_start"] == "2026-12-04T00:00:00+01:00"
    assert line["event_is_whole_day"] is True


def test_feeds_open_with_the_event(client):
    make_article(**TIMED)

    assertContains(client.get("/news/feed.json"), "10:00</time>–")
    assertContains(client.get("/news/feed.atom"), "Hofburg, Vienna; hall 2")


def test_readers_compare_the_events_of_two_editions(client):
    until = datetime(2026, 1, 1, tzinfo=UTC)
    first = make_article(**TIMED, public_until=until)
    make_article(
        release=first.release,
        edition=2,
        public_at=until,
        **TIMED | {"event_start": START + timedelta(hours=1)},
    )

    page = client.get(f"{first.get_absolute_url()}editions/1/compare/2/", follow=True)

    assertContains(page, "Event begins")
    assertNotContains(page, "Event ends")
    assertContains(page, "11:00")
