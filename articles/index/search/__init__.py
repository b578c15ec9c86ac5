"""Full-text search: which listed releases hold the reader's words, and which of them come first.

An entry of the index is one published edition, keyed by its position, so that matches meet the catalogue's
bitmaps without another query. The index may hold editions that are not public (scheduled, superseded): the
catalogue, which alone knows which are listed, drops them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import log
from types import MappingProxyType

import numpy as np
from django.db import connection, transaction
from pyroaring import BitMap

from articles.index.catalogue import Catalogue, Holding, ItemCatalogue, bitmap_of
from articles.index.search import filing, postgresql, spelling, sqlite
from articles.index.search.question import All, Not, Part, Scope, Word, Words, fitting
from articles.index.search.text import entry_of
from articles.models import Article
from articles.text.index_words import IndexWords
from taxonomy.vocabulary import TermEntry, Vocabularies

BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}
# Ranking half a million matches costs seconds; the newest thousand are ranked, the rest follow by date.
RANKED = 1_000
# A word held by less than this part of the releases is found again as quickly as it is read from the cache.
FREQUENT = 1 / 200
CHUNK = 1_000
INDEXED = ("position", "language", "title", "place", "summary", "body")
# The texts of withdrawn editions are searched for as well, though no list of releases shows them.
INDEXED_STATES = (Article.State.PUBLISHED, Article.State.WITHDRAWN)


@dataclass(frozen=True)
class Matches:
    """The listed releases that a search found, as ordinals, and how it found them.

    `words` is the search as it was read in the end, `holding` the number of releases with each wanted word.
    `filed` has for each word the terms by whose names alone it found releases; `named` are releases that
    the reader named by their number. All of them have the `required` words in their texts.
    """

    ordinals: BitMap
    words: Words
    holding: Mapping[Word, int]
    filed: Mapping[Word, Sequence[tuple[TermEntry, BitMap]]]
    named: BitMap
    required: Sequence[Word] = ()

    def among_items(self, items: ItemCatalogue) -> "Matches":
        """The same as the ordinals of items: one is found when one of its members is."""
        return replace(
            self,
            ordinals=items.items_among(self.ordinals),
            filed={
                word: [(entry, items.items_among(bits)) for entry, bits in filed]
                for word, filed in self.filed.items()
            },
            named=items.items_among(self.named),
        )


@dataclass(frozen=True)
class _WordMatches:
    """The releases with one word in their texts, and those filed under terms with it in their names."""

    in_texts: BitMap
    filed: Sequence[tuple[TermEntry, BitMap]]

    @property
    def all(self) -> BitMap:
        return BitMap.union(self.in_texts, *(bits for _, bits in self.filed))


def index(articles: Iterable[Article], words: Mapping[int, IndexWords] | None = None) -> None:
    """Bring the entries of these editions up to date, in the transaction of the caller.

    `words` are those of entries, by position, as far as they are worked out already.
    """
    articles = [article for article in articles if article.position is not None]
    backend = BACKENDS[connection.vendor]
    backend.remove([article.position for article in articles])
    _add([article for article in articles if article.state in INDEXED_STATES], words or {})


def add(articles: Iterable[Article], words: Mapping[int, IndexWords] | None = None) -> None:
    """Insert the entries of editions that have none yet, in the transaction of the caller.

    `words` are those of entries, by position, as far as they are worked out already.
    """
    _add([article for article in articles if article.state in INDEXED_STATES], words or {})


def rebuild() -> int:
    """Make the whole index anew from the releases; return the number of its entries."""
    with transaction.atomic():
        BACKENDS[connection.vendor].clear()
        spelling.clear()
        issued = Article.objects.filter(state__in=INDEXED_STATES).only(*INDEXED)
        count = 0
        for chunk in _batched(issued.order_by("position").iterator(chunk_size=CHUNK), CHUNK):
            _add(chunk)
            count += len(chunk)
    return count


def indexed_positions() -> np.ndarray:
    """The positions of all entries, in ascending order."""
    return np.sort(BACKENDS[connection.vendor].all_positions())


def remove(positions: Sequence[int]) -> None:
    """Take entries out by position, of editions that have none any more."""
    BACKENDS[connection.vendor].remove(list(positions))


def find(words: Words, catalogue: Catalogue, vocabularies: Vocabularies) -> Matches:
    """The listed releases that fit a search; none for one that asks for withdrawn releases."""
    search = _Search(words, catalogue, vocabularies)
    is_empty = words.is_withdrawn or (words.number is not None and not words.parts)
    matches = search.matches(BitMap() if is_empty else search.listed(All(search.words.parts)))
    required = [part for part in search.words.parts if isinstance(part, Word) and not matches.filed[part]]
    return replace(matches, required=() if matches.named else required)


def find_nearly(words: Words, catalogue: Catalogue, vocabularies: Vocabularies) -> Matches:
    """The listed releases that fit all but one of at least two wanted parts of a search."""
    search = _Search(words, catalogue, vocabularies)
    wanted = [part for part in search.words.parts if not isinstance(part, Not)]
    excluded = [part for part in search.words.parts if isinstance(part, Not)]
    found = BitMap()
    for left_out in wanted if len(wanted) > 1 else ():
        found |= search.listed(All((*(part for part in wanted if part is not left_out), *excluded)))
    return search.matches(found)


def ranked(matches: Matches, hits: BitMap, catalogue: Catalogue, most: int = RANKED) -> list[int]:
    """The ordinals of the newest `most` of `hits`, and no others, the best first.

    A word counts most in the title, less in the summary, least in the body; and for more the fewer releases
    hold it (the logarithm of the inverse frequency). Releases of the same score follow by date. A
    release that the reader named comes before all.
    """
    newest = np.array(hits[max(0, len(hits) - most) :], dtype="i8")
    if not len(newest):
        return []
    rarities = {word: log(1 + len(catalogue) / (held or len(hits))) for word, held in matches.holding.items()}
    scores = np.zeros(len(newest))
    if rarities:
        positions = catalogue.positions[newest]
        scores = BACKENDS[connection.vendor].scores(rarities, positions, matches.holding, matches.required)
    scores[np.isin(newest, list(matches.named))] = np.inf
    return newest[np.lexsort((newest, scores))[::-1]].tolist()


def ranked_items(matches: Matches, hits: BitMap, items: ItemCatalogue) -> list[int]:
    """The same for items, by the best of the releases that `matches` found of each."""
    newest = hits[max(0, len(hits) - RANKED) :]
    found = np.fromiter(matches.ordinals, dtype="u4", count=len(matches.ordinals))
    members = bitmap_of(found[np.isin(items.item_of[found], list(newest))])
    best_first = items.item_of[ranked(matches, members, items.releases, most=len(members))]
    return list(dict.fromkeys(best_first.tolist()))


def listed_with(word: Word, catalogue: Catalogue, vocabularies: Vocabularies) -> BitMap:
    """The listed releases with the word in their text, or in a name of a term they are filed under."""
    return _matches_of(word, catalogue, vocabularies).all


class _Search:
    """One search in one catalogue: each of its words is looked up once."""

    def __init__(self, words: Words, catalogue: Catalogue, vocabularies: Vocabularies) -> None:
        self._catalogue, self._vocabularies = catalogue, vocabularies
        self._matches: dict[Word, _WordMatches] = {}
        self.words = words.completed(lambda word: bool(self.listed(word)))

    def listed(self, part: Part) -> BitMap:
        """The listed releases that fit a part of the search."""
        return fitting(part, self._with_word, lambda: BitMap(range(len(self._catalogue))))

    def _with_word(self, word: Word) -> BitMap:
        if word not in self._matches:
            self._matches[word] = _matches_of(word, self._catalogue, self._vocabularies)
        return self._matches[word].all

    def matches(self, ordinals: BitMap) -> Matches:
        """Return the matches, with the way each word found them."""
        wanted = {word: self.listed(word) for word in self.words.wanted}
        named = _named(self.words.number, self._catalogue)
        return Matches(
            ordinals=ordinals | named,
            words=self.words,
            holding={word: len(held) for word, held in wanted.items()},
            filed={word: self._only_filed(word) for word in wanted},
            named=named,
        )

    def _only_filed(self, word: Word) -> Sequence[tuple[TermEntry, BitMap]]:
        found = self._matches[word]
        others = ((entry, bits - found.in_texts) for entry, bits in found.filed)
        return [(entry, bits) for entry, bits in others if bits]


def _named(number: int | None, catalogue: Catalogue) -> BitMap:
    """The release with this number, if it is listed: one query."""
    if number is None:
        return BitMap()
    issued = Article.objects.filter(release=number, position__isnull=False).only("position")
    return catalogue.ordinals_of(article.issued_position for article in issued)


def _matches_of(word: Word, catalogue: Catalogue, vocabularies: Vocabularies) -> _WordMatches:
    filed = [
        (entry, bits)
        for facet, entry in (filing.terms_named(word, vocabularies) if word.scope is Scope.ANYWHERE else ())
        if (bits := catalogue.bitmaps.get(facet, {}).get(entry.slug))
    ]
    return _WordMatches(_in_text(word.in_texts, catalogue), filed)


def _in_text(word: Word, catalogue: Catalogue) -> BitMap:
    backend = BACKENDS[connection.vendor]
    known = catalogue.words.get(word)
    if known is None:
        found = _ordinals(backend.positions(word), catalogue)
    elif known.unread:
        found = known.ordinals | _ordinals(backend.positions(word, among=sorted(known.unread)), catalogue)
    else:
        return known.ordinals
    if len(found) >= len(catalogue) * FREQUENT:
        catalogue.words.put(word, Holding(found))
    return found


def _ordinals(positions: np.ndarray, catalogue: Catalogue) -> BitMap:
    """The ordinals of those of `positions` that are listed."""
    if not len(catalogue) or not len(positions):
        return BitMap()
    positions = np.sort(positions, kind="stable")  # which takes next to no time where they come in order
    places = catalogue.positions.searchsorted(positions).clip(max=len(catalogue) - 1)
    return bitmap_of(places[catalogue.positions[places] == positions])


def _add(articles: Sequence[Article], words: Mapping[int, IndexWords] = MappingProxyType({})) -> None:
    entries = [entry_of(article, words.get(article.issued_position)) for article in articles]
    BACKENDS[connection.vendor].add(entries)
    spelling.learn(entries)


def _batched(articles: Iterable[Article], size: int) -> Iterable[list[Article]]:
    """`articles` in lists of `size`, the last one shorter."""
    rest = iter(articles)
    while chunk := list(islice(rest, size)):
        yield chunk
