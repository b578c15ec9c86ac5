"""What is planned, by day: why each edition stands on a day, and who is to bring it forward."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from articles.models import Article
from articles.models.event import Event


class PlanReason(NamedTuple):
    """Why an edition stands on a day: a kind, the hour if there is one, and the event if it is about one."""

    kind: str
    at: datetime | None = None
    event: Event | None = None

    @property
    def order(self) -> tuple[bool, float]:
        """What puts the reasons of a day in order: those without an hour first."""
        return self.at is not None, self.at.timestamp() if self.at else 0


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An edition on a day, with all the reasons for which it stands there; `filed` are names of its terms."""

    edition: Article
    reasons: tuple[PlanReason, ...]
    filed: Sequence[str]

    @property
    def is_unassigned(self) -> bool:
        """Return whether it is in preparation and nobody is to bring it forward."""
        return self.edition.is_in_preparation and getattr(self.edition, "assignment", None) is None


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day with what stands on it, in the order of hours."""

    day: date
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Days in a row by weeks, the first from `today` on; and what was planned before and is not done."""

    weeks: tuple[tuple[PlanDay, ...], ...]
    overdue: tuple[PlanLine, ...]


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def plan_of(
    editions: Iterable[Article],
    filed: Mapping[int, Sequence[str]],
    *,
    now: datetime,
    monday: date,
    weeks: int,
) -> Plan:
    """Put editions, as `coming_up` finds them, on their days: so many weeks from a `monday` on.

    `filed` are the names of their terms by id. What is overdue stands apart in the week of `now`, and
    nowhere else.
    """
    today = timezone.localdate(now)
    by_day: dict[date | None, list[PlanLine]] = defaultdict(list)
    for edition in editions:
        reasons: dict[date | None, list[PlanReason]] = defaultdict(list)
        for day, reason in _reasons(edition, now):
            is_late = day < today or (reason.at is not None and reason.at < now)
            reasons[None if is_late else day].append(reason)
        for place, of_place in reasons.items():
            ordered = tuple(sorted(of_place, key=lambda reason: reason.order))
            by_day[place].append(PlanLine(edition, ordered, filed[edition.pk]))
    mondays = [monday + timedelta(weeks=week) for week in range(weeks)]
    shown = tuple(
        tuple(PlanDay(day, _in_order(by_day[day])) for day in _days_of(first) if day >= today)
        for first in mondays
    )
    return Plan(shown, _in_order(by_day[None]) if monday <= today else ())


def _days_of(monday: date) -> list[date]:
    return [monday + timedelta(days=place) for place in range(7)]


def _reasons(edition: Article, now: datetime) -> Iterator[tuple[date, PlanReason]]:
    """Yield the days on which an edition stands, each with the reason."""
    if edition.is_in_preparation:
        if edition.planned_day:
            yield edition.planned_day, PlanReason("planned")
        if edition.embargo_until and edition.embargo_until >= now:
            yield timezone.localdate(edition.embargo_until), PlanReason("embargo", edition.embargo_until)
        assignment = getattr(edition, "assignment", None)
        if assignment and assignment.due_at:
            yield timezone.localdate(assignment.due_at), PlanReason("due", assignment.due_at)
    elif edition.public_at and edition.public_at > now:
        yield timezone.localdate(edition.public_at), PlanReason("scheduled", edition.public_at)
    if (event := edition.event) and event.begun_at > now:
        hour = None if event.is_whole_day else event.start
        yield event.first_day, PlanReason("event", hour, event)


def _in_order(lines: Iterable[PlanLine]) -> tuple[PlanLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.reasons[0].order, line.edition.pk)))
