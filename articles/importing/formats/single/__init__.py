"""Single releases: one page, one release with its menu, type, title, labels and the whole text.

Seen: bullets for menu and labels ("- Date:" and, on the next line, "- 4 July 2025"), empty values, pages
without the menu. The label block is what such a page is recognised by; above it stand the type, the title,
and sometimes a lead, a caption or a notice.
"""

from articles.importing.formats.lines import TextLine, is_bullet, split_label
from articles.importing.formats.records import End, Label, build_record, is_shortened
from articles.importing.formats.single.head import read_head
from articles.importing.formats.single.labels import block_start, is_whole, read_block
from articles.importing.formats.single.text import PageText, read_text
from articles.importing.record import ParsedSource, Problem, Unread
from articles.text.dates import DateOrder
from articles.text.page_labels import label_meaning
from articles.text.sentences import surely_ends_sentence

ABOVE_TITLE = "above the title: unknown part of the page's header"
CUT_VALUE = "the capture ends here; the value may be cut"


def read_single(lines: list[TextLine], source: str, end: End, order: DateOrder | None) -> ParsedSource:
    """The record of the page of a single release, and the lines that are not in it."""
    start = block_start(lines)
    labels, stop = read_block(lines, start)
    head = read_head(lines[:start])
    unread = [Unread(source, line.number, line.text, ABOVE_TITLE) for line in head.unread]
    problems = list(head.problems)
    body = lines[stop:]

    is_cut = not body or (end.is_open and _is_label_beginning(body, lines[start]))
    if is_cut:
        cut = body
        if not cut and end.is_open and not is_whole(labels):
            cut = lines[-1:]
            labels = labels[:-1]
        unread += [Unread(source, line.number, line.text, CUT_VALUE) for line in cut]
        body = []
        last = f": “{cut[-1].text}”" if cut else ""
        problems.append(Problem("truncated", f"the capture ends inside the labels{last}"))

    text = read_text(body, head.title.text if head.title else "", may_be_cut=end.is_open)
    first = text.paragraphs[0] if text.paragraphs else ""
    record = build_record(
        source=source,
        line=(head.title or lines[start]).number,
        title=head.title.text if head.title else "",
        labels=[*labels, *labels_of(text)],
        summary=head.lead or first,
        opening=first,
        problems=[*problems, *problems_of(text, end)],
        is_cut=is_cut,
        kind=head.kind,
        body="\n\n".join(text.paragraphs),
        extra=(*head.extra, *text.extra),
        furniture=(*head.furniture, *text.furniture),
        may_date_by_dateline=True,
        order=order,
    )
    return ParsedSource((record,), tuple(sorted(unread, key=lambda one: one.line)))


def labels_of(text: PageText) -> list[Label]:
    """The labels that stand below a text."""
    labels = []
    for line in text.labels:
        name, value = split_label(line.text) or ("", "")
        meaning = label_meaning(name)
        labels.append(Label(meaning.field if meaning else "", name, value, line))
    return labels


def problems_of(text: PageText, end: End) -> list[Problem]:
    """The problems of the text of a page, which may be the last of its file."""
    paragraphs = text.paragraphs
    problems = list(text.problems)
    if text.repeated_from:
        problems.append(
            Problem("repeated-body", f"the page repeats its text from “{text.repeated_from[:40]}”")
        )
    elif paragraphs and (
        end.is_surely_cut or (end.is_open and not text.furniture and not surely_ends_sentence(paragraphs[-1]))
    ):
        problems.append(Problem("truncated", "the capture ends inside the text"))
    elif len(paragraphs) == 1 and is_shortened(paragraphs[0]):
        problems.append(
            Problem("summary-cut", f"the site shortened the text to {len(paragraphs[0])} characters")
        )
    return problems


def _is_label_beginning(body: list[TextLine], first_label: TextLine) -> bool:
    """Return whether the only line of text may be a label that the capture's end cut ("Pla")."""
    text = body[0].text
    return (
        len(body) == 1
        and len(text) < 40
        and not is_bullet(first_label.text)
        and not surely_ends_sentence(text)
    )
