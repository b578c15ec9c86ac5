"""What the desk's search finds: editions in any state, by words of their title, place or summary, or by number.

Published editions are looked up in the index, which is exact from the transaction on that published them. The others
are few, and not in the index: they are read.
"""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from django.db import connection
from django.db.models import F, Lookup, Q
from django.db.models.expressions import RawSQL

from articles.search import BACKENDS
from articles.search.text import is_form_of
from articles.search.words import Word, Words, read
from taxonomy.folding import tokens_of

MOST_DIGITS = 15
# Word for word as the conditions of their indexes: SQLite uses a partial index only where it reads its condition.
NOT_PUBLISHED = (
    "SELECT id, title, place, summary FROM articles_article WHERE public_at IS NULL "
    "UNION ALL SELECT id, title, place, summary FROM articles_article WHERE state IN ('withdrawn', 'unpublished')"
)


def found(text: str) -> Q:
    """The condition on editions that a search for `text` makes: two queries, however many words it has.

    All words have to be there, as readers' searches understand them: without case and accents, in other endings too,
    "phrases" together, -excluded ones not, the last one perhaps unfinished. A number finds its release as well.
    """
    words = read(text)
    condition = Q(pk__in=[])
    if words.wanted:
        condition = _at(_published(words))
        if others := _not_published(words):
            condition |= Q(pk__in=others)
    number = text.strip()
    if number.isdecimal() and len(number) <= MOST_DIGITS:
        condition |= Q(release=int(number))
    return condition


def _published(words: Words) -> np.ndarray:
    """The positions of the published editions that have the words."""
    asked = (*words.wanted, *words.excluded)
    holding = BACKENDS[connection.vendor].positions_by_heading(asked)
    wanted = reduce(np.intersect1d, holding[: len(words.wanted)])
    return reduce(np.setdiff1d, holding[len(words.wanted) :], wanted)


def _not_published(words: Words) -> list[int]:
    """The ids of the other editions that have the words."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_PUBLISHED)
        return [pk for pk, *texts in cursor if _has(tokens_of(" ".join(texts)), words)]


def _has(tokens: Sequence[str], words: Words) -> bool:
    return all(_holds(tokens, word) for word in words.wanted) and not any(
        _holds(tokens, word) for word in words.excluded
    )


def _holds(tokens: Sequence[str], word: Word) -> bool:
    if len(word.tokens) > 1:
        return word.is_in(tokens)
    part = word.tokens[0]
    return any(is_form_of(token, part) or (word.is_prefix and token.startswith(part)) for token in tokens)


def _at(positions: np.ndarray) -> Q:
    """The editions at these positions. As one value: a frequent word has hundreds of thousands."""
    numbers = ",".join(map(str, positions.tolist()))
    if connection.vendor == "sqlite":
        return Q(position__in=RawSQL("SELECT value FROM json_each(%s)", [f"[{numbers}]"]))
    return Q(AnyOf(F("position"), f"{{{numbers}}}"))


class AnyOf(Lookup):
    """Whether a column is one of the numbers of an array, which PostgreSQL hashes; a subquery it would join."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*values, self.rhs]
