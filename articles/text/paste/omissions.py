"""What pasted HTML holds and never becomes text: deletions, comments, hidden text, marks of notes."""

import re
from xml.etree.ElementTree import Element

from articles.text.paste.elements import nodes_of, refill, text_of
from articles.text.paste.styles import Sheet, style_of

# Kinds, with what the editor is told of them.
DELETED = "deleted or struck-out text"
COMMENTS = "comments"
HIDDEN = "hidden text"
CONTENTS = "the table of contents"
FURNITURE = "headers and footers"
PICTURES = "pictures (add them as pictures of the release)"
TITLE = "the title"
MARKS = "marks of footnotes"

_DELETED_CLASS = re.compile(r"(?:^|\s)(?:msodel|msomovefrom|trackchange\w{0,40}delet\w{0,40})(?:\s|$)", re.I)
_COMMENT_CLASS = re.compile(
    r"(?:^|\s)(?:msocom\w{0,20}|msocomment(?:text|reference|subject)\w{0,20}|commentreference|msoannotation\w{0,20})(?:\s|$)",
    re.I,
)
_CONTENTS_CLASS = re.compile(r"(?:^|\s)msotoc[1-9](?:\s|$)", re.I)
_REVISION = re.compile(r"\bmso-[a-z-]{0,30}delet", re.I)
_COMMENT_TARGET = re.compile(r"#(?:_msocom_|_msoanchor_|cmnt(?:_ref)?)\d{1,6}$", re.I)
_COMMENT_NAME = re.compile(r"(?:_msocom_|_com_|cmnt)\d{1,6}$", re.I)


def leave_out(root: Element, sheet: Sheet) -> set[str]:
    """Take out of `root` all that is no text of its document; return the kinds of what was there."""
    found: set[str] = set()
    _leave_out_codes(root)
    for box in _boxes_of_comments(root):
        box.set("style", "mso-element:comment")
    _leave_out_below(root, sheet, found)
    return found


def _leave_out_below(parent: Element, sheet: Sheet, found: set[str]) -> None:
    kept: list[Element | str] = []
    for node in nodes_of(parent):
        if isinstance(node, str):
            kept.append(node)
            continue
        kind = _kind(node, sheet)
        if "eop" in node.get("class", "").lower().split():
            continue  # Word for the web ends each paragraph with a space
        if kind:
            if kind == PICTURES or text_of(node).strip():
                found.add(kind)
            continue
        had_text = bool(text_of(node).strip())
        _leave_out_below(node, sheet, found)
        # What held only what goes, goes with it; an empty one of the author's stays, and so does a cell.
        if node.tag in ("td", "th") or not had_text or text_of(node).strip():
            kept.append(node)
    refill(parent, kept)


def _kind(element: Element, sheet: Sheet) -> str:
    """Return what an element holds, if it is nothing that a body has; else ""."""
    classes, style = element.get("class", ""), style_of(element, sheet)
    if element.tag == "img":
        return PICTURES
    part = style.get("mso-element", "")
    if (
        _COMMENT_CLASS.search(classes)
        or part in ("comment", "comment-list")
        or style.get("mso-special-character") == "comment"
        or (element.tag == "a" and _COMMENT_TARGET.search(element.get("href", "")))
    ):
        return COMMENTS
    if element.tag in ("del", "s", "strike") or _DELETED_CLASS.search(classes):
        return DELETED
    decoration = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    if "line-through" in decoration or _REVISION.search(element.get("style", "")):
        return DELETED
    is_hidden = (
        style.get("display") == "none"
        or style.get("visibility") == "hidden"
        or style.get("mso-hide") in ("all", "screen")
        or "hidden" in element.attrib
    )
    if is_hidden:
        return HIDDEN
    if part in ("header", "footer"):
        return FURNITURE
    if _CONTENTS_CLASS.search(classes) or element.get("id", "").startswith("Table of Contents"):
        return CONTENTS
    return ""


def _boxes_of_comments(root: Element) -> list[Element]:
    """Google Docs exports each comment as a box at the end, which leads back to its mark in the text."""
    return [
        box
        for box in root.iter()
        if box.tag in ("div", "p")
        and any(
            link.tag == "a" and _COMMENT_NAME.match(link.get("id", "") or link.get("name", ""))
            for link in (*box, *(inner for child in box for inner in child))
        )
    ]


def _leave_out_codes(root: Element) -> None:
    """Take out the code of each field: what stands between its beginning and the text that it shows."""
    open_fields: list[bool] = []  # whether the code of each is still being read, the outermost first

    def visit(element: Element) -> None:
        part = style_of(element, {}).get("mso-element", "")
        if part == "field-begin":
            open_fields.append(True)
        elif part == "field-separator" and open_fields:
            open_fields[-1] = False
        elif part == "field-end" and open_fields:
            open_fields.pop()
        if any(open_fields):
            element.text = None
        for child in element:
            visit(child)
            if any(open_fields):
                child.tail = None

    parts = [style_of(element, {}).get("mso-element", "") for element in root.iter()]
    # A field that was cut off while it was copied has no end: then its text may be anything.
    if parts.count("field-begin") and parts.count("field-begin") == parts.count("field-end"):
        visit(root)
