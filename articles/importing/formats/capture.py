"""Text captures of a newsroom's pages: listings, or single releases; which of them a text is, it tells itself."""

from articles.importing.formats.lines import split_lines
from articles.importing.formats.listing import read_listing
from articles.importing.formats.single import is_single, read_single
from articles.importing.record import Reading


def read_capture(text: str, source: str) -> Reading:
    """The records of a capture and the lines that are in none; a text that is no capture is all unread."""
    if is_single(split_lines(text)):
        return read_single(text, source)
    return read_listing(text, source)
