"""Pages without labels: what they say is told by its place and shape alone, and always doubtful.

`marks` says what a line is by itself, `pages` reads one release, `untitled` one without a title,
`lists` many.
"""

from dataclasses import replace

from articles.importing.formats.lines import TextLine
from articles.importing.formats.records import End
from articles.importing.formats.unlabelled.lists import read_list
from articles.importing.formats.unlabelled.marks import LineMark, mark, opening_date
from articles.importing.formats.unlabelled.pages import read_mail, read_page
from articles.importing.formats.unlabelled.untitled import read_untitled
from articles.importing.record import ParsedSource
from articles.text.dates import DateOrder

__all__ = ["read_mail", "read_unlabelled"]


def read_unlabelled(lines: list[TextLine], source: str, end: End, order: DateOrder | None) -> ParsedSource:
    """The releases of a text without labels: those of a list with a date each, or the one of a page."""
    lines = _joined([part for line in lines for part in _parts(line)])
    releases = read_list(lines, source, order)
    if not releases.records:
        releases = read_page(lines, source, end, order)
    return releases if releases.records else read_untitled(lines, source, end, order)


def _parts(line: TextLine) -> tuple[TextLine, ...]:
    """A line without the bars of a table, or two of one that opens with a date: that, and the paragraph."""
    if line.text.endswith("|") or line.text.startswith("|"):
        line = replace(line, text=line.text.strip("| \t"))
    date, paragraph = opening_date(line.text)
    if date:
        return TextLine(line.number, date), TextLine(line.number, paragraph)
    return (line,) if line.text else ()


def _joined(lines: list[TextLine]) -> list[TextLine]:
    """The lines; one above the text that goes on with a small letter is the rest of the one above it."""
    joined: list[TextLine] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above and line.text[0].islower() and mark(line).mark is mark(above).mark is LineMark.WORDS:
            joined[-1] = replace(above, text=f"{above.text} {line.text}")
        else:
            joined.append(line)
    return joined
