"""Unicode normal forms of any text, in a time that grows with its length."""

import re
import unicodedata
from typing import Literal

# Unicode's "stream-safe" text has at most so many marks on a letter (UAX 15, D3); no language comes near it.
MOST_MARKS = 30
# Beyond are ideographs and private characters, none of them a mark.
PLANES_WITH_MARKS = range(0x300, 0x20000)


def _is_mark(char: str) -> bool:
    """Return whether normal forms reorder a character, or what they make of it, among those before it."""
    decomposed = unicodedata.normalize("NFKD", char) if unicodedata.decomposition(char) else char
    return unicodedata.combining(char) > 0 or unicodedata.combining(decomposed[0]) > 0


def _class_of_marks() -> str:
    """The inside of a character class of all marks."""
    ranges: list[list[int]] = []
    for code in PLANES_WITH_MARKS:
        if _is_mark(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_MARKS = _class_of_marks()
_TOO_MANY = re.compile(f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")


def normalised(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """`text` in a normal form ("NFC", "NFKD" ...); of the marks on one letter the first thirty stay.

    Python sorts the marks of a letter by insertion: a hundred thousand of them would take 20 seconds.
    """
    return unicodedata.normalize(form, text if text.isascii() else _TOO_MANY.sub(r"\1", text))
