"""What HTML a body may hold, how everything else is taken out of it, how it names its pictures, where its links lead."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

import nh3

from articles.word_paste import level_of, mend

TAGS = {
    "p", "br", "h2", "h3", "h4", "strong", "em", "b", "i", "sub", "sup", "ul", "ol", "li", "blockquote", "a",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "hr",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "lang"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"},
              "p": {"lang"}, "blockquote": {"lang"}, "ol": {"start"}}  # fmt: skip
# Headings that Word writes; `mend` makes them headings of a body.
WORD_TAGS = {"h1", "h5", "h6"}
# Where Word says how deep an item of a list lies; `mend` reads it and takes it away.
WORD_ATTRIBUTES = ATTRIBUTES | {"p": {"lang", "style"}}
# How often what an element inside another leaves behind is read anew; real pastes take one round.
ROUNDS = 5
SCHEMES = {"http", "https", "mailto", "tel"}

# The start and the end of a link as nh3 writes them, and the names of its attributes.
_LINK = re.compile(r'<a((?: [a-z]+="[^"]*")*)>|</a>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="[^"]*"')

# How a text names a picture: the number it has among those of its edition, in brackets.
_SPACE = r"(?:\s|&nbsp;|<br>)*"
_NAME = rf"\[{_SPACE}picture{_SPACE}(\d{{1,9}})\d*{_SPACE}\]"
_NAMED = re.compile(_NAME, re.IGNORECASE)
_LINE = re.compile(rf"<p(?: lang=\"[^\"]*\")?>{_SPACE}{_NAME}{_SPACE}</p>", re.IGNORECASE)


def sanitise(html: str) -> str:
    """`html` with the elements of a release only: no scripts, styles, frames, handlers or odd links.

    What Word draws with characters becomes lists, headings and header cells. Sanitising twice changes nothing.
    """
    clean = _clean(mend(_clean(html, TAGS | WORD_TAGS, WORD_ATTRIBUTES)), TAGS)
    for _ in range(ROUNDS):
        again = _clean(mend(_clean(clean, TAGS)), TAGS)
        if again == clean:
            return clean
        clean = again
    # Nested so oddly that each reading of it is another: its text is what counts.
    return from_plain_text(_clean(clean, set()))


def _clean(html: str, tags: set[str], attributes: dict[str, set[str]] = ATTRIBUTES) -> str:
    clean = nh3.clean(
        html,
        tags=tags,
        attributes=attributes,
        url_schemes=SCHEMES,
        attribute_filter=_plain_attribute,
        link_rel="noopener noreferrer",
    )
    return _without_empty_links(clean)


def _without_empty_links(clean: str) -> str:
    """Sanitised HTML whose links all lead somewhere: of one that lost its address, the text stays."""
    leads: list[bool] = []

    def keep(found: re.Match) -> str:
        if found[0] != "</a>":
            leads.append("href" in _ATTRIBUTE.findall(found[1]))
            return found[0] if leads[-1] else ""
        return found[0] if leads and leads.pop() else ""

    return _LINK.sub(keep, clean)


def from_plain_text(text: str) -> str:
    """Paragraphs separated by blank lines as HTML."""
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n"))
    return "\n".join(
        "<p>{}</p>".format(escape(paragraph, quote=False).replace("\n", "<br>"))
        for paragraph in paragraphs
        if paragraph
    )


def addresses_in(html: str) -> list[str]:
    """The addresses of the links of `html`, in order, as they are written."""
    reader = _Links()
    reader.feed(html)
    reader.close()
    return reader.addresses


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attributes if tag == "a" and name == "href"]


def _plain_attribute(tag: str, attribute: str, value: str) -> str | None:
    """What may stay of an attribute's value; None when nothing may."""
    if attribute == "style":
        return level_of(value) or None
    if attribute == "title" and not value.strip():
        return None  # the editor's link dialog leaves an empty one
    # nh3 keeps `//host/path`, which leads away from the site while it looks like a path of it. Browsers read
    # backslashes as slashes, and pass over line ends and tabs wherever they are.
    plain = "".join(sign for sign in value if sign > " ").replace("\\", "/")
    is_protocol_relative = attribute == "href" and plain.startswith("//")
    return None if is_protocol_relative else value


def pictures_named(html: str) -> tuple[list[int], list[int]]:
    """The numbers of the pictures that a text names: on lines of their own, and in the middle of something."""
    on_lines = [int(number) for number in _LINE.findall(html)]
    return on_lines, [int(number) for number in _NAMED.findall(_LINE.sub("", html))]


def with_pictures(html: str, figure: Callable[[int], str]) -> str:
    """The text with `figure(number)` on each line that names a picture; named elsewhere, the name goes."""
    placed = _LINE.sub(lambda found: figure(int(found[1])), html)
    return _NAMED.sub("", placed)


def without_pictures(html: str) -> str:
    """The text alone: what names a picture is no word of it."""
    return with_pictures(html, lambda number: "")
