"""The words of the index, each once in a table of their own, and those that are spelt nearly like a given one."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.models import KnownWord
from articles.search.text import IndexEntry

SHORTEST, LONGEST = 3, 40
BATCH = 10_000


def learn(entries: Iterable[IndexEntry]) -> None:
    """Add the words of new entries to those that are known."""
    words = set()
    for entry in entries:
        for text in (entry.title, entry.summary, entry.body):
            words.update(text.split())
    known = [
        KnownWord(word=word, length=len(word))
        for word in sorted(words)
        if SHORTEST <= len(word) <= LONGEST and not any(letter.isdigit() for letter in word)
    ]
    KnownWord.objects.bulk_create(known, ignore_conflicts=True, batch_size=BATCH)


def clear() -> None:
    """Forget all words, before the index is made anew."""
    KnownWord.objects.all().delete()


def nearest(word: str, others: Sequence[str], limit: int) -> list[tuple[str, int]]:
    """Known words, or such among `others`, that are one slip of the keys away, two in a long word; nearest first.

    Each comes with its distance: letters added, left out, changed, or two neighbours swapped (optimal string
    alignment). All are folded. At the same distance those with the same first letter come first.
    """
    slips = 1 if len(word) < 6 else 2
    known = KnownWord.objects.filter(length__range=(len(word) - slips, len(word) + slips))
    candidates = {*known.values_list("word", flat=True), *others} - {word}
    near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
    ordered = sorted((distance, text[0] != word[0], text) for text, distance, _ in near)
    return [(text, distance) for distance, _, text in ordered[:limit]]
