"""Single releases: one page, one release with its menu, type, title, labels and the whole text.

Seen: bullets for menu and labels ("- Date:" and, on the next line, "- 4 July 2025"), empty values, and pages
without the menu. The label block is what such a page is recognised by; the title stands right above it.
"""

import re

from articles.datelines import read_dateline
from articles.importing.formats.building import Label, build_record, is_shortened, is_whole_date
from articles.importing.formats.lines import (
    Line,
    ends_sentence,
    is_bare_bullet,
    is_bullet,
    is_furniture,
    is_label_like,
    is_open,
    is_surely_cut,
    split_label,
    split_lines,
    surely_ends_sentence,
    without_bullet,
)
from articles.importing.record import Problem, Reading, Unread
from articles.languages import TYPE_WORDS, label_meaning, plain

ABOVE_TITLE = "above the title: unknown part of the page's header"
CUT_VALUE = "the capture ends here; the value may be cut"

_CAPTION = re.compile(
    r"(?:photo|photograph|foto|фото|image|picture)(?:\s+by|\s+credit)?\s*:.*", re.IGNORECASE
)
_CREDIT = re.compile(
    r".*\((?:photo:\s*)?(?:OSCE|ODIHR|ОБСЕ|ОБСЄ|OSZE)\s*/[^()]{1,60}\)\.?", re.IGNORECASE | re.DOTALL
)
_BARE_CREDIT = re.compile(r".*\((?:OSCE|ODIHR|ОБСЕ|ОБСЄ|OSZE)\)\.?", re.DOTALL)
_LONGEST_CAPTION = 300
_LONGEST_TYPE = 6  # words


def is_single(lines: list[Line]) -> bool:
    """Whether a text is one release: it has a block of bulleted labels, or labels that listings do not have."""
    fields = set()
    has_bulleted = False
    dates = 0
    for line in lines:
        split = split_label(line.text)
        meaning = label_meaning(split[0]) if split else None
        if not split or not meaning:
            continue
        if is_bullet(line.text) and not split[1]:
            has_bulleted = True
        elif meaning.is_usual and meaning.field in {"date", "type", "where", "what"}:
            return False
        fields.add(meaning.field)
        dates += meaning.field == "date"
    is_one = dates == 1 and "type" not in fields
    return has_bulleted or (is_one and ("place" in fields or is_bulleted_run(lines, fields)))


def is_bulleted_run(lines: list[Line], fields: set[str]) -> bool:
    """Whether two or more kinds of known labels stand there, all behind bullets."""
    return len(fields) > 1 and all(is_bullet(line.text) for line in lines if _is_known_label(line.text))


def read_single(text: str, source: str) -> Reading:
    """The one record of a release's page, and the lines that are not in it."""
    lines = split_lines(text)
    start = _block_start(lines)
    labels, end = _read_block(lines, start)
    title, kind, above = _read_head(lines[:start])
    unread = [Unread(source, line.number, line.text, ABOVE_TITLE) for line in above]
    body = lines[end:]
    while body and is_furniture(body[-1].text):
        body.pop()

    problems: list[Problem] = []
    may_be_cut = is_open(text)
    is_cut = not body or (may_be_cut and _is_label_beginning(body, lines[start]))
    if is_cut:
        cut = body
        if not cut and may_be_cut and not _is_whole(labels):
            cut = lines[-1:]
            labels = labels[:-1]
        unread += [Unread(source, line.number, line.text, CUT_VALUE) for line in cut]
        body = []
        last = f": “{cut[-1].text}”" if cut else ""
        problems.append(Problem("truncated", f"the capture ends inside the labels{last}"))

    captions, paragraphs = _split_captions([line.text for line in body])
    kept, is_repeated = _without_repetition(paragraphs, may_be_cut)
    if is_repeated:
        problems.append(
            Problem("repeated-body", f"the page has its text twice, the second from “{kept[0][:40]}”")
        )
    elif kept and (is_surely_cut(text) or (may_be_cut and not surely_ends_sentence(kept[-1]))):
        problems.append(Problem("truncated", "the capture ends inside the text"))
    elif kept and is_shortened(kept[-1]) and len(kept) == 1:
        problems.append(Problem("summary-cut", f"the site shortened the text to {len(kept[-1])} characters"))

    record = build_record(
        source=source,
        line=(title or lines[start]).number,
        title=title.text if title else "",
        labels=labels,
        summary=kept[0] if kept else "",
        problems=problems,
        is_cut=is_cut,
        kind=kind,
        body="\n\n".join(kept),
        captions=captions,
        may_date_by_dateline=True,
    )
    return Reading((record,), tuple(sorted(unread, key=lambda one: one.line)))


# --- above the labels


def _read_head(head: list[Line]) -> tuple[Line | None, str, list[Line]]:
    """The title, the content type and all lines above them that are no known part of the page."""
    after_menu = 0
    for number, line in enumerate(head):
        if is_bullet(line.text):
            after_menu = number + 1
        elif number and is_bare_bullet(head[number - 1].text):
            after_menu = number + 1  # "-" alone stands above the heading of a part of the menu
    above = [line for number, line in enumerate(head[:after_menu]) if not _is_menu(head, number)]
    rest = head[after_menu:]
    if len(rest) == 1 and plain(rest[0].text) in TYPE_WORDS:
        return None, rest[0].text, above
    title = rest.pop() if rest else None
    kind = rest.pop().text if rest and _is_type(rest[-1].text) else ""
    return title, kind, above + [line for line in rest if not is_furniture(line.text)]


def _is_menu(head: list[Line], number: int) -> bool:
    text = head[number].text
    return is_bullet(text) or is_furniture(text) or (number > 0 and is_bare_bullet(head[number - 1].text))


def _is_type(text: str) -> bool:
    if plain(text) in TYPE_WORDS:
        return True
    return len(text.split()) <= _LONGEST_TYPE and not is_furniture(text) and not ends_sentence(text)


# --- the labels


def _block_start(lines: list[Line]) -> int:
    """Where the labels begin: at the first known one, or at unknown ones right above it."""
    start = next(number for number, line in enumerate(lines) if _is_known_label(line.text))
    first = start
    while first and is_bullet(lines[first - 1].text) and lines[first - 1].text != "-":
        first -= 1
    is_label = bool(split_label(lines[first].text))
    return first if first and is_label else start


def _is_known_label(text: str) -> bool:
    split = split_label(text)
    return bool(split and label_meaning(split[0]))


def _read_block(lines: list[Line], start: int) -> tuple[list[Label], int]:
    """The labels from `start` on with their values, and where the text begins."""
    is_bulleted = is_bullet(lines[start].text)
    labels: list[Label] = []
    number = start
    while number < len(lines):
        line = lines[number]
        text = without_bullet(line.text)
        label = _label(line)
        if is_bulleted and not is_bullet(line.text):
            break
        if label and (is_bulleted or label.field or is_label_like(label.name)) and not _is_text(text, label):
            labels.append(label)
        elif (
            labels and (is_bulleted or not labels[-1].value) and not _starts_text(lines, number, is_bulleted)
        ):
            last = labels.pop()
            value = f"{last.value}, {text}" if last.value else text
            labels.append(Label(last.field, last.name, value, line))
        else:
            break
        number += 1
    return labels, number


def _label(line: Line) -> Label | None:
    split = split_label(line.text)
    if not split or not split[0]:
        return None
    meaning = label_meaning(split[0])
    if meaning is None and split[1] and not is_label_like(split[0]):
        return None
    return Label(meaning.field if meaning else "", split[0], split[1], line)


def _is_text(text: str, label: Label) -> bool:
    """Whether "Label: value" is a paragraph of the text: an unknown label before a sentence."""
    return not label.field and (surely_ends_sentence(text) or read_dateline(text) is not None)


def _starts_text(lines: list[Line], number: int, is_bulleted: bool) -> bool:
    """Whether a line below an empty label without bullets is already the text."""
    if is_bulleted:
        return False
    text = lines[number].text
    return len(text) > 200 or ends_sentence(text) or read_dateline(text) is not None


def _is_whole(labels: list[Label]) -> bool:
    """Whether the last value before a cut cannot go on."""
    return bool(labels) and labels[-1].field == "date" and is_whole_date(labels[-1].value)


def _is_label_beginning(body: list[Line], first_label: Line) -> bool:
    """Whether the only line of text may be a label that the capture's end cut ("Pla")."""
    text = body[0].text
    return (
        len(body) == 1
        and len(text) < 40
        and not is_bullet(first_label.text)
        and not surely_ends_sentence(text)
    )


# --- the text


def _split_captions(paragraphs: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The captions of photographs, and the paragraphs of the text."""
    captions = []
    text = []
    dateline = next((number for number, one in enumerate(paragraphs) if read_dateline(one)), -1)
    for number, paragraph in enumerate(paragraphs):
        is_short = len(paragraph) <= _LONGEST_CAPTION
        is_credit = _CAPTION.fullmatch(paragraph) or _CREDIT.fullmatch(paragraph)
        if is_short and (is_credit or (number < dateline and _BARE_CREDIT.fullmatch(paragraph))):
            captions.append(paragraph)
        else:
            text.append(paragraph)
    return tuple(captions), text


def _without_repetition(paragraphs: list[str], may_be_cut: bool) -> tuple[list[str], bool]:
    """The text once, and whether it stood there twice; the second time may be cut by the capture's end."""
    for half in range(1, len(paragraphs)):
        second = paragraphs[half:]
        if paragraphs[half] != paragraphs[0] or len(second) > half:
            continue
        is_whole = second == paragraphs[:half]
        is_cut = may_be_cut and second[:-1] == paragraphs[: len(second) - 1] and len(second) > 1
        if is_whole or (is_cut and paragraphs[len(second) - 1].startswith(second[-1])):
            return paragraphs[:half], True
    return paragraphs, False
