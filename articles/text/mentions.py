"""Search of a text for names: for the name itself, not a common word or a part of somebody's name."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from taxonomy.folding import tokens_of

Key = TypeVar("Key", bound=Hashable)

# A name of one word says little when the word is short.
SHORTEST_NAME, LONGEST_WORD = 4, 60
# Countries that people are called, too: these words have to stand before them.
NAMES_OF_PEOPLE = frozenset({"chad", "georgia", "india", "ireland", "israel", "jordan", "kenya"})
BEFORE_PLACES = frozenset({
    "across", "against", "and", "between", "en", "for", "from", "in", "inside", "into", "of", "outside",
    "through", "throughout", "to", "towards", "with", "within",
})  # fmt: skip
# What vocabularies write before names, and texts do not always.
_LEADING = frozenset({"the", "osce"})
_OF_AN_OWNER = re.compile(r"['’‘`´]s\b", re.IGNORECASE)
_WRITTEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word of a text: folded, folded without the 's of an owner, and as it is written.

    `ends`: more than a space divides it from the next word.
    """

    token: str
    bare: str
    written: str
    ends: bool

    @property
    def is_capitalised(self) -> bool:
        """Return whether it begins with a capital."""
        return self.written[:1].isupper()

    @property
    def is_abbreviation(self) -> bool:
        """Return whether it has a capital after its first letter."""
        return any(char.isupper() for char in self.written[1:])


class Text:
    """The words of some texts, to look names up in; no name runs over from one to the next.

    Capitals throughout say nothing about a word: such a text is read as if each of its words began with one.
    """

    def __init__(self, *texts: str) -> None:
        self._words: list[Spelt | None] = []
        for text in texts:
            self._words += spelt(text.title() if text.isupper() else text)
            self._words.append(None)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            for token in {word.token, word.bare} if word else ():
                self._places[token].append(place)

    def holds(self, tokens: tuple[str, ...]) -> bool:
        """Return whether these folded words stand in it one after the other, however they are written."""
        return bool(tokens) and tokens[0] in self._places and any(True for _ in self.places_of(tokens))

    def places_of(self, tokens: tuple[str, ...]) -> Iterator[int]:
        """Return the places where these folded words stand one after the other, however they are written."""
        for place in self._places.get(tokens[0], ()) if tokens else ():
            here = self._words[place : place + len(tokens)]
            if len(here) == len(tokens) and all(
                word and token in (word.token, word.bare) for word, token in zip(here, tokens, strict=True)
            ):
                yield place

    def named(self, names: Iterable[tuple[Key, str]], *, is_proper: bool = False) -> list[Key]:
        """The keys whose names stand in it, in its order; a name within a longer one of them does not count.

        An abbreviation has to be written as it is, another short word is no name; a proper name begins with
        its capital; and a country that people are called is one after "in" and the like.
        """
        spans = [(span, key) for key, name in names for span in self._spans_of(name, is_proper)]
        named: dict[Key, bool] = {}
        longest = range(0)
        for span, key in sorted(spans, key=lambda item: (item[0].start, -item[0].stop)):
            if span.stop > longest.stop:
                longest = span
            if span == longest:
                named[key] = True
        return list(named)

    def _spans_of(self, name: str, is_proper: bool) -> Iterator[range]:
        words = _name(name)
        for place in self.places_of(tuple(word.token for word in words)):
            if self._is_name(place, words, is_proper):
                yield range(place, place + len(words))

    def _is_name(self, place: int, words: tuple[Spelt, ...], is_proper: bool) -> bool:
        if len(words) == 1:
            if words[0].is_abbreviation:
                return self._word(place).written == words[0].written
            if len(words[0].token) < SHORTEST_NAME:
                return False
            if words[0].token in NAMES_OF_PEOPLE:
                return self._is_country(place)
        capital = next((number for number, word in enumerate(words) if word.is_capitalised), None)
        return not is_proper or capital is None or self._word(place + capital).is_capitalised

    def _word(self, place: int) -> Spelt:
        """The word at one of `places_of`."""
        word = self._words[place]
        assert word is not None, "between two texts there is no word"  # noqa: S101 (narrows a type)
        return word

    def _is_country(self, place: int) -> bool:
        word = self._word(place)
        before, after = (self._words[at] if at >= 0 else None for at in (place - 1, place + 1))
        leads_to_it = before is not None and not before.ends and before.token in BEFORE_PLACES
        goes_on = after is not None and not word.ends and after.is_capitalised
        return word.is_capitalised and leads_to_it and not goes_on


def spelt(text: str) -> list[Spelt]:
    """The words of `text`, the same ones as `tokens_of` finds."""
    # What goes on without a space is no word that comes again.
    return [
        word
        for chunk in text.split()
        for word in (_spelt(chunk) if len(chunk) <= LONGEST_WORD else _spelt.__wrapped__(chunk))
    ]


@lru_cache(maxsize=20_000)  # a language writes the same few thousand again and again
def _spelt(chunk: str) -> tuple[Spelt, ...]:
    """The words between two spaces: several where hyphens or slashes tie them together."""
    plain = _OF_AN_OWNER.sub("", chunk)
    tokens, bare, written = tokens_of(chunk), tokens_of(plain), _WRITTEN.findall(plain)
    if len(bare) != len(tokens):
        bare = tokens
    if len(written) != len(tokens):  # "Co-operation" is one word
        written = [plain.lstrip("\"'“”„«»‘’([{")] * len(tokens)
    last = len(tokens) - 1
    ends = plain != chunk or not chunk[-1].isalnum()
    return tuple(
        Spelt(*word, ends or number < last)
        for number, word in enumerate(zip(tokens, bare, written, strict=True))
    )


@lru_cache(maxsize=10_000)
def _name(name: str) -> tuple[Spelt, ...]:
    words = spelt(name)
    while len(words) > 1 and words[0].token in _LEADING:
        del words[0]
    return tuple(words)
