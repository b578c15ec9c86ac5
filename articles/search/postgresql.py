"""The index on PostgreSQL: a text vector in a table of its own, so that the planner sees what it costs.

Each text stands in it twice: as it is, for names and prefixes, and stemmed by the rules of its language.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db import connection

from articles.search.text import IndexEntry
from articles.search.words import Word

CREATE = (
    "CREATE TABLE articles_search (position bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX articles_search_vector ON articles_search USING gin (vector)",
)
DROP = ("DROP TABLE articles_search",)
STEMMERS = {
    "en": "english",
    "ru": "russian",
    "de": "german",
    "fr": "french",
    "sr": "serbian",
    "bs": "serbian",
}
# Weights of ts_rank for D, C, B, A: the body, nothing, the summary, the title.
WEIGHTS = "{0.05, 0.1, 0.3, 1.0}"
# Divide by the logarithm of the length: a short release about the word beats a long one that mentions it.
BY_LENGTH = 1


def add(entries: Sequence[IndexEntry]) -> None:
    by_stemmer: dict[str, list[tuple]] = defaultdict(list)
    for entry in entries:
        stemmer = STEMMERS.get(entry.language, "")
        texts = (entry.title, entry.summary, entry.body)
        by_stemmer[stemmer].append((entry.position, *texts, *(texts if stemmer else ())))
    with connection.cursor() as cursor:
        for stemmer, rows in by_stemmer.items():
            vector = " || ".join(
                f"setweight(to_tsvector('{rules}', %s), '{weight}')"
                for rules in ("simple", stemmer)
                if rules
                for weight in "ABD"
            )
            cursor.executemany(f"INSERT INTO articles_search (position, vector) VALUES (%s, {vector})", rows)


def remove(positions: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search WHERE position = ANY(%s)", [list(positions)])


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")


def all_positions() -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM articles_search")
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def positions(word: Word) -> np.ndarray:
    """The positions of the entries that hold a word."""
    query, values = _expression(word)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT position FROM articles_search WHERE vector @@ ({query})", values)
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def ranked(words: Sequence[Word], among: Sequence[int]) -> np.ndarray:
    """Those of the positions `among` whose entries hold any of the words, best first."""
    if not words:
        return np.empty(0, dtype="i8")
    expressions = [_expression(word) for word in words]
    query = " || ".join(f"({sql})" for sql, _ in expressions)
    values = [value for _, more in expressions for value in more]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT position FROM articles_search, (SELECT {query} AS query) AS asked
            WHERE position = ANY(%s) AND vector @@ asked.query
            ORDER BY ts_rank('{WEIGHTS}', vector, asked.query, {BY_LENGTH}) DESC, position DESC
            """,
            [*values, list(among)],
        )
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def _expression(word: Word) -> tuple[str, list[str]]:
    """SQL for the word as a tsquery, with its values. Tokens are letters and digits only."""
    text = " ".join(word.tokens)
    is_cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in text)
    rules = ("simple", "russian", "serbian") if is_cyrillic else ("simple", "english", "german", "french")
    parts = [f"phraseto_tsquery('{rule}', %s)" for rule in rules]
    values = [text] * len(rules)
    if word.is_prefix:
        parts.append("to_tsquery('simple', %s)")
        values.append(f"{word.tokens[0]}:*")
    return " || ".join(parts), values
