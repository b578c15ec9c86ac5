"""What a reader typed, as words and phrases to find or to leave out. Nothing that is typed is an error."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from taxonomy.folding import tokens_of

MOST_WORDS = 12
# A phrase in quotation marks of any language, or what stands between spaces.
_PIECE = re.compile(r'(?P<sign>[-−–]?)(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<word>[^\s"“”„«»]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or the words of a phrase in order, folded; `is_prefix` for one that may go on."""

    tokens: tuple[str, ...]
    is_prefix: bool = False

    def is_in(self, tokens: Sequence[str]) -> bool:
        """Whether `tokens` (folded) hold the word or the whole phrase; a prefix stands for whole words here."""
        size = len(self.tokens)
        return any(
            tuple(tokens[start : start + size]) == self.tokens for start in range(len(tokens) - size + 1)
        )


@dataclass(frozen=True, slots=True)
class Words:
    """All the words of `wanted` must be there, none of `excluded`."""

    wanted: tuple[Word, ...] = ()
    excluded: tuple[Word, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.excluded)


def read(text: str) -> Words:
    """`text` as words: "quoted phrases" stay together, -excluded ones are left out, the last word may go on.

    >>> read('gas "border management" -Batken')
    Words(wanted=(Word(tokens=('gas',), is_prefix=False), Word(tokens=('border', 'management'), is_prefix=False)),
    excluded=(Word(tokens=('batken',), is_prefix=False),))
    """
    wanted: list[Word] = []
    excluded: list[Word] = []
    for piece in _PIECE.finditer(text):
        tokens = tokens_of(piece["phrase"] or piece["word"] or "")
        if not tokens:
            continue
        is_last = piece["word"] is not None and piece.end() == len(text)
        # A single letter begins half the words of an archive.
        is_prefix = is_last and not piece["sign"] and len(tokens) == 1 and len(tokens[0]) > 2
        word = Word(tokens, is_prefix)
        (excluded if piece["sign"] else wanted).append(word)
    return Words(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(excluded)))
