"""Roles of the lines of a listing: title, label, summary or none of the release's.

No line of a capture says what it is, and most are ambiguous alone: a title has a colon, a summary starts like
a label, a label is new. What decides is the whole: between two runs of labels stand a summary and a title,
and each way of reading a line fits its shape well or badly. So every reading has a cost, and the cheapest
reading of the whole text is taken, found line by line (Viterbi's algorithm, linear in the number of lines).
The costs here and in `line_facts` are the place to look when a capture is read wrongly; only their order of
size matters.

A label that its place has once proved to be one ("Series: Youth" between "Content type:" and a summary) is
believed wherever it occurs: the text is then read a second time.
"""

import enum
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from articles.importing.formats.line_facts import (
    KNOWN_LABEL_AS_TEXT,
    LIST_FIELDS,
    LOWER_CASE_VALUE,
    UNKNOWN_LABEL,
    UNLIKELY_VALUE,
    CaptureLabels,
    Facts,
    facts_of,
    label_meanings,
    lines_above_dates,
)
from articles.importing.formats.lines import TextLine, split_label


class Role(enum.Enum):
    """The role of a line in a capture."""

    KIND = "content type above the title"
    TITLE = "title"
    LABEL = "label"
    VALUE = "value of the label above"
    SUMMARY = "summary"
    MORE = "more of the summary"
    CUT_LABEL = "label cut by the capture's end"
    FURNITURE = "part of the page"
    UNREAD = "unread"


class Placed(NamedTuple):
    """A line and what it was found to be; `field` is that of a label, "" for one nobody knows."""

    line: TextLine
    role: Role
    field: str = ""
    starts_record: bool = False


# Costs. A reading that fits costs nothing.
SKIP_FURNITURE = 0.5
FURNITURE_BELOW_TITLE = 6.0  # nothing of the page stands between a title and its labels
KIND_ABOVE_TITLE = 0.5
UNREAD_LINE = 3.0
MORE_VALUES = 1.0  # a list of values, each on its line
TITLE_AS_SUMMARY = 1.0  # the summary says what the title says
REPEATED_LABEL_AS_SUMMARY = 4.0  # each label stands once in a record: its second is the summary
REPEATED_LABEL = 6.0  # unless a summary follows
REPEATED_DATE = 16.0  # a second publishing date is that of the next record
UNKNOWN_LABEL_BEFORE_KNOWN = 1.0  # right after the title
NOT_THE_DATE_FIRST = 8.0  # the date is the first known label, and very seldom missing
LATE_DATE = 4.0  # and where it is not, it is missing
LABEL_INSTEAD_OF_TITLE = 12.0  # a label right above the date, without a title above it, is the title
CUT_LABEL_AS_SUMMARY = 1.0
CUT_LABEL_AS_TEXT = 8.0  # "Publishing da" as a title
NO_SUMMARY = 5.0
NO_TITLE_AT_START = 6.0  # the capture begins inside a record
NO_LABELS = 6.0  # a title and then lines that are neither labels nor the end
NO_TITLE = 15.0
_KEEP_WITHIN = 40.0  # readings so much dearer than the best are given up


NOTHING = "-"


class _State(NamedTuple):
    place: str  # head, header (lines of it that nobody knows), kind, title, labels, summary, tail
    seen: frozenset[tuple[str, bool]] = frozenset()
    waiting_for: str = NOTHING  # the field of an empty label just above
    has_title: bool = True


_NO_TITLE_YET = _State("title", has_title=False)


class _Path(NamedTuple):
    cost: float
    before: "_Path | None"
    placed: Placed | None


def place_lines(lines: list[TextLine], is_open_end: bool) -> list[Placed]:
    """Return the role of each line. `is_open_end` says that the last one may be cut."""
    labels = CaptureLabels(label_meanings(lines[:-1] if is_open_end else lines))
    titles = lines_above_dates(lines)
    while True:
        facts = [
            facts_of(line, title, labels, is_cut=is_open_end and line is lines[-1])
            for line, title in zip(lines, titles, strict=True)
        ]
        placed = _cheapest(facts)
        now = frozenset(
            fact.label
            for fact, one in zip(facts, placed, strict=True)
            if one.role is Role.LABEL and not fact.is_usual and fact.as_label <= UNKNOWN_LABEL
        )
        if labels.proved or not any(
            fact.label in now and one.role is not Role.LABEL for fact, one in zip(facts, placed, strict=True)
        ):
            return placed
        labels = replace(labels, proved=now)


def _cheapest(facts: list[Facts]) -> list[Placed]:
    """The cheapest reading of all lines."""
    paths: dict[_State, _Path] = {_State("head"): _Path(0.0, None, None)}
    for fact in facts:
        following: dict[_State, _Path] = {}
        for state, path in paths.items():
            for after, placed, cost in _readings(state, fact):
                total = path.cost + cost
                rival = following.get(after)
                if rival is None or total < rival.cost:
                    following[after] = _Path(total, path, placed)
        limit = min(path.cost for path in following.values()) + _KEEP_WITHIN
        paths = {state: path for state, path in following.items() if path.cost <= limit}

    step: _Path | None = min(paths.values(), key=lambda path: path.cost)
    placed_lines: list[Placed] = []
    while step and step.placed:
        placed_lines.append(step.placed)
        step = step.before
    return placed_lines[::-1]


def _readings(state: _State, fact: Facts) -> Iterator[tuple[_State, Placed, float]]:
    """All that a line can be after what came before it, each with the state it leads to and its cost."""
    line = fact.line
    as_unread = UNREAD_LINE + (KNOWN_LABEL_AS_TEXT if fact.is_known and fact.as_label < UNLIKELY_VALUE else 0)
    if fact.is_furniture:
        cost = FURNITURE_BELOW_TITLE if state.place == "title" else SKIP_FURNITURE
        yield state, Placed(line, Role.FURNITURE), cost

    if state.place in {"head", "header"}:
        yield from _at_the_top(state, fact, as_unread)
    elif state.place == "kind":
        yield _State("title"), Placed(line, Role.TITLE), fact.as_title
    elif state.place == "title":
        yield from _after_a_title(state, fact, as_unread)
    elif state.place == "labels":
        yield from _after_a_label(state, fact)
    elif state.place == "summary":
        yield from _after_a_summary(state, fact, as_unread)
    else:
        yield state, Placed(line, Role.UNREAD), as_unread


def _at_the_top(state: _State, fact: Facts, as_unread: float) -> Iterator[tuple[_State, Placed, float]]:
    line = fact.line
    yield _State("header"), Placed(line, Role.UNREAD), as_unread
    yield _State("title"), Placed(line, Role.TITLE, starts_record=True), fact.as_title
    if fact.is_type:
        yield _State("kind"), Placed(line, Role.KIND, starts_record=True), KIND_ABOVE_TITLE
    if fact.is_known:
        is_below_title = state.place == "header" and fact.field == "date"
        is_sure = fact.as_label < LOWER_CASE_VALUE and not is_below_title
        cost = (NO_TITLE_AT_START if is_sure else NO_TITLE) + fact.as_label
        yield _labels(_NO_TITLE_YET, fact), Placed(line, Role.LABEL, fact.field or "", True), cost


def _after_a_title(state: _State, fact: Facts, as_unread: float) -> Iterator[tuple[_State, Placed, float]]:
    line = fact.line
    yield _State("tail"), Placed(line, Role.UNREAD), as_unread + NO_LABELS
    if fact.field is not None:
        cost = fact.as_label + (0 if fact.is_known else UNKNOWN_LABEL_BEFORE_KNOWN)
        cost += NOT_THE_DATE_FIRST if fact.is_known and fact.field not in ("date", "updated") else 0
        yield _labels(state, fact), Placed(line, Role.LABEL, fact.field or ""), cost
    if fact.has_cut_label:
        yield _State("labels"), Placed(line, Role.CUT_LABEL), 1.0


def _after_a_summary(state: _State, fact: Facts, as_unread: float) -> Iterator[tuple[_State, Placed, float]]:
    line = fact.line
    if fact.field == "tags":  # the one label that stands below a summary
        yield state, Placed(line, Role.LABEL, "tags"), fact.as_label
    yield state, Placed(line, Role.MORE), fact.as_more
    yield _State("title"), Placed(line, Role.TITLE, starts_record=True), _next_title(fact)
    if fact.is_type:
        yield _State("kind"), Placed(line, Role.KIND, starts_record=True), KIND_ABOVE_TITLE
    yield _State("tail"), Placed(line, Role.UNREAD), as_unread
    if fact.is_known:
        yield (
            _labels(_NO_TITLE_YET, fact),
            Placed(line, Role.LABEL, fact.field or "", True),
            NO_TITLE + fact.as_label,
        )


def _after_a_label(state: _State, fact: Facts) -> Iterator[tuple[_State, Placed, float]]:
    line = fact.line
    without_value = state._replace(waiting_for=NOTHING)
    fields = {field for field, _ in state.seen}
    is_repeated = (fact.field, fact.is_usual) in state.seen or (fact.field in fields and not fact.is_usual)
    is_date = fact.field == "date" and fact.is_usual
    if state.waiting_for in fact.as_value:
        yield without_value, Placed(line, Role.VALUE), fact.as_value[state.waiting_for]
        if state.waiting_for in LIST_FIELDS:
            cost = fact.as_value[state.waiting_for] + MORE_VALUES
            yield state, Placed(line, Role.VALUE), cost
    if fact.field is not None:
        after = without_value if fact.is_known and is_repeated else _labels(state, fact)
        yield after, Placed(line, Role.LABEL, fact.field), _label_cost(state, fact, is_repeated)
    if fact.cut_label - state.seen:
        yield without_value, Placed(line, Role.CUT_LABEL), 0.2
    if not state.seen:
        return  # a title and labels that nobody knows are no record yet
    as_summary = fact.as_summary + (CUT_LABEL_AS_SUMMARY if fact.cut_label - state.seen else 0)
    if is_repeated and not is_date and fact.as_label < UNLIKELY_VALUE:
        as_summary = REPEATED_LABEL_AS_SUMMARY
    if fact.is_echo:
        as_summary = min(as_summary, TITLE_AS_SUMMARY)
    yield _State("summary"), Placed(line, Role.SUMMARY), as_summary
    yield _State("title"), Placed(line, Role.TITLE, starts_record=True), NO_SUMMARY + _next_title(fact)
    if fact.is_type:
        yield _State("kind"), Placed(line, Role.KIND, starts_record=True), NO_SUMMARY + KIND_ABOVE_TITLE
    if fact.is_known and fact.field == "date" and is_repeated:
        yield _labels(_NO_TITLE_YET, fact), Placed(line, Role.LABEL, "date", True), NO_TITLE + fact.as_label


def _label_cost(state: _State, fact: Facts, is_repeated: bool) -> float:
    """Return the cost of a line as a label of a record that has labels already."""
    if not fact.is_known:
        return fact.as_label
    if is_repeated:
        return REPEATED_DATE if fact.field == "date" and fact.is_usual else REPEATED_LABEL
    if fact.field == "date" and state.seen:
        return fact.as_label + (LATE_DATE if state.has_title else LABEL_INSTEAD_OF_TITLE)
    return fact.as_label


def _labels(state: _State, fact: Facts) -> _State:
    """The state after a label."""
    seen = state.seen if state.place == "labels" else frozenset()
    if fact.is_known:
        seen |= {(fact.field or "", fact.is_usual)}
    split = split_label(fact.line.text)
    waiting_for = NOTHING if split and split[1] else (fact.field or "")
    return _State("labels", seen, waiting_for, state.has_title)


def _next_title(fact: Facts) -> float:
    """A last line such as "Pub" after one that could be a title is the beginning of a label."""
    return fact.as_title + (CUT_LABEL_AS_TEXT if fact.has_cut_label else 0.0)
