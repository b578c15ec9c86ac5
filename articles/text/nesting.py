"""Puts elements of bodies where HTML allows them: emphasis inside paragraphs, items inside lists.

Old pages and editors of other sites write `<b><p>...</p></b>` and `<ul>text</ul>`, which browsers show and
HTML does not have. The rules are the content models of https://html.spec.whatwg.org/multipage/. No text is
lost, and none moves.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree.ElementTree import Element

LISTS = {"ul", "ol"}
MARKS = {"b", "strong", "i", "em", "sub", "sup"}
HEADINGS = {"h2", "h3", "h4"}
PHRASING = MARKS | {"a", "br"}
FLOW = PHRASING | HEADINGS | LISTS | {"p", "blockquote", "table", "hr"}
BLOCKS = FLOW - PHRASING | {"li"}
EMPTY = {"br", "hr"}
# What each element may hold; a link may hold what may stand in its place.
CONTENT = {
    **dict.fromkeys(("p", *HEADINGS, *MARKS), PHRASING),
    **dict.fromkeys(("body", "li", "td", "th", "blockquote", "caption"), FLOW),
    "ul": {"li"},
    "ol": {"li"},
    "table": {"caption", "thead", "tbody", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
}
# Besides, whatever stands between.
FORBIDDEN_BELOW = {"a": {"a"}, "th": HEADINGS, "caption": {"table"}}
# What may come right before the beginning or the end of a part of a table: tags as `_TAG` reads them.
BEFORE = {
    "<caption": {"<table"},
    "<thead": {"<table", "</caption"},
    "</tr": {"</td", "</th"},
    "</thead": {"</tr"},
    "</tbody": {"</tr"},
    "</table": {"</thead", "</tbody"},
}
_TAG = re.compile(r'(</?)([a-z][a-z0-9]*)(?:\s[a-z]+="[^"]*")*\s*>')

Node = str | Element


def is_well_nested(html: str) -> bool:
    """Return whether everything in `html`, written as nh3 does, stands where HTML allows it."""
    open_, contents = ["body"], [FLOW]
    before, end = "", 0
    for match in _TAG.finditer(html):
        sign, tag = match.groups()
        if not PHRASING & contents[-1] and html[end : match.start()].strip():
            return False
        this = sign + tag
        if this in BEFORE and before not in BEFORE[this]:
            return False
        if sign == "</":
            if open_.pop() != tag or not open_:
                return False
            contents.pop()
        elif tag not in contents[-1] or any(
            tag in FORBIDDEN_BELOW[outer] for outer in FORBIDDEN_BELOW if outer in open_
        ):
            return False
        elif tag not in EMPTY:
            open_.append(tag)
            contents.append(contents[-1] if tag == "a" else CONTENT[tag])
        before, end = this, match.end()
    return len(open_) == 1


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where texts and blocks may stand: inside which marks and link, and whether headings may."""

    marks: tuple[Element, ...] = ()
    has_headings: bool = True


def straighten(root: Element) -> None:
    """Move or take away what stands in `root` where HTML does not allow it; no text is lost."""
    _fill(root, _flow(_nodes(root), _Place()))


def _flow(nodes: Iterable[Node], place: _Place) -> list[Node]:
    """Return what stands for `nodes` where texts and blocks may stand; items without a list get one."""
    placed: list[Node] = []
    for kind, group in groupby(_with_spaces_joined(nodes), _kind):
        if kind == "item":
            placed += _list(Element("ul"), group, place)
        elif kind == "phrasing":
            placed += _marked(list(group), place.marks)
        else:
            for node in group:
                placed += _block(node, place) if isinstance(node, Element) else [node]
    return placed


def _kind(node: Node) -> str:
    if isinstance(node, str) or (node.tag in PHRASING and not _holds(node, BLOCKS)):
        return "phrasing"
    return "item" if node.tag == "li" else "block"


def _block(node: Element, place: _Place) -> list[Node]:
    children = _nodes(node)
    match node.tag:
        case "hr":
            return [node]
        case "p" | "h2" | "h3" | "h4":
            return _lines(node, place)
        case "ul" | "ol":
            return _list(node, children, place)
        case "blockquote":
            return [_fill(_copy(node), _flow(children, place))]
        case "table":
            return _table(node, place)
        case "a" | "b" | "strong" | "i" | "em" | "sub" | "sup":
            return _flow(children, replace(place, marks=(*place.marks, node)))
    return _flow(children, place)


def _lines(block: Element, place: _Place) -> list[Node]:
    """Return a paragraph or heading that holds phrasing only: what else is in it stands beside its parts."""
    is_heading = block.tag in HEADINGS
    if is_heading:
        _dissolve_lines(block)
    tag = "p" if is_heading and not place.has_headings else block.tag
    marks = tuple(mark for mark in place.marks if mark.tag == "a") if is_heading else place.marks
    inside = _flow(_nodes(block), replace(place, marks=marks))
    placed: list[Node] = []
    for is_phrasing, group in groupby(inside, lambda node: isinstance(node, str) or node.tag in PHRASING):
        nodes = list(group)
        if not is_phrasing or (len(nodes) < len(inside) and _is_blank(nodes)):
            placed += nodes
        else:
            made = _fill(_copy(block), nodes)
            made.tag = tag
            placed.append(made)
    return placed or [_copy(block)]


def _dissolve_lines(heading: Element) -> None:
    """Leave of paragraphs and headings in a heading their texts, with spaces between."""
    for parent in list(heading.iter()):
        for place, child in enumerate(parent, start=1):
            if child.tag in HEADINGS | {"p"}:
                child.tag = "span"
                if child.tail or place < len(parent):
                    child.tail = f" {child.tail or ''}"


def _list(element: Element, nodes: Iterable[Node], place: _Place) -> list[Node]:
    """Return a list of items only: a list in it goes into the item before it, all else into its own item."""
    items: list[Node] = []
    for kind, group in groupby(_with_spaces_joined(nodes), _kind_in_list):
        for_one = list(group)
        if kind == "li":
            items += [
                _fill(_copy(item), _flow(_nodes(item), place)) if isinstance(item, Element) else item
                for item in for_one
            ]
        elif _is_blank(for_one):
            items += for_one
        else:
            last = next((item for item in reversed(items) if isinstance(item, Element)), None)
            if kind == "list" and last is not None:
                _fill(last, [*_nodes(last), *_flow(for_one, place)])
            else:
                items.append(_fill(Element("li"), _flow(for_one, place)))
    return [_fill(_copy(element), items)]


def _kind_in_list(node: Node) -> str:
    tag = _tag(node)
    return tag if tag == "li" else "list" if tag in LISTS else "other"


def _table(table: Element, place: _Place) -> list[Node]:
    """Return a table whose parts are in order, without empty rows; before it what no table holds."""
    before: list[Node] = []
    caption: Element | None = None
    sections: list[Node] = []
    for part in _parts(table):
        if part.tag == "caption" and caption is None and not _holds(part, {"table"}):
            caption = _fill(_copy(part), _flow(_nodes(part), place))
        elif part.tag == "caption":
            before += _flow(_nodes(part), place)
        else:
            rows = [_row(row, place) for row in part if row.tag == "tr" and len(row)]
            if rows:
                tag = "thead" if part.tag == "thead" and not sections else "tbody"
                sections.append(_fill(Element(tag), rows))
    if not sections:
        return [*before, *(_nodes(caption) if caption is not None else ())]
    return [*before, _fill(_copy(table), [*([] if caption is None else [caption]), *sections])]


def _parts(table: Element) -> Iterator[Element]:
    """Yield captions and sections; rows that are in no section come in one."""
    for is_row, group in groupby(table, lambda part: part.tag == "tr"):
        if is_row:
            yield _fill(Element("tbody"), list(group))
        else:
            yield from group


def _row(row: Element, place: _Place) -> Element:
    cells: list[Node] = []
    for cell in row:
        inside = replace(place, has_headings=place.has_headings and cell.tag != "th")
        cells.append(_fill(_copy(cell), _flow(_nodes(cell), inside)))
    return _fill(_copy(row), cells)


def _marked(nodes: Sequence[Node], marks: Sequence[Element]) -> list[Node]:
    """Return phrasing inside these marks, the first outermost; a link in it stands in no other."""
    if _is_blank(nodes):
        return list(nodes)
    marked: list[Node] = []
    for has_link, group in groupby(nodes, lambda node: isinstance(node, Element) and _holds(node, {"a"})):
        inside = list(group)
        for mark in reversed(marks):
            if not (has_link and mark.tag == "a"):
                inside = [_fill(_copy(mark), inside)]
        marked += inside
    return marked


def _with_spaces_joined(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes without the spaces between two items, which would part them."""
    nodes = list(nodes)
    return [
        node
        for place, node in enumerate(nodes)
        if not (
            _is_blank([node])
            and 0 < place < len(nodes) - 1
            and _tag(nodes[place - 1]) == _tag(nodes[place + 1]) == "li"
        )
    ]


def _is_blank(nodes: Sequence[Node]) -> bool:
    return all(isinstance(node, str) and not node.strip() for node in nodes)


def _holds(element: Element, tags: set[str]) -> bool:
    return any(inner.tag in tags for inner in element.iter())


def _tag(node: Node) -> str:
    return "" if isinstance(node, str) else node.tag


def _copy(element: Element) -> Element:
    """Return an element of the same kind, with nothing in it."""
    return Element(element.tag, dict(element.attrib))


def _nodes(element: Element) -> list[Node]:
    """Return texts and elements that stand in an element, in order."""
    nodes: list[Node] = [element.text] if element.text else []
    for child in element:
        nodes.append(child)
        if child.tail:
            nodes.append(child.tail)
    return nodes


def _fill(element: Element, nodes: Sequence[Node]) -> Element:
    """Put texts and elements into an element, instead of all that was in it."""
    element.text, element[:] = None, []
    for node in nodes:
        if isinstance(node, Element):
            node.tail = None
            element.append(node)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + node
        else:
            element.text = (element.text or "") + node
    return element
