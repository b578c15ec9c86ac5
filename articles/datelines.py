"""Datelines: the place and day in front of a release's first sentence, "VIENNA, 4 May 2025 – " in its many styles.

A dateline is a place, a date and a dash (or colon) at the start of a text. Seen: comma or bar between place and
date, both cities of "STOCKHOLM/VIENNA", capitals or not, all three dashes with or without a space before them, no
year, and the caption of a photograph stuck in front of the place. Text that only mentions a place and a day
("On 19 June in Almaty, the OSCE") has no dash after the date, and so no dateline.
"""

import re
from dataclasses import dataclass
from datetime import date

from articles.dates import FoundDate, find_date, nearest

_LOOK_AT = 260  # characters; the longest caption seen in front of a place had 33
_DATE_START = re.compile(r"(?<![\w./-])(?=[\w(])")
_AFTER = re.compile(r"\s*(?:\([^()]{1,40}\)\s*)?(?:[–—―‒]+(?!\d)|-{1,2}(?=\s|$|[A-ZА-ЯЁІЇЄҐ])|:(?=\s|$))")
_WIRE = re.compile(r"(?P<place>[^\W\d_][^\d()]{1,60}?)\s*\((?:OSCE|ODIHR|ОБСЕ|ОБСЄ|OSZE)\)\s*[–—―‒-]+\s")
_SEPARATORS = " \t\u00a0,|;·•–—-"
_FILLER = re.compile(r"[\s,]+(?:le|den|am|on|dana|më)$", re.IGNORECASE)
_PARTICLES = frozenset(
    {"am", "an", "and", "de", "del", "der", "des", "di", "du", "e", "en", "i", "im", "in", "la", "le", "les", "na", "në",
     "of", "sur", "the", "upon", "y", "и", "на", "та"}
)  # fmt: skip
# Words that stand before a date in a sentence, and are no place.
_NO_PLACE = frozenset(
    {"on", "in", "at", "from", "since", "until", "till", "by", "the", "today", "yesterday", "between", "after", "before",
     "during", "as", "to", "this", "last", "next", "and", "le", "la", "il", "am", "im", "vom", "bis", "seit", "der",
     "die", "das", "dana", "od", "do", "u", "på", "në", "më", "nga", "в", "на", "с", "от", "до", "по", "у", "від", "з",
     "photo", "foto", "фото"}
)  # fmt: skip
_INITIALS = frozenset(
    {
        "OSCE",
        "ODIHR",
        "EU",
        "UN",
        "SMM",
        "HCNM",
        "RFOM",
        "PA",
        "SALW",
        "NGO",
        "US",
        "UK",
        "ОБСЕ",
        "ОБСЄ",
        "БДИПЧ",
    }
)


@dataclass(frozen=True)
class Dateline:
    place: str
    day: date | None


def read_dateline(text: str, published: date | None = None) -> Dateline | None:
    """The dateline a text begins with; a missing year is the one nearest to the publishing date."""
    head = text[:_LOOK_AT]
    for start in _starts(head):
        found = find_date(head, start)
        if found is None or not _AFTER.match(head, found.end):
            continue
        place = _place(head[:start])
        return Dateline(place, _day(found, published)) if place else None
    wire = _WIRE.match(head)
    if wire and wire["place"].strip(_SEPARATORS).isupper():
        return Dateline(wire["place"].strip(_SEPARATORS), None)
    return None


def _starts(head: str) -> list[int]:
    """Where a word or a number begins, the text's first word left out: a place stands there."""
    return [match.start() for match in _DATE_START.finditer(head) if match.start() > 1]


def _day(found: FoundDate, published: date | None) -> date | None:
    if found.day or not found.month_and_day:
        return found.day
    return nearest(*found.month_and_day, to=published) if published else None


def _place(before: str) -> str:
    """The place at the end of what stands before the date, "" when that is no place."""
    has_separator = before.rstrip()[-1:] in {",", "|", ";", "–", "—", "-", ")"}
    text = _FILLER.sub("", before.strip(_SEPARATORS)).strip(_SEPARATORS).lstrip("(").strip()
    text = re.sub(r"\s*\((?:OSCE|ОБСЕ|ОБСЄ|OSZE)\)$", "", text)
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
    found = words[len(words) - count :]
    while len(found) > 1 and found[0].strip("()/,") in _INITIALS:
        found = found[1:]
    return found if sum(c.isalpha() for c in "".join(found)) >= 3 or len(words) == 1 else []


def _is_place(words: list[str]) -> bool:
    """Whether words look like the name of a place: at most seven, capitalised but for small words between them."""
    if len(words) > 7 or words[0].casefold().strip(",") in _NO_PLACE:
        return False
    for number, word in enumerate(words):
        if number and word.casefold() in _PARTICLES:
            continue
        if (
            not word[0].isupper()
            or any(letter.isdigit() for letter in word)
            or (word[-1] in ".!?:;" and len(word) > 4)
        ):
            return False
    return True
