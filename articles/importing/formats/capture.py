"""Text captures of a newsroom's pages: listings, single releases, pages without labels, or several."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace

from articles.importing.formats.lines import TextLine, is_open, is_surely_cut, split_label, split_lines
from articles.importing.formats.listing import read_listing
from articles.importing.formats.plain_text import PlainText, plain_text
from articles.importing.formats.plain_text.mail import mails
from articles.importing.formats.records import End
from articles.importing.formats.sections import Kind, Section, split_sections
from articles.importing.formats.single import read_single
from articles.importing.formats.titled import read_titled
from articles.importing.formats.unlabelled import read_mail, read_unlabelled
from articles.importing.record import Furniture, ParsedSource, Record, Unread
from articles.text.dates import DateOrder, order_of
from articles.text.page_labels import label_meaning


def read_capture(text: str, source: str, order: DateOrder | None = None) -> ParsedSource:
    """The records of a capture and the lines that are in none; a text that is no capture is all unread.

    `order` is that of day and month in figures; without it, the dates of the capture tell it or nothing does.
    """
    parts = [plain_text(part) for part in mails(split_lines(text))]
    order = order or order_of(date for part in parts for date in _dates(part.lines))
    end = End(is_open(text), is_surely_cut(text))
    read = [
        _read_part(part, source, end if part is parts[-1] else None, order) for part in parts if part.lines
    ]
    return ParsedSource(
        tuple(record for parsed in read for record in parsed.records),
        tuple(sorted((one for parsed in read for one in parsed.unread), key=lambda one: one.line)),
    )


def _read_part(plain: PlainText, source: str, end: End | None, order: DateOrder | None) -> ParsedSource:
    """What a text, or one of the mails in it, gives; `end` is that of the capture where it reaches it."""
    sections = split_sections(plain.lines)
    records: list[Record] = []
    unread: list[Unread] = []
    for number, section in enumerate(sections):
        parsed = _read_section(section, source, end if number == len(sections) - 1 else None, order)
        records += parsed.records
        unread += parsed.unread
    if plain.mail and not records:
        inside = end or End(is_open=False, is_surely_cut=False)
        records += read_mail(plain.lines, plain.mail, source, inside, order)
        unread = [] if records else unread
    return ParsedSource(_with_dress(records, plain), tuple(unread))


def _read_section(section: Section, source: str, end: End | None, order: DateOrder | None) -> ParsedSource:
    """What one section gives; `end` is that of the capture where the section reaches it."""
    inside = end or End(is_open=False, is_surely_cut=False)
    if section.kind is Kind.SINGLE:
        return read_single(section.lines, source, inside, order)
    if section.kind is Kind.TITLED:
        return read_titled(section.lines, source, inside, order)
    if section.kind is Kind.UNLABELLED:
        parsed = read_unlabelled(section.lines, source, inside, order)
        if parsed.records:
            return parsed
    return read_listing(section.lines, source, end, order)


def _with_dress(records: list[Record], plain: PlainText) -> tuple[Record, ...]:
    """The records, each with what a text browser or a mail program put around it."""
    if not plain.furniture:
        return tuple(records)
    starts = [record.line for record in records]
    around: dict[int, list[Furniture]] = defaultdict(list)
    for one in plain.furniture:
        around[max(0, bisect_right(starts, one.line) - 1)].append(one)
    return tuple(
        replace(
            record, furniture=tuple(sorted((*record.furniture, *around[number]), key=lambda one: one.line))
        )
        for number, record in enumerate(records)
    )


def _dates(lines: list[TextLine]) -> list[str]:
    """The values of all labels of dates, also of those that no record uses."""
    dates = []
    for line in lines:
        split = split_label(line.text)
        meaning = label_meaning(split[0]) if split else None
        if split and meaning and meaning.field in ("date", "updated"):
            dates.append(split[1])
    return dates
