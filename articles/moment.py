"""What one request sees: an instant, the terms and the catalogue as they are at that instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.utils import timezone

from articles import catalogue, search
from articles.models import Article
from articles.query import ReleaseQuery
from articles.search import words
from taxonomy import vocabulary
from taxonomy.vocabulary import Vocabularies


@dataclass(frozen=True)
class Moment:
    """Taken once a request and passed on, so that everything on a page is of the same instant."""

    now: datetime
    vocabularies: Vocabularies
    catalogue: catalogue.Snapshot

    @classmethod
    def take(cls) -> Self:
        """The present moment: two queries when nothing has changed since the last one."""
        now = timezone.now()
        while True:
            vocabularies = vocabulary.current()
            index = catalogue.current(vocabularies, now)
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
        asked = words.read(query.words)
        matching = search.find(asked, self.catalogue, self.vocabularies)
        if query.order != "relevance":
            return self.catalogue.find(query, matching)
        return self.catalogue.find(query, matching, lambda hits: search.ranked(asked, hits, self.catalogue))

    def articles(self, ids: Sequence[int], *, with_body: bool = False) -> list[Article]:
        """The listed editions with these ids, in the same order, with what a card shows."""
        found = {
            article.pk: article
            for article in Article.objects.listed(self.now).for_cards(with_body=with_body).filter(pk__in=ids)
        }
        return [found[pk] for pk in ids if pk in found]
