"""Consequences of a change of published editions, in the same transaction: search, ledger, changes feed."""

from collections.abc import Mapping, Sequence

from articles.index import ledger, public_changes, search
from articles.models import Article, PublicChange
from articles.text.index_words import IndexWords

# Up to so many editions the catalogues are told one by one; beyond it they read everything anew.
MAX_SINGLE_CHANGES = 100


def record_filing(editions: Sequence[int]) -> None:
    """Tell every catalogue that these editions (ids) are filed elsewhere; the search index holds no terms."""
    if editions:
        changed = (
            Article.objects.filter(pk__in=editions).only("pk")
            if len(editions) <= MAX_SINGLE_CHANGES
            else None
        )
        ledger.record_changes(changed)
        public_changes.record_filing(editions)


def record_new(articles: Sequence[Article], words: Mapping[int, IndexWords]) -> None:
    """Tell the search, every catalogue and readers' programs of new editions that are public.

    `words` are those of index entries, by position, as far as they are worked out already.
    """
    search.add(articles, words)
    ledger.record_changes(articles if len(articles) <= MAX_SINGLE_CHANGES else None)
    public_changes.record(articles, PublicChange.Kind.PUBLISHED)


def record(
    articles: Sequence[Article],
    kind: str,
    *,
    before: Article | None = None,
    words: Mapping[int, IndexWords] | None = None,
) -> None:
    """Tell the search and every catalogue that these editions have changed, and readers' programs how.

    `kind` is one of `PublicChange.Kind`. `before` is the edition whose period the change begins or ends.
    `words` are those of index entries, by position, as far as they are worked out already.
    """
    editions = [before, *articles] if before else articles
    search.index(editions, words)
    ledger.record_changes(editions if len(editions) <= MAX_SINGLE_CHANGES else None)
    public_changes.record(articles, kind)
