"""One release of a text that nobody gave a title, or that lost it: its first words stand in for one."""

from articles.importing.formats.lines import TextLine
from articles.importing.formats.records import End, Label, build_record
from articles.importing.formats.single import labels_of, problems_of
from articles.importing.formats.single.text import is_caption, read_text
from articles.importing.formats.unlabelled.marks import LineMark, Marked, furniture_of, mark
from articles.importing.formats.unlabelled.pages import date_below
from articles.importing.record import ParsedSource, Problem
from articles.text.datelines import read_dateline
from articles.text.dates import DateOrder
from articles.text.sentences import first_sentence, first_words

LONGEST_TITLE = 160
WORDS_OF_TITLE = (4, 16)
NO_TITLE = Problem("title-from-text", "the page has no title: the beginning of its text stands in for one")


def read_untitled(lines: list[TextLine], source: str, end: End, order: DateOrder | None) -> ParsedSource:
    """The release of a text that begins with its date or its dateline, or ends with the date."""
    marked = [mark(line) for line in lines]
    start = next((number for number, one in enumerate(marked) if one.mark is LineMark.SENTENCE), None)
    head = marked[:start]
    if start is None or not all(_may_be_above(one) for one in head):
        return ParsedSource()
    date = next((one for one in head if one.mark is LineMark.DATE), None) or date_below(lines[start:])
    opening = lines[start].text
    dateline = read_dateline(opening)
    if not date and not (dateline and dateline.day):
        return ParsedSource()
    lines = [line for line in lines[start:] if not date or line != date.line]
    kind = next((one.kind for one in head if one.kind), "")
    text = read_text(lines, "", may_be_cut=end.is_open)
    opening = opening[dateline.end :].strip() if dateline else opening
    first = first_sentence(opening)
    is_title = WORDS_OF_TITLE[0] <= len(first.split()) and len(first) <= LONGEST_TITLE
    record = build_record(
        source=source,
        line=lines[0].number,
        title=first.rstrip(".") if is_title else first_words(opening, WORDS_OF_TITLE[1]),
        labels=[*([Label("date", "", date.date, date.line)] if date else []), *labels_of(text)],
        summary=text.paragraphs[0] if text.paragraphs else "",
        problems=[NO_TITLE, *problems_of(text, end)],
        is_cut=False,
        kind=kind,
        body="\n\n".join(text.paragraphs),
        extra=(*(("photo caption", one.text) for one in head if is_caption(one.text)), *text.extra),
        furniture=(*furniture_of(head), *text.furniture),
        may_date_by_dateline=True,
        order=order,
    )
    return ParsedSource((record,))


def _may_be_above(one: Marked) -> bool:
    """Return whether a line may stand above a text that has no title."""
    return one.mark in (LineMark.FURNITURE, LineMark.DATE, LineMark.KIND) or is_caption(one.text)
