"""Full-text search: which listed releases hold the reader's words, and which of them come first.

An entry of the index is one published edition, keyed by its position, so that matches meet the catalogue's
bitmaps without asking for anything else. The index may hold editions that are not public (scheduled, superseded):
the catalogue, which alone knows what is listed, drops them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log

import numpy as np
from django.db import connection, transaction
from pyroaring import BitMap

from articles.catalogue import Holding, Snapshot, bitmap_of
from articles.models import Article
from articles.search import postgresql, spelling, sqlite
from articles.search.text import entry_of
from articles.search.words import Word, Words
from taxonomy.vocabulary import Vocabularies

BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}
# Ranking half a million matches costs seconds; the newest thousand are ranked, the rest follow by date.
RANKED = 1_000
# A word held by less than this part of the releases is found again as quickly as it is remembered.
FREQUENT = 1 / 200
CHUNK = 1_000
INDEXED = ("position", "language", "title", "place", "summary", "body")


@dataclass(frozen=True)
class Matches:
    """The listed releases that a search found, as ordinals, and how many hold each word that was wanted."""

    ordinals: BitMap
    holding: Mapping[Word, int]


def index(articles: Iterable[Article]) -> None:
    """Bring the entries of these editions up to date, in the transaction of the caller."""
    articles = [article for article in articles if article.position is not None]
    backend = BACKENDS[connection.vendor]
    backend.remove([article.position for article in articles])
    _add([article for article in articles if article.state == Article.State.PUBLISHED])


def rebuild() -> int:
    """Make the whole index anew from the releases; returns how many entries it has."""
    with transaction.atomic():
        BACKENDS[connection.vendor].clear()
        spelling.clear()
        published = Article.objects.filter(state=Article.State.PUBLISHED).only(*INDEXED)
        count = 0
        for chunk in _batched(published.order_by("position").iterator(chunk_size=CHUNK), CHUNK):
            _add(chunk)
            count += len(chunk)
    return count


def indexed_positions() -> np.ndarray:
    """The positions of all entries, in ascending order."""
    return np.sort(BACKENDS[connection.vendor].all_positions())


def remove(positions: Sequence[int]) -> None:
    """Take entries out by position, of editions that have none any more."""
    BACKENDS[connection.vendor].remove(list(positions))


def find(words: Words, snapshot: Snapshot, vocabularies: Vocabularies) -> Matches:
    """The listed releases that hold all the words asked for and none that are excluded."""
    found = BitMap(range(len(snapshot)))
    sizes = {}
    for word in words.wanted:
        holding = listed_with(word, snapshot, vocabularies)
        sizes[word] = len(holding)
        found &= holding
    for word in words.excluded:
        found -= listed_with(word, snapshot, vocabularies)
    return Matches(found, sizes)


def find_nearly(words: Words, snapshot: Snapshot, vocabularies: Vocabularies) -> Matches:
    """The listed releases that hold all but one of the words asked for, of at least two, and none that are excluded."""
    holding = {word: listed_with(word, snapshot, vocabularies) for word in words.wanted}
    found = BitMap()
    for left_out in words.wanted if len(words.wanted) > 1 else ():
        found |= BitMap.intersection(*(held for word, held in holding.items() if word != left_out))
    for word in words.excluded:
        found -= listed_with(word, snapshot, vocabularies)
    return Matches(found, {word: len(held) for word, held in holding.items()})


def ranked(matches: Matches, hits: BitMap, snapshot: Snapshot) -> list[int]:
    """The newest thousand of `hits` with the best first: their ordinals in order, and no others.

    A word counts for more in the title than in the summary, there for more than in the body, and for the more the
    fewer releases hold it (the logarithm of the inverse frequency). Releases as good as each other follow by date.
    """
    newest = np.array(hits[max(0, len(hits) - RANKED) :], dtype="i8")
    if not len(newest):
        return []
    rarities = {word: log(1 + len(snapshot) / (held or len(hits))) for word, held in matches.holding.items()}
    scores = np.zeros(len(newest))
    if rarities:
        scores = BACKENDS[connection.vendor].scores(rarities, snapshot.positions[newest])
    return newest[np.lexsort((newest, scores))[::-1]].tolist()


def listed_with(word: Word, snapshot: Snapshot, vocabularies: Vocabularies) -> BitMap:
    """The listed releases with the word in their text, or filed under a term that has it in one of its names."""
    found = _in_text(word, snapshot)
    for facet, entry, names in vocabularies.names_by_word.get(word.tokens[0], ()):
        if word.is_in(names) and entry.slug in (filed := snapshot.bitmaps.get(facet, {})):
            found = found | filed[entry.slug]
    return found


def _in_text(word: Word, snapshot: Snapshot) -> BitMap:
    backend = BACKENDS[connection.vendor]
    known = snapshot.words.get(word)
    if known is None:
        found = _ordinals(backend.positions(word), snapshot)
    elif known.unread:
        found = known.ordinals | _ordinals(backend.positions(word, among=sorted(known.unread)), snapshot)
    else:
        return known.ordinals
    if len(found) >= len(snapshot) * FREQUENT:
        snapshot.words.keep(word, Holding(found))
    return found


def _ordinals(positions: np.ndarray, snapshot: Snapshot) -> BitMap:
    """The ordinals of those of `positions` that are listed."""
    if not len(snapshot) or not len(positions):
        return BitMap()
    positions = np.sort(positions, kind="stable")  # which takes next to no time where they come in order
    places = snapshot.positions.searchsorted(positions).clip(max=len(snapshot) - 1)
    return bitmap_of(places[snapshot.positions[places] == positions])


def _add(articles: Sequence[Article]) -> None:
    entries = [entry_of(article) for article in articles]
    BACKENDS[connection.vendor].add(entries)
    spelling.learn(entries)


def _batched(articles: Iterable[Article], size: int) -> Iterable[list[Article]]:
    """`articles` in lists of `size`, the last one shorter."""
    rest = iter(articles)
    while chunk := list(islice(rest, size)):
        yield chunk
