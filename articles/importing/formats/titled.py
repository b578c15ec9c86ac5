"""Releases written as a list of facts: "Title: ...", "Date: ...", then the text."""

from articles.importing.formats.lines import TextLine, split_label, trim
from articles.importing.formats.records import End, build_record
from articles.importing.formats.single import labels_of, problems_of
from articles.importing.formats.single.labels import is_title_label, read_block
from articles.importing.formats.single.text import read_text
from articles.importing.record import ParsedSource, Unread
from articles.text.dates import DateOrder
from articles.text.page_labels import label_meaning, plain

ABOVE_FACTS = "above the first label: no known part of the page"
# Labels in front of the text itself.
_TEXT_LABELS = frozenset(
    {"summary", "abstract", "lead", "body", "text", "content", "teaser", "текст", "résumé"}
)


def read_titled(lines: list[TextLine], source: str, end: End, order: DateOrder | None) -> ParsedSource:
    """The record of a list of facts, and the lines above it."""
    start = next(number for number, line in enumerate(lines) if _is_fact(line.text))
    labels, stop = read_block(lines, start)
    title = next((label for label in labels if is_title_label(label.name)), None)
    facts = [label for label in labels if label is not title]
    body = [_without_text_label(line) for line in lines[stop:]]
    name = trim(title.value.strip("\"'")) if title else ""  # front matter of Markdown has quotes around it
    text = read_text([line for line in body if line.text], name, may_be_cut=end.is_open)
    record = build_record(
        source=source,
        line=(title.last_line if title else lines[start]).number,
        title=name,
        labels=[*facts, *labels_of(text)],
        summary=text.paragraphs[0] if text.paragraphs else "",
        problems=problems_of(text, end),
        is_cut=False,
        body="\n\n".join(text.paragraphs),
        extra=text.extra,
        furniture=text.furniture,
        may_date_by_dateline=True,
        order=order,
    )
    unread = tuple(Unread(source, line.number, line.text, ABOVE_FACTS) for line in lines[:start])
    return ParsedSource((record,), unread)


def _is_fact(text: str) -> bool:
    split = split_label(text)
    return bool(split and (label_meaning(split[0]) or is_title_label(split[0])))


def _without_text_label(line: TextLine) -> TextLine:
    split = split_label(line.text)
    if not split or plain(split[0]) not in _TEXT_LABELS:
        return line
    return TextLine(line.number, trim(split[1]), line.width)
