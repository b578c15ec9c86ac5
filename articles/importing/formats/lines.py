"""Lines of a capture, and what the shape of a line tells: label and value, sentence, list of names, menu words."""

import re
from dataclasses import dataclass

from articles.languages import FURNITURE, INVISIBLE, plain

TEASER_MOST = 300  # characters: the site shortened teasers to at most so many, at a word (seen: 286 to 299)
TEASER_LEAST = 240  # below that, a text without final stop is short, not shortened
TEASER_LEAST_AT_END = 270  # at a cut, where any length may occur, only what was really seen counts

CUT_EVERY = 1000  # characters: makers of captures cut at round numbers (seen: 2,000)

_BULLET = re.compile(r"[-–•*·▪]\s+")
_LABEL = re.compile(r"(?P<label>[^:：]{1,80}?)\s*[:：](?P<value>.*)", re.DOTALL)
_LABEL_WORDS = re.compile(r"[^\W\d_][\w'’/&()-]*(?: [\w'’/&().-]+){0,4}")
_SENTENCE_END = re.compile(r"[.!?…。;:]['\"”’»)\]]*$|['\"”’»)\]]$")
_SURE_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
# A full stop that ends no sentence: an initial, a title, a number ("5. jula", "21."), "г.".
_ABBREVIATED = re.compile(
    r"(?:(?<!\w)\w|\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|Gen|Col|Lt|Amb|Art|vs|cf|etc|bzw|str|ул|им|гг|чл)|(?<!\d)\d{1,3})\.$"
)
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


@dataclass(frozen=True)
class Line:
    """A line that is not blank: its number in the text, and what it says with its ends stripped."""

    number: int
    text: str


def trim(text: str) -> str:
    """Without spaces and invisible characters at both ends; all between stays as it is."""
    while True:
        shorter = text.strip().strip(INVISIBLE)
        if shorter == text:
            return text
        text = shorter


def split_lines(text: str) -> list[Line]:
    """The lines that hold something, numbered from 1."""
    lines = (Line(number, trim(line)) for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1))
    return [line for line in lines if line.text]


def is_open(text: str) -> bool:
    """Whether a text ends inside a line, so that its last line may be cut.

    A line end that follows a round number of characters was added to the cut text when it was saved.
    """
    bare = text.rstrip("\r\n")
    return bare == text or (bool(bare) and len(bare) % CUT_EVERY == 0)


def is_surely_cut(text: str) -> bool:
    """Whether an open text ends where no page does: after a space, or at a round number of characters."""
    return is_open(text) and bool(text) and (text[-1].isspace() or len(text) % CUT_EVERY == 0)


def without_bullet(text: str) -> str:
    """A line without the "- " in front of it."""
    return trim(_BULLET.sub("", text, count=1)) if _BULLET.match(text) else text


def is_bare_bullet(text: str) -> bool:
    return text in {"-", "–", "•", "*"}


def is_bullet(text: str) -> bool:
    return is_bare_bullet(text) or bool(_BULLET.match(text))


def split_label(text: str) -> tuple[str, str] | None:
    """The label and the value of "Label: value", None for a line without a colon."""
    match = _LABEL.match(without_bullet(text))
    return (trim(match["label"]), trim(match["value"])) if match else None


def split_values(text: str) -> tuple[str, ...]:
    """The values of a list with commas; a comma inside parentheses belongs to its value."""
    if text.count("(") != text.count(")"):
        return tuple(value for value in map(trim, text.split(",")) if value)
    pieces: list[str] = []
    inside = 0
    for piece in text.split(","):
        if inside > 0:
            pieces[-1] += "," + piece
        else:
            pieces.append(piece)
        inside += piece.count("(") - piece.count(")")
    return tuple(value for value in map(trim, pieces) if value)


def is_label_like(label: str) -> bool:
    """Whether words look like a label nobody told us about: one to five, the first capitalised."""
    return len(label) <= 40 and label[0].isupper() and bool(_LABEL_WORDS.fullmatch(" ".join(label.split())))


def ends_sentence(text: str) -> bool:
    """Whether a text ends like a sentence, or with a quotation or parenthesis."""
    return bool(_SENTENCE_END.search(text[-6:]))


def surely_ends_sentence(text: str) -> bool:
    """The same where the text may be cut: a bracket or an abbreviation's full stop is no end."""
    return bool(_SURE_SENTENCE_END.search(text[-6:])) and not _ABBREVIATED.search(
        text[-12:].rstrip("'\"”’»)]")
    )


def is_furniture(text: str) -> bool:
    """Whether a line is a known part of the page around the releases: header, menu, pager, footer."""
    bare = without_bullet(text)
    if len(bare) > 100:
        return False
    if plain(bare) in FURNITURE or _INTRODUCTION.fullmatch(bare):
        return True
    return bool(_PAGER.fullmatch(bare)) and not _YEAR.fullmatch(bare)
