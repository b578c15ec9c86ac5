"""The text vector of an edition, as PostgreSQL reads one: its words and stems with their places."""

from collections import defaultdict
from collections.abc import Mapping

from articles.text.stems import MARK

# The weight, in PostgreSQL's sense of a mark, that the words of a field carry.
MARKS = {"title": "A", "summary": "B", "body": "D"}
# Stands where words are not side by side: between place and summary, and for a word held often enough.
GAP = MARK
# The places of nearly all texts, written once: a text has hundreds.
_WRITTEN = {mark: [f"{place}{mark}" for place in range(1_000)] for mark in MARKS.values()}


def text_vector(texts: Mapping[str, str], stems: Mapping[str, str]) -> str:
    """Return the vector of the words of each field and of their stems; fields are never side by side."""
    places: dict[str, list[str]] = defaultdict(list)
    first = 1
    for field, mark in MARKS.items():
        words = texts[field].split()
        marks = _marks(mark, first, first + len(words))
        for word, stem, marked in zip(words, stems[field].split(), marks, strict=True):
            places[word].append(marked)
            if stem != word:
                places[stem].append(marked)
        first += len(words) + 1
    places.pop(GAP, None)
    return " ".join([f"'{lexeme}':{','.join(its_places)}" for lexeme, its_places in places.items()])


def _marks(mark: str, start: int, stop: int) -> list[str]:
    written = _WRITTEN[mark]
    if stop <= len(written):
        return written[start:stop]
    return [f"{place}{mark}" for place in range(start, stop)]
