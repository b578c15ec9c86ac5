"""A search as a tree: words to find, to choose from and to leave out; `words.read` makes it of a text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Self

from pyroaring import BitMap

from articles.text.stems import stem


class Form(Enum):
    """The words that are the same as a word: its inflections, itself alone, or what begins with it."""

    INFLECTED = auto()
    EXACT = auto()
    PREFIX = auto()


class Scope(Enum):
    """The place of a word: in the texts and in the filing, in the texts alone, in the title alone."""

    ANYWHERE = auto()
    TEXTS = auto()
    TITLE = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or words side by side, folded; the last of a search `is_unfinished` and may go on.

    `typed` is the way a reader wrote it.
    """

    tokens: tuple[str, ...]
    form: Form = Form.INFLECTED
    scope: Scope = Scope.ANYWHERE
    is_unfinished: bool = False
    typed: str = field(default="", compare=False)

    @property
    def in_texts(self) -> Self:
        """The word as the index of texts is asked for it: one question for the same answer."""
        scope = self.scope if self.scope is Scope.TITLE else Scope.TEXTS
        return replace(self, scope=scope, is_unfinished=False, typed="")

    @property
    def as_prefix(self) -> Self:
        """The same word as the beginning of others."""
        return replace(self, form=Form.PREFIX, is_unfinished=False)

    def stands_at(self, place: int, tokens: Sequence[str], language: str) -> bool:
        """Return whether the word stands at `place` among the `tokens` of a text in this language."""
        part = tokens[place : place + len(self.tokens)]
        if len(part) < len(self.tokens):
            return False
        pairs = zip(part, self.tokens, strict=True)
        if self.form is Form.INFLECTED:
            return all(one == other or stem(one, language) == stem(other, language) for one, other in pairs)
        if self.form is Form.PREFIX:
            return part[-1].startswith(self.tokens[-1]) and tuple(part[:-1]) == self.tokens[:-1]
        return tuple(part) == self.tokens

    def is_in(self, tokens: Sequence[str], language: str) -> bool:
        """Return whether the word stands anywhere among the `tokens` of a text in this language."""
        return any(self.stands_at(place, tokens, language) for place in range(len(tokens)))


@dataclass(frozen=True, slots=True)
class All:
    """Parts that must all be found."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Parts of which one is enough."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A part that must not be found."""

    part: "Part"


Part = Word | All | Either | Not


@dataclass(frozen=True, slots=True)
class Words:
    """A whole search: all `parts` must be found.

    `number` is that of the release which the reader named; it is found besides. With `is_withdrawn` the
    reader asks for withdrawn releases.
    """

    parts: tuple[Part, ...] = ()
    number: int | None = None
    is_withdrawn: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts) or self.number is not None or self.is_withdrawn

    @property
    def wanted(self) -> tuple[Word, ...]:
        """The words to find, each once."""
        return tuple(dict.fromkeys(_leaves(self.parts, are_wanted=True)))

    @property
    def excluded(self) -> tuple[Word, ...]:
        """The words to leave out, each once."""
        return tuple(dict.fromkeys(_leaves(self.parts, are_wanted=False)))

    def completed(self, is_found: Callable[[Word], bool]) -> Self:
        """The search with its unfinished word read as a beginning, if only so anything is found."""
        for word in self.wanted:
            if word.is_unfinished and not is_found(word) and is_found(word.as_prefix):
                return replace(self, parts=tuple(_replaced(part, word) for part in self.parts))
        return self

    def holds(self, is_found: Callable[[Word], bool]) -> bool:
        """Return whether a text fits the search in which `is_found` says of each word if it is there."""
        return all(_holds(part, is_found) for part in self.parts)


def fitting(part: Part, with_word: Callable[[Word], BitMap], everything: Callable[[], BitMap]) -> BitMap:
    """Return what fits a part of a search, by what has each of its words; `everything` if it has none."""
    match part:
        case Word():
            return with_word(part)
        case Not():
            return everything() - fitting(part.part, with_word, everything)
        case Either():
            return BitMap.union(*(fitting(inner, with_word, everything) for inner in part.parts))
    wanted = [inner for inner in part.parts if not isinstance(inner, Not)]
    among = [fitting(inner, with_word, everything) for inner in wanted]
    excluded = (fitting(inner.part, with_word, everything) for inner in part.parts if isinstance(inner, Not))
    return BitMap.difference(BitMap.intersection(*among) if among else everything(), *excluded)


def text_of(part: Part) -> str:
    """A part of a search as a reader types it."""
    match part:
        case Word():
            typed = part.typed or " ".join(part.tokens)
            if part.scope is Scope.TITLE:
                return f"title:{typed}"
            is_quoted = typed.startswith('"')
            return typed if part.scope is Scope.ANYWHERE or is_quoted else f"{typed} in:text"
        case Not():
            return f"-{text_of(part.part)}"
        case All():
            return f"({' '.join(map(text_of, part.parts))})"
    return " OR ".join(map(text_of, part.parts))


def _leaves(parts: Iterable[Part], *, are_wanted: bool) -> Iterator[Word]:
    for part in parts:
        match part:
            case Word() if are_wanted:
                yield part
            case Not():
                yield from _leaves((part.part,), are_wanted=not are_wanted)
            case All() | Either():
                yield from _leaves(part.parts, are_wanted=are_wanted)


def _replaced(part: Part, word: Word) -> Part:
    match part:
        case All() | Either():
            return type(part)(tuple(_replaced(inner, word) for inner in part.parts))
        case Not():
            return part
    return word.as_prefix if part == word else part


def _holds(part: Part, is_found: Callable[[Word], bool]) -> bool:
    match part:
        case Word():
            return is_found(part)
        case Not():
            return not _holds(part.part, is_found)
        case All():
            return all(_holds(inner, is_found) for inner in part.parts)
    return any(_holds(inner, is_found) for inner in part.parts)
