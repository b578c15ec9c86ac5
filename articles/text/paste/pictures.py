"""Pictures of a Word document that become pictures of a release: their names stand where they stood."""

import re
from xml.etree.ElementTree import Element

from articles.text.paste.elements import nodes_of, refill

_CLASS = re.compile(r"word-picture-(\d{1,3})")
_LINES = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}


def place_pictures(root: Element) -> None:
    """Put the name of each picture, on a line of its own, behind the line in which it stands."""
    for parent in list(root.iter()):
        if parent.tag in _LINES:
            continue
        nodes: list[Element | str] = []
        for node in nodes_of(parent):
            if isinstance(node, str) or not (node.tag in _LINES or node.tag == "img"):
                nodes.append(node)
                continue
            numbers = [match[1] for image in node.iter("img") if (match := _number(image))]
            if not (numbers and node.tag == "img"):
                _take_out(node)
                nodes.append(node)
            nodes += [_name_of(number) for number in numbers]
        refill(parent, nodes)


def _number(image: Element) -> re.Match[str] | None:
    return _CLASS.fullmatch(image.get("class", ""))


def _name_of(number: str) -> Element:
    line = Element("p")
    line.text = f"[picture {number}]"
    return line


def _take_out(line: Element) -> None:
    for parent in list(line.iter()):
        if any(child.tag == "img" and _number(child) for child in parent):
            refill(
                parent,
                [
                    node
                    for node in nodes_of(parent)
                    if isinstance(node, str) or not (node.tag == "img" and _number(node))
                ],
            )
