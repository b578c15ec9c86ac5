"""From event to release: how long after an event readers had the release about it, by year."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.timesince import timesince

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.event import event_of

# Any instant, from which a length of time is told.
START = datetime(2000, 1, 1, tzinfo=UTC)


class EventTimeRow(NamedTuple):
    """A year of releases that tell of an event, and the median of the hours from its end to the release."""

    year: int
    releases: int
    hours: float

    @property
    def in_words(self) -> str:
        """The median in the active language, in its biggest unit: "5 hours", "2 days"."""
        return timesince(START, START + timedelta(hours=self.hours), depth=1)


def rows_of_event_times(snapshot: RequestSnapshot) -> list[EventTimeRow]:
    """Return the years of issue in which releases told of events, the newest first: one query.

    A release that was public before its event began announces it, and does not count. One that became public
    while it lasted, or on its day where only days are known, took no time. Translations do not count.
    """
    first = Article.objects.issued(snapshot.now).filter(release=OuterRef("release")).order_by("edition")
    told = Article.objects.listed(snapshot.now).filter(event_start__lte=snapshot.now, translates=None)
    rows = told.order_by().values_list(
        "publishing_date__year",
        "event_start",
        "event_end",
        "event_is_whole_day",
        Subquery(first.values("public_at")[:1]),
    )
    hours: dict[int, list[float]] = defaultdict(list)
    for year, start, end, is_whole_day, public_at in rows:
        if public_at < start:
            continue
        event = event_of(start, end, is_whole_day, "")
        ended = event.over_at if event and is_whole_day else end or start
        hours[year].append(max(0.0, (public_at - ended).total_seconds() / 3600))
    return [
        EventTimeRow(year, len(of_year), round(median(of_year), 1))
        for year, of_year in sorted(hours.items(), reverse=True)
    ]
