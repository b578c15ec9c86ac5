"""Reasons to refuse a file before it waits for the worker: its beginning tells that it is no text."""

import codecs

from articles.importing import formats
from articles.importing.sources import decode

NO_TEXT = (
    "This is not a text file. Open the page in a browser, select all, copy it into a text editor "
    "and save it as UTF-8."
)
OTHER_ENCODING = (
    "This file was saved in another encoding than UTF-8. Open it in a text editor where its letters "
    "look right, and save it again as UTF-8."
)
# How files begin that are no text: zip and all of today's office formats, yesterday's, PDF, RTF, pictures.
NO_TEXT_BEGINS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"{\\rtf",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
)
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f"})
# An old page may hold a stray control character; a file full of them is a program's.
MOST_CONTROLS = 1 / 100


def refusal(content: bytes) -> str:
    """Return why a file cannot be the text of a page, and what to do about it; empty when it can be one.

    `content` is the file or its beginning, which may end inside a character.
    """
    if content.startswith(NO_TEXT_BEGINS):
        return NO_TEXT
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return OTHER_ENCODING if decode(content)[1] else ""
    if content[::2].count(0) > len(content) / 3 or content[1::2].count(0) > len(content) / 3:
        # UTF-16 that does not say so: every other byte is nought.
        return OTHER_ENCODING
    controls = len(content) - len(content.translate(None, CONTROLS))
    if controls > len(content) * MOST_CONTROLS:
        return NO_TEXT
    text, problems = decode(content)
    if problems:
        return OTHER_ENCODING
    foreign = formats.format_of(text)
    return formats.not_read(foreign) if foreign else ""
