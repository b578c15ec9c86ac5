"""What one request sees: an instant, the terms and the catalogue as they are at that instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils import timezone

from articles import catalogue
from articles.models import Article
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
        vocabularies = vocabulary.current()
        return cls(now, vocabularies, catalogue.current(vocabularies, now))

    @property
    def today(self):
        """The day it is where the newsroom is."""
        return timezone.localdate(self.now)

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """The listed editions with these ids, in the same order, with what a card shows."""
        found = {
            article.pk: article for article in Article.objects.listed(self.now).for_cards().filter(pk__in=ids)
        }
        return [found[pk] for pk in ids if pk in found]
