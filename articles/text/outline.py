"""What a body is made of, for checks: its lines of text, links, headings and tables."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from articles.text.picture_names import without_pictures

_HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
_LINE_ENDS = {"p", "li", "h2", "h3", "h4", "td", "th", "caption", "blockquote", "br", "hr", "tr", "ul", "ol"}


@dataclass(frozen=True, slots=True)
class LinkInText:
    """A link: where it leads, and its text."""

    address: str
    text: str


@dataclass(slots=True)
class Outline:
    """The lines of a body, those outside links too; its links; levels and texts of headings; its tables.

    `have_headers` says of each table whether it has a cell that is a heading.
    """

    lines: list[str] = field(default_factory=list)
    lines_without_links: list[str] = field(default_factory=list)
    links: list[LinkInText] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    have_headers: list[bool] = field(default_factory=list)


def outline_of(body: str) -> Outline:
    """Read sanitised HTML; names of pictures in it are no text."""
    reader = _Reader()
    reader.feed(without_pictures(body))
    reader.close()
    reader.end_line()
    return reader.outline


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.outline = Outline()
        self.line: list[str] = []
        self.bare: list[str] = []
        self.link: list[str] | None = None
        self.address = ""
        self.heading: list[str] | None = None
        self.tables: list[int] = []

    def end_line(self) -> None:
        for parts, lines in (
            (self.line, self.outline.lines),
            (self.bare, self.outline.lines_without_links),
        ):
            if text := " ".join("".join(parts).split()):
                lines.append(text)
            parts.clear()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _LINE_ENDS:
            self.end_line()
        if tag == "a":
            self.link, self.address = [], dict(attributes).get("href") or ""
        elif tag in _HEADINGS:
            self.heading = []
        elif tag == "table":
            self.tables.append(len(self.outline.have_headers))
            self.outline.have_headers.append(False)
        elif tag == "th" and self.tables:
            self.outline.have_headers[self.tables[-1]] = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link is not None:
            text = " ".join("".join(self.link).split())
            self.outline.links.append(LinkInText(self.address, text))
            self.link = None
        elif tag in _HEADINGS and self.heading is not None:
            self.outline.headings.append((_HEADINGS[tag], re.sub(r"\s+", " ", "".join(self.heading)).strip()))
            self.heading = None
        elif tag == "table" and self.tables:
            self.tables.pop()
        if tag in _LINE_ENDS:
            self.end_line()

    def handle_data(self, text: str) -> None:
        self.line.append(text)
        if self.link is None:
            self.bare.append(text)
        else:
            self.link.append(text)
        if self.heading is not None:
            self.heading.append(text)
