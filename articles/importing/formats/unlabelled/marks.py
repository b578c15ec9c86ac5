"""The mark of a line of a page without labels: a date, a type, a sentence, or words that may be a title."""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.importing.formats.lines import TextLine, furniture_kind, is_bullet, is_strange, without_bullet
from articles.importing.record import Furniture
from articles.text.datelines import read_dateline
from articles.text.dates import find_date
from articles.text.page_labels import TYPE_WORDS, is_notice, is_type, plain
from articles.text.sentences import ends_sentence, surely_ends_sentence
from taxonomy.languages import words_of

LONGEST_DATED = 110
LONGEST_TITLE = 320
LEAST_SENTENCE = 50
# A line so long is a paragraph, with or without a full stop.
LEAST_PARAGRAPH = 180
_WORD_START = re.compile(r"(?<![\w./-])(?=[^\W_])(?=\D{0,40}\d)")
_SEPARATORS = " \t\u00a0,;:|·•–—-/()[]"
_NUMBER = re.compile(
    r"(?:n[o°r]\.?|№|ref\.?|press/|ip/|dc\s?|sg/|\d|[/.()\s-])+(?:[a-z]{1,4}(?:/\d+)*)?", re.IGNORECASE
)
_TIME = re.compile(
    r"(?:at\s|um\s|à\s|в\s)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:uhr|cet|cest|gmt|utc|am|pm|h|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)
# "18-19 May 2006" of a meeting: what came of it is of its last day.
_FIRST_DAY = re.compile(r"(?<!\d)\d{1,2}\s?[-–—]\s?(?=\d{1,2}\.?\s+[^\W\d_])")
_REFERENCE = re.compile(
    r"[A-Z][\w./-]{0,12}\(?\d[\w()./-]{2,20}(?:\s(?:final|rev\.?|corr\.?)\s?\d{0,2})?", re.ASCII
)
# "1. Piers", "IV. Announcements": the headings of a text, never its title.
_ENUMERATED = re.compile(r"(?:\d{1,2}|[IVX]{1,5})[.)]\s")
# How often a page was read stands beside its date on some sites.
_COUNT = re.compile(r"\d{1,7}(?=\s+[^\W\d_]|$)")
_UPDATED = frozenset(map(plain, words_of("updated")))
_DATES = frozenset(map(plain, words_of("date")))
_MOST_WORDS_OF_PLACE = 4


class LineMark(enum.Enum):
    """What a line may be by itself."""

    FURNITURE = "part of the page"
    DATE = "date"
    KIND = "content type"
    NOTICE = "notice"
    SENTENCE = "sentence or paragraph"
    WORDS = "words"


@dataclass(frozen=True)
class Marked:
    """A line with its mark; a line of a date may have the type and the place beside it, or the title."""

    line: TextLine
    mark: LineMark
    date: str = ""
    kind: str = ""
    place: str = ""
    title: str = ""

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text


def mark(line: TextLine) -> Marked:
    """Return what a line is by itself."""
    text = line.text
    if is_notice(text):
        return Marked(line, LineMark.NOTICE)
    dated = _dated(line)
    furniture = furniture_kind(text)
    if (furniture and not (dated and furniture == "pagination")) or (is_strange(text) and not dated):
        return Marked(line, LineMark.FURNITURE)
    if dated:
        return dated
    if kind := type_of(text):
        return Marked(line, LineMark.KIND, kind=kind)
    is_sentence = (surely_ends_sentence(text) and len(text) >= LEAST_SENTENCE) or len(text) >= LEAST_PARAGRAPH
    if is_sentence or read_dateline(text):
        return Marked(line, LineMark.SENTENCE)
    if is_bullet(text) and len(without_bullet(text).split()) <= _MOST_WORDS_OF_PLACE:
        return Marked(line, LineMark.FURNITURE)
    return Marked(line, LineMark.WORDS)


def furniture_of(marked: Iterable[Marked]) -> list[Furniture]:
    """Return the lines that are part of the page, with their kinds."""
    return [
        Furniture(one.line.number, furniture_kind(one.text) or "menu", one.text)
        for one in marked
        if one.mark is LineMark.FURNITURE
    ]


def opening_date(text: str) -> tuple[str, str]:
    """The date that a paragraph opens with, and the sentences behind it; both empty where it has none.

    Seen: "[23/04/2014] The Committee", "23:15 21.09.2007 The authorities", "date 2025-08-13 VIENNA".
    """
    bare = text.lstrip(_SEPARATORS)
    word = bare.partition(" ")[0]
    is_named = plain(word.rstrip(":")) in _DATES
    if is_named:
        bare = bare[len(word) :].lstrip(_SEPARATORS)
    bare = _without_time(bare)
    found = find_date(bare) if bare[:1].isdigit() else None
    if not found or not found.day:
        return "", ""
    rest = _without_time(bare[found.end :]).lstrip(_SEPARATORS)
    is_sentence = len(rest) >= LEAST_SENTENCE and rest.lstrip("\"'“„«")[:1].isupper()
    return (bare[: found.end], rest) if is_sentence or (is_named and rest) else ("", "")


def type_of(text: str) -> str:
    """The content type that a line begins with, where only a number follows: "Press release No 12/2019"."""
    if is_type(text):
        return text
    words = text.split()
    for count in range(min(4, len(words)), 0, -1):
        kind, rest = " ".join(words[:count]), " ".join(words[count:])
        if plain(kind.rstrip(":")) in TYPE_WORDS and len(rest) <= LEAST_SENTENCE and _NUMBER.fullmatch(rest):
            return kind.rstrip(":")
    return ""


def _dated(line: TextLine) -> Marked | None:
    """A line that says when: a date, and beside it at most a type, a place, a time, a change, or a title."""
    text = without_bullet(line.text)
    if len(text) > LONGEST_TITLE or not any(map(str.isdigit, text)):
        return None
    if is_enumerated(text) or read_dateline(text):
        return None
    text = _FIRST_DAY.sub("", text, count=1)
    for start in _WORD_START.finditer(text):
        found = find_date(text, start.start())
        if found and found.day:
            before, after = _without_time(text[: start.start()]), text[found.end :]
            date = text[start.start() : found.end]
            return _around(line, before.strip(_SEPARATORS), _without_count(after), date, text)
    return None


def day_without_year(text: str) -> tuple[int, int] | None:
    """The month and the day that a line is, with at most a place behind: "25 September Strasbourg"."""
    text = without_bullet(text)
    found = find_date(text) if len(text) <= LONGEST_DATED else None
    if not found or found.day or not found.month_and_day:
        return None
    after = text[found.end :].strip(_SEPARATORS)
    return found.month_and_day if not after or _is_place(after) else None


def is_enumerated(text: str) -> bool:
    """Return whether a line begins with a number of its own, like the headings of a text."""
    return bool(_ENUMERATED.match(text))


def _without_count(after: str) -> str:
    """What stands behind a date without its hour, and without a count behind the hour."""
    rest = _without_time(after).strip(_SEPARATORS)
    has_time = rest != after.strip(_SEPARATORS)
    return _COUNT.sub("", rest, count=1).strip(_SEPARATORS) if has_time and _COUNT.match(rest) else rest


def _without_time(text: str) -> str:
    text = text.lstrip(_SEPARATORS)
    time = _TIME.match(text)
    return text[time.end() :] if time else text


def _around(line: TextLine, before: str, after: str, date: str, text: str) -> Marked | None:
    """The mark of a line by what stands on both sides of its date."""
    label = plain(before)
    if label in _UPDATED:
        return Marked(line, LineMark.FURNITURE)
    if any(plain(after).startswith(word) for word in _UPDATED):
        after = ""
    kind = type_of(before) or type_of(after)
    others = [side for side in (before, after) if side and not _is_of_head(side)]
    places = [side for side in others if _is_place(side)]
    if len(text) <= LONGEST_DATED and len(others) == len(places):
        # Of two, who issued it stands in front and the place behind: "Secretariat 2 October 2024 Vienna".
        return Marked(line, LineMark.DATE, date, kind, places[-1] if places else "")
    if len(others) == 1 and _is_parted(text, date) and not surely_ends_sentence(text):
        return Marked(line, LineMark.DATE, date, kind, title=others[0])
    return None


def _is_of_head(text: str) -> bool:
    """Return whether words beside a date are no title: a type, a number, or the word for the date."""
    return bool(type_of(text) or _REFERENCE.fullmatch(text)) or plain(text) in _DATES


def _is_place(text: str) -> bool:
    words = text.replace("/", " ").split()
    return (
        len(words) <= _MOST_WORDS_OF_PLACE
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and not any(map(str.isdigit, text))
        and not ends_sentence(text)
    )


def _is_parted(text: str, date: str) -> bool:
    """Return whether a sign stands between a date and the words beside it: "12 March – A bridge opens"."""
    before, _, after = text.partition(date)
    return before.rstrip()[-1:] in set("|·•–—-:([/") or after.lstrip()[:1] in set("|·•–—-:)]/")
