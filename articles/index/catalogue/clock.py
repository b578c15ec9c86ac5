"""What the clock alone changes: editions that it lists or ends, and events that it makes begin."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple, Self

from django.db.models import Max, Q, QuerySet

from articles.models import Article
from articles.models.event import LONGEST_DAY, event_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)
# An instant, and the edition (id) that is another one for readers from then on.
Switch = tuple[datetime, int]


class ComingEvent(NamedTuple):
    """The event of a listed edition (id) that has not begun yet; they sort by their beginning."""

    start: datetime
    edition: int


class ClockFacts(NamedTuple):
    """The switches of some editions, past and coming, and their events that lie ahead."""

    switches: frozenset[Switch]
    events: frozenset[ComingEvent]

    def with_others(self, switches: Iterable[Switch], events: Iterable[ComingEvent]) -> Self:
        """Return these facts and those of other editions."""
        return type(self)(self.switches.union(switches), self.events.union(events))

    def switches_after(self, now: datetime) -> tuple[Switch, ...]:
        """Return the switches that are to come, in their order."""
        return tuple(sorted(switch for switch in self.switches if switch[0] > now))


def read_clock(editions: QuerySet[Article], now: datetime) -> ClockFacts:
    """Read what the clock does to these editions: one query."""
    switches: set[Switch] = set()
    events: set[ComingEvent] = set()
    published = editions.filter(state=Article.State.PUBLISHED)
    columns = ("pk", "public_at", "public_until", "event_start", "event_is_whole_day")
    for pk, start, end, event_start, is_whole_day in published.values_list(*columns):
        switches.update((instant, pk) for instant in (start, end) if instant is not None)
        event = event_of(event_start, None, is_whole_day, "")
        if event is None or start is None:
            continue
        if end is None or event.begun_at < end:
            switches.add((event.begun_at, pk))
        if start <= now < event.begun_at and (end is None or now < end):
            events.add(ComingEvent(event.start, pk))
    return ClockFacts(frozenset(switches), frozenset(events))


def read_coming(now: datetime) -> ClockFacts:
    """Read what the clock is going to do to all editions: two queries, each by its index."""
    by_period = read_clock(Article.objects.filter(Q(public_at__gt=now) | Q(public_until__gt=now)), now)
    by_event = read_clock(Article.objects.with_event_after(now - LONGEST_DAY), now)
    return by_period.with_others(*by_event)


def last_switch(now: datetime) -> datetime:
    """Return the last instant up to `now` at which the clock listed or ended an edition."""
    last = Article.objects.filter(state=Article.State.PUBLISHED).aggregate(
        start=Max("public_at", filter=Q(public_at__lte=now)),
        end=Max("public_until", filter=Q(public_until__lte=now)),
    )
    return max(filter(None, last.values()), default=LONG_AGO)
