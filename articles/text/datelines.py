"""Datelines: the place and day in front of a first sentence, "VIENNA, 4 May 2025 –", in many styles.

A dateline is a place, a date and a dash (or colon) at the start of a text. Seen: comma or bar between place
and date, both cities of "STOCKHOLM/VIENNA", capitals or not, all three dashes with or without a space before
them, a date in parentheses, no year, and the caption of a photograph stuck in front of the place. Text that
only mentions a place and a day ("On 19 June in Almaty, the OSCE") has no dash after the date, and so no
dateline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from articles.text.dates import DateMatch, find_date, nearest
from taxonomy.languages import pattern_of, words_of

_LOOK_AT = 260  # characters; the longest caption seen in front of a place had 33
# A date has a figure no further from its start than a weekday and a month are long.
_FIGURE = re.compile(r"\d")
_BEFORE_FIGURE = 40
_DATE_START = re.compile(rf"(?<![\w./-])(?=[\w(])(?=\D{{0,{_BEFORE_FIGURE}}}\d)")
_AFTER = re.compile(
    r"\s*\)?\s*(?:\([^()]{1,40}\)\s*)?(?:[–—―‒]+(?!\d)|-{1,2}(?=\s|$|[A-ZА-ЯЁІЇЄҐ])|:(?=\s|$))"
)
_WIRE = re.compile(
    rf"(?P<place>[^\W\d_][^\d()]{{1,60}}?)\s*\((?:ODIHR|(?i:{pattern_of('organisation')}))\)\s*[–—―‒-]+\s"
)
_SEPARATORS = " \t\u00a0,|;·•–—-"
_FILLER = re.compile(rf"[\s,]+{pattern_of('before_day')}$", re.IGNORECASE)
_ORGANISATION = re.compile(rf"\s*\({pattern_of('organisation')}\)$", re.IGNORECASE)
# Both with words of Italian, Spanish and Swedish: releases are issued there, and written in other languages.
_JOINING_WORDS = frozenset({*words_of("joining_words"), "del", "di", "y"})
_NEVER_A_PLACE = frozenset({*words_of("never_a_place"), "il", "på"})
_INITIALS = frozenset(
    {word.upper() for word in words_of("organisation")}
    | {"ODIHR", "EU", "UN", "SMM", "HCNM", "RFOM", "PA", "SALW", "NGO", "US", "UK", "БДИПЧ"}
)


@dataclass(frozen=True)
class Dateline:
    """A place and the day behind it; the day is None where the dateline has none, or one without a year.

    `end` is where the text behind it begins.
    """

    place: str
    day: date | None
    end: int = field(default=0, compare=False)


def read_dateline(text: str, published: date | None = None) -> Dateline | None:
    """The dateline a text begins with; a missing year is the one nearest to the publishing date."""
    return _dateline_of(text[:_LOOK_AT], published)


@lru_cache(maxsize=1_000)  # each step of the reading of a page asks it of the same lines
def _dateline_of(head: str, published: date | None) -> Dateline | None:
    for start in _starts(head):
        match = find_date(head, start)
        after = _AFTER.match(head, match.end) if match else None
        if match is None or after is None:
            continue
        place = _place(head[:start])
        return Dateline(place, _day(match, published), after.end()) if place else None
    wire = _WIRE.match(head)
    if wire and wire["place"].strip(_SEPARATORS).isupper():
        return Dateline(wire["place"].strip(_SEPARATORS), None, wire.end())
    return None


def _starts(head: str) -> Iterator[int]:
    """Yield the starts of words and numbers, without the text's first word: a place stands there."""
    figure = _FIGURE.search(head)
    if figure:
        first = max(2, figure.start() - _BEFORE_FIGURE)
        yield from (match.start() for match in _DATE_START.finditer(head, first))


def _day(match: DateMatch, published: date | None) -> date | None:
    if match.day or not match.month_and_day:
        return match.day
    return nearest(*match.month_and_day, to=published) if published else None


def _place(before: str) -> str:
    """The place at the end of what stands before the date, "" when that is no place."""
    before = before.rstrip()
    has_separator = before[-1:] in {",", "|", ";", "–", "—", "-", ")", "("}
    text = before.removesuffix("(").strip(_SEPARATORS)  # "GENEVA (4 May 2025) –"
    text = _FILLER.sub("", text).strip(_SEPARATORS).lstrip("(").strip()
    text = _ORGANISATION.sub("", text)
    words = text.split()
    if not words:
        return ""

    capitals = _capitals_at_end(words)
    if capitals and len(capitals) < len(words):
        rest = words[: -len(capitals)]
        if _is_place(rest) and rest[-1].endswith(","):  # "Oš, KYRGYZSTAN"
            return text
        return " ".join(capitals)
    if capitals:
        return text
    return text if has_separator and _is_place(words) else ""


def _capitals_at_end(words: list[str]) -> list[str]:
    """The words in capitals at the end of a text, well-known initials at their front left out."""
    count = 0
    while (
        count < len(words) and words[-1 - count].isupper() and not any(c.isdigit() for c in words[-1 - count])
    ):
        count += 1
    capitals = words[len(words) - count :]
    while len(capitals) > 1 and capitals[0].strip("()/,") in _INITIALS:
        capitals = capitals[1:]
    return capitals if sum(c.isalpha() for c in "".join(capitals)) >= 3 or len(words) == 1 else []


def _is_place(words: list[str]) -> bool:
    """Return whether words look like a place: at most seven, capitalised but for small words between them."""
    if len(words) > 7 or words[0].casefold().strip(",") in _NEVER_A_PLACE:
        return False
    for number, word in enumerate(words):
        if number and word.casefold() in _JOINING_WORDS:
            continue
        if (
            not word[0].isupper()
            or any(letter.isdigit() for letter in word)
            or (word[-1] in ".!?:;" and len(word) > 4)
        ):
            return False
    return True
