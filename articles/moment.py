"""What one request sees: an instant, the terms and the catalogue as they are at that instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Self

from django.db import connection
from django.utils import timezone

from articles import catalogue, search
from articles.models import Article, Ledger
from articles.prepared import Compiled
from articles.query import ReleaseQuery
from articles.search import words
from taxonomy import vocabulary
from taxonomy.models import VocabularyRevision
from taxonomy.vocabulary import Vocabularies

LAST_NUMBERS = (
    f"SELECT (SELECT number FROM {VocabularyRevision._meta.db_table}), "
    f"(SELECT last_change FROM {Ledger._meta.db_table})"
)


@dataclass(frozen=True)
class Moment:
    """Taken once a request and passed on, so that everything on a page is of the same instant."""

    now: datetime
    vocabularies: Vocabularies
    catalogue: catalogue.Snapshot

    @classmethod
    def take(cls) -> Self:
        """The present moment: one query when nothing has changed since the last one."""
        now = timezone.now()
        while True:
            revision, change = last_numbers()
            vocabularies = vocabulary.current(revision)
            index = catalogue.current(vocabularies, now, change)
            # A term may change between the two; what is rendered of both is kept, so it must fit together.
            if index.revision == vocabularies.revision:
                return cls(now, vocabularies, index)

    @cached_property
    def today(self) -> date:
        """The day it is where the newsroom is."""
        return timezone.localdate(self.now)

    def find(self, query: ReleaseQuery) -> catalogue.Found:
        """The answer to a reader's query: what the catalogue lists of what the search finds."""
        if not query.words:
            return self.catalogue.find(query)
        return self._found(query, search.find(words.read(query.words), self.catalogue, self.vocabularies))

    def find_nearly(self, query: ReleaseQuery) -> catalogue.Found:
        """For a search that finds nothing: the releases under the same filters that have all but one of its words."""
        asked = words.read(query.words)
        return self._found(query, search.find_nearly(asked, self.catalogue, self.vocabularies))

    def _found(self, query: ReleaseQuery, matches: search.Matches) -> catalogue.Found:
        if query.order != "relevance":
            return self.catalogue.find(query, matches.ordinals)
        return self.catalogue.find(
            query, matches.ordinals, lambda hits: search.ranked(matches, hits, self.catalogue)
        )

    def articles(self, ids: Sequence[int], *, with_body: bool = False) -> list[Article]:
        """The editions with these ids, which the catalogue lists, in the same order, with what a card shows."""
        if not ids:
            return []
        found = {article.pk: article for article in _cards(len(ids), with_body).read(ids)}
        return [found[pk] for pk in ids if pk in found]


def last_numbers() -> tuple[int, int]:
    """The revision of the terms and the last change of the releases; in SQL, for every request asks it."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_NUMBERS)
        revision, change = cursor.fetchone()
    return revision or 0, change or 0


@cache
def _cards(how_many: int, with_body: bool) -> Compiled:
    """The query for the cards of so many releases."""
    return Compiled(Article.objects.for_cards(with_body=with_body).filter(pk__in=range(how_many)))
