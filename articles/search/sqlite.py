"""The index on SQLite: an FTS5 table whose rowid is the position. English endings are stemmed (Porter)."""

from collections.abc import Sequence

import numpy as np
from django.db import connection

from articles.search.text import IndexEntry
from articles.search.words import Word

CREATE = """
    CREATE VIRTUAL TABLE articles_search USING fts5(
        title, summary, body, tokenize = 'porter unicode61', prefix = '3 4'
    )
"""
# How much a word weighs in the title, the summary and the body.
WEIGHTS = "10.0, 4.0, 1.0"


def add(entries: Sequence[IndexEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_search (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",
            [(entry.position, entry.title, entry.summary, entry.body) for entry in entries],
        )


def remove(positions: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM articles_search WHERE rowid = %s", [(position,) for position in positions]
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")


def all_positions() -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM articles_search")
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def positions(word: Word) -> np.ndarray:
    """The positions of the entries that hold a word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM articles_search WHERE articles_search MATCH %s", [_expression(word)]
        )
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def ranked(words: Sequence[Word], lowest: int) -> np.ndarray:
    """The positions, from `lowest` up, of entries that hold any of the words, best first."""
    if not words:
        return np.empty(0, dtype="i8")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT rowid FROM articles_search WHERE articles_search MATCH %s AND rowid >= %s
            ORDER BY bm25(articles_search, {WEIGHTS}), rowid DESC
            """,
            [" OR ".join(_expression(word) for word in words), lowest],
        )
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def _expression(word: Word) -> str:
    """The word in the language of FTS5. Tokens are letters and digits only, so quoting them is enough."""
    if word.is_prefix:
        # Stemming would cut the unfinished word, so the whole word is asked for as well.
        return f'("{word.tokens[0]}" OR "{word.tokens[0]}" *)'
    return '"' + " ".join(word.tokens) + '"'
