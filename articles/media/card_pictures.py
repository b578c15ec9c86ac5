"""The picture of a page for networks, where it has none of its own: drawn when first asked for, then a file.

It needs no row: its name is made of what it shows, and whatever is lost is drawn again.
"""

import hashlib
import logging
import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont, features

from articles.media.file_store import NO_ROOM

FOLDER = "cards"
# What Open Graph's readers ask for: 1.91 to 1.
SIZE = (1200, 630)
MARGIN = 80
INK = "#ffffff"
SIZES_OF_TITLE = (66, 58, 50, 44, 38)
MOST_LINES = 6
LINE = 1.25  # height of a line, in sizes of its letters
SMALL = 30
# Letters of Latin, Cyrillic, Greek, Armenian, Georgian, Hebrew and Arabic.
FONT = Path(__file__).parent / "fonts" / "DejaVuSans-Bold.ttf"
NO_LETTER = "\U0010fffd"  # which no font has
# A change of the drawing gives pictures other names.
VERSION = 1
# After so long a picture is drawn anew, if somebody still asks for it.
LIFETIME = timedelta(days=90)
# A process draws one picture at a time, and so many requests may be in for one: a network that asks for those
# of all releases at once takes neither all threads nor much memory.
MOST_AT_ONCE = 2
logger = logging.getLogger(__name__)
_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_pen = threading.Lock()


class DrawingBusy(Exception):
    """Others are having pictures drawn: ask again in a moment."""


@dataclass(frozen=True, slots=True)
class CardTexts:
    """The words on a picture: who, what, and a line of its kind; `direction` is that of the title."""

    organisation: str
    title: str
    kind: str = ""
    direction: str = "ltr"

    @property
    def digest(self) -> str:
        """Return a name of the picture: another one when a word on it or its colour is another."""
        facts = (VERSION, settings.BRAND_COLOUR, self.organisation, self.title, self.kind, self.direction)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]


def content_of(texts: CardTexts) -> bytes:
    """Return the picture as PNG, from the storage if it was drawn before. Raises DrawingBusy."""
    name = f"{FOLDER}/{texts.digest[:2]}/{texts.digest}.png"
    if content := _read(name):
        return content
    if not _places.acquire(blocking=False):
        raise DrawingBusy(name)
    try:
        with _pen:
            # Whoever was drawing may have drawn this one.
            return _read(name) or _drawn(texts, name)
    finally:
        _places.release()


def _read(name: str) -> bytes:
    try:
        with default_storage.open(name) as stored:
            return stored.read()
    except FileNotFoundError:
        return b""


def _drawn(texts: CardTexts, name: str) -> bytes:
    content = draw(texts)
    try:
        default_storage.save(name, ContentFile(content))
    except OSError as failure:
        if failure.errno not in NO_ROOM:
            raise
        logger.error("The disk is full: the picture %s is drawn anew each time", name)
    return content


def remove_old(now: datetime) -> list[str]:
    """Delete the pictures that were drawn long ago; return their names."""
    old = [name for name in _stored() if default_storage.get_modified_time(name) < now - LIFETIME]
    for name in old:
        default_storage.delete(name)
    return old


def draw(texts: CardTexts) -> bytes:
    """Draw the picture; takes some 50 ms. A title in letters that the font lacks is left out."""
    image = Image.new("RGB", SIZE, settings.BRAND_COLOUR)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, SIZE[1] - 16, *SIZE), fill=settings.BRAND_LIGHT)
    width = SIZE[0] - 2 * MARGIN
    small = _font(SMALL)
    top = MARGIN
    for line in _lines(texts.organisation, SMALL, width)[:2]:
        canvas.text((MARGIN, top), line, font=small, fill=settings.BRAND_LIGHT)
        top += round(SMALL * LINE)
    bottom = SIZE[1] - MARGIN - SMALL
    if texts.kind:
        canvas.text((MARGIN, bottom), texts.kind, font=small, fill=settings.BRAND_LIGHT)
    if can_write(texts.title):
        _draw_title(canvas, texts, width, (top + SMALL, bottom - SMALL))
    content = BytesIO()
    # Three colours and what lies between them: a quarter of the time and of the bytes.
    image.quantize(colors=64).save(content, "PNG")
    return content.getvalue()


def can_write(text: str) -> bool:
    """Return whether the font has a letter for each character of a text."""
    return all(_has_letter(character) for character in set(text) if not character.isspace())


def _draw_title(canvas: ImageDraw.ImageDraw, texts: CardTexts, width: int, between: tuple[int, int]) -> None:
    """Write the title as big as it fits between two heights, in its middle; cut off what never fits."""
    top, bottom = between
    for size in SIZES_OF_TITLE:
        lines = _lines(texts.title, size, width)
        room = min(MOST_LINES, int((bottom - top) / (size * LINE)))
        if len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1].rstrip(" .,:;") + " …"]
    is_rtl = texts.direction == "rtl"
    # Without the library that joins Arabic letters, Pillow takes no direction.
    direction = texts.direction if features.check("raqm") else None
    across = SIZE[0] - MARGIN if is_rtl else MARGIN
    height = top + (bottom - top - len(lines) * size * LINE) / 2
    for number, line in enumerate(lines):
        place = (across, round(height + number * size * LINE))
        anchor = "ra" if is_rtl else "la"
        canvas.text(place, line, font=_font(size), fill=INK, anchor=anchor, direction=direction)


def _lines(text: str, size: int, width: int) -> list[str]:
    """Return a text in lines that are no wider than `width`; words that are wider are cut."""
    font = _font(size)
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while font.getlength(line) > width:
            fitting = _fitting(line, font, width)
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line] if line else lines


def _fitting(word: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    """Return how many letters of a word that is too wide fit; measuring one takes as long as the word is."""
    ends = range(1, len(word))
    return max(1, bisect_right(ends, float(width), key=lambda end: font.getlength(word[:end])))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


@cache
def _has_letter(character: str) -> bool:
    font = _font(SMALL)
    return bytes(font.getmask(character)) != bytes(font.getmask(NO_LETTER))


def _stored() -> Iterator[str]:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        yield from (f"{FOLDER}/{folder}/{file}" for file in default_storage.listdir(f"{FOLDER}/{folder}")[1])
