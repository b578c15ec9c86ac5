"""Markdown: headings, emphasis, links, pictures, rules and tables become the lines a reader would see."""

import re
from dataclasses import replace

from articles.importing.formats.lines import TextLine, trim
from articles.importing.record import Furniture

_HEADING = re.compile(r"#{1,6}\s+(?P<text>\S.*)")
_RULE = re.compile(r"[-*_=]{3,}|[-*_]( [-*_]){2,}")
_PICTURE = re.compile(r"!\[(?P<text>[^\[\]]{0,300})\]\([^()]{0,2000}\)")
_LINK = re.compile(r"\[(?P<text>[^\[\]]{1,300})\]\([^()]{0,2000}\)")
_STRONG = re.compile(r"\*\*(?P<text>[^*]{1,1000})\*\*|__(?P<other>[^_]{1,1000})__")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?P<text>[^*\s][^*]{0,500})\*(?![\w*])|(?<![\w_])_(?P<other>[^_\s][^_]{0,500})_(?![\w_])"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ROW = re.compile(r"\|.*\|")
_LINE_OF_TABLE = re.compile(r"\|[\s:|-]+\|")
_SIGNS = (_PICTURE, _LINK, _STRONG)
# No line without one of these has a sign.
_IN_SIGNS = ("](", "**", "__")
# One sign may be anybody's; a heading or two signs are Markdown.
_LEAST_SIGNS = 2


def without_markdown(lines: list[TextLine]) -> tuple[list[TextLine], list[Furniture]]:
    """The lines without the marks of Markdown, and its pictures."""
    if not _is_markdown(lines):
        return lines, []
    plain: list[TextLine] = []
    furniture: list[Furniture] = []
    for line in lines:
        if _RULE.fullmatch(line.text) or _LINE_OF_TABLE.fullmatch(line.text):
            continue
        furniture += [
            Furniture(line.number, "pictures", picture["text"]) for picture in _PICTURE.finditer(line.text)
        ]
        text = _plain(line.text)
        if text:
            plain.append(replace(line, text=text))
    return plain, furniture


def _is_markdown(lines: list[TextLine]) -> bool:
    headings = (_HEADING.fullmatch(line.text) for line in lines if line.text.startswith("#"))
    if any(found and not found["text"].startswith("[") for found in headings):
        return True
    lines = [line for line in lines if any(one in line.text for one in _IN_SIGNS)]
    return sum(any(sign.search(line.text) for sign in _SIGNS) for line in lines) >= _LEAST_SIGNS


def _plain(text: str) -> str:
    if _ROW.fullmatch(text):
        cells = [trim(cell) for cell in text.strip("|").split("|")]
        text = "\t".join(cell for cell in cells if cell)
    heading = _HEADING.fullmatch(text)
    if heading:
        text = trim(heading["text"].rstrip("#"))
    text = _PICTURE.sub("", text)
    text = _LINK.sub(lambda found: found["text"], text)
    for pattern in (_STRONG, _EMPHASIS):
        text = pattern.sub(lambda found: found["text"] or found["other"], text)
    return trim(_ESCAPED.sub(r"\1", text))
