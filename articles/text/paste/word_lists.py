"""Mends the structure of pasted text: lists, headings and header cells that Word draws with characters.

Word writes the items of a list as paragraphs that begin with a bullet (a letter of the font Symbol, often `·`
or `o`) or a number, padded with non-breaking spaces; so did Word 2016 and 365 put them on the clipboard. How
deep an item lies stands in the style of its paragraph alone: `mso-list:l0 level2 lfo1`. Word for the web and
Google Docs write lists, but put an inner one beside the item it belongs to instead of into it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from articles.text.nesting import MARKS, is_well_nested, straighten
from articles.text.paste.elements import parse, write

# What goes when nothing stands in it; cells of a table stay.
BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"}
# Headings of a body begin below the title of its release.
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4"}
# Nothing is looked at more closely without one of these. Each pattern here takes time in proportion to the
# text: its repetitions are bounded, or cannot begin again inside themselves.
SUSPICIOUS = re.compile(
    r"<(?:h[156]|table)\b|\xa0|&nbsp;|<(p|h[2-4])(?:\s[^>]*)?>(?:\s|<br>)*</\1>"
    r"|<p [^>]*\bmso-list:|<b [^>]{0,80}\bstyle="
    r"|<p(?:\s[^>]*)?>\s*(?:<[^>]+>\s*){0,8}(?:[·•▪●■o§–-]|\d{1,3}[.)])(?:\s|<)"
)
BULLET = re.compile(r"\s*(?:[·•▪●■]\s+|[o§–-](?:\s{2,}|\t))")
NUMBER = re.compile(r"\s*(\d{1,3})[.)](?:\s{2,}|\t)")
LEVEL = re.compile(r"\bmso-list:[^;]{0,40}\blevel([1-9])\b", re.IGNORECASE)
# Google Docs wraps all it copies in a `b` that only its style makes normal.
NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s{0,9}(?:normal|400)\b", re.IGNORECASE)
# What stands before the text of an item whose style says that it is one: any sign, or a number of any kind.
MARKER = re.compile(
    r"\s*(?:(\d{1,3}|\d{1,3}(?:\.\d{1,3})+|[a-z]|[ivxlc]{1,6})[.)]\s+|[·•▪●■§o–-]\s+|\S\s{2,})", re.I
)
# A single non-breaking space holds a number and its unit together; several are Word's way to indent.
SPACES = re.compile(r"[ \t\xa0]{2,}")


def mend(html: str) -> str:
    """`html`, well-formed as nh3 writes it, with lists, headings and header cells where Word drew them."""
    if not SUSPICIOUS.search(html) and is_well_nested(html):
        return html
    root = parse(html)
    for element in root.iter():
        element.tag = RENAMED.get(element.tag, element.tag)
        if element.tag == "b" and element.attrib.pop("style", ""):
            element.tag = "span"  # which no body may hold: its text stays
    for table in root.iter("table"):
        _name_columns(table)
    straighten(root)
    for parent in list(root.iter()):
        _make_lists(parent)
    # Deepest first: what holds only empty paragraphs is empty too.
    for parent in reversed(list(root.iter())):
        _drop_empty(parent)
    for element in root.iter():
        element.text = _without_padding(element.text)
        element.tail = _without_padding(element.tail)
    return write(root)


def _without_padding(text: str | None) -> str | None:
    return SPACES.sub(lambda match: " " if "\xa0" in match[0] else match[0], text) if text else text


def _is_blank(element: Element) -> bool:
    return not "".join(element.itertext()).strip() and not any(child.tag == "hr" for child in element.iter())


def _drop_empty(parent: Element) -> None:
    children: list[Element] = []
    for child in parent:
        is_empty_mark = child.tag in MARKS and not "".join(child.itertext())
        if is_empty_mark or (child.tag in BLOCKS and _is_blank(child)):
            _append_text(parent, children, child.tail)
        else:
            children.append(child)
    parent[:] = children


def _append_text(parent: Element, children: list[Element], text: str | None) -> None:
    """Put `text` behind the last of what are to be the `children` of an element, or before the first."""
    if not text:
        return
    if children:
        children[-1].tail = (children[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def telling_style(tag: str, style: str) -> str:
    """The part of a style that `mend` reads: an item's level, or that `b` is not bold; else ""."""
    if tag == "b":
        return "font-weight:normal" if NOT_BOLD.search(style) else ""
    return f"mso-list:level{level[1]}" if (level := LEVEL.search(style)) else ""


@dataclass(frozen=True)
class Item:
    """A paragraph that is an item of a list: "ul" or "ol", its first number, its level, its marker."""

    kind: str
    start: str
    level: int
    marker: re.Pattern[str]


def _make_lists(parent: Element) -> None:
    """Make one list of neighbouring paragraphs that are items, deeper ones inside the item before them."""
    children: list[Element] = []
    open_lists: list[tuple[int, Element]] = []  # with their levels, the outermost first
    for child in parent:
        item = _item(child)
        child.attrib.pop("style", None)
        if item is None or (open_lists and (open_lists[0][1].tail or "").strip()):
            open_lists.clear()
        if item is None:
            children.append(child)
            continue
        while open_lists and _is_over(open_lists[-1], item):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < item.level:
            made = Element(item.kind, {"start": item.start} if item.start not in ("", "1") else {})
            if direction := child.get("dir"):
                made.set("dir", direction)  # the side on which its marks stand
            if open_lists:
                open_lists[-1][1][-1].append(made)
            else:
                children.append(made)
            open_lists.append((item.level, made))
        _strip_marker(child, item.marker)
        open_lists[0][1].tail, child.tail = child.tail, None
        SubElement(open_lists[-1][1], "li").append(child)
    parent[:] = children


def _is_over(open_list: tuple[int, Element], item: Item) -> bool:
    """Return whether a list ends before `item`: it lies deeper, or as deep and is of the other kind."""
    level, element = open_list
    return level > item.level or (level == item.level and element.tag != item.kind)


def _item(element: Element) -> Item | None:
    """The item that a paragraph is, by its style or by what it begins with."""
    if element.tag != "p":
        return None
    text = "".join(element.itertext())
    if (level := LEVEL.search(element.get("style", ""))) and text.strip():
        match = MARKER.match(text)
        number = match[1] if match and text[match.end() :].strip() else None
        start = number.lstrip("0") if number and number.isdecimal() else ""
        return Item("ol" if number else "ul", start, int(level[1]), MARKER)
    if (match := BULLET.match(text)) and text[match.end() :].strip():
        return Item("ul", "", 1, BULLET)
    if (match := NUMBER.match(text)) and text[match.end() :].strip():
        return Item("ol", match[1].lstrip("0"), 1, NUMBER)
    return None


def _strip_marker(paragraph: Element, marker: re.Pattern[str]) -> None:
    """Take the bullet or number off the beginning, in however many elements it stands; never all text."""
    text = "".join(paragraph.itertext())
    match = marker.match(text)
    left = match.end() if match and text[match.end() :].strip() else 0
    for element, place in _texts(paragraph):
        text = getattr(element, place) or ""
        setattr(element, place, text[left:])
        left = max(0, left - len(text))


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield the places of the texts inside an element, in their order."""
    yield element, "text"
    for child in element:
        yield from _texts(child)
        yield child, "tail"


def _name_columns(table: Element) -> None:
    """The cells of a first row that is a heading say what they are the heading of."""
    rows = list(table.iter("tr"))
    if not rows:
        return
    first = [cell for cell in rows[0] if cell.tag in ("th", "td")]
    if len(rows) > 1 and first and all(cell.tag == "th" or _is_bold(cell) for cell in first):
        for cell in first:
            cell.tag = "th"
            cell.attrib.setdefault("scope", "col")


def _is_bold(cell: Element) -> bool:
    """Return whether all text of a cell stands in one of the elements that make it bold."""
    text = "".join(cell.itertext()).strip()
    bold = "".join("".join(part.itertext()) for part in cell.iter() if part.tag in ("strong", "b")).strip()
    return bool(text) and text == bold
