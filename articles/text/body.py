"""The HTML of bodies: which elements stay, how everything else is taken out, where links lead."""

import re
from collections import Counter
from dataclasses import replace
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from articles.text.attributes import valid_value
from articles.text.characters import without_controls
from articles.text.paste import document
from articles.text.paste.document import PastedDocument, read_paste
from articles.text.paste.word_lists import SUSPICIOUS, mend, telling_style

TAGS = {
    "p", "br", "h2", "h3", "h4", "strong", "em", "b", "i", "sub", "sup", "ul", "ol", "li", "blockquote", "a",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "hr",
}  # fmt: skip
# The language of a part and the way it runs stay wherever they are said.
OF_ALL = {"lang", "dir"}
ATTRIBUTES = dict.fromkeys(TAGS - {"br", "hr"}, OF_ALL) | {
    "a": {"href", "title", *OF_ALL},
    "th": {"scope", "colspan", "rowspan", *OF_ALL},
    "td": {"colspan", "rowspan", *OF_ALL},
    "ol": {"start", *OF_ALL},
}
# Headings that Word writes; `mend` makes them headings of a body.
WORD_TAGS = {"h1", "h5", "h6"}
# Where styles tell what tags do not (`telling_style`); `mend` reads them and takes them away.
WORD_ATTRIBUTES = ATTRIBUTES | {"p": {"style", *OF_ALL}, "b": {"style", *OF_ALL}}
# How often what an element inside another leaves behind is read anew; real pastes take one round.
ROUNDS = 5
SCHEMES = {"http", "https", "mailto", "tel"}
# Word's own lists are nine levels deep. Parsers take time that grows with the square of the depth.
DEEPEST = 50
# Elements that hold nothing, and those that the next of their kind ends: none lies in another by itself.
_FLAT = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "thead", "tbody", "tfoot", "tr", "td", "th", "option",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
# An ampersand that begins no reference to a character, or is written as one.
_AMPERSAND = re.compile(r"&(?:amp;|(?!#?[a-z0-9]{1,32};))", re.IGNORECASE)
# Stands for such an ampersand while nh3 reads: each one that it meets in a text costs it as much as the text
# is long. No text has this character (`without_controls`).
_STAND_IN = "\ufdd0"

# The start and the end of a link as nh3 writes them, and the names of its attributes.
_LINK = re.compile(r'<a((?: [a-z]+="[^"]*")*)>|</a>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="[^"]*"')


def sanitise(html: str) -> str:
    """`html` with the elements of a release only: no scripts, styles, frames, handlers or odd links.

    Lists, headings and header cells that Word draws with characters become such. Sanitising twice changes
    nothing. If `html` is nested too deeply (`too_deep`), its text stays, as paragraphs.
    """
    return pasted(html).html


def pasted(html: str, title: str = "") -> PastedDocument:
    """Return what stays of pasted HTML as the body of a release with this title, and what was left out."""
    html = without_controls(html)
    if depth_of(html) > DEEPEST:
        html = _as_text(html)
    if not document.DRESSED.search(html):
        return PastedDocument(_settled(html))
    read = read_paste(_document(html), html, title)
    return replace(read, html=_settled(read.html))


def _settled(html: str) -> str:
    """Return HTML with the elements of a body alone, which another reading does not change."""
    read = _clean(html, TAGS | WORD_TAGS, WORD_ATTRIBUTES)
    mended = mend(read)
    clean = _clean(mended, TAGS)
    if clean == mended == read:  # nothing was changed, so nothing would be by another round
        return clean
    for _ in range(ROUNDS):
        again = _clean(mend(_clean(clean, TAGS)), TAGS)
        if again == clean:
            return clean
        clean = again
    # Nested so oddly that each reading of it is another: its text is what counts.
    return from_plain_text(_clean(clean, set()))


def depth_of(html: str) -> int:
    """Count the elements that lie in each other at the deepest place of `html`, without rows and paragraphs.

    Read tag by tag: where `html` is not well-formed, elements that nothing closes count to its end.
    """
    open_: Counter[str] = Counter()
    depth = deepest = 0
    for match in _TAG.finditer(html):
        tag = match[2].lower()
        if tag in _FLAT:
            continue
        if not match[1]:
            open_[tag] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_[tag]:
            open_[tag] -= 1
            depth -= 1
    return deepest


def too_deep(html: str) -> str:
    """Return the reason why the text of a release cannot be nested like this; "" when it can."""
    depth = depth_of(html)
    if depth <= DEEPEST:
        return ""
    return (
        f"The text has lists, quotations or tables {depth} deep in each other; at most {DEEPEST} can be "
        "stored. Take some levels out, or paste the text without its formatting."
    )


def _as_text(html: str) -> str:
    return from_plain_text(without_controls(unescape(_TAGS.sub(" ", html))))


def _clean(html: str, tags: set[str], attributes: dict[str, set[str]] = ATTRIBUTES) -> str:
    """`html` as nh3 leaves it; also without controls that were written as references, like `&#1;`."""
    clean = nh3.clean(
        _AMPERSAND.sub(_STAND_IN, html),
        tags=tags,
        attributes=attributes,
        url_schemes=SCHEMES,
        attribute_filter=_plain_attribute,
        link_rel="noopener noreferrer",
    )
    return _without_empty_links(without_controls(clean.replace(_STAND_IN, "&amp;")))


def _document(html: str) -> str:
    """`html` with all that a pasted document is read by."""
    clean = nh3.clean(
        _AMPERSAND.sub(_STAND_IN, html),
        tags=document.TAGS,
        clean_content_tags=document.WITHOUT_CONTENT,
        attributes=document.ATTRIBUTES,
        attribute_filter=_without_usual_direction,
        link_rel=None,
    )
    return without_controls(clean.replace(_STAND_IN, "&amp;"))


def _without_usual_direction(tag: str, attribute: str, value: str) -> str | None:
    """Drop the direction that Google Docs writes into every element of a text from left to right."""
    return None if attribute == "dir" and value.strip().lower() == "ltr" else value


def _without_empty_links(clean: str) -> str:
    """Sanitised HTML whose links all lead somewhere: of one that lost its address, the text stays."""
    leads: list[bool] = []

    def keep(match: re.Match[str]) -> str:
        if match[0] != "</a>":
            leads.append("href" in _ATTRIBUTE.findall(match[1]))
            return match[0] if leads[-1] else ""
        return match[0] if leads and leads.pop() else ""

    return _LINK.sub(keep, clean)


def from_plain_text(text: str) -> str:
    """Paragraphs separated by blank lines as HTML."""
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n"))
    return "\n".join(
        "<p>{}</p>".format(escape(paragraph, quote=False).replace("\n", "<br>"))
        for paragraph in paragraphs
        if paragraph
    )


def body_of_plain_text(text: str) -> str:
    """Return the body of a release, sanitised, from paragraphs separated by blank lines."""
    html = from_plain_text(text)
    is_settled = "\r" not in html and not SUSPICIOUS.search(html) and without_controls(html) == html
    return html if is_settled else sanitise(html)


def addresses_in(html: str) -> list[str]:
    """The addresses of all links in `html`, in order, as they are written."""
    reader = _Links()
    reader.feed(html)
    reader.close()
    return reader.addresses


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attributes if tag == "a" and name == "href"]


def _plain_attribute(tag: str, attribute: str, value: str) -> str | None:
    """An attribute's value as it may stay; None when nothing may."""
    if attribute == "style":
        return telling_style(tag, value) or None
    if attribute == "title" and not value.strip():
        return None  # the editor's link dialog leaves an empty one
    # nh3 keeps `//host/path`, which leads away from the site while it looks like a path of it. Browsers read
    # backslashes as slashes, and pass over line ends and tabs wherever they are.
    plain = "".join(sign for sign in value if sign > " ").replace("\\", "/")
    is_protocol_relative = attribute == "href" and plain.startswith("//")
    return None if is_protocol_relative else valid_value(attribute, value)
