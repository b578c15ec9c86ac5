"""The words of the index, each once in a table of its own, and the nearest spellings of a word."""

import re
from collections.abc import Iterable, Sequence

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.index.search.text import IndexEntry
from articles.models import IndexedWord

SHORTEST, LONGEST = 3, 40
_FIGURE = re.compile(r"\d")


def learn(entries: Iterable[IndexEntry]) -> None:
    """Add the words of new entries to the table."""
    words = set()
    for entry in entries:
        for text in entry.words.texts.values():
            words.update(text.split())
    known = sorted(
        word
        for word in words
        if SHORTEST <= len(word) <= LONGEST and (word.isalpha() or not _FIGURE.search(word))
    )
    # Most are there already: looking for each by the ORM takes longer than all else that a text costs.
    table = IndexedWord._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} (word, length) SELECT word, length(word) "
                "FROM unnest(%s::text[]) AS word ON CONFLICT DO NOTHING",
                [known],
            )
        else:
            cursor.executemany(
                f"INSERT OR IGNORE INTO {table} (word, length) VALUES (%s, %s)",
                [(word, len(word)) for word in known],
            )


def clear() -> None:
    """Delete all words, before the index is made anew."""
    IndexedWord.objects.all().delete()


def nearest(word: str, others: Sequence[str], limit: int) -> list[tuple[str, int]]:
    """Words of the index and of `others` that are one slip away, two in a long word; the nearest first.

    Each comes with its distance: letters added, left out, changed, or two neighbours swapped (optimal string
    alignment). All are folded. At the same distance those with the same first letter come first.
    """
    slips = 1 if len(word) < 6 else 2
    known = IndexedWord.objects.filter(length__range=(len(word) - slips, len(word) + slips))
    candidates = {*known.values_list("word", flat=True), *others} - {word}
    near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
    ordered = sorted((distance, text[0] != word[0], text) for text, distance, _ in near)
    return [(text, distance) for distance, _, text in ordered[:limit]]
