"""A Word document (.docx) as HTML, with its pictures: read by mammoth, within bounds.

A .docx is a ZIP of XML files, so that a small one can unpack to gigabytes, and one of its files can hold
entities that do. Both are looked at before anything is read.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

import mammoth

from articles.text.paste import omissions

# A release of ten pages has 50 KB of XML; the longest on record would have 400 KB.
MOST_FILES = 2_000
MOST_XML = 8 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PICTURES = 50
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
"""
# What mammoth passes over by itself, and the marks of it in the XML.
_PASSED_OVER = {
    omissions.DELETED: re.compile(rb"<w:(?:delText|moveFrom)\b"),
    omissions.COMMENTS: re.compile(rb"<w:commentReference\b"),
}


class Unreadable(ValueError):
    """A file that cannot be read as a Word document; its text is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture of a document: what it holds, its media type and its alternative text."""

    content: bytes
    media_type: str
    alt: str


@dataclass(frozen=True, slots=True)
class WordFile:
    """A document as HTML, in which `<img class="word-picture-1">` stands for its first picture.

    `left_out` are the kinds of what is in the document and not in the HTML.
    """

    html: str
    pictures: tuple[WordPicture, ...]
    left_out: frozenset[str]


def read_word_file(content: bytes) -> WordFile:
    """Read a .docx. Raises Unreadable for what is none, is encrypted, or unpacks to too much."""
    if content.startswith(_OLD_WORD):
        raise Unreadable(
            "This is a document of an old Word, or one with a password. Save it in Word as .docx, without a "
            "password, and choose it again."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_too_much(archive.infolist())
            # Embedded tables and fonts are not looked at; nor is text that does not call itself so.
            parts = {
                entry.filename: archive.read(entry)
                for entry in archive.infolist()
                if _is_xml(entry.filename) or _is_picture(entry.filename)
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as failure:
        if isinstance(failure, Unreadable):
            raise
        raise Unreadable(
            "This file is no Word document, or a damaged one. Open it in Word, save it as .docx, and choose "
            "it again."
        ) from failure
    if "word/document.xml" not in parts:
        raise Unreadable("This file is no Word document (.docx): there is no text of Word in it.")
    if any(b"<!DOCTYPE" in part for name, part in parts.items() if _is_xml(name)):
        raise Unreadable("This document defines entities, which Word never does. Copy its text instead.")
    return _converted(parts)


def _refuse_too_much(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(
            f"This document unpacks to more than {MOST_UNPACKED // 1024 // 1024} MB or {MOST_FILES:,} files. "
            "Take pictures out of it, and add them to the release."
        )
    if any(_is_xml(entry.filename) and entry.file_size > MOST_XML for entry in entries):
        raise Unreadable(
            "The text of this document is too long for a release. Copy the part that is to be published into "
            "a document of its own."
        )


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _is_picture(name: str) -> bool:
    return "media/" in name


def _converted(parts: dict[str, bytes]) -> WordFile:
    left_out = {kind for kind, mark in _PASSED_OVER.items() if mark.search(parts["word/document.xml"])}
    pictures: list[WordPicture] = []

    def note(image: mammoth.documents.Image) -> dict[str, str]:
        if len(pictures) >= MOST_PICTURES:
            return {"class": "word-picture"}
        with image.open() as opened:
            content = opened.read()
        pictures.append(WordPicture(content, image.content_type or "", image.alt_text or ""))
        return {"class": f"word-picture-{len(pictures)}"}

    try:
        for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
            if b"w:vanish" in parts.get(name, b""):
                parts[name], is_hidden = _without_hidden(parts[name])
                left_out |= {omissions.HIDDEN} if is_hidden else set()
        result = mammoth.convert_to_html(
            io.BytesIO(_packed(parts)),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(note),
        )
    except Exception as failure:  # mammoth and its parser of XML raise what they like
        raise Unreadable(
            "This document cannot be read. Open it in Word, save it as .docx, and choose it again."
        ) from failure
    return WordFile(result.value, tuple(pictures), frozenset(left_out))


def _without_hidden(xml: bytes) -> tuple[bytes, bool]:
    """Return the XML of a part without runs of hidden text, and whether there were any."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # without a DTD, and bounded
    found = False
    for parent in list(root.iter()):
        for run in [child for child in parent if child.tag == f"{_W}r" and _is_hidden(child)]:
            parent.remove(run)
            found = True
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), found


def _is_hidden(run: ElementTree.Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "true").lower() not in ("0", "false", "off")


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()
