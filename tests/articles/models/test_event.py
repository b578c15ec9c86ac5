"""The event of a release: its days, until when it lies ahead and is not over, and what the table refuses."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from articles.models.event import Event
from tests.factories import make_article

VIENNA = ZoneInfo("Europe/Vienna")


def at(day: int, hour: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=VIENNA)


@pytest.mark.parametrize(
    ("event", "days", "begun_at", "over_at"),
    [
        (Event(at(4, 10), at(4, 12), False, ""), (4, 4), at(4, 10), at(4, 12)),
        (Event(at(4, 10), at(6, 12), False, ""), (4, 6), at(4, 10), at(6, 12)),
        (Event(at(4, 10), None, False, ""), (4, 4), at(4, 10), at(5)),
        (Event(at(4), None, True, ""), (4, 4), at(5), at(5)),
        (Event(at(4), at(6), True, ""), (4, 6), at(5), at(7)),
    ],
)
def test_an_event_has_begun_and_is_over_at_an_instant(event, days, begun_at, over_at):
    first, last = (date(2026, 12, day) for day in days)

    assert (event.first_day, event.last_day) == (first, last)
    assert (event.begun_at, event.over_at) == (begun_at, over_at)


def test_the_day_on_which_clocks_are_put_back_is_an_hour_longer():
    event = Event(at(25, month=10), None, True, "")

    assert (event.begun_at.timestamp() - event.start.timestamp()) / 3600 == 25


@pytest.mark.django_db
@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize("facts", [{"event_start": at(4), "event_end": at(3)}, {"event_end": at(3)}])
def test_the_table_takes_no_event_that_ends_before_it_begins(facts):
    with pytest.raises(IntegrityError, match="article_event_in_order"):
        make_article(**facts)


@pytest.mark.django_db
@pytest.mark.usefixtures("terms")
def test_an_event_may_end_as_it_begins():
    article = make_article(event_start=at(4), event_end=at(4))

    assert article.event == Event(at(4), at(4), False, "")
    assert make_article().event is None
