"""Dates written in words or figures, in the languages of languages.py; the day always comes before the month
when both are figures."""

import re
from datetime import date

from articles.languages import INVISIBLE, MONTHS

# A month has to stand whole: "Mayor" is none.
_MONTH = r"(?P<month{n}>[^\W\d_]+)\.?(?![^\W\d_])"
_DAY = r"(?P<day{n}>\d{{1,2}})(?:st|nd|rd|th|er|re|-?(?:го|е))?\.?"
_YEAR = r"(?P<year{n}>\d{{4}})(?!\d)"
# What may follow a year: "г.", "года", "р.", "року", "godine", "год.", "година".
_YEAR_WORD = r"(?:\.?\s*(?:года|году|год|г|року|рік|р|godine|god|године|година)\b\.?|\.(?=\s*(?:$|[–—(-])))?"

_WORDS = re.compile(
    rf"{_DAY.format(n=1)}\s*(?:of\s+|de\s+)?{_MONTH.format(n=1)}(?:\s*,?\s*{_YEAR.format(n=1)}{_YEAR_WORD})?"
    rf"|{_MONTH.format(n=2)}\s+{_DAY.format(n=2)}(?!\d)(?:\s*,?\s+{_YEAR.format(n=2)})?",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
    r"|(?P<day2>\d{1,2})\s?(?P<mark>[./-])\s?(?P<month2>\d{1,2})\s?(?P=mark)\s?(?P<year2>\d{4})(?!\d)\s?(?:г\.|р\.|\.(?=\s*$))?"
)
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|понеділок|вівторок|середа|четвер|п['’]ятниця|субота|неділя"
    r"|ponedjeljak|ponedeljak|utorak|srijeda|sreda|četvrtak|petak|subota|nedjelja|nedelja"
    r"|понедељак|уторак|сриједа|четвртак|петак|недеља|понеделник|четврток|петок|сабота|недела"
    r"|e hënë|e martë|e mërkurë|e enjte|e premte|e shtunë|e diel"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:(?:{_WEEKDAY.pattern})\.?\s*,?\s+)?(?:(?:le|den|am|on|dana|më)\s+)?", re.IGNORECASE
)
_TIME = re.compile(
    r"\s*(?:,|-|–|at|um|à|в|о|u|në)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:uhr|h|cet|cest|utc|gmt)?\s*$", re.I
)


def parse_date(text: str) -> date | None:
    """The date that the whole of a text is ("Friday, 4 July 2025", "4. Juli 2025", "04.07.2025"), else None."""
    text = text.translate({ord(mark): None for mark in INVISIBLE}).strip()
    if len(text) > 80:
        return None
    found = find_date(text)
    if found is None or found.day is None:
        return None
    rest = text[found.end :]
    return found.day if not rest.strip() or _TIME.match(rest) else None


class FoundDate:
    """A date at the start of a text: where it ends, and its day; `day` is None when the year is not said."""

    def __init__(self, end: int, day: date | None, month_and_day: tuple[int, int] | None = None):
        self.end = end
        self.day = day
        self.month_and_day = month_and_day


def find_date(text: str, start: int = 0) -> FoundDate | None:
    """The date that begins at `start`, weekday and article included; None when none begins there."""
    before = _BEFORE.match(text, start)
    start = before.end() if before else start
    figures = _FIGURES.match(text, start)
    if figures:
        year, month, day = (figures[name] or figures[name + "2"] for name in ("year", "month", "day"))
        found = make_date(int(year), int(month), int(day))
        return FoundDate(figures.end(), found) if found else None
    words = _WORDS.match(text, start)
    if not words:
        return None
    number = "1" if words["month1"] else "2"
    month = MONTHS.get(words["month" + number].casefold())
    if not month:
        return None
    day, year = int(words["day" + number]), words["year" + number]
    if year is None:
        return FoundDate(words.end(), None, (month, day)) if make_date(2000, month, day) else None
    found = make_date(int(year), month, day)
    return FoundDate(words.end(), found) if found else None


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is no such day or the year is none of ours (a misprint such as 0202)."""
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, to: date) -> date | None:
    """That day of the year which makes it nearest to another date: 30 December is last year's on 2 January."""
    candidates = [make_date(year, month, day) for year in (to.year - 1, to.year, to.year + 1)]
    known = [candidate for candidate in candidates if candidate]
    return min(known, key=lambda candidate: abs(candidate - to), default=None) if known else None
