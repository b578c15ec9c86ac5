"""Reading the changes that readers see, from where a follower stopped: none is ever skipped.

A follower's `FeedPosition` states what it has read: all changes up to one that are true at an instant. The
next page has those up to this one that the clock has made true since, then the later ones. The order of ids
is the order of commits, so that nothing is ever committed behind a position. The instant is that of the
server that answered; where another's clock is behind, changes come twice, but none is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from articles.index.compiled_queries import BIGGEST_NUMBER, PreparedRows
from articles.models import PublicChange

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


class PositionLost(Exception):
    """A position in a feed that is not this one: the follower has to start again."""


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """The position of a follower: the changes up to that with the key `last` that are true at `until`.

    Of those that the clock made true at the very instant `until` it has read up to the one with the key
    `beside`; all, if there is none. A key is 0 for none.
    """

    last: int = 0
    until: datetime | None = None
    beside: int = 0


class FeedChange(NamedTuple):
    """A change as the feed reads it: a row would take four times as long."""

    pk: int
    key: int
    release: int
    kind: str
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes in order, the position after the last of them, and whether there are more now."""

    changes: Sequence[FeedChange]
    position: FeedPosition
    has_more: bool


def read(position: FeedPosition, now: datetime, limit: int) -> FeedPage:
    """Return at most `limit` changes that are true at `now` and come after `position`: at most three queries.

    Raises PositionLost.
    """
    last, beside = _ids(position)
    until = position.until or _BEGIN
    due = _changes(_made_by_clock(limit)(last, until, beside or BIGGEST_NUMBER, now)) if last else []
    if len(due) > limit:
        stop = due[limit - 1]
        return FeedPage(due[:limit], FeedPosition(position.last, stop.effective_at, stop.key), has_more=True)
    room = limit - len(due)
    later = _changes(_made_after(limit)(last, now))[: room + 1]
    # A change of an instant to come was made on a server whose clock is ahead: it waits for ours.
    there = list(takewhile(lambda change: change.effective_at <= now, later))
    page = there[:room]
    stop_key = page[-1].key if page else position.last
    return FeedPage([*due, *page], FeedPosition(stop_key, now), has_more=len(there) > room)


def end(now: datetime) -> FeedPosition:
    """Return the position after all changes that are true at `now`: one query."""
    made = PublicChange.objects.made_after(0, now).filter(effective_at__lte=now)
    return FeedPosition(made.order_by("-pk").values_list("key", flat=True).first() or 0, now)


def _changes(rows: Iterable[Sequence[Any]]) -> list[FeedChange]:
    return [FeedChange(*row) for row in rows]


def _ids(position: FeedPosition) -> tuple[int, int]:
    """Return the ids of the changes that a position names, 0 for none. Raises PositionLost."""
    ids = {0: 0}
    if position.last or position.beside:
        ids |= dict(_KEYED(position.last, position.beside))
    try:
        return ids[position.last], ids[position.beside]
    except KeyError as error:
        raise PositionLost from error


# Followers ask for few different numbers of changes; what they ask is compiled once for each.
_KEYED = PreparedRows(
    lambda last, beside: PublicChange.objects.filter(key__in=[last, beside]).values_list("key", "pk"),
    int,
    int,
)


@lru_cache(maxsize=20)
def _made_by_clock(limit: int) -> PreparedRows:
    """What the clock has made true: up to a change, after an instant, or at it behind another change."""

    def build(last: int, until: datetime, beside: int, now: datetime) -> QuerySet[PublicChange, Any]:
        after = Q(effective_at__gt=until) | Q(effective_at=until, pk__gt=beside)
        made = PublicChange.objects.made_by_clock(last, now).filter(after)
        return made.values_list(*FeedChange._fields)[: limit + 1]

    return PreparedRows(build, int, datetime, int, datetime)


@lru_cache(maxsize=20)
def _made_after(limit: int) -> PreparedRows:
    """What was made after a change."""

    def build(last: int, now: datetime) -> QuerySet[PublicChange, Any]:
        return PublicChange.objects.made_after(last, now).values_list(*FeedChange._fields)[: limit + 1]

    return PreparedRows(build, int, datetime)
