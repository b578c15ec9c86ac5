"""The event that a release is about: when it begins and ends, and where it takes place."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.text.local_time import midnight

# Longer than any day, also the one on which clocks are put back.
LONGEST_DAY = timedelta(hours=25)

EVENT_IN_ORDER = models.CheckConstraint(
    condition=Q(event_end__isnull=True) | Q(event_start__isnull=False, event_end__gte=F("event_start")),
    name="article_event_in_order",
    violation_error_message="An event that ends has a beginning, and does not end before it.",
)
BY_EVENT = models.Index(
    fields=["event_start"], condition=Q(event_start__isnull=False), name="article_by_event"
)


class Event(NamedTuple):
    """An event: aware instants, of which the end may be open. With `is_whole_day` the days alone count."""

    start: datetime
    end: datetime | None
    is_whole_day: bool
    place: str

    @property
    def first_day(self) -> date:
        """The day on which it begins, where the newsroom is."""
        return timezone.localdate(self.start)

    @property
    def last_day(self) -> date:
        """The day on which it ends; the first one where the end is open."""
        return timezone.localdate(self.end or self.start)

    @property
    def begun_at(self) -> datetime:
        """The instant from which it does not lie ahead any more: one of whole days has its first day."""
        return midnight(self.first_day + timedelta(days=1)) if self.is_whole_day else self.start

    @property
    def over_at(self) -> datetime:
        """The instant from which it is over; where the end is open, its day is."""
        if self.end and not self.is_whole_day:
            return self.end
        return midnight(self.last_day + timedelta(days=1))


def event_of(start: datetime | None, end: datetime | None, is_whole_day: bool, place: str) -> Event | None:
    """Return the event that these fields of a release mean; there is none without a beginning."""
    return None if start is None else Event(start, end, is_whole_day, place)
