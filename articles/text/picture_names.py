"""Names of pictures in the text of a release: `[picture 2]` on a line of its own is where it stands."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from operator import itemgetter

# The number it has among those of its edition, in brackets.
_SPACE = r"(?:\s|&nbsp;|<br>)*"
_NAME = rf"\[{_SPACE}picture{_SPACE}(\d{{1,9}})\d*{_SPACE}\]"
_NAMED = re.compile(_NAME, re.IGNORECASE)
_LINE = re.compile(rf"<p(?: lang=\"[^\"]*\")?>{_SPACE}{_NAME}{_SPACE}</p>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag of sanitised HTML, a text between two tags, or a paragraph that names a picture: its `number`."""

    html: str
    is_text: bool = False
    number: int | None = None


def pictures_named(html: str) -> tuple[list[int], list[int]]:
    """The numbers of the pictures that a text names: on lines of their own, and in the middle of a text."""
    pieces = _pieces(html)
    on_lines = [piece.number for piece in pieces if piece.number is not None]
    return on_lines, [
        int(number) for piece in pieces if piece.is_text for number in _NAMED.findall(piece.html)
    ]


def with_pictures(html: str, figure: Callable[[int], str]) -> str:
    """The text with `figure(number)` on each line that names a picture; named elsewhere, the name goes.

    Only texts are touched: a tag, with the address of its link, stays as it was sanitised.
    """
    if "[" not in html or not _NAMED.search(html):
        return html
    shown = []
    for piece in _pieces(html):
        if piece.number is not None:
            shown.append(figure(piece.number))
        else:
            shown.append(_NAMED.sub("", piece.html) if piece.is_text else piece.html)
    return "".join(shown)


def without_pictures(html: str) -> str:
    """The text alone, without the names of pictures."""
    return with_pictures(html, lambda number: "")


def _pieces(html: str) -> list[Piece]:
    reader = _Pieces()
    reader.feed(html)
    reader.close()
    pieces: list[Piece] = []
    for is_text, group in groupby(reader.parts, key=itemgetter(0)):
        written = [part for _, part in group]
        pieces += [Piece("".join(written), is_text=True)] if is_text else map(Piece, written)
    return _with_lines(pieces)


def _with_lines(pieces: list[Piece]) -> list[Piece]:
    """`pieces` with one for each paragraph that only names a picture."""
    joined: list[Piece] = []
    for piece in pieces:
        joined.append(piece)
        if piece.html == "</p>" and (line := _LINE.fullmatch("".join(one.html for one in joined[-3:]))):
            joined[-3:] = [Piece(line[0], number=int(line[1]))]
    return joined


class _Pieces(HTMLParser):
    """Tags and texts as they are written; line breaks are parts of the texts that they stand in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[tuple[bool, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag == "br", self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append((False, f"</{tag}>"))

    def handle_data(self, text: str) -> None:
        self.parts.append((True, text))

    def handle_entityref(self, name: str) -> None:
        self.parts.append((True, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.parts.append((True, f"&#{name};"))
