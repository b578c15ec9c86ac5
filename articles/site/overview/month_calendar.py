"""The months of a year as calendars: each day with the number of releases issued on it."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format

# Days and months are shaded in so many steps, by their share of the highest number.
SHADES = 4


class CalendarDay(NamedTuple):
    """A day of a month; `shade` is 0 without releases, else from 1 to SHADES."""

    day: date
    total: int
    shade: int


class CalendarMonth(NamedTuple):
    """A month with its releases; a week has None for the days of other months."""

    first: date
    total: int
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def months_of(year: int, counts: Mapping[date, int]) -> list[CalendarMonth]:
    """Return the months of a year, with the numbers of releases by day."""
    highest = max(counts.values(), default=0)
    weeks = calendar.Calendar(_first_weekday())
    return [
        CalendarMonth(
            date(year, month, 1),
            sum(count for day, count in counts.items() if day.month == month),
            tuple(
                tuple(_day(day, counts, highest) if day.month == month else None for day in week)
                for week in weeks.monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    ]


def weekdays() -> list[tuple[str, str]]:
    """Return short and whole names of the days of a week, in the language of the interface."""
    order: Sequence[int] = [(_first_weekday() + place) % 7 for place in range(7)]
    return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in order]


def shade_of(count: int, highest: int) -> int:
    """Return how dark a number is shaded beside the highest one.

    >>> [shade_of(count, 8) for count in (0, 1, 2, 3, 8)]
    [0, 1, 1, 2, 4]
    """
    return -(-count * SHADES // highest) if highest else 0


def _day(day: date, counts: Mapping[date, int], highest: int) -> CalendarDay:
    count = counts.get(day, 0)
    return CalendarDay(day, count, shade_of(count, highest))


def _first_weekday() -> int:
    """Return on which day a week begins, counted from Monday: Django counts from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
