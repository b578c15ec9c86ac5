"""Listings: pages of many releases, each a title, a run of labels and a summary."""

from dataclasses import dataclass

from articles.importing.formats.building import Label, build_record, is_shortened, is_whole_date
from articles.importing.formats.layout import Placed, Role, place_lines
from articles.importing.formats.lines import (
    TEASER_LEAST_AT_END,
    TEASER_MOST,
    Line,
    ends_sentence,
    is_label_like,
    is_open,
    is_surely_cut,
    split_label,
    split_lines,
    surely_ends_sentence,
)
from articles.importing.record import Problem, Reading, Record, Unread

BEFORE_FIRST = "before the first title: the page's header, or the end of a release that began earlier"
AFTER_LAST = "the capture ends here; perhaps the start of a title"
CUT_VALUE = "the capture ends here; the value may be cut"

LEAST_SURE_SUMMARY = 60  # characters: a shorter last line may be a cut title ("Statement by Dr.")


def read_listing(text: str, source: str) -> Reading:
    """All records of a listing, and the lines that are in none."""
    lines = split_lines(text)
    if not lines:
        return Reading()
    placed = place_lines(lines, is_open(text))
    groups, unread = _groups(placed, source)
    while groups and not _has_labels(groups[-1]):
        unread += [Unread(source, one.line.number, one.line.text, AFTER_LAST) for one in groups.pop()]
    end = _End(lines[-1], is_open(text), is_surely_cut(text))
    records = []
    for number, group in enumerate(groups):
        record, left = _record(group, source, end if number == len(groups) - 1 else None)
        records.append(record)
        unread += left
    return Reading(tuple(records), tuple(sorted(unread, key=lambda one: one.line)))


@dataclass(frozen=True)
class _End:
    """Where the capture ends: its last line, and whether that may be cut."""

    line: Line
    is_open: bool
    is_surely_cut: bool


def _groups(placed: list[Placed], source: str) -> tuple[list[list[Placed]], list[Unread]]:
    """The lines of each record; what stands before the first one and is not furniture is unread."""
    groups: list[list[Placed]] = []
    unread: list[Unread] = []
    for one in placed:
        if one.starts_record:
            groups.append([one])
        elif one.role is Role.FURNITURE:
            continue
        elif groups:
            groups[-1].append(one)
        else:
            unread.append(Unread(source, one.line.number, one.line.text, BEFORE_FIRST))
    return groups, unread


def _has_labels(group: list[Placed]) -> bool:
    """Whether lines are a record, and not only what may be the title of one."""
    return any(one.role is Role.CUT_LABEL or (one.role is Role.LABEL and one.field) for one in group)


def _record(group: list[Placed], source: str, end: _End | None) -> tuple[Record, list[Unread]]:
    """The record of a group of lines and what of them it leaves out. `end` is given for the capture's last record."""
    title = group[0].line if group[0].role is Role.TITLE else None
    labels = read_labels(group)
    summary_lines = [one.line for one in group if one.role in {Role.SUMMARY, Role.MORE}]
    cut_labels = [one.line for one in group if one.role is Role.CUT_LABEL]
    left = [one.line for one in group if one.role is Role.UNREAD]

    unread = [Unread(source, line.number, line.text, AFTER_LAST) for line in left]
    if end:  # with no title and labels after them, more lines are as likely a title or a footer
        unread += [Unread(source, line.number, line.text, AFTER_LAST) for line in summary_lines[1:]]
        del summary_lines[1:]
    problems: list[Problem] = []
    summary = " ".join(line.text for line in summary_lines)

    is_cut = False
    if end and not summary_lines:
        is_cut = group[-1].line == end.line or bool(left)
    if is_cut and end:
        labels, cut = _without_cut_end(labels, cut_labels, end)
        unread += [Unread(source, line.number, line.text, CUT_VALUE) for line in cut]
        last = f": “{cut[-1].text}”" if cut else ""
        problems.append(Problem("truncated", f"the capture ends inside the labels{last}"))
    elif end and summary_lines:
        problem, is_label = _end_of_summary(summary_lines[-1], labels, end)
        problems += [problem] if problem else []
        if is_label:
            is_cut = True
            unread.append(Unread(source, summary_lines[-1].number, summary, CUT_VALUE))
            summary = ""
    elif not summary:
        problems.append(Problem("missing-summary", "no summary was found"))
    elif is_shortened(summary):
        problems.append(
            Problem("summary-cut", f"the site shortened the summary to {len(summary)} characters")
        )

    record = build_record(
        source=source,
        line=(title or group[0].line).number,
        title=title.text if title else "",
        labels=labels,
        summary=summary,
        problems=problems,
        is_cut=is_cut,
    )
    return record, unread


def read_labels(group: list[Placed]) -> list[Label]:
    """The labels of a record with their values, which may stand on the line below."""
    labels: list[Label] = []
    for one in group:
        if one.role is Role.LABEL:
            name, value = split_label(one.line.text) or (one.line.text, "")
            labels.append(Label(one.field, name, value, one.line))
        elif one.role is Role.VALUE and labels:
            last = labels.pop()
            labels.append(Label(last.field, last.name, one.line.text, one.line))
    return labels


def _without_cut_end(
    labels: list[Label], cut_labels: list[Line], end: _End
) -> tuple[list[Label], list[Line]]:
    """The labels whose value is whole, and the lines that were cut. A date with its year is whole."""
    if cut_labels:
        return labels, cut_labels
    last = labels[-1] if labels else None
    if last is None or last.last_line != end.line or not end.is_open:
        return labels, []
    if last.field == "date" and is_whole_date(last.value):
        return labels, []
    return labels[:-1], [last.last_line]


def _end_of_summary(line: Line, labels: list[Label], end: _End) -> tuple[Problem | None, bool]:
    """What is to be said of the capture's last summary, and whether it may be a label instead."""
    text = line.text
    is_last = line == end.line
    if is_last and end.is_open:
        split = split_label(text)
        if (
            split
            and is_label_like(split[0])
            and len(split[1].split()) <= 6
            and not surely_ends_sentence(text)
        ):
            return Problem("truncated", f"the capture ends inside the labels: “{text}”"), True
        if surely_ends_sentence(text) and len(text) >= LEAST_SURE_SUMMARY and not end.is_surely_cut:
            return None, False
        is_teaser = TEASER_LEAST_AT_END <= len(text) <= TEASER_MOST and not ends_sentence(text)
        if is_teaser and not end.is_surely_cut:
            return Problem("summary-cut", f"the site shortened the summary to {len(text)} characters"), False
        return Problem("truncated", "the capture ends inside the summary"), False
    if is_shortened(text):
        return Problem("summary-cut", f"the site shortened the summary to {len(text)} characters"), False
    if not ends_sentence(text):
        return Problem("truncated", "the capture ends after a line that does not end like a summary"), False
    return None, False
