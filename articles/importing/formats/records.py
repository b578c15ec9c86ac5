"""Records from labels, summary and body: what listings and single releases have in common."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from articles.importing.formats.contact_data import contact_data
from articles.importing.formats.lines import TEASER_LEAST, TextLine, furniture_kind, is_strange, split_values
from articles.importing.language_guess import language_of
from articles.importing.record import Furniture, Origin, Problem, Record
from articles.text.datelines import Dateline, read_dateline
from articles.text.dates import DateOrder, is_ambiguous, parse_date
from articles.text.page_labels import label_meaning
from articles.text.sentences import is_cut_summary

_PLACES = {
    "title": "place of the title",
    "type": "above the title",
    "summary": "below the title",
    "body": "below the summary",
}


# No title of the archive is longer.
LONGEST_TITLE = 320


@dataclass(frozen=True)
class End:
    """The end of a text: whether its last line may be cut, and whether it surely is."""

    is_open: bool
    is_surely_cut: bool


@dataclass(frozen=True)
class Label:
    """A label of a record with its value, both as read."""

    field: str  # of the record; "" when nobody knows the label
    name: str
    value: str
    last_line: TextLine

    @property
    def is_usual(self) -> bool:
        """Return whether it is the label that pages usually have for its field."""
        meaning = label_meaning(self.name)
        return bool(meaning and meaning.is_usual)


def build_record(  # noqa: PLR0913 - a record has so many parts, each by its name
    *,
    source: str,
    line: int,
    title: str,
    labels: list[Label],
    summary: str,
    problems: list[Problem],
    is_cut: bool,
    kind: str = "",
    body: str = "",
    opening: str = "",
    extra: tuple[tuple[str, str], ...] = (),
    furniture: tuple[Furniture, ...] = (),
    may_date_by_dateline: bool = False,
    order: DateOrder | None = None,
) -> Record:
    """A record from what was read. What a cut header lacks is not reported: it may stand behind the cut.

    `kind` is a content type that stood without a label, `opening` the paragraph with the dateline where that
    is not the summary. The date of a dateline stands in for the publishing date only where
    `may_date_by_dateline`. `order` is that of day and month in figures, None where the page does not tell it.
    """
    chosen, others, label_problems = _choose(labels)
    kind = chosen["type"].value if "type" in chosen else kind
    written = _day_in(chosen.get("date"), order)
    dateline = read_dateline(opening or summary, written)
    dateline_date = dateline.day if dateline else None
    day = written or (dateline_date if may_date_by_dateline else None)
    all_problems = [
        *problems,
        *_problems_of_title(title),
        *_problems_of_day(chosen.get("date"), written, day, is_cut=is_cut),
        *(_doubts_of_date(chosen["date"], day, order, dateline_date) if "date" in chosen else ()),
        *([] if kind or is_cut else [Problem("missing-type", "no content type was found")]),
        *label_problems,
    ]
    if day and dateline_date and day != dateline_date:
        all_problems.append(Problem("dateline-differs", f"published {day}, dateline {dateline_date}"))

    def values(name: str) -> tuple[str, ...]:
        return split_values(chosen[name].value) if name in chosen else ()

    place = chosen["place"].value if "place" in chosen else ""
    return Record(
        source=source,
        line=line,
        title=title,
        date=day,
        type=kind or None,
        where=values("where"),
        what=values("what"),
        locations=values("locations"),
        collections=values("collections"),
        tags=values("tags"),
        extra=(*others, *extra),
        summary=summary,
        body=body,
        place=place or (dateline.place if dateline else ""),
        dateline_date=dateline_date,
        language=language_of([label.name for label in labels], f"{title} {summary} {body}"),
        problems=tuple(all_problems),
        furniture=tuple(sorted(furniture, key=lambda one: one.line)),
        is_cut_in_header=is_cut,
        origins=(
            *(
                Origin(name, label.last_line.number, f"label “{label.name}”")
                for name, label in chosen.items()
            ),
            *_by_place(line, chosen, {"title": title, "type": kind, "summary": summary, "body": body}),
            *_by_dateline(
                line, chosen, dateline, is_dated=bool(day) and not _text_of_day(chosen.get("date"))
            ),
        ),
    )


def _text_of_day(label: Label | None) -> str:
    return label.value if label else ""


def _day_in(label: Label | None, order: DateOrder | None) -> datetime.date | None:
    """The day that a label gives, None without one."""
    text = _text_of_day(label)
    return parse_date(text, order or DateOrder.DAY_FIRST) if text else None


def _problems_of_title(title: str) -> list[Problem]:
    if not title:
        return [Problem("no-title", "no title was found")]
    reason = why_unusual(title)
    return [Problem("unusual-title", reason)] if reason else []


def _problems_of_day(
    label: Label | None, written: datetime.date | None, day: datetime.date | None, *, is_cut: bool
) -> list[Problem]:
    """What is wrong where no label gives the publishing date; `day` is what stands in for it."""
    if written is None and day:
        return [Problem("date-from-dateline", f"the publishing date was taken from the dateline: {day}")]
    if day is None and not _text_of_day(label) and not is_cut:
        return [Problem("bad-date", "no publishing date was found")]
    return []


def _by_place(line: int, chosen: Mapping[str, Label], values: Mapping[str, str]) -> Iterator[Origin]:
    """The origins of what stands without a label: its place, counted from the line of the title."""
    for name, value in values.items():
        if value and name not in chosen:
            yield Origin(name, line, _PLACES[name])


def _by_dateline(
    line: int, chosen: Mapping[str, Label], dateline: Dateline | None, *, is_dated: bool
) -> Iterator[Origin]:
    """The origins of what was taken from the dateline."""
    if dateline and dateline.place and "place" not in chosen:
        yield Origin("place", line, "dateline")
    if dateline and dateline.day and is_dated:
        yield Origin("date", line, "dateline")


def _doubts_of_date(
    label: Label, day: datetime.date | None, order: DateOrder | None, dateline: datetime.date | None
) -> list[Problem]:
    """What a person should know of the date behind a label, which was read as `day`."""
    problems = []
    if label.value and parse_date(label.value) is None:
        problems.append(Problem("bad-date", f"“{label.value}” is no date"))
    if label.name and not label_meaning(label.name):
        message = f"“{label.name}” stands in front of the date, which is a label for it in no language"
        problems.append(Problem("unusual-date", message))
    if order is None and label.value and is_ambiguous(label.value) and day != dateline:
        message = f"“{label.value}” was read as {day}: nothing on the page tells the month"
        problems.append(Problem("ambiguous-date", message))
    return problems


def why_unusual(title: str) -> str:
    """Return why a line would be an unusual title; empty for any other."""
    if furniture_kind(title) or is_strange(title):
        return f"“{title[:60]}” may be a part of the page instead of the title"
    if len(title) > LONGEST_TITLE:
        return f"the title has {len(title)} characters, as many as a paragraph"
    if read_dateline(title):
        return f"“{title[:60]}” begins like a text instead of a title"
    if contact_data(title):
        return f"“{title[:60]}” holds contact data"
    return f"“{title[:60]}” is a date" if parse_date(title) else ""


def _choose(labels: list[Label]) -> tuple[dict[str, Label], list[tuple[str, str]], list[Problem]]:
    """The label for each field, all other labels, and what is to be said of those.

    Where two labels fill one field ("Topics" beside "What we do"), the usual one does.
    """
    chosen: dict[str, Label] = {}
    for label in labels:
        if label.field and (
            label.field not in chosen or (label.is_usual and not chosen[label.field].is_usual)
        ):
            chosen[label.field] = label
    extra: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for label in labels:
        if label.field != "updated" and label.field and chosen[label.field] is label:
            continue
        extra.append((label.name, label.value))
        if label.field == "updated":
            continue
        code = "repeated-label" if label.field and chosen[label.field].name == label.name else "unknown-label"
        problems.append(Problem(code, f"{label.name}: {label.value}"))
    return chosen, extra, problems


def is_whole_date(value: str) -> bool:
    """Return whether a date at a cut cannot go on: it ends with its year, not with half a day."""
    day = parse_date(value)
    return day is not None and value.rstrip(" .гр").endswith(str(day.year))


def is_shortened(summary: str) -> bool:
    """Return whether the site shortened a summary: it ends with dots, or is long and has no final stop."""
    return summary.endswith(("...", "…")) or (len(summary) >= TEASER_LEAST and is_cut_summary(summary))
