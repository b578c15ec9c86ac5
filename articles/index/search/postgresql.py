"""The index on PostgreSQL: a text vector in a table of its own, so that the planner sees what it costs.

Each word stands in it twice at the same place: as it is, for phrases and beginnings of words, and as its
stem. The vector is made here and not by PostgreSQL, whose stemmers SQLite does not have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import connection

from articles.index.search.question import Form, Scope, Word
from articles.index.search.text import WEIGHTS, IndexEntry
from articles.text.stems import stems_of
from articles.text.text_vector import MARKS


def add(entries: Sequence[IndexEntry]) -> None:
    """Insert these entries."""
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy("COPY articles_search (position, vector) FROM STDIN") as copy,
    ):
        for entry in entries:
            copy.write_row((entry.position, entry.words.vector))


def remove(positions: Sequence[int]) -> None:
    """Delete the entries at these positions."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search WHERE position = ANY(%s)", [list(positions)])


def clear() -> None:
    """Delete all entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")


def all_positions() -> np.ndarray:
    """The positions of all entries, in no order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM articles_search")
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def positions(word: Word, among: Sequence[int] | None = None) -> np.ndarray:
    """The positions of the entries that hold a word; if `among` is given, only those that are in it."""
    with connection.cursor() as cursor:
        if among is not None:
            cursor.execute(
                f"SELECT string_agg(int8send(position), ''::bytea) FROM ({_AMONG}) AS entry "
                "WHERE vector @@ %s::tsquery",
                [list(among), _query(word)],
            )
        elif word.scope is Scope.TITLE:
            # This index holds titles alone. With their mark PostgreSQL would read all entries that it finds.
            asked = _query(replace(word, scope=Scope.TEXTS))
            cursor.execute("SELECT articles_search_positions_by_title(%s::tsquery)", [asked])
        else:
            cursor.execute("SELECT articles_search_positions(%s::tsquery)", [_query(word)])
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i8").astype("i8")


def frequent_words(least: float, most: int) -> list[str]:
    """At most so many words that at least this part of the entries hold, by the last ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM (
                SELECT unnest(most_common_elems::text::text[]) AS word, unnest(most_common_elem_freqs) AS part
                FROM pg_stats
                WHERE schemaname = current_schema() AND tablename = 'articles_search' AND attname = 'vector'
            ) AS counted
            WHERE word IS NOT NULL AND strpos(word, '_') = 0 AND part >= %s ORDER BY part DESC, word LIMIT %s
            """,
            [least, most],
        )
        return [word for (word,) in cursor]


def positions_by_heading(words: Sequence[Word]) -> list[np.ndarray]:
    """The positions of the entries with each word in title, place or summary: one query for all words."""
    asked = ", ".join(["articles_search_positions_by_heading(%s::tsquery)"] * len(words))
    queries = [
        f"{_query(word)} | {_query(word.as_prefix)}" if word.is_unfinished else _query(word) for word in words
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", queries)
        return [np.sort(np.frombuffer(found or b"", dtype=">i8").astype("i8")) for found in cursor.fetchone()]


def scores(
    rarities: Mapping[Word, float],
    positions: np.ndarray,
    holding: Mapping[Word, int],
    required: Sequence[Word] = (),
) -> np.ndarray:
    """The score of each of `positions` (ascending): the sum of rarity times weight, over words and fields.

    How many entries are `holding` a word, and the `required` words of all `positions`, are of no use here.
    """
    terms: list[str] = []
    values: list[Any] = []
    for word, rarity in rarities.items():
        for field, weight in WEIGHTS.items():
            if field == "title" or word.scope is not Scope.TITLE:
                terms.append("%s * (vector @@ %s::tsquery)::int")
                values += [rarity * weight, _query(word, MARKS[field])]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT position, ({' + '.join(terms)})::float8 FROM ({_AMONG}) AS entry",
            [*values, positions.tolist()],
        )
        rows = np.array(cursor.fetchall(), dtype="f8").reshape(-1, 2)
    found = np.zeros(len(positions))
    found[positions.searchsorted(rows[:, 0].astype("i8"))] = rows[:, 1]
    return found


# The entries at some positions. OFFSET keeps the planner from looking for the words in the whole index
# instead, and setweight, which here changes nothing, has each vector unpacked once and not for every field.
_AMONG = (
    "SELECT position, setweight(vector, 'A', '{}'::text[]) AS vector "
    "FROM articles_search WHERE position = ANY(%s) OFFSET 0"
)


def _query(word: Word, mark: str = "") -> str:
    """The word as PostgreSQL reads a query of texts, in fields with a mark only if one is given.

    Words and stems are letters, digits and one mark of ours, so that quoting them is enough.
    """
    mark = MARKS["title"] if word.scope is Scope.TITLE else mark
    if word.form is Form.INFLECTED:
        return f"({' | '.join(_side_by_side(stems, mark) for stems in stems_of(word.tokens))})"
    return _side_by_side(word.tokens, mark, "*" if word.form is Form.PREFIX else "")


def _side_by_side(words: Sequence[str], mark: str, star: str = "") -> str:
    marks = [mark] * (len(words) - 1) + [star + mark]
    quoted = (
        f"'{word}':{its_mark}" if its_mark else f"'{word}'"
        for word, its_mark in zip(words, marks, strict=True)
    )
    return f"({' <-> '.join(quoted)})"
