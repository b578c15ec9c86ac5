"""A pasted document: what it holds as elements of a body, and what was left out of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from articles.text.paste import omissions
from articles.text.paste.elements import nodes_of, parse, refill, text_of, write
from articles.text.paste.notes import move_notes
from articles.text.paste.omissions import leave_out
from articles.text.paste.pictures import place_pictures
from articles.text.paste.styles import HEADINGS, as_elements, sheet_of

# What a pasted document may hold until `read_paste` has read it.
TAGS = {
    "p", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "sub", "sup", "ul", "ol",
    "li", "blockquote", "a", "table", "caption", "thead", "tbody", "tr", "th", "td", "hr", "span", "font",
    "del", "s", "strike", "img",
}  # fmt: skip
_ANYWHERE = {"style", "class", "id", "lang", "dir", "role", "hidden", "aria-level"}
ATTRIBUTES = {
    "*": _ANYWHERE,
    "a": {"href", "name", "title"},
    "li": {"data-aria-level"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
# Whatever stands in these is no text of a page.
WITHOUT_CONTENT = {"script", "style", "title", "xml"}
# A body as it is stored has none of these, whatever words its text has.
DRESSED = re.compile(
    r"<(?:div|span|font|del|s|strike|img|title|xml|style|h1)\b|<[a-z][^<>]*\s(?:style|class|hidden|role)\b"
    r"|<a[^>]{0,200}\shref=[\"']?#(?:_|sd|ftnt|cmnt|bookmark|heading)",
    re.IGNORECASE,
)
BLOCKS = {"p", "div", "ul", "ol", "blockquote", "table", "hr", *HEADINGS}
# Links to places of the document, where a release has none.
_INSIDE = re.compile(r"#(?:_|bookmark|heading|sd)", re.I)
# Outlook and Google Docs lead readers past themselves: the host, and the parameter with the real address.
_DETOURS = (
    (re.compile(r"(?:.+\.)?safelinks\.protection\.outlook\.com"), "url"),
    (re.compile(r"www\.google\.com"), "q"),
)
_DEEPEST_HEADING = 4


@dataclass(frozen=True, slots=True)
class PastedDocument:
    """The HTML of a pasted document without what never becomes text, and the kinds of what was left out."""

    html: str
    left_out: frozenset[str] = field(default_factory=frozenset)
    has_notes: bool = False

    def with_left_out(self, kinds: Iterable[str]) -> "PastedDocument":
        """Return the same document, of which these kinds were left out besides."""
        return replace(self, left_out=self.left_out | frozenset(kinds))

    @property
    def sentence(self) -> str:
        """What the editor is told; "" when all is there."""
        parts = []
        if self.left_out:
            parts.append(f"Left out: {', '.join(kind for kind in _ORDER if kind in self.left_out)}.")
        if self.has_notes:
            parts.append("Footnotes stand at the end.")
        return " ".join(parts)


_ORDER = (
    omissions.TITLE, omissions.DELETED, omissions.COMMENTS, omissions.HIDDEN, omissions.MARKS,
    omissions.CONTENTS, omissions.FURNITURE, omissions.PICTURES,
)  # fmt: skip


def read_paste(html: str, original: str, title: str = "") -> PastedDocument:
    """Read pasted HTML.

    `html` is what nh3 leaves of `original` with `TAGS` and `ATTRIBUTES`; `original` has the stylesheet. A
    heading that says the same as `title` is left out.
    """
    root, sheet = parse(html), sheet_of(original)
    place_pictures(root)
    left_out = leave_out(root, sheet)
    has_notes, has_marks = move_notes(root)
    if has_marks:
        left_out.add(omissions.MARKS)
    as_elements(root, sheet)
    if _drop_title(root, title):
        left_out.add(omissions.TITLE)
    _lower_headings(root)
    _make_paragraphs(root)
    for link in root.iter("a"):
        _mend_address(link)
    return PastedDocument(write(root), frozenset(left_out), has_notes)


def _drop_title(root: Element, title: str) -> bool:
    wanted = _words(title)
    for parent in root.iter() if wanted else ():
        for place, child in enumerate(parent):
            if child.tag in HEADINGS and _words(text_of(child)) == wanted:
                nodes = nodes_of(parent)
                nodes.remove(parent[place])
                refill(parent, nodes)
                return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _lower_headings(root: Element) -> None:
    """Headings of a body begin below the title of its release: with a first level, each goes down by one."""
    if root.find(".//h1") is None:
        return
    for element in root.iter():
        if element.tag in HEADINGS:
            element.tag = f"h{min(int(element.tag[1]) + 1, _DEEPEST_HEADING)}"


def _make_paragraphs(parent: Element) -> None:
    """Lines that are divisions become paragraphs, and so do texts beside blocks."""
    for child in parent:
        _make_paragraphs(child)
    nodes = nodes_of(parent)
    has_blocks = any(isinstance(node, Element) and _holds_block(node) for node in nodes)
    if parent.tag == "div" and not has_blocks:
        parent.tag = "p"
    elif parent.tag == "span" and has_blocks:
        parent.tag = "div"
    if parent.tag not in ("div", "body") or not has_blocks:
        return
    made: list[Element | str] = []
    for node in nodes:
        if isinstance(node, Element) and _holds_block(node):
            made.append(node)
        elif made and isinstance(made[-1], Element) and made[-1].get("class") == "line":
            refill(made[-1], [*nodes_of(made[-1]), node])
        else:
            line = Element("p", {"class": "line"})
            refill(line, [node])
            made.append(line)
    refill(parent, [node for node in made if not _is_blank_line(node)])


def _holds_block(element: Element) -> bool:
    return element.tag == "li" or any(inner.tag in BLOCKS for inner in element.iter())


def _is_blank_line(node: Element | str) -> bool:
    return isinstance(node, Element) and node.get("class") == "line" and not text_of(node).strip()


def _mend_address(link: Element) -> None:
    address = link.get("href", "")
    if _INSIDE.match(address):
        link.attrib.pop("href")
        return
    try:
        parts = urlsplit(address)
        for host, parameter in _DETOURS:
            is_detour = parts.hostname and host.fullmatch(parts.hostname) and parts.path in ("/", "/url", "")
            target = parse_qs(parts.query).get(parameter, [""])[0] if is_detour else ""
            if target.startswith(("https://", "http://")):
                link.set("href", target)
    except ValueError:  # no address at all, which the sanitiser takes out
        return
