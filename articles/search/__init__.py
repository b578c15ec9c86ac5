"""Full-text search: which listed releases hold the reader's words, and which of them come first.

An entry of the index is one published edition, keyed by its position, so that matches meet the catalogue's
bitmaps without asking for anything else. The index may hold editions that are not public (scheduled, superseded):
the catalogue, which alone knows what is listed, drops them.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from math import log

import numpy as np
from django.db import connection, transaction
from pyroaring import BitMap

from articles.catalogue import Snapshot
from articles.models import Article
from articles.search import postgresql, sqlite
from articles.search.text import entry_of
from articles.search.words import Word, Words
from taxonomy.folding import fold
from taxonomy.vocabulary import MODELS, Entry, Vocabularies

BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}
# Ranking half a million matches costs seconds; the newest thousand are ranked, the rest follow by date.
RANKED = 1_000
# How much a word counts in a field; in the text it counts once wherever it stands.
WEIGHTS = {"title": 10.0, "summary": 4.0, "body": 1.0}
CHUNK = 1_000
INDEXED = ("position", "language", "title", "place", "summary", "body")


def index(articles: Iterable[Article]) -> None:
    """Bring the entries of these editions up to date, in the transaction of the caller."""
    articles = [article for article in articles if article.position is not None]
    backend = BACKENDS[connection.vendor]
    backend.remove([article.position for article in articles])
    backend.add([entry_of(article) for article in articles if article.state == Article.State.PUBLISHED])


def rebuild() -> int:
    """Make the whole index anew from the releases; returns how many entries it has."""
    backend = BACKENDS[connection.vendor]
    with transaction.atomic():
        backend.clear()
        published = Article.objects.filter(state=Article.State.PUBLISHED).only(*INDEXED)
        count = 0
        for chunk in _batched(published.order_by("position").iterator(chunk_size=CHUNK), CHUNK):
            backend.add([entry_of(article) for article in chunk])
            count += len(chunk)
    return count


def indexed_positions() -> np.ndarray:
    """The positions of all entries, in ascending order."""
    return np.sort(BACKENDS[connection.vendor].all_positions())


def remove(positions: Sequence[int]) -> None:
    """Take entries out by position, of editions that have none any more."""
    BACKENDS[connection.vendor].remove(list(positions))


def find(words: Words, snapshot: Snapshot, vocabularies: Vocabularies) -> BitMap:
    """The ordinals of the listed releases that hold all the words asked for and none that are excluded."""
    found = BitMap(range(len(snapshot)))
    for word in words.wanted:
        found &= _holding(word, snapshot, vocabularies)
    for word in words.excluded:
        found -= _holding(word, snapshot, vocabularies)
    return found


def ranked(words: Words, hits: BitMap, snapshot: Snapshot) -> list[int]:
    """The newest thousand of `hits` with the best first: their ordinals in order, and no others.

    A word counts for more in the title than in the summary, there for more than in the body, and for the more the
    fewer releases hold it (the logarithm of the inverse frequency). Releases as good as each other follow by date.
    """
    newest = np.array(hits[max(0, len(hits) - RANKED) :], dtype="i8")
    positions = snapshot.positions[newest]
    scores = np.zeros(len(newest))
    for word in words.wanted if len(newest) else ():
        holding = len(snapshot.words.get(word, ())) or len(hits)
        rarity = log(1 + len(snapshot) / holding)
        for field, weight in WEIGHTS.items():
            found = BACKENDS[connection.vendor].holding(word, field, positions)
            scores += rarity * weight * np.isin(positions, found)
    return newest[np.lexsort((newest, scores))[::-1]].tolist()


def _batched(articles: Iterable[Article], size: int) -> Iterable[list[Article]]:
    """`articles` in lists of `size`, the last one shorter."""
    rest = iter(articles)
    while chunk := list(islice(rest, size)):
        yield chunk


def _holding(word: Word, snapshot: Snapshot, vocabularies: Vocabularies) -> BitMap:
    """Releases with the word in their text, or filed under a term that has it in one of its names."""
    found = snapshot.words.get(word)
    if found is None:
        positions = BACKENDS[connection.vendor].positions(word)
        ordinals = _ordinals(np.sort(positions), snapshot)
        found = BitMap(ordinals.astype("u4"))
        for facet, entry in _terms_called(word, vocabularies):
            found |= snapshot.bitmaps[facet].get(entry.slug, BitMap())
        snapshot.words.keep(word, found)
    return found


def _ordinals(positions: np.ndarray, snapshot: Snapshot) -> np.ndarray:
    """The ordinals of those of `positions` that are listed, in the order given."""
    if not len(snapshot) or not len(positions):
        return np.empty(0, dtype="i8")
    places = snapshot.positions.searchsorted(positions).clip(max=len(snapshot) - 1)
    return places[snapshot.positions[places] == positions]


def _terms_called(word: Word, vocabularies: Vocabularies) -> Iterable[tuple[str, Entry]]:
    """The terms that have the word, or the words of the phrase, in any of their names."""
    for facet in MODELS:
        for entry in vocabularies[facet]:
            names = (entry.name, *(name.text for name in entry.names))
            if any(word.is_in(fold(name).split()) for name in names):
                yield facet, entry
