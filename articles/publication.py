"""What follows from a change of published editions, in the same transaction: the search index, the change log."""

from collections.abc import Sequence

from articles import ledger, search
from articles.models import Article

# Up to so many editions the catalogues are told one by one; beyond it they read everything anew.
MOST_TOLD_SINGLY = 100


def record_filing(editions: Sequence[int]) -> None:
    """Tell every catalogue that these editions, by id, are filed elsewhere; the search reads no terms from its index."""
    if editions:
        told = (
            Article.objects.filter(pk__in=editions).only("pk") if len(editions) <= MOST_TOLD_SINGLY else None
        )
        ledger.record_changes(told)


def record(articles: Sequence[Article]) -> None:
    """Tell the search and every catalogue that these editions have changed."""
    search.index(articles)
    ledger.record_changes(articles if len(articles) <= MOST_TOLD_SINGLY else None)
