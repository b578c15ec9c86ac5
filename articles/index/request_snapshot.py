"""The archive as one request sees it: an instant, with the terms and the catalogue of that instant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from typing import NamedTuple, Self

from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from articles.index import catalogue, outage, search, site_pages
from articles.index.catalogue import (
    Catalogue,
    ItemCatalogue,
    QueryResult,
    Translation,
    items_of,
    translations_of,
)
from articles.index.compiled_queries import Compiled
from articles.index.query import ReleaseQuery
from articles.index.search import words
from articles.index.search.explanation import SearchResult, explained
from articles.models import Article, Ledger, Mark
from taxonomy import interface, vocabulary
from taxonomy.models import VocabularyRevision
from taxonomy.vocabulary import Vocabularies

LAST_NUMBERS = (
    f"SELECT (SELECT number FROM {VocabularyRevision._meta.db_table}), "  # noqa: S608 - tables of our own
    f"(SELECT epoch FROM {Ledger._meta.db_table}), (SELECT last_change FROM {Ledger._meta.db_table})"
)


class Numbers(NamedTuple):
    """The state of the archive in two numbers: the revision of the terms, and the last change."""

    revision: int
    mark: Mark


@dataclass(frozen=True)
class RequestSnapshot:
    """Taken once a request and passed on, so that everything on a page is of the same instant."""

    now: datetime
    vocabularies: Vocabularies
    catalogue: Catalogue

    @classmethod
    def take(cls) -> Self:
        """A snapshot of now: one query when nothing has changed since the last one."""
        while True:
            revision, mark = last_numbers()
            vocabularies = vocabulary.current(revision)
            index = catalogue.current(vocabularies, mark=mark)
            now = timezone.now()
            # A term may change between the two, and the clock may change the listed releases. Pages rendered
            # from both are cached, so they must fit together.
            if index.revision == vocabularies.revision and index.holds_at(now):
                site_pages.follow(revision, mark.epoch)
                return cls(now, vocabularies, index)

    @cached_property
    def today(self) -> date:
        """The day it is where the newsroom is."""
        return timezone.localdate(self.now)

    @property
    def items(self) -> Catalogue:
        """The catalogue of pages in the active language: the translations of one release count as one."""
        return items_of(self.catalogue, (interface.language(),))

    def ids_of_items(self, ids: Sequence[int]) -> list[int]:
        """The editions that stand, on pages in the active language, for the items of these listed ones."""
        items = self.items
        return items.ids_of_items(ids) if isinstance(items, ItemCatalogue) else list(ids)

    def index(self, query: ReleaseQuery) -> Catalogue:
        """The catalogue that answers a query: of items where it prefers a language, else of releases."""
        return items_of(self.catalogue, query.preferred) if query.prefer else self.catalogue

    def find(self, query: ReleaseQuery) -> QueryResult:
        """The answer to a reader's query: releases that the search finds and the catalogue lists.

        With words it is a SearchResult, which says why each release of the page was found.
        """
        if not query.words:
            return self.index(query).find(query)
        return _result(query, self._matches(query.words), self.index(query))

    def hits(self, query: ReleaseQuery) -> BitMap:
        """The ordinals in `index(query)` of all that a query asks for, not of one page only."""
        index = self.index(query)
        if not query.words:
            return index.hits(query)
        return index.hits(query, _of(index, self._matches(query.words)).ordinals)

    def best(self, text: str, how_many: int) -> tuple[list[int], int]:
        """The ids of the best items for a search, and the number of all: `find` without counts."""
        found, index = self._matches(text), self.items
        matches = _of(index, found)
        ordinals = _ranking(found, index)(matches.ordinals)[:how_many]
        return [int(index.ids[ordinal]) for ordinal in ordinals], len(matches.ordinals)

    def find_nearly(self, query: ReleaseQuery) -> SearchResult:
        """The releases under the same filters with all but one of the words, for a search without result."""
        asked = words.read(query.words)
        matches = search.find_nearly(asked, self.catalogue, self.vocabularies)
        return _result(query, matches, self.index(query))

    def find_withdrawn(self, query: ReleaseQuery) -> SearchResult:
        """The withdrawn releases that fit a query with words; nothing else lists them."""
        asked = replace(words.read(query.words), is_withdrawn=False)
        index = catalogue.of_withdrawn(self.vocabularies, mark=self.catalogue.mark, now=self.now)
        return _result(query, search.find(asked, index, self.vocabularies), index)

    def _matches(self, text: str) -> search.Matches:
        return search.find(words.read(text), self.catalogue, self.vocabularies)

    def translations(self, ids: Sequence[int]) -> dict[int, list[Translation]]:
        """The other members of the set of each of these listed editions, by id, the original first."""
        return translations_of(self.catalogue.members, ids)

    def articles(self, ids: Sequence[int], *, with_body: bool = False) -> list[Article]:
        """The editions with these ids, in the same order, with the fields of a card."""
        if not ids:
            return []
        by_id = {article.pk: article for article in _cards(len(ids), with_body).read(ids)}
        return [by_id[pk] for pk in ids if pk in by_id]


def _result(query: ReleaseQuery, matches: search.Matches, index: Catalogue) -> SearchResult:
    rank = _ranking(matches, index) if query.order == "relevance" else None
    matches = _of(index, matches)
    return explained(index.find(query, matches.ordinals, rank), matches)


def _of(index: Catalogue, matches: search.Matches) -> search.Matches:
    return matches.among_items(index) if isinstance(index, ItemCatalogue) else matches


def _ranking(matches: search.Matches, index: Catalogue) -> Callable[[BitMap], list[int]]:
    """What puts hits in `index` in order, the best first; `matches` are releases."""
    if isinstance(index, ItemCatalogue):
        return partial(search.ranked_items, matches, items=index)
    return partial(search.ranked, matches, catalogue=index)


def last_numbers() -> Numbers:
    """The numbers of the archive now, in one query; in SQL, for every request asks it."""
    return outage.ask(_read_last_numbers)


def _read_last_numbers() -> Numbers:
    with connection.cursor() as cursor:
        cursor.execute(LAST_NUMBERS)
        revision, epoch, change = cursor.fetchone()
    return Numbers(revision or 0, Mark(epoch or "", change or 0))


@cache
def _cards(how_many: int, with_body: bool) -> Compiled:
    """The query for the cards of so many releases."""
    return Compiled(Article.objects.for_cards(with_body=with_body).filter(pk__in=range(how_many)))
