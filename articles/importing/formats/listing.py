"""Listings: pages of many releases, each a title, a run of labels and a summary."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.importing.formats.contact_data import contact_problems
from articles.importing.formats.layout import Placed, Role, place_lines
from articles.importing.formats.lines import (
    TEASER_LEAST_AT_END,
    TEASER_MOST,
    TextLine,
    furniture_kind,
    is_label_like,
    split_label,
)
from articles.importing.formats.records import End, Label, build_record, is_shortened, is_whole_date
from articles.importing.formats.single import labels_of, problems_of
from articles.importing.formats.single.text import PageText, is_caption, read_text
from articles.importing.record import Furniture, ParsedSource, Problem, Record, Unread
from articles.text.dates import DateOrder
from articles.text.sentences import ends_sentence, surely_ends_sentence

BEFORE_FIRST = "before the first title: the page's header, or the end of a release that began earlier"
AFTER_LAST = "the capture ends here; perhaps the start of a title"
CUT_VALUE = "the capture ends here; the value may be cut"
BETWEEN = "between two releases: it may belong to either, or to the page"

LEAST_SURE_SUMMARY = 60  # characters: a shorter last line may be a cut title ("Statement by Dr.")
# An unknown line of so many words right above a title may be the title instead.
LEAST_WORDS_OF_TITLE = 4
# A summary has one.
LEAST_PARAGRAPHS = 2


@dataclass(frozen=True)
class _Group:
    """The lines of one record; `above` stands right above its title and is no known part of anything."""

    lines: list[Placed]
    furniture: tuple[Furniture, ...] = ()
    above: TextLine | None = None


def read_listing(
    lines: list[TextLine], source: str, end: End | None, order: DateOrder | None
) -> ParsedSource:
    """All records of a listing, and the lines in none. `end` is that of the capture, if they reach it."""
    if not lines:
        return ParsedSource()
    placed = place_lines(lines, bool(end and end.is_open))
    groups, unread = _groups(placed, source)
    while groups and not _has_labels(groups[-1].lines):
        unread += [Unread(source, one.line.number, one.line.text, AFTER_LAST) for one in groups.pop().lines]
    records = []
    for number, group in enumerate(groups):
        is_last = number == len(groups) - 1
        reading = _Reading(source, _LastLine(lines[-1], end) if end and is_last else None, order)
        if len(groups) == 1 and (text := _text_of_page(group, lines, end)):
            record, left = _page(group, text, reading, end or End(is_open=False, is_surely_cut=False))
        else:
            record, left = _record(group, reading)
        records.append(record)
        unread += left
    return ParsedSource(tuple(records), tuple(sorted(unread, key=lambda one: one.line)))


@dataclass(frozen=True)
class _LastLine:
    """The last line of the capture, and whether it may be cut."""

    line: TextLine
    end: End


@dataclass(frozen=True)
class _Reading:
    """What is known of the whole capture where one of its records is read."""

    source: str
    last: _LastLine | None
    order: DateOrder | None


def _groups(placed: list[Placed], source: str) -> tuple[list[_Group], list[Unread]]:
    """The lines of each record; what stands before the first one and is not furniture is unread."""
    groups: list[_Group] = []
    unread: list[Unread] = []
    furniture: list[Furniture] = []
    above: TextLine | None = None
    for one in placed:
        line = one.line
        if one.starts_record:
            if groups:
                groups[-1] = _Group(groups[-1].lines, tuple(furniture), groups[-1].above)
                furniture = []
            groups.append(_Group([one], above=above if above and _may_be_title(above.text) else None))
        elif one.role is Role.FURNITURE:
            furniture.append(Furniture(line.number, furniture_kind(line.text), line.text))
            continue
        elif groups:
            groups[-1].lines.append(one)
        else:
            unread.append(Unread(source, line.number, line.text, BEFORE_FIRST))
        above = line if one.role in {Role.UNREAD, Role.MORE} else None
    if groups:
        groups[-1] = _Group(groups[-1].lines, tuple(furniture), groups[-1].above)
    return groups, unread


def _may_be_title(text: str) -> bool:
    return (
        not surely_ends_sentence(text)
        and not is_caption(text)
        and len(text.split()) >= LEAST_WORDS_OF_TITLE
        and not is_shortened(text)
    )


def _has_labels(group: list[Placed]) -> bool:
    """Return whether lines are a record, and not only what may be the title of one."""
    return any(one.role is Role.CUT_LABEL or (one.role is Role.LABEL and one.field) for one in group)


def _title_of(group: _Group) -> TextLine | None:
    return next((one.line for one in group.lines[:2] if one.role is Role.TITLE), None)


def _kind_of(group: _Group) -> str:
    first = group.lines[0]
    return first.line.text if first.role is Role.KIND else ""


def _unusual(group: _Group) -> list[Problem]:
    """Return the doubt about a title that another line stands above."""
    if not group.above:
        return []
    message = f"“{group.above.text[:60]}” stands above the title and may be the title instead"
    return [Problem("unusual-title", message)]


def _text_of_page(group: _Group, lines: list[TextLine], end: End | None) -> PageText | None:
    """The text below the labels of the only record of a text, None where that is no more than a summary."""
    below = [one.line for one in group.lines if one.role in {Role.SUMMARY, Role.MORE, Role.UNREAD}]
    labels = [one.line.number for one in group.lines if one.role is Role.LABEL and one.field != "tags"]
    prose = [
        line for line in below if surely_ends_sentence(line.text) and len(line.text) >= LEAST_SURE_SUMMARY
    ]
    if len(prose) < LEAST_PARAGRAPHS or not labels or labels[-1] > below[0].number:
        return None
    first = lines.index(below[0])
    title = _title_of(group)
    return read_text(lines[first:], title.text if title else "", may_be_cut=bool(end and end.is_open))


def _page(group: _Group, text: PageText, reading: _Reading, end: End) -> tuple[Record, list[Unread]]:
    """The record of a page of one release, with labels like those of a listing and its whole text."""
    title = _title_of(group)
    labels = [label for label in read_labels(group.lines) if label.field != "tags"]
    problems = [*_unusual(group), *problems_of(text, end)]
    first = text.paragraphs[0]
    record = build_record(
        source=reading.source,
        line=(title or group.lines[0].line).number,
        title=title.text if title else "",
        labels=[*labels, *labels_of(text)],
        summary=first,
        problems=problems,
        is_cut=False,
        kind=_kind_of(group),
        body="\n\n".join(text.paragraphs),
        extra=text.extra,
        furniture=_each_once((*group.furniture, *text.furniture)),
        order=reading.order,
    )
    return record, []


def _each_once(furniture: Sequence[Furniture]) -> tuple[Furniture, ...]:
    return tuple({one.line: one for one in furniture}.values())


def _record(group: _Group, reading: _Reading) -> tuple[Record, list[Unread]]:
    """The record of a group of lines, and the lines that it leaves out."""
    lines, end = group.lines, reading.last
    title = _title_of(group)
    labels = read_labels(lines)
    summary_lines, captions, stray = _summary_lines(lines, title)
    left = [one.line for one in lines if one.role is Role.UNREAD]
    unread = _unread(reading, left, AFTER_LAST)
    problems = _unusual(group)
    if end:  # with no title and labels after them, more lines are as likely a title or a footer
        in_record = {line.text for line in (title, *summary_lines[:1], *captions) if line}
        below = [one.line for one in lines if one.role in {Role.SUMMARY, Role.MORE}]
        unread += _unread(reading, [line for line in below if line.text not in in_record], AFTER_LAST)
        del summary_lines[1:]
    elif stray:
        unread += _unread(reading, stray, BETWEEN)
        message = f"line {stray[0].number} below the summary was left out: “{stray[0].text[:60]}”"
        problems.append(Problem("furniture-in-text", message))
    summary = " ".join(line.text for line in summary_lines)
    problems += contact_problems(summary_lines)

    is_cut = bool(end and not summary_lines and (lines[-1].line == end.line or left))
    if is_cut and end:
        cut_labels = [one.line for one in lines if one.role is Role.CUT_LABEL]
        labels, cut = _without_cut_end(labels, cut_labels, end)
        unread += _unread(reading, cut, CUT_VALUE)
        last = f": “{cut[-1].text}”" if cut else ""
        problems.append(Problem("truncated", f"the capture ends inside the labels{last}"))
    elif end and summary_lines:
        problem, is_cut = _end_of_summary(summary_lines[-1], end)
        problems += [problem] if problem else []
        if is_cut:  # it is a label's value
            unread.append(Unread(reading.source, summary_lines[-1].number, summary, CUT_VALUE))
            summary = ""
    else:
        problems += _problems_of_summary(summary)
    record = build_record(
        source=reading.source,
        line=(title or lines[0].line).number,
        title=title.text if title else "",
        labels=labels,
        summary=summary,
        problems=problems,
        is_cut=is_cut,
        kind=_kind_of(group),
        extra=tuple(("photo caption", line.text) for line in captions),
        furniture=group.furniture,
        order=reading.order,
    )
    return record, unread


def _unread(reading: _Reading, lines: Sequence[TextLine], reason: str) -> list[Unread]:
    return [Unread(reading.source, line.number, line.text, reason) for line in lines]


def _problems_of_summary(summary: str) -> list[Problem]:
    if not summary:
        return [Problem("missing-summary", "no summary was found")]
    if is_shortened(summary):
        message = f"the site shortened the summary to {len(summary)} characters"
        return [Problem("summary-cut", message)]
    return []


def _summary_lines(
    lines: list[Placed], title: TextLine | None
) -> tuple[list[TextLine], list[TextLine], list[TextLine]]:
    """The lines of a summary, captions among them, and lines that are neither: an alternative text, say.

    The summary is there once, without the title above it.
    """
    below = [one.line for one in lines if one.role in {Role.SUMMARY, Role.MORE}]
    if len(below) > 1 and title and below[0].text == title.text:
        below = below[1:]
    captions = [line for line in below[1:] if is_caption(line.text)]
    summary: list[TextLine] = []
    stray: list[TextLine] = []
    for line in below:
        if line in captions or any(line.text == other.text for other in summary):
            continue
        is_more = not summary or ends_sentence(line.text) or is_shortened(line.text)
        if is_more or not (title and line.text == title.text):
            (summary if is_more else stray).append(line)
    return summary, captions, stray


def read_labels(group: list[Placed]) -> list[Label]:
    """The labels of a record with their values, which may stand on the lines below."""
    labels: list[Label] = []
    for one in group:
        if one.role is Role.LABEL:
            name, value = split_label(one.line.text) or (one.line.text, "")
            labels.append(Label(one.field, name, value, one.line))
        elif one.role is Role.VALUE and labels:
            last = labels.pop()
            value = f"{last.value}, {one.line.text}" if last.value else one.line.text
            labels.append(Label(last.field, last.name, value, one.line))
    return labels


def _without_cut_end(
    labels: list[Label], cut_labels: list[TextLine], end: _LastLine
) -> tuple[list[Label], list[TextLine]]:
    """The labels whose value is whole, and the lines that were cut. A date with its year is whole."""
    if cut_labels:
        return labels, cut_labels
    last = labels[-1] if labels else None
    if last is None or last.last_line != end.line or not end.end.is_open:
        return labels, []
    if last.field == "date" and is_whole_date(last.value):
        return labels, []
    return labels[:-1], [last.last_line]


def _end_of_summary(line: TextLine, end: _LastLine) -> tuple[Problem | None, bool]:
    """Return the problem of the capture's last summary, and whether it may be a label instead."""
    text = line.text
    is_last = line == end.line
    if is_last and end.end.is_open:
        split = split_label(text)
        if (
            split
            and is_label_like(split[0])
            and len(split[1].split()) <= 6
            and not surely_ends_sentence(text)
        ):
            return Problem("truncated", f"the capture ends inside the labels: “{text}”"), True
        if surely_ends_sentence(text) and len(text) >= LEAST_SURE_SUMMARY and not end.end.is_surely_cut:
            return None, False
        is_teaser = TEASER_LEAST_AT_END <= len(text) <= TEASER_MOST and not ends_sentence(text)
        if is_teaser and not end.end.is_surely_cut:
            return Problem("summary-cut", f"the site shortened the summary to {len(text)} characters"), False
        return Problem("truncated", "the capture ends inside the summary"), False
    if is_shortened(text):
        return Problem("summary-cut", f"the site shortened the summary to {len(text)} characters"), False
    if not ends_sentence(text):
        return Problem("truncated", "the capture ends after a line that does not end like a summary"), False
    return None, False
