"""A search that was typed, read as words to find, to choose from and to leave out. No text is an error.

Words beside each other must all be there. `OR` joins its two neighbours, a minus or `NOT` leaves out what
follows, parentheses hold words together, quotation marks words side by side, a star stands for any ending.
`title:` looks for the next word in titles, `in:title` and `in:text` say where to look for all of them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from articles.index.search.question import All, Either, Form, Not, Part, Scope, Word, Words
from articles.index.search.references import release_number
from articles.text.stems import STOP_WORDS
from articles.text.tokens import tokens_in

__all__ = ["MOST_WORDS", "Word", "Words", "read", "refusal"]

MOST_WORDS = 12
# The beginning of a word stands for hundreds, and PostgreSQL looks at each of them in every text.
MOST_PREFIXES = 4
SHORTEST_IN_PHRASE = 3
DEEPEST = 20
# A single letter begins half the words of an archive.
SHORTEST_UNFINISHED, SHORTEST_PREFIX = 3, 2
_PIECE = re.compile(
    r"(?P<sign>[-−–]?)(?:(?P<next_in_title>title:)(?=\s)|(?P<title>title:)?(?:(?P<open>(?<![^\s(:\-−–])\()"
    r'|["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<word>[^\s"“”„«»]+)))',
    re.IGNORECASE,
)
_STAR_AT_END = re.compile(r"\w\*\s*$")
_STAR_WITHIN = re.compile(r"\w\*.*\w")
_SWITCHES = {"in:text": Scope.TEXTS, "in:title": Scope.TITLE}
_WITHDRAWN = "is:withdrawn"


def read(text: str) -> Words:
    """Return what a reader typed as a search.

    >>> read('gas "border management" -Batken').wanted[1].tokens
    ('border', 'management')
    """
    number, is_alone = release_number(text)
    if is_alone:
        return Words(number=number)
    reading = _Reading()
    for piece in _PIECE.finditer(text):
        reading.take(piece, is_last=piece.end() == len(text))
    parts = _without_stop_words(reading.parts())
    return Words(tuple(_narrowed(part, reading.scope) for part in parts), number, reading.is_withdrawn)


def refusal(asked: Words) -> str:
    """Return why a search asks for more than one answer may cost, in a sentence; "" for all others.

    It depends on the words alone, so that both databases refuse the same.
    """
    words = (*asked.wanted, *asked.excluded)
    beginnings = [word for word in words if word.form is Form.PREFIX]
    if len(words) > MOST_WORDS:
        return gettext("Search for at most %(number)s words at a time.") % {"number": MOST_WORDS}
    if any(word.typed.startswith('"') and _STAR_WITHIN.search(word.typed) for word in words):
        return gettext("A phrase can have one star, at its end, like “border manag*”.")
    if len(beginnings) > MOST_PREFIXES:
        return gettext("Search for at most %(number)s words with a star at a time.") % {
            "number": MOST_PREFIXES
        }
    if any(len(word.tokens) > 1 and len(word.tokens[-1]) < SHORTEST_IN_PHRASE for word in beginnings):
        return gettext("Write at least %(number)s letters before the star at the end of a phrase.") % {
            "number": SHORTEST_IN_PHRASE
        }
    return ""


@dataclass
class _Group:
    """The parts between two parentheses, or all: lists of which one part each must be found."""

    is_negated: bool = False
    is_in_title: bool = False
    choices: list[list[Part]] = field(default_factory=list)
    follows_or: bool = False
    follows_not: bool = False
    follows_title: bool = False

    def add(self, part: Part, *, is_negated: bool, is_in_title: bool) -> None:
        """Add a part behind the operators that were read before it."""
        if is_in_title or self.follows_title:
            part = _narrowed(part, Scope.TITLE)
        if is_negated or self.follows_not:
            part = Not(part)
        if self.follows_or and self.choices:
            self.choices[-1].append(part)
        else:
            self.choices.append([part])
        self.follows_or = self.follows_not = self.follows_title = False

    def parts(self) -> tuple[Part, ...]:
        """What must all be found."""
        alternatives = (tuple(dict.fromkeys(choice)) for choice in self.choices)
        return tuple(dict.fromkeys(some[0] if len(some) == 1 else Either(some) for some in alternatives))


class _Reading:
    """A search while its pieces are read from left to right."""

    def __init__(self) -> None:
        self.groups = [_Group()]
        self.scope = Scope.ANYWHERE
        self.is_withdrawn = False
        self.operators: list[str] = []

    def take(self, piece: re.Match[str], *, is_last: bool) -> None:
        """Read one piece: an operator, a parenthesis, a phrase or a word."""
        group, is_negated, is_in_title = self.groups[-1], bool(piece["sign"]), bool(piece["title"])
        if piece["open"]:
            if len(self.groups) <= DEEPEST:
                self.groups.append(_Group(is_negated, is_in_title))
        elif piece["phrase"] is not None:
            self._add(_phrase(piece["phrase"]), is_negated, is_in_title)
        elif piece["next_in_title"]:
            group.follows_title, group.follows_not = True, group.follows_not or is_negated
        elif is_negated or is_in_title or not self._is_operator(piece["word"]):
            typed, closing = _split_off_closing(piece["word"], len(self.groups) - 1)
            self._add(
                _word(typed, is_last=is_last and not is_negated and not closing), is_negated, is_in_title
            )
            for _ in range(closing):
                self._close()

    def parts(self) -> tuple[Part, ...]:
        """All parts that were read; operators without anything else are words like others."""
        while len(self.groups) > 1:
            self._close()
        parts = self.groups[0].parts()
        if not parts:
            words = (_word(operator, is_last=False) for operator in self.operators)
            parts = tuple(dict.fromkeys(word for word in words if word))
        return parts

    def _add(self, word: Word | None, is_negated: bool, is_in_title: bool) -> None:
        if word:
            self.groups[-1].add(word, is_negated=is_negated, is_in_title=is_in_title)

    def _close(self) -> None:
        group = self.groups.pop()
        parts = group.parts()
        if parts:
            part = parts[0] if len(parts) == 1 else All(parts)
            self.groups[-1].add(part, is_negated=group.is_negated, is_in_title=group.is_in_title)

    def _is_operator(self, text: str) -> bool:
        group = self.groups[-1]
        if text.lower() in _SWITCHES:
            self.scope = _SWITCHES[text.lower()]
        elif text.lower() == _WITHDRAWN:
            self.is_withdrawn = True
        elif text in ("OR", "AND", "NOT"):
            self.operators.append(text)
            group.follows_or = text == "OR" or (text == "NOT" and group.follows_or)
            group.follows_not = text == "NOT"
        else:
            return False
        return True


def _split_off_closing(text: str, depth: int) -> tuple[str, int]:
    """A word without the parentheses at its end that close groups ("call(s)" has none), and their number."""
    closing = 0
    while closing < depth and text.endswith(")") and text.count(")") > text.count("("):
        text, closing = text[:-1], closing + 1
    return text, closing


def _phrase(text: str) -> Word | None:
    tokens = tokens_in(text)
    is_prefix = bool(_STAR_AT_END.search(text))
    typed = f'"{text.strip()}"'
    return (
        Word(tokens, Form.PREFIX if is_prefix else Form.EXACT, Scope.TEXTS, typed=typed) if tokens else None
    )


def _word(text: str, *, is_last: bool) -> Word | None:
    tokens = tokens_in(text)
    if not tokens:
        return None
    if text.endswith("*") and len(tokens[-1]) >= SHORTEST_PREFIX:
        return Word(tokens, Form.PREFIX, typed=text)
    is_unfinished = is_last and len(tokens) == 1 and len(tokens[0]) >= SHORTEST_UNFINISHED
    return Word(tokens, is_unfinished=is_unfinished, typed=text)


def _narrowed(part: Part, scope: Scope) -> Part:
    """The same part with its words looked for in a smaller scope."""
    match part:
        case Word():
            return part if part.scope.value >= scope.value else replace(part, scope=scope)
        case Not():
            return Not(_narrowed(part.part, scope))
    return type(part)(tuple(_narrowed(inner, scope) for inner in part.parts))


def _without_stop_words(parts: Iterable[Part]) -> tuple[Part, ...]:
    """What must be found without its stop words, unless it is nothing else."""
    parts = tuple(parts)
    others = tuple(part for part in parts if not _is_stop_word(part))
    return others if any(not isinstance(part, Not) for part in others) else parts


def _is_stop_word(part: Part) -> bool:
    return (
        isinstance(part, Word)
        and part.form is Form.INFLECTED
        and len(part.tokens) == 1
        and part.tokens[0] in STOP_WORDS
    )
