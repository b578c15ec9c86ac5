"""Lines of a capture, and what their shape tells: label and value, sentence, list of names, menu words."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from articles.text.page_labels import DIRECTION_MARKS, FURNITURE, INVISIBLE, beside_kind, plain
from articles.text.sentences import ends_sentence

TEASER_MOST = 300  # characters: the site shortened teasers to at most so many, at a word (seen: 286 to 299)
TEASER_LEAST = 240  # below that, a text without final stop is short, not shortened
TEASER_LEAST_AT_END = 270  # at a cut, where any length may occur, only what was really seen counts

CUT_EVERY = 1000  # characters: makers of captures cut at round numbers (seen: 2,000)

_BULLETS = "-–•*·▪"
_BULLET = re.compile(rf"[{_BULLETS}]\s+")
_COLON = re.compile("[:：]")
LONGEST_LABEL = 80
# Each step of the reading asks the same of a line; of lines up to this length the answers are kept.
LONGEST_CACHED = 500
CACHED_LINES = 1_000
# All that `str.strip` takes for a space, and what nobody sees.
_EMPTY = INVISIBLE + "".join(filter(str.isspace, map(chr, range(0x3001))))
_LABEL_WORDS = re.compile(r"[^\W\d_][\w'’/&()-]*(?: [\w'’/&().-]+){0,4}")
_PAGER = re.compile(
    r"(?:page\s+)?\d{1,6}(?:\s*(?:/|of|из|von|sur)\s*\d{1,6})?"
    r"|[\d\s.…‹›«»<>|]+"
    r"|[‹›«»<>|\s]*(?:first|previous|prev|next|last|page|\d+|…|\.\.\.)"
    r"(?:[\s‹›«»<>|,]+(?:first|previous|prev|next|last|page|\d+|…|\.\.\.))*[‹›«»<>|\s]*"
    r"|(?:showing|displaying)\s.{0,40}\d.{0,30}|\d[\d,. ]*\s+(?:results?|items?)(?:\s+found)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")  # a title rather than a page of the list
_INTRODUCTION = re.compile(r"news and press releases from the osce.{0,40}", re.IGNORECASE)
# Signs of a page's frame that no list has: "Home | News | Contact", "‹ back", words in columns.
_FRAME = re.compile(
    r"\S {3,60}\S[^\n]{0,60}\S {3,60}\S"
    r"|[‹›→←]|^[«»<>|]|[«»<>|]$|\S [|•·] \S|\S [/>»] [^/>»]+ [/>»] \S"
)
LONGEST_OF_FRAME = 120
LONGEST_OF_MENU = 100
# What stands for a picture where only the text of a page was kept: "Image1348", "IMG_2041.jpg".
_PICTURE = re.compile(
    r"(?:image|img|photo|picture|dsc|фото)[\s_-]{0,2}\d{1,12}(?:\.\w{3,4})?"
    r"|[^\s/\\]{1,80}\.(?:jpe?g|png|gif|webp|tiff?|bmp)",
    re.IGNORECASE,
)
# A line that only parts what is above it from what is below.
_RULE = re.compile(r"[-–—_=*~#+.·•\s]{3,}")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
# "You are in: Home > Newsroom > Press releases"
_BREADCRUMB = re.compile(r"[^<>»\n]{1,160}(?:\s[>»]\s[^<>»\n]{1,160}){2,12}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A sentence about cookies that no language's list begins like.
_COOKIES = re.compile(r"cookies?\b|kolačić|файлы? cookie|cookie-fájl", re.IGNORECASE)
_OF_THE_SITE = re.compile(
    r"\b(?:web ?site|site|browser|browsing|preferences|settings|privacy|accept|consent|webseite|сайт)",
    re.IGNORECASE,
)
LONGEST_NOTICE_OF_COOKIES = 500
_NO_DIRECTION = str.maketrans("", "", DIRECTION_MARKS)


@dataclass(frozen=True)
class TextLine:
    """A line that is not blank: its number in the text, and what it says with its ends stripped.

    `width` is its length as it was written, with the spaces in front of it.
    """

    number: int
    text: str
    width: int = field(default=0, compare=False)


def trim(text: str) -> str:
    """Without spaces and invisible characters at both ends; all between stays as it is."""
    return text.strip(_EMPTY)


def split_lines(text: str) -> list[TextLine]:
    """The lines that hold something, numbered from 1; marks of direction are no part of them."""
    lines = (
        TextLine(number, trim(line), len(line.rstrip()))
        for number, line in enumerate(_split(text.translate(_NO_DIRECTION)), start=1)
    )
    return [line for line in lines if line.text]


def _split(text: str) -> list[str]:
    """The lines of a text with line ends of any system."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def is_open(text: str) -> bool:
    """Return whether a text ends inside a line, so that its last line may be cut.

    A line end that follows a round number of characters was added to the cut text when it was saved.
    """
    bare = text.rstrip("\r\n")
    return bare == text or (bool(bare) and len(bare) % CUT_EVERY == 0)


def is_surely_cut(text: str) -> bool:
    """Return whether an open text ends where no page does: after a space, or at a round length."""
    return is_open(text) and bool(text) and (text[-1].isspace() or len(text) % CUT_EVERY == 0)


def without_bullet(text: str) -> str:
    """A line without the "- " in front of it."""
    return trim(_BULLET.sub("", text, count=1)) if text[:1] in _BULLETS and _BULLET.match(text) else text


def is_bare_bullet(text: str) -> bool:
    """Return whether a line is a bullet and nothing else."""
    return text in {"-", "–", "•", "*"}


def is_bullet(text: str) -> bool:
    """Return whether a line begins with a bullet."""
    return text[:1] in _BULLETS and (is_bare_bullet(text) or bool(_BULLET.match(text)))


def split_label(text: str) -> tuple[str, str] | None:
    """The label and the value of "Label: value", None for a line without a colon."""
    if ":" not in text and "：" not in text:
        return None
    return _split_label(text) if len(text) <= LONGEST_CACHED else _split_label.__wrapped__(text)


@lru_cache(maxsize=CACHED_LINES)
def _split_label(text: str) -> tuple[str, str] | None:
    text = without_bullet(text)
    # Not by one pattern: for each length of the label it would look for the colon behind the same spaces.
    colon = _COLON.search(text)
    label = text[: colon.start()].rstrip() if colon else ""
    if not colon or not 0 < len(label) <= LONGEST_LABEL:
        return None
    return trim(label), trim(text[colon.end() :])


def split_values(text: str) -> tuple[str, ...]:
    """The values of a list: between bars, else semicolons, else commas, none of them inside parentheses."""
    mark = next((mark for mark in "|;" if mark in text), ",")
    if text.count("(") != text.count(")"):
        return tuple(value for value in map(trim, text.split(mark)) if value)
    values: list[list[str]] = []
    inside = 0
    for piece in text.split(mark):
        if inside > 0:
            values[-1].append(piece)
        else:
            values.append([piece])
        inside += piece.count("(") - piece.count(")")
    return tuple(value for value in (trim(mark.join(pieces)) for pieces in values) if value)


def is_label_like(label: str) -> bool:
    """Return whether words look like a label nobody told us about: one to five, the first capitalised."""
    return len(label) <= 40 and label[0].isupper() and bool(_LABEL_WORDS.fullmatch(" ".join(label.split())))


def is_furniture(text: str) -> bool:
    """Return whether a line is a known part of the page around the releases: header, menu, pager, footer."""
    return bool(furniture_kind(text))


def furniture_kind(text: str) -> str:
    """Return the kind of furniture that a line is: menu, pagination, links, one of BESIDE_KINDS; else ""."""
    return _furniture_kind(text) if len(text) <= LONGEST_NOTICE_OF_COOKIES else ""


@lru_cache(maxsize=CACHED_LINES)
def _furniture_kind(text: str) -> str:
    bare = without_bullet(text)
    is_short = len(bare) <= LONGEST_OF_MENU
    if is_breadcrumb(bare) or (is_short and _is_of_menu(bare)):
        return "menu"
    if is_short and _PAGER.fullmatch(bare) and not _YEAR.fullmatch(bare):
        return "pagination"
    if _ADDRESS.fullmatch(bare):
        return "links"
    if is_short and _PICTURE.fullmatch(bare):
        return "pictures"
    if _names_cookies(bare) and _OF_THE_SITE.search(bare):
        return "consent"
    return beside_kind(bare)


def _is_of_menu(text: str) -> bool:
    words = plain(_NUMBER.sub("", text, count=1))
    return words in FURNITURE or bool(_INTRODUCTION.fullmatch(text) or _RULE.fullmatch(text))


def is_breadcrumb(text: str) -> bool:
    """Return whether a line is the way from the home page to this one."""
    return (">" in text or "»" in text) and bool(_BREADCRUMB.fullmatch(text))


def _names_cookies(text: str) -> bool:
    if text.isascii() and "cookie" not in text.lower():  # nearly every line: told in no time
        return False
    return bool(_COOKIES.search(text))


def is_strange(text: str) -> bool:
    """Return whether a line looks like part of a page's frame, though no list has it."""
    if len(text) > LONGEST_OF_FRAME or ends_sentence(text):
        return False
    return bool(_FRAME.search(text)) and not (text.startswith("«") and "»" in text)
