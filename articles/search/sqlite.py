"""The index on SQLite: two FTS5 tables whose rowid is the position.

One stems English endings (Porter) and knows title, summary and body apart; the other holds the words as they are, for a word that is not
finished yet: a stem is no beginning of its word ("election" would find "electricity").
"""

from collections.abc import Sequence

import numpy as np
from django.db import connection

from articles.search.text import IndexEntry
from articles.search.words import Word

CREATE = (
    "CREATE VIRTUAL TABLE articles_search USING fts5(title, summary, body, tokenize = 'porter unicode61')",
    "CREATE VIRTUAL TABLE articles_search_words USING fts5("
    "text, tokenize = 'unicode61', detail = 'none', content = '', prefix = '3 4')",
)
DROP = ("DROP TABLE articles_search", "DROP TABLE articles_search_words")


def add(entries: Sequence[IndexEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_search (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",
            [(entry.position, entry.title, entry.summary, entry.body) for entry in entries],
        )
        cursor.executemany(
            "INSERT INTO articles_search_words (rowid, text) VALUES (%s, %s)",
            [(entry.position, f"{entry.title} {entry.summary} {entry.body}") for entry in entries],
        )


def remove(positions: Sequence[int]) -> None:
    rows = [(position,) for position in positions]
    with connection.cursor() as cursor:
        # A table without content forgets an entry when it is told what stood in it.
        cursor.executemany(
            """
            INSERT INTO articles_search_words (articles_search_words, rowid, text)
            SELECT 'delete', rowid, title || ' ' || summary || ' ' || body FROM articles_search WHERE rowid = %s
            """,
            rows,
        )
        cursor.executemany("DELETE FROM articles_search WHERE rowid = %s", rows)


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_search_words (articles_search_words) VALUES ('delete-all')")
        cursor.execute("DELETE FROM articles_search")


def all_positions() -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM articles_search")
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def positions(word: Word) -> np.ndarray:
    """The positions of the entries that hold a word."""
    query = "SELECT rowid FROM articles_search WHERE articles_search MATCH %s"
    values = [_stems(word)]
    if word.is_prefix:
        query += " UNION SELECT rowid FROM articles_search_words WHERE articles_search_words MATCH %s"
        values.append(f'"{word.tokens[0]}" *')
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def holding(word: Word, field: str, among: np.ndarray) -> np.ndarray:
    """Those positions, between the least and the greatest of `among`, whose entries hold a word in one field."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM articles_search WHERE articles_search MATCH %s AND rowid BETWEEN %s AND %s",
            [f"{field} : {_stems(word)}", int(among.min()), int(among.max())],
        )
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def _stems(word: Word) -> str:
    """The word in the language of FTS5. Tokens are letters and digits only, so quoting them is enough."""
    return '"' + " ".join(word.tokens) + '"'
