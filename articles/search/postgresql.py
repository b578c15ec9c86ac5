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
# The weight, in PostgreSQL's sense of a mark, that the words of a field carry.
MARKS = {"title": "A", "summary": "B", "body": "D"}


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
                for weight in MARKS.values()
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


def holding(word: Word, field: str, among: np.ndarray) -> np.ndarray:
    """Those of the positions `among` whose entries hold a word in one field."""
    query, values = _expression(word, MARKS[field])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT position FROM articles_search WHERE position = ANY(%s) AND vector @@ ({query})",
            [among.tolist(), *values],
        )
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def _expression(word: Word, mark: str = "") -> tuple[str, list[str]]:
    """SQL for the word as a tsquery, in fields with a mark only if one is given, with its values.

    Tokens are letters and digits only, so that nothing in them is an operator of the query language.
    """
    text = " ".join(word.tokens)
    is_cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in text)
    rules = ("simple", "russian", "serbian") if is_cyrillic else ("simple", "english", "german", "french")
    whole = " <-> ".join(f"{token}:{mark}" if mark else token for token in word.tokens)
    parts = [f"to_tsquery('{rule}', %s)" for rule in rules]
    values = [whole] * len(rules)
    if word.is_prefix:
        parts.append("to_tsquery('simple', %s)")
        values.append(f"{word.tokens[0]}:*{mark}")
    return " || ".join(parts), values
