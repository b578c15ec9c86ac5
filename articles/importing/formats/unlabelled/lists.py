"""Many releases of a list without labels: each a title, its date above it, below it, or on the same line."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from articles.importing.formats.lines import TextLine
from articles.importing.formats.records import Label, build_record
from articles.importing.formats.single.text import is_caption
from articles.importing.formats.unlabelled.marks import LineMark, Marked, day_without_year, furniture_of, mark
from articles.importing.formats.unlabelled.pages import NO_LABELS
from articles.importing.record import Furniture, ParsedSource, Problem, Record, Unread
from articles.text.dates import DateOrder, nearest, parse_date
from articles.text.sentences import ends_sentence

LEFT_OUT = "in a list without labels: neither title nor summary of a release"
LEAST_RELEASES = 2
# A release of a list has a teaser, a page has a text.
MOST_SENTENCES = 3


def read_list(lines: list[TextLine], source: str, order: DateOrder | None) -> ParsedSource:
    """The releases of a list without labels; none where the text is no such list."""
    marked = [mark(line) for line in lines]
    own = list(_with_years(one for one in marked if one.mark is not LineMark.FURNITURE))
    dates = [number for number, one in enumerate(own) if one.mark is LineMark.DATE]
    sentence = next((number for number, one in enumerate(own) if one.mark is LineMark.SENTENCE), len(own))
    is_head_of_page = sentence < len(own) and all(number < sentence for number in dates)
    if len(dates) < LEAST_RELEASES or is_head_of_page:
        return ParsedSource()
    groups = _groups(own, dates)
    if len(groups) < LEAST_RELEASES or any(_sentences(group) > MOST_SENTENCES for group in groups):
        return ParsedSource()
    furniture = furniture_of(marked)
    records = []
    used: set[int] = set()
    date: Marked | None = None
    for number, group in enumerate(groups):
        date = next((one for one in group if one.mark is LineMark.DATE), date)
        record, lines_used = _record(group, date, source, order, tuple(furniture) if number == 0 else ())
        records.append(record)
        used |= lines_used
    unread = [
        Unread(source, one.line.number, one.text, LEFT_OUT) for one in own if one.line.number not in used
    ]
    return ParsedSource(tuple(records), tuple(unread))


def _with_years(marked: Iterable[Marked]) -> Iterator[Marked]:
    """Yield the lines; a day without a year has the one that is nearest to the date above it."""
    above: datetime.date | None = None
    for one in marked:
        if one.mark is LineMark.DATE:
            above = parse_date(one.date)
        written = day_without_year(one.text) if above and one.mark is LineMark.WORDS else None
        day = nearest(*written, to=above) if above and written else None
        yield replace(one, mark=LineMark.DATE, date=day.isoformat()) if day else one


def _groups(own: list[Marked], dates: list[int]) -> list[list[Marked]]:
    """The lines of each release: from its title, or from its date where that stands above the title."""
    if all(own[number].title for number in dates):
        starts = dates
    elif _date_is_below_title(own, dates):
        starts = [title for number in dates if (title := _title_above(own, number)) is not None]
    else:
        starts = [_with_kind_above(own, number) for number in dates]
        starts += _further_titles(own, starts)
    starts = sorted(set(starts))
    groups = [own[start:stop] for start, stop in pairwise([*starts, len(own)])]
    return [group for group in groups if _title(group)]


def _further_titles(own: list[Marked], starts: list[int]) -> list[int]:
    """The titles of further releases below one date: each stands between two sentences."""
    return [
        number
        for number in range(starts[0] + 3, len(own) - 1)
        if own[number].mark is LineMark.WORDS
        and not ends_sentence(own[number].text)
        and own[number - 1].mark is LineMark.SENTENCE
        and own[number + 1].mark is LineMark.SENTENCE
    ]


def _date_is_below_title(own: list[Marked], dates: list[int]) -> bool:
    """Return whether the title stands above its date: sentences follow dates, or nothing the last one."""
    below = [own[number + 1].mark if number + 1 < len(own) else None for number in dates]
    if own[dates[0] - 1].mark in (LineMark.WORDS, LineMark.KIND) if dates[0] else False:
        words_below = sum(one in (LineMark.WORDS, LineMark.KIND) for one in below)
        last_is_bare = below[-1] is None
        return last_is_bare or words_below * 2 <= len(below) or _titles_alternate(own, dates)
    return False


def _titles_alternate(own: list[Marked], dates: list[int]) -> bool:
    """Return whether a sentence stands between a date and the next title, and none between title and date."""
    return all(own[number - 1].mark in (LineMark.WORDS, LineMark.KIND) for number in dates) and any(
        own[number + 1].mark is LineMark.SENTENCE for number in dates[:-1]
    )


def _title_above(own: list[Marked], date: int) -> int | None:
    for number in range(date - 1, max(-1, date - 4), -1):
        if own[number].mark is LineMark.WORDS:
            return _with_kind_above(own, number)
        if own[number].mark is not LineMark.KIND:
            break
    return None


def _with_kind_above(own: list[Marked], number: int) -> int:
    return number - 1 if number and own[number - 1].mark is LineMark.KIND else number


def _title(group: list[Marked]) -> Marked | None:
    with_title = next((one for one in group if one.title), None)
    return with_title or next(
        (one for one in group if one.mark is LineMark.WORDS and not is_caption(one.text)), None
    )


def _sentences(group: list[Marked]) -> int:
    return sum(one.mark is LineMark.SENTENCE for one in group)


def _record(
    group: list[Marked],
    date: Marked | None,
    source: str,
    order: DateOrder | None,
    furniture: tuple[Furniture, ...],
) -> tuple[Record, set[int]]:
    """The record of the lines of one release and its date, and the numbers of the lines that it uses."""
    title = _title(group)
    kind = date.kind if date and date.kind else next((one.kind for one in group if one.kind), "")
    at = group.index(title) if title else 0
    summary = [one for one in group[at + 1 :] if one.mark is LineMark.SENTENCE]
    if not summary:
        summary = [one for one in group[at + 1 :] if one.mark is LineMark.WORDS][:1]
    record = build_record(
        source=source,
        line=group[0].line.number if title is None else title.line.number,
        title=(title.title or title.text) if title else "",
        labels=[Label("date", "", date.date, date.line)] if date else [],
        summary=" ".join(one.text for one in summary),
        problems=[NO_LABELS, *_problems(date, summary)],
        is_cut=False,
        kind=kind,
        furniture=furniture,
        order=order,
    )
    used = {one.line.number for one in (title, date, *summary) if one}
    return record, used | {one.line.number for one in group if one.mark is LineMark.KIND}


def _problems(date: Marked | None, summary: list[Marked]) -> Iterator[Problem]:
    if not summary:
        yield Problem("missing-summary", "no summary was found")
    if date and date.date not in date.text:
        yield Problem("unusual-date", f"“{date.text}” has no year: it was read as {date.date}")
