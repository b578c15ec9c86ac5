"""A date among the words of a search, as people write it: a day, a month, or a year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from articles.text.dates import MONTHS, find_date, make_date

_WORD = re.compile(r"(?<!\S)[^\s\"“”„«»]")
_MONTH_AND_YEAR = re.compile(r"(?P<month>[^\W\d_]+)\.?,?\s+(?:de\s+)?(?P<year>\d{4})(?!\S)")
_YEAR = re.compile(r"(?P<year>\d{4})(?!\S)")


@dataclass(frozen=True, slots=True)
class DateInWords:
    """The first and the last day that were meant, both inclusive, and the words without the date."""

    first: date
    last: date
    rest: str


def date_in(text: str) -> DateInWords | None:
    """The first day that is written in a search; without one its first month, or its first year."""
    for read in (_day_at, _month_at, _year_at):
        for start in (word.start() for word in _WORD.finditer(text)):
            if found := read(text, start):
                end, first, last = found
                return DateInWords(first, last, " ".join(f"{text[:start]} {text[end:]}".split()))
    return None


def _day_at(text: str, start: int) -> tuple[int, date, date] | None:
    found = find_date(text, start)
    return (found.end, found.day, found.day) if found and found.day else None


def _month_at(text: str, start: int) -> tuple[int, date, date] | None:
    found = _MONTH_AND_YEAR.match(text, start)
    month = MONTHS.get(found["month"].casefold()) if found else None
    if not found or not month or not (first := make_date(int(found["year"]), month, 1)):
        return None
    return found.end(), first, first.replace(day=calendar.monthrange(first.year, month)[1])


def _year_at(text: str, start: int) -> tuple[int, date, date] | None:
    found = _YEAR.match(text, start)
    first = make_date(int(found["year"]), 1, 1) if found else None
    return (found.end(), first, date(first.year, 12, 31)) if found and first else None
