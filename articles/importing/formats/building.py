"""Records from labels, summary and body: what listings and single releases have in common."""

from dataclasses import dataclass

from articles.datelines import read_dateline
from articles.dates import parse_date
from articles.importing.formats.lines import TEASER_LEAST, Line, ends_sentence, split_values
from articles.importing.language_guess import language_of
from articles.importing.record import Problem, Record
from articles.languages import label_meaning


@dataclass(frozen=True)
class Label:
    """A label of a record with its value, both as read."""

    field: str  # of the record; "" when nobody knows the label
    name: str
    value: str
    last_line: Line

    @property
    def is_usual(self) -> bool:
        meaning = label_meaning(self.name)
        return bool(meaning and meaning.is_usual)


def build_record(
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
    captions: tuple[str, ...] = (),
    may_date_by_dateline: bool = False,
) -> Record:
    """A record from what was read. What a cut header lacks is not reported: it may stand behind the cut.

    `kind` is a content type that stood without a label. The date of a dateline stands in for the publishing date
    only where `may_date_by_dateline`.
    """
    chosen, extra, label_problems = _choose(labels)
    date_text = chosen["date"].value if "date" in chosen else ""
    day = parse_date(date_text) if date_text else None
    dateline = read_dateline(summary, day)
    dateline_date = dateline.day if dateline else None
    kind = chosen["type"].value if "type" in chosen else kind

    found = list(problems)
    if not title:
        found.append(Problem("no-title", "no title was found"))
    if day is None and may_date_by_dateline and dateline_date:
        day = dateline_date
        found.append(Problem("date-from-dateline", f"the publishing date was taken from the dateline: {day}"))
    elif day is None and not date_text and not is_cut:
        found.append(Problem("bad-date", "no publishing date was found"))
    if date_text and parse_date(date_text) is None:
        found.append(Problem("bad-date", f"“{date_text}” is no date"))
    if not kind and not is_cut:
        found.append(Problem("missing-type", "no content type was found"))
    found += label_problems
    if day and dateline_date and day != dateline_date:
        found.append(Problem("dateline-differs", f"published {day}, dateline {dateline_date}"))

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
        extra=tuple(extra) + tuple(("photo caption", caption) for caption in captions),
        summary=summary,
        body=body,
        place=place or (dateline.place if dateline else ""),
        dateline_date=dateline_date,
        language=language_of([label.name for label in labels], f"{title} {summary} {body}"),
        problems=tuple(found),
        is_cut_in_header=is_cut,
    )


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
        if label.field and chosen[label.field] is label:
            continue
        extra.append((label.name, label.value))
        code = "repeated-label" if label.field and chosen[label.field].name == label.name else "unknown-label"
        problems.append(Problem(code, f"{label.name}: {label.value}"))
    return chosen, extra, problems


def is_whole_date(value: str) -> bool:
    """Whether a date at a cut cannot go on: it ends with its year, not with a day that may lack a figure."""
    found = parse_date(value)
    return found is not None and value.rstrip(" .гр").endswith(str(found.year))


def is_shortened(summary: str) -> bool:
    """Whether the site shortened a summary: long, and without a final stop or with dots instead."""
    if len(summary) < TEASER_LEAST:
        return False
    return not ends_sentence(summary) or summary.endswith(("…", "..."))
