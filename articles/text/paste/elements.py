"""Well-formed HTML as a tree of elements, and back; changes of it that lose no text."""

from collections.abc import Iterable
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, tostring

EMPTY = {"br", "hr", "img"}


class _Tree(HTMLParser):
    """Well-formed HTML as elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = SubElement(self.open[-1], tag, {name: value or "" for name, value in attributes})
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, text: str) -> None:
        append_text(self.open[-1], text)


def parse(html: str) -> Element:
    """Return a `body` with the elements of HTML that is written as nh3 does."""
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.root


def write(root: Element) -> str:
    """Return the HTML inside an element of `parse`."""
    html = tostring(root, encoding="unicode", method="html")
    return html.removeprefix("<body>").removesuffix("</body>").replace("\xa0", "&nbsp;")


def text_of(element: Element) -> str:
    """Return all text inside an element, without that of its tail."""
    return "".join(element.itertext())


def append_text(parent: Element, text: str | None) -> None:
    """Put `text` at the end of an element."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def refill(parent: Element, nodes: Iterable[Element | str | None]) -> None:
    """Put elements and texts into an element, instead of all that was in it."""
    parent.text, parent[:] = None, []
    for node in nodes:
        if isinstance(node, Element):
            node.tail = None
            parent.append(node)
        else:
            append_text(parent, node)


def nodes_of(parent: Element) -> list[Element | str]:
    """Return the elements and texts in an element, in order; the elements keep their tails."""
    nodes: list[Element | str] = [parent.text] if parent.text else []
    for child in parent:
        nodes.append(child)
        if child.tail:
            nodes.append(child.tail)
    return nodes


def wrap(element: Element, tag: str) -> None:
    """Put all that is in an element into a new one of the kind `tag`."""
    inside = Element(tag)
    refill(inside, nodes_of(element))
    refill(element, [inside])
