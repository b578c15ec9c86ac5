"""Terms whose names are nearly what somebody typed: for a search that finds nothing by the letter."""

from collections.abc import Iterator
from difflib import get_close_matches

from taxonomy.folding import tokens_of
from taxonomy.vocabulary import TermEntry, Vocabulary

# How alike two words are (of 1) to be a slip of each other, and how many of the likest words count.
ALIKE = 0.75
LIKEST = 3
SHORTEST = 3
# No name has more words; each is compared with those of all names.
MOST_WORDS = 30


def nearest(terms: Vocabulary, typed: str) -> list[int]:
    """The ids of the terms with a name, of today or before, that nearly holds every typed word.

    Words of one or two letters are like too many others, and do not count.
    """
    tokens = [token for token in tokens_of(typed) if len(token) >= SHORTEST]
    if not tokens or len(tokens) > MOST_WORDS:
        return []
    names = {entry.id: [set(tokens_of(name)) for name in _names(entry)] for entry in terms}
    words = {word for each in names.values() for name in each for word in name}
    meant = [_alike(token, words) for token in tokens]
    return [id_ for id_, each in names.items() if any(all(name & near for near in meant) for name in each)]


def _names(entry: TermEntry) -> Iterator[str]:
    yield entry.name
    yield from (name.text for name in entry.names)


def _alike(token: str, words: set[str]) -> set[str]:
    """Those of `words` that hold the token, or that it is a slip of, or of whose beginning."""
    if holding := {word for word in words if token in word}:
        return holding
    beginnings = {word[: len(token) + 1] for word in words}
    close = get_close_matches(token, words | beginnings, LIKEST, ALIKE)
    return {word for word in words for near in close if word == near or word[: len(token) + 1] == near}
