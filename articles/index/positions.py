"""The order of releases as one number: position = (days since 1900-01-01) << 16 | number within the day.

Order by position is order by date, and a span of days is a span of positions.
"""

from datetime import date, timedelta

FIRST_DAY = date(1900, 1, 1)
BITS_WITHIN_DAY = 16
PLACES_IN_A_DAY = 1 << BITS_WITHIN_DAY


class DayIsFull(Exception):
    """A day has no place for another release."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day:%d %B %Y} has no place for another release; choose another publishing date.")


def start_of(day: date) -> int:
    """The lowest position of `day`; the day after's is the first one above all of `day`."""
    return (day - FIRST_DAY).days << BITS_WITHIN_DAY


def day_of(position: int) -> date:
    """The day a position lies in."""
    return FIRST_DAY + timedelta(days=int(position) >> BITS_WITHIN_DAY)
