"""What styles and classes of pasted HTML say, as elements that say the same: emphasis, headings, levels."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from articles.text.paste.elements import nodes_of, refill, text_of, wrap

Declarations = dict[str, str]
Sheet = dict[str, Declarations]

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BOLD = re.compile(r"bold(?:er)?|[6-9]00")
_ITALIC = re.compile(r"italic|oblique")
_SELECTOR = re.compile(r"[a-z0-9]{0,20}\.([\w-]{1,100})", re.IGNORECASE)
# Properties that say something of a body; a stylesheet of Word has a thousand others.
_TELLING = {"font-weight", "font-style", "vertical-align", "display", "visibility", "mso-hide"}
_TELLING |= {"text-decoration", "text-decoration-line"}


def declarations(style: str) -> Declarations:
    """Return the properties of a `style` attribute with their values, in small letters."""
    found: Declarations = {}
    for declaration in style.split(";"):
        name, sign, value = declaration.partition(":")
        if sign:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def sheet_of(html: str) -> Sheet:
    """Return what the `style` elements of HTML say of classes."""
    sheet: Sheet = {}
    for text in _style_elements(html):
        for rule in text.split("}"):
            selectors, sign, style = rule.rpartition("{")
            told = {name: value for name, value in declarations(style).items() if name in _TELLING}
            if not sign or not told:
                continue
            for selector in selectors.rpartition("-->")[2].split(","):
                if match := _SELECTOR.fullmatch(selector.strip()):
                    sheet.setdefault(match[1].lower(), {}).update(told)
    return sheet


def _style_elements(html: str) -> Iterator[str]:
    lower, end = html.lower(), 0
    while (start := lower.find("<style", end)) >= 0:
        start = lower.find(">", start) + 1
        end = lower.find("</style", start)
        if not start or end < 0:
            return
        yield html[start:end]


def style_of(element: Element, sheet: Sheet) -> Declarations:
    """Return what the classes and the style of an element say."""
    said: Declarations = {}
    for name in element.get("class", "").lower().split():
        said |= sheet.get(name, {})
    return said | declarations(element.get("style", ""))


def as_elements(root: Element, sheet: Sheet) -> None:
    """Make elements of the emphasis, the headings and the levels of items that styles and classes tell."""
    for element in root.iter():
        _make_heading(element)
    for element in list(root.iter()):
        if element.tag in HEADINGS:
            _unwrap_emphasis(element)
    _emphasise(root, sheet, frozenset())
    for element in list(root.iter()):
        _nest_lists(element)


def _make_heading(element: Element) -> None:
    """Word's title is a paragraph with a class, Word for the web writes headings as such with a role."""
    if element.tag not in ("p", "div"):
        return
    if "msotitle" in element.get("class", "").lower().split():
        element.tag = "h1"
    elif element.get("role") == "heading" and element.get("aria-level", "") in tuple("123456"):
        element.tag = f"h{element.get('aria-level')}"


def _unwrap_emphasis(heading: Element) -> None:
    """A heading says by itself that it matters: emphasis of all of it goes."""
    text = text_of(heading).strip()
    for mark in list(heading.iter()):
        if mark.tag in ("b", "strong") and text and text_of(mark).strip() == text:
            mark.tag = "span"


def _emphasise(element: Element, sheet: Sheet, around: frozenset[str]) -> None:
    """Put what a style makes bold, italic, raised or lowered into elements, once."""
    style = style_of(element, sheet)
    if element.tag in ("b", "strong") and style.get("font-weight") in ("normal", "400"):
        element.tag = "span"
    if element.tag in ("i", "em") and style.get("font-style") == "normal":
        element.tag = "span"
    names = {"b": "strong", "i": "em"}
    is_heading = element.tag in HEADINGS or element.tag == "th"
    inside = around | {names.get(element.tag, element.tag)} | ({"strong"} if is_heading else set())
    wanted = [
        tag
        for tag, is_said in (
            ("strong", _BOLD.fullmatch(style.get("font-weight", ""))),
            ("em", _ITALIC.fullmatch(style.get("font-style", ""))),
            ("sup", style.get("vertical-align") == "super"),
            ("sub", style.get("vertical-align") == "sub"),
        )
        if is_said and tag not in inside and text_of(element).strip()
    ]
    for child in list(element):
        _emphasise(child, sheet, inside | set(wanted))
    for tag in wanted:
        wrap(element, tag)


def _nest_lists(parent: Element) -> None:
    """Word for the web writes each item as a list of its own, and its level in an attribute."""
    nodes: list[Element | str] = []
    open_lists: list[tuple[int, Element]] = []
    for node in _without_wrappers(parent):
        level = _level(node)
        if level is None or isinstance(node, str):
            if not (isinstance(node, str) and not node.strip()):
                open_lists.clear()
            nodes.append(node)
            continue
        while open_lists and (
            open_lists[-1][0] > level or (open_lists[-1][0] == level and open_lists[-1][1].tag != node.tag)
        ):
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level:
            open_lists[-1][1].extend(list(node))
            continue
        if open_lists:
            open_lists[-1][1][-1].append(node)
            node.tail = None
        else:
            nodes.append(node)
        open_lists.append((level, node))
    if any(_level(node) is not None for node in nodes):
        refill(parent, nodes)


def _without_wrappers(parent: Element) -> list[Element | str]:
    """Return what stands in `parent`; for a division around lists with levels, these lists."""
    nodes: list[Element | str] = []
    for node in nodes_of(parent):
        if isinstance(node, Element) and _is_wrapper(node):
            nodes += list(node)
        else:
            nodes.append(node)
    return nodes


def _is_wrapper(node: Element) -> bool:
    return node.tag == "div" and len(node) > 0 and all(_level(inner) is not None for inner in node)


def _level(node: Element | str) -> int | None:
    """Return the level that the first item of a list tells."""
    if isinstance(node, str) or node.tag not in ("ul", "ol"):
        return None
    levels = {item.get("data-aria-level", "") for item in node[:1]}
    level = levels.pop() if len(levels) == 1 else ""
    return int(level) if level.isdecimal() and len(level) < 3 else None
