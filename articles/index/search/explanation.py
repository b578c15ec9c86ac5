"""Reasons why a search found each release of a page: its texts, its filing, its number."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from articles.index.catalogue import QueryResult
from articles.index.search import Matches
from articles.index.search.question import Words
from taxonomy.vocabulary import TermEntry


@dataclass(frozen=True)
class SearchResult(QueryResult):
    """The answer to a query with words.

    `words` is the search as it was read in the end. `filed_under` has, by id, the terms for which alone a
    release of the page was found; `named` are the ids of releases that the reader named by their number.
    """

    words: Words
    filed_under: Mapping[int, tuple[TermEntry, ...]]
    named: frozenset[int]


def explained(result: QueryResult, matches: Matches) -> SearchResult:
    """The answer of the catalogue with the reasons for which the search found each release of the page."""
    filed_under = {
        pk: terms
        for pk, ordinal in zip(result.ids, result.ordinals, strict=True)
        if (terms := _terms_of(ordinal, matches))
    }
    named = zip(result.ids, result.ordinals, strict=True)
    return SearchResult(
        **{field.name: getattr(result, field.name) for field in fields(QueryResult)},
        words=matches.words,
        filed_under=filed_under,
        named=frozenset(pk for pk, ordinal in named if ordinal in matches.named),
    )


def _terms_of(ordinal: int, matches: Matches) -> tuple[TermEntry, ...]:
    terms = (entry for filed in matches.filed.values() for entry, bits in filed if ordinal in bits)
    return tuple(dict.fromkeys(terms))
