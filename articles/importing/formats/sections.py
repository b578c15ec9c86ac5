"""Sections of a text: listings, single releases and pages without labels may stand in one file.

What a section begins with is told by its anchor: a run of labels, or a text that begins with place and day
below a title. A listing has many runs, each other section has one anchor.
"""

import enum
from dataclasses import dataclass

from articles.importing.formats.lines import (
    TextLine,
    is_bullet,
    is_furniture,
    is_label_like,
    split_label,
    without_bullet,
)
from articles.importing.formats.single.text import is_caption
from articles.text.datelines import read_dateline
from articles.text.dates import parse_date
from articles.text.page_labels import TITLE_LABELS, LabelMeaning, is_notice, is_type, label_meaning, plain
from articles.text.sentences import ends_sentence, surely_ends_sentence

# So many lines stand at most between the type of a release and its labels: title, lead, caption, notice.
MOST_ABOVE_LABELS = 6
# So many lines stand at most between the labels of a release and its text.
MOST_ABOVE_TEXT = 4
# The labels of a page are told from a list in its text by so many kinds of them.
LEAST_FIELDS = 2
LONGEST_TITLE = 320
LONGEST_VALUE = 200
_USUAL_OF_LISTINGS = frozenset({"date", "type", "where", "what"})


class Kind(enum.Enum):
    """What a section is."""

    LISTING = "listing"
    SINGLE = "single release"
    TITLED = "list of facts, the title one of them"
    UNLABELLED = "page without labels"


@dataclass(frozen=True)
class Section:
    """Lines that are read together; `start` is the place of the first of them in the text."""

    kind: Kind
    start: int
    lines: list[TextLine]


@dataclass(frozen=True)
class _Anchor:
    kind: Kind
    start: int
    stop: int


def split_sections(lines: list[TextLine]) -> list[Section]:
    """The sections of a text; a text without an anchor is one page without labels."""
    starts: list[tuple[Kind, int]] = []
    previous: _Anchor | None = None
    for anchor in _anchors(lines):
        if previous and previous.kind is anchor.kind is Kind.LISTING:
            previous = anchor
            continue
        begin = _begin(lines, anchor, previous.stop) if previous else 0
        if begin is None:
            continue
        starts.append((anchor.kind, begin))
        previous = anchor
    starts = starts or [(Kind.UNLABELLED, 0)]
    stops = [*(start for _, start in starts[1:]), len(lines)]
    return [
        Section(kind, start, lines[start:stop]) for (kind, start), stop in zip(starts, stops, strict=True)
    ]


def _anchors(lines: list[TextLine]) -> list[_Anchor]:
    anchors: list[_Anchor] = []
    texts: set[str] = set()  # a text that stands there twice is the same page's
    # Where the last run ends that says nothing, of bullets or not: no label in it begins one that says more.
    silent_until = {True: 0, False: 0}
    number = own_until = 0
    while number < len(lines):
        text = lines[number].text
        anchor: _Anchor | None = None
        if _is_unknown_date(text):
            anchor = _Anchor(Kind.LISTING, number, number + 1)
        elif number >= silent_until[is_bullet(text)]:
            anchor, silent_until[is_bullet(text)] = _run(lines, number)
        if anchor:
            anchors.append(anchor)
            # The text right below labels is theirs, also below the title again, a caption, a notice.
            own_until = anchor.stop + MOST_ABOVE_TEXT
        elif is_type(text):
            own_until = number
        elif (dateline := read_dateline(text)) and dateline.day:
            key = plain(text[:LONGEST_VALUE])
            is_new = number >= own_until and key not in texts
            if is_new and (start := _head_above(lines, number)) is not None:
                anchors.append(_Anchor(Kind.UNLABELLED, start, number + 1))
            texts.add(key)
        number = anchor.stop if anchor else number + 1
    return anchors


def _run(lines: list[TextLine], start: int) -> tuple[_Anchor | None, int]:
    """The run of labels that begins at a line, as an anchor, and where it ends.

    The anchor is None where none begins that says what it is.
    """
    if not _meaning(lines[start].text) and not _is_title_label(lines[start].text):
        return None, start
    is_bulleted = is_bullet(lines[start].text)
    stop = _end_of_run(lines, start, is_bulleted)
    fields = [meaning.field for line in lines[start:stop] if (meaning := _meaning(line.text))]
    kind = _kind_of_run(lines, start, stop, fields, is_bulleted)
    return (_Anchor(kind, start, stop) if kind else None), stop


def _end_of_run(lines: list[TextLine], start: int, is_bulleted: bool) -> int:
    """Return where a run of labels ends: behind its last label that is known, and the value of that."""
    stop = number = start
    is_empty = False
    while number < len(lines) and (not is_bulleted or is_bullet(lines[number].text)):
        text = lines[number].text
        split = split_label(text)
        if _meaning(text) or _is_title_label(text):
            is_empty = bool(split and not split[1])
            stop = number + 1
        elif is_bulleted:
            stop = number + 1
        elif is_empty and len(text) <= LONGEST_VALUE and not surely_ends_sentence(text):
            is_empty = False
            stop = number + 1
        elif split and is_label_like(split[0]) and not surely_ends_sentence(text):
            stop = number + 1
        else:
            break
        number += 1
    return stop


def _kind_of_run(
    lines: list[TextLine], start: int, stop: int, fields: list[str], is_bulleted: bool
) -> Kind | None:
    if any(_is_title_label(line.text) for line in lines[start:stop]) and "date" in fields:
        return Kind.TITLED
    if is_bulleted:
        if "date" in fields and len(set(fields)) >= LEAST_FIELDS:
            return Kind.SINGLE
        has_empty = any(
            (split := split_label(line.text)) and not split[1] and _meaning(line.text)
            for line in lines[start:stop]
        )
        return Kind.SINGLE if has_empty and set(fields) - {"tags", "updated"} else None
    if any(meaning.is_usual and meaning.field in _USUAL_OF_LISTINGS
           for line in lines[start:stop] if (meaning := _meaning(line.text))):  # fmt: skip
        return Kind.LISTING
    if fields.count("date") != 1 or "type" in fields:
        return Kind.LISTING if "date" in fields else None
    above = lines[max(0, start - MOST_ABOVE_LABELS) : max(0, start - 1)]
    is_single = "place" in fields or any(is_type(line.text) for line in above)
    return Kind.SINGLE if is_single else Kind.LISTING


def _head_above(lines: list[TextLine], number: int) -> int | None:
    """Return where the title above a text stands, or what stands above that; None where there is no title."""
    title = None
    for above in range(number - 1, max(0, number - MOST_ABOVE_LABELS) - 1, -1):
        text = lines[above].text
        if _meaning(text) or len(text) > LONGEST_TITLE or surely_ends_sentence(text):
            break
        if is_type(text):
            return above if title is not None else None
        if is_furniture(text) or is_bullet(text):
            break
        if is_notice(text) or is_caption(text) or parse_date(text):
            continue
        title = above
    return title


def _begin(lines: list[TextLine], anchor: _Anchor, after: int) -> int | None:
    """Return where the section of an anchor begins, below the one before; None where it is no section."""
    first = after + 1 if after < anchor.start else after  # the section before has one line of text at least
    if anchor.kind is Kind.SINGLE:
        return _single_start(lines, first, anchor.start)
    if anchor.kind is Kind.UNLABELLED:
        return anchor.start if anchor.start >= first else None
    start = anchor.start
    if anchor.kind is Kind.LISTING and start > first:
        start -= 1
        if start > first and is_type(lines[start - 1].text):
            start -= 1
    while start > first and is_furniture(lines[start - 1].text):
        start -= 1
    return start


def _single_start(lines: list[TextLine], first: int, block: int) -> int | None:
    """Return where the page begins whose labels begin at `block`, below the text of the page before.

    That is at its type, or at its title where a whole date stands in the labels; None when neither is there:
    the labels are then a list in the text.
    """
    for number in range(block - 2, max(first, block - MOST_ABOVE_LABELS) - 1, -1):
        if is_type(lines[number].text):
            return number
    title = block - 1
    has_date = any(
        parse_date(without_bullet(line.text)) or ((split := split_label(line.text)) and parse_date(split[1]))
        for line in lines[block : block + 2]
    )
    is_page = title >= first and has_date and is_bullet(lines[block].text)
    return title if is_page and not ends_sentence(lines[title].text) else None


def _is_unknown_date(text: str) -> bool:
    """Return whether a line is a date behind a label that no language has."""
    split = split_label(text)
    if not split or label_meaning(split[0]) or not is_label_like(split[0]):
        return False
    return parse_date(split[1]) is not None


def _meaning(text: str) -> LabelMeaning | None:
    split = split_label(text)
    return label_meaning(split[0]) if split else None


def _is_title_label(text: str) -> bool:
    split = split_label(text)
    return bool(split and split[1] and plain(split[0]) in TITLE_LABELS)
