"""What a picture file says of its picture, in XMP, IPTC or Exif: offered to whoever describes it at the desk.

Only words that are meant for readers are taken. XMP has a field of its own for those who cannot see;
a caption is never made one.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any
from xml.etree import ElementTree

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from articles.models import Picture
from articles.text.characters import without_controls

# The fields of `Picture`, by what XMP, IPTC (record 2) and Exif call them, in the order of asking.
# https://www.iptc.org/std/photometadata/specification/
_DC, _PHOTOSHOP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/photoshop/1.0/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XMP = {
    "alt": (f"{_IPTC_CORE}AltTextAccessibility",),
    "caption": (f"{_DC}description",),
    "maker": (f"{_DC}creator",),
    "credit": (f"{_PHOTOSHOP}Credit",),
    "rights": (f"{_RIGHTS}UsageTerms", f"{_DC}rights"),
    "taken_on": (f"{_PHOTOSHOP}DateCreated",),
}
IPTC = {"caption": 120, "maker": 80, "credit": 110, "rights": 116, "taken_on": 55}
EXIF = {
    "caption": ExifTags.Base.ImageDescription,
    "maker": ExifTags.Base.Artist,
    "rights": ExifTags.Base.Copyright,
    "taken_on": ExifTags.Base.DateTimeOriginal,
}
IPTC_ENCODING, IS_UTF_8 = (1, 90), b"\x1b%G"
# Cameras write their own names where a caption belongs.
NO_CAPTIONS = ("digital camera", "sony dsc", "dcim", "default", "screenshot", "created with")
LONGEST_CAPTION = 2_000
# More XMP than a person writes is the history of a program; it is not read.
LONGEST_XMP = 500_000
FIRST_PHOTOGRAPH = 1826


def facts_of(image: Image.Image) -> dict[str, str]:
    """Return what an opened picture says of itself, by those fields of `Picture` that it has something for.

    A day is written as in ISO 8601. What cannot be read is passed over.
    """
    said: dict[str, str] = {}
    for read in (_xmp, _iptc, _exif):
        # Each way has its own faults with what is broken, and none of them keeps a picture out.
        with suppress(Exception):
            said = {**dict(read(image)), **said}
    maker, credit = said.pop("maker", ""), said.get("credit", "")
    if maker and maker.casefold() not in credit.casefold():
        said["credit"] = "/".join(filter(None, (credit, maker)))
    if any(name in said.get("caption", "").casefold() for name in NO_CAPTIONS):
        del said["caption"]
    return {name: text[: _longest(name)].strip() for name, text in said.items() if text}


def _longest(name: str) -> int:
    return getattr(Picture._meta.get_field(name), "max_length", None) or LONGEST_CAPTION


def _tidy(name: str, text: str) -> str:
    plain = " ".join(without_controls(text).split())
    return _as_day(plain) if name == "taken_on" else plain


def _as_day(text: str) -> str:
    """Return the day of `2025-05-04T10:00:00`, `2025:05:04 10:00:00` or `20250504`; else nothing."""
    digits = text[:10].replace(":", "").replace("-", "")[:8]
    with suppress(ValueError):
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        return day.isoformat() if day.year >= FIRST_PHOTOGRAPH else ""
    return ""


def _named(names: dict[str, Any], read: Callable[[Any], str]) -> Iterator[tuple[str, str]]:
    for name, key in names.items():
        if text := _tidy(name, read(key)):
            yield name, text


def _exif(image: Image.Image) -> Iterator[tuple[str, str]]:
    exif = image.getexif()
    # The day is in a table of its own.
    tags = {**exif.get_ifd(ExifTags.IFD.Exif), **exif}
    return _named(EXIF, lambda tag: tags[tag] if isinstance(tags.get(tag), str) else "")


def _iptc(image: Image.Image) -> Iterator[tuple[str, str]]:
    if not isinstance(image, ImageFile.ImageFile):
        return iter(())
    datasets: dict[tuple[int, int], Any] = IptcImagePlugin.getiptcinfo(image) or {}
    encoding = "utf-8" if datasets.get(IPTC_ENCODING) == IS_UTF_8 else ""

    def read(number: int) -> str:
        value = datasets.get((2, number), b"")
        values = value if isinstance(value, list) else [value]
        return ", ".join(_decoded(one, encoding) for one in values)

    return _named(IPTC, read)


def _decoded(text: bytes, encoding: str) -> str:
    """Return a text of IPTC, which seldom says what it is written in."""
    try:
        return text.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace")


def _xmp(image: Image.Image) -> Iterator[tuple[str, str]]:
    packet = image.info.get("xmp") or b""
    text = packet.decode("utf-8") if isinstance(packet, bytes) else packet
    # Without a DTD there are no entities, which could grow.
    if not text or len(text) > LONGEST_XMP or "<!" in text:
        return iter(())
    root = ElementTree.fromstring(text.strip("\0 \n"))  # noqa: S314  # without a DTD, and bounded
    about = list(root.iter(f"{_RDF}Description"))

    def read(keys: tuple[str, ...]) -> str:
        return next(filter(None, (_property(about, key) for key in keys)), "")

    return _named(XMP, read)


def _property(about: list[ElementTree.Element], key: str) -> str:
    """Return a property as one text: an attribute, an element, its main language, or its items joined."""
    for description in about:
        if text := description.get(key):
            return text
        for element in description.findall(key):
            items = element.findall(f".//{_RDF}li")
            by_language = {item.get(_XML_LANG): item.text or "" for item in items if item.get(_XML_LANG)}
            if by_language:
                return by_language.get("x-default") or next(iter(by_language.values()))
            texts = [item.text or "" for item in items] or [element.text or ""]
            if text := ", ".join(filter(None, texts)):
                return text
    return ""
