"""Dates in words or figures, in all languages.

In figures the day comes before the month, unless the weekday says otherwise or the caller knows better:
03/11/2019 is 3 November in Vienna and 11 March in Washington.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from articles.text.page_labels import without_invisible
from taxonomy.languages import LANGUAGES, pattern_of


def _folded(word: str) -> str:
    """A word without its case; the dot that a capital İ leaves behind is no letter."""
    return word.casefold().replace("\u0307", "")


MONTHS: dict[str, int] = {
    _folded(form): number
    for language in LANGUAGES.values()
    for number, forms in enumerate(language.months, start=1)
    for form in forms.split()
}

WEEKDAYS: dict[str, int] = {
    _folded(form): number
    for language in LANGUAGES.values()
    for number, forms in enumerate(language.weekdays)
    for form in forms.split(", ")
}
_WEEKDAY = "|".join(map(re.escape, sorted(WEEKDAYS, key=len, reverse=True)))

# No quantifier gives back what it took (`++`): a word or a gap of 100,000 characters is read once.
# A month has to stand whole: "Mayor" is none.
_MONTH = r"(?P<month{n}>[^\W\d_]++(?:\u0307[^\W\d_]*+)?)\.?(?![^\W\d_])"
_DAY = rf"(?P<day{{n}}>\d{{{{1,2}}}}){pattern_of('ordinals')}?\.?"
_YEAR = r"(?P<year{n}>\d{{4}})(?!\d)"
# What may follow a year: "г.", "года", "р.", "року", "godine", "год.", "година".
_YEAR_WORD = rf"(?:\.?\s*+{pattern_of('after_year')}\b\.?|\.(?=\s*+(?:$|[–—(-])))?"

_YEAR_FIRST = rf"{_YEAR}\s*+{pattern_of('year_first')}\.?\s*+,?\s*+"

_WORDS = re.compile(
    rf"{_YEAR_FIRST.format(n=3)}{_DAY.format(n=3)}\s*+{_MONTH.format(n=3)}"
    rf"|{_YEAR_FIRST.format(n=4)}{_MONTH.format(n=4)}\s++{_DAY.format(n=4)}(?!\d)"
    rf"|{_DAY.format(n=1)}\s*+(?:{pattern_of('before_month')}\s++)?{_MONTH.format(n=1)}"
    rf"(?:\s*+,?\s*+(?:{pattern_of('before_year')}\s++)?{_YEAR.format(n=1)}{_YEAR_WORD})?"
    rf"|{_MONTH.format(n=2)}\s++{_DAY.format(n=2)}(?!\d)(?:(?:\s*+,)?\s++{_YEAR.format(n=2)})?",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
    r"|(?P<day2>\d{1,2})\s?(?P<mark>[./-])\s?(?P<month2>\d{1,2})\s?(?P=mark)\s?(?P<year2>\d{4})(?!\d)"
    r"\s?(?:г\.|р\.|\.(?=\s*$))?"
)
_HAS_FIGURE = re.compile(r"\d")
LONGEST_DATE = 80
_SWAPPABLE = re.compile(r"(?<!\d)(?P<day2>\d{1,2})\s?[/-]\s?\d{1,2}\s?[/-]\s?\d{4}(?!\d)")
_BEFORE = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY})\.?(?:\s*+,)?\s++)?(?:{pattern_of('before_day')}\s++)?", re.IGNORECASE
)
_TIME = re.compile(
    rf"\s*(?:,|-|–|{pattern_of('before_time')})?\s*\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?"
    rf"\s*(?:{pattern_of('after_time')}|cet|cest|utc|gmt)?\s*$",
    re.IGNORECASE,
)


class DateOrder(Enum):
    """The order of day and month in dates in figures, by the name that an import is told it with."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


def parse_date(text: str, order: DateOrder = DateOrder.DAY_FIRST) -> date | None:
    """The date that a text is as a whole ("Friday, 4 July 2025", "4. Juli 2025", "04.07.2025"), else None."""
    found = _whole_date(text, order)
    return found.day if found else None


def is_ambiguous(text: str) -> bool:
    """Return whether a date is another one with day and month exchanged, and nothing in it tells which."""
    first, second = _whole_date(text, DateOrder.DAY_FIRST), _whole_date(text, DateOrder.MONTH_FIRST)
    return bool(first and second and first.day != second.day)


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """Return the order of day and month that the dates of one page have; None if none or several tell it."""
    orders = set()
    for text in texts:
        days = {order: found.day for order in DateOrder if (found := _whole_date(text, order))}
        if len(set(days.values())) == 1 and (order := _evident_order(text, *days.values())):
            orders.add(order)
    return orders.pop() if len(orders) == 1 else None


def _evident_order(text: str, *days: date | None) -> DateOrder | None:
    """Return the order in which a date of one meaning is written in figures; None for one in words."""
    figures, day = _SWAPPABLE.search(text), days[0]
    if not figures or not day or day.day == day.month:
        return None
    return DateOrder.DAY_FIRST if int(figures["day2"]) == day.day else DateOrder.MONTH_FIRST


def _whole_date(text: str, order: DateOrder) -> "DateMatch | None":
    if not _HAS_FIGURE.search(text):
        return None
    text = without_invisible(text).strip()
    return _whole_date_of(text, order) if len(text) <= LONGEST_DATE else None


@lru_cache(maxsize=2_000)  # the same date is asked about again and again while a page is read
def _whole_date_of(text: str, order: DateOrder) -> "DateMatch | None":
    match = find_date(text, order=order)
    if match is None or match.day is None:
        return None
    rest = text[match.end :]
    return match if not rest.strip() or _TIME.match(rest) else None


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date at the start of a text: where it ends, and its day; without a year, `day` is None."""

    end: int
    day: date | None
    month_and_day: tuple[int, int] | None = None


def find_date(text: str, start: int = 0, order: DateOrder = DateOrder.DAY_FIRST) -> DateMatch | None:
    """The date that begins at `start`, weekday and article included; None when none begins there."""
    if text[start : start + 1].isdigit():
        return _date_at(text, start, None, order)
    before = _BEFORE.match(text, start)
    weekday = WEEKDAYS.get(_folded(before["weekday"] or "")) if before else None
    if before and before.end() > start:
        # "mar" is a Tuesday in Bari and March in Boston: what goes on as a date tells.
        return _date_at(text, before.end(), weekday, order) or _date_at(text, start, None, order)
    return _date_at(text, start, None, order)


def _date_at(text: str, start: int, weekday: int | None, order: DateOrder) -> DateMatch | None:
    figures = _FIGURES.match(text, start)
    if figures:
        made = _in_figures(figures, weekday, order)
        return DateMatch(figures.end(), made) if made else None
    words = _WORDS.match(text, start)
    if not words:
        return None
    number = next(one for one in "1234" if words["month" + one])
    month = MONTHS.get(_folded(words["month" + number]))
    if not month:
        return None
    day, year = int(words["day" + number]), words["year" + number]
    if year is None:
        return DateMatch(words.end(), None, (month, day)) if make_date(2000, month, day) else None
    made = make_date(int(year), month, day)
    return DateMatch(words.end(), made) if made else None


def _in_figures(figures: re.Match[str], weekday: int | None, order: DateOrder) -> date | None:
    """The date of a match: of two that it may be, the one on this weekday, else the one in this order."""
    if figures["year"]:
        return make_date(int(figures["year"]), int(figures["month"]), int(figures["day"]))
    year, first, second = (int(figures[name]) for name in ("year2", "day2", "month2"))
    by_order = {
        DateOrder.DAY_FIRST: make_date(year, second, first),
        # Dots stand between day and month where the day comes first.
        DateOrder.MONTH_FIRST: make_date(year, first, second) if figures["mark"] != "." else None,
    }
    days = [day for day in (by_order.pop(order), *by_order.values()) if day]
    return next((day for day in days if day.weekday() == weekday), days[0] if days else None)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is no such day or the year is none of ours (a misprint such as 0202)."""
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, to: date) -> date | None:
    """The day of a year that is nearest to another date: 30 December is last year's on 2 January."""
    candidates = [make_date(year, month, day) for year in (to.year - 1, to.year, to.year + 1)]
    days = [candidate for candidate in candidates if candidate]
    return min(days, key=lambda day: abs(day - to), default=None)
