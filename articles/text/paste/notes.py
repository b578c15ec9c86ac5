"""Footnotes and endnotes of a document: their marks go, their texts become a list at the end."""

import re
from xml.etree.ElementTree import Element, SubElement

from articles.text.paste.elements import nodes_of, refill, text_of
from articles.text.paste.styles import declarations

# Word, LibreOffice, Google Docs, mammoth: a mark in the text leads to its note, and that of the note back.
_TO_NOTE = re.compile(
    r"#(?:_(?:ftn|edn)\d{1,6}|sd(?:foot|end)note\d{1,6}sym|ftnt\d{1,6}|(?:foot|end)note-\d{1,6})$", re.I
)
_TO_TEXT = re.compile(
    r"#(?:_(?:ftn|edn)ref\d{1,6}|sd(?:foot|end)note\d{1,6}anc|ftnt_ref\d{1,6}|(?:foot|end)note-ref-\d{1,6})$",
    re.I,
)
_NOTE_ID = re.compile(r"(?:ftn|edn|sdfootnote|sdendnote|footnote-|endnote-)\d{1,6}$", re.I)
_MARK_CLASS = re.compile(r"(?:foot|end)note-?_?(?:ref|anchor|anc$)", re.I)
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[ivxlc]{1,6}|[a-z]|\*{1,3}|†|‡)[\])]?", re.I)
_LISTS = ("footnote-list", "endnote-list")
_BLOCKS = ("p", "li", "div", "td")


def move_notes(root: Element) -> tuple[bool, bool]:
    """Move notes to the end of `root` and drop their marks; return whether there were notes, and marks."""
    parents = {child: parent for parent in root.iter() for child in parent}
    notes: list[Element] = []
    for element in root.iter():
        if _is_note(element) and not any(above in notes for above in _above(element, parents)):
            notes.append(element)
    for link in root.iter("a"):
        if _TO_TEXT.search(link.get("href", "")):
            above = list(_above(link, parents))
            if not any(element in notes for element in above):
                notes += [next((element for element in above if element.tag in _BLOCKS), link)]
    had_marks = _drop_marks(root)
    _take_out(root, notes)
    texts = [note for note in notes if text_of(note).strip()]
    if texts:
        SubElement(root, "hr")
        made = SubElement(root, "ol")
        for note in texts:
            item = SubElement(made, "li")
            refill(item, _trimmed(note))
    return bool(texts), had_marks


def _is_note(element: Element) -> bool:
    part = declarations(element.get("style", "")).get("mso-element", "")
    return element.tag in ("div", "li") and (
        part in ("footnote", "endnote") or bool(_NOTE_ID.match(element.get("id", "")))
    )


def _above(element: Element, parents: dict[Element, Element]) -> list[Element]:
    """Return the elements that an element lies in, the nearest first, and `root` never."""
    above = []
    while (parent := parents.get(element)) is not None:
        above.append(parent)
        element = parent
    return above[:-1]


def _drop_marks(parent: Element) -> bool:
    had_marks = False
    kept: list[Element | str] = []
    for node in nodes_of(parent):
        if isinstance(node, Element):
            if _is_mark(node):
                had_marks = True
                continue
            if _drop_marks(node):
                had_marks = True
                if node.tag == "sup" and not text_of(node).strip():
                    continue
        kept.append(node)
    refill(parent, kept)
    return had_marks


def _is_mark(element: Element) -> bool:
    target = element.get("href", "") if element.tag == "a" else ""
    if _TO_NOTE.search(target) or _TO_TEXT.search(target):
        return True
    return bool(_MARK_CLASS.search(element.get("class", "")) and _MARK.fullmatch(text_of(element).strip()))


def _take_out(parent: Element, notes: list[Element]) -> None:
    """Take notes out of `parent`, with the list that holds nothing else and the line above them."""
    kept: list[Element | str] = []
    for node in nodes_of(parent):
        if isinstance(node, Element):
            is_list = declarations(node.get("style", "")).get("mso-element", "") in _LISTS
            if node in notes or is_list:
                _drop_line(kept)
                continue
            had_text = bool(text_of(node).strip())
            _take_out(node, notes)
            if node.tag in ("div", "ol") and had_text and not text_of(node).strip():
                _drop_line(kept)
                continue
        kept.append(node)
    refill(parent, kept)


def _drop_line(kept: list[Element | str]) -> None:
    while kept and (
        (isinstance(kept[-1], str) and not kept[-1].strip())
        or (isinstance(kept[-1], Element) and kept[-1].tag in ("hr", "br"))
    ):
        kept.pop()


def _trimmed(note: Element) -> list[Element | str]:
    """Return what a note holds, without the spaces that stood behind its mark."""
    first: Element | None = note
    while first is not None and not (first.text or "").strip():
        if first.text:
            first.text = None
        inner = first[0] if len(first) else None
        if inner is not None and not text_of(inner).strip() and inner.tail:
            inner.tail = inner.tail.lstrip()
            break
        first = inner
    if first is not None and first.text:
        first.text = first.text.lstrip()
    for inner in reversed(list(note.iter())):
        if not len(inner) and inner.text:
            inner.text = inner.text.rstrip()
            break
    blocks = [node for node in nodes_of(note) if isinstance(node, Element) or node.strip()]
    only = blocks[0] if len(blocks) == 1 else None
    return nodes_of(only) if isinstance(only, Element) and only.tag in ("p", "div") else nodes_of(note)
