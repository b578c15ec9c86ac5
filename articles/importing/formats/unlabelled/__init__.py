"""Pages without labels: what they say is told by its place and shape alone, and always doubtful.

`marks` says what a line is by itself, `pages` reads one release, `lists` many.
"""

from articles.importing.formats.lines import TextLine
from articles.importing.formats.records import End
from articles.importing.formats.unlabelled.lists import read_list
from articles.importing.formats.unlabelled.pages import read_mail, read_page
from articles.importing.record import ParsedSource
from articles.text.dates import DateOrder

__all__ = ["read_mail", "read_unlabelled"]


def read_unlabelled(lines: list[TextLine], source: str, end: End, order: DateOrder | None) -> ParsedSource:
    """The releases of a text without labels: those of a list with a date each, or the one of a page."""
    releases = read_list(lines, source, order)
    return releases if releases.records else read_page(lines, source, end, order)
