"""The index on SQLite: two FTS5 tables whose rowid is the position.

One stems English endings (Porter) and knows title, summary and body apart; the other holds the words as they are, for a word that is not
finished yet: a stem is no beginning of its word ("election" would find "electricity").
"""

from collections.abc import Mapping, Sequence

import numpy as np
from django.db import connection

from articles.search.text import WEIGHTS, IndexEntry
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


def positions(word: Word, among: Sequence[int] | None = None) -> np.ndarray:
    """The positions of the entries that hold a word; of all entries, or of those `among` the given positions."""
    which = "" if among is None else f" AND rowid IN ({', '.join(str(int(position)) for position in among)})"
    query = f"SELECT rowid FROM articles_search WHERE articles_search MATCH %s{which}"
    values = [_stems(word)]
    if word.is_prefix:
        query += f" UNION SELECT rowid FROM articles_search_words WHERE articles_search_words MATCH %s{which}"
        values.append(f'"{word.tokens[0]}" *')
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def frequent_words(least: float, most: int) -> list[str]:
    """Words that at least this part of the entries hold, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE temp.counted USING fts5vocab('main', 'articles_search_words', 'row')"
        )
        cursor.execute(
            "SELECT term FROM temp.counted WHERE doc >= %s * (SELECT count(*) FROM articles_search) "
            "ORDER BY doc DESC, term LIMIT %s",
            [least, most],
        )
        words = [word for (word,) in cursor]
        cursor.execute("DROP TABLE temp.counted")
    return words


def positions_by_heading(words: Sequence[Word]) -> list[np.ndarray]:
    """For each word the positions of the entries that hold it in the title, the place or the summary: one query.

    The table of whole words does not know fields: what it finds is looked at.
    """
    parts, values = [], []
    for number, word in enumerate(words):
        parts.append(f"SELECT {number}, rowid FROM articles_search WHERE articles_search MATCH %s")
        values.append(f"{{title summary}} : {_stems(word)}")
        if word.is_prefix:
            parts.append(
                f"SELECT {number}, rowid FROM articles_search WHERE rowid IN "
                "(SELECT rowid FROM articles_search_words WHERE articles_search_words MATCH %s) "
                "AND ' ' || title || ' ' || summary LIKE %s"
            )
            values += [f'"{word.tokens[0]}" *', f"% {word.tokens[0]}%"]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = np.array(cursor.fetchall(), dtype="i8").reshape(-1, 2)
    return [np.unique(rows[rows[:, 0] == number, 1]) for number in range(len(words))]


def scores(rarities: Mapping[Word, float], positions: np.ndarray) -> np.ndarray:
    """For each of `positions`, in ascending order, the sum over words of rarity times the weight of each field with it."""
    found = np.zeros(len(positions))
    # Where rare words are asked as well, the lists of frequent ones need not be walked from end to end.
    whole = [_stems(word) for word in rarities if not word.is_prefix]
    with connection.cursor() as cursor:
        for word, rarity in rarities.items():
            for field, weight in WEIGHTS.items():
                match = " AND ".join([f"{field} : {_stems(word)}", *whole])
                cursor.execute(
                    "SELECT rowid FROM articles_search WHERE articles_search MATCH %s AND rowid BETWEEN %s AND %s",
                    [match, int(positions[0]), int(positions[-1])],
                )
                with_word = np.fromiter((row[0] for row in cursor), dtype="i8")
                found += rarity * weight * np.isin(positions, with_word)
    return found


def _stems(word: Word) -> str:
    """The word in the language of FTS5. Tokens are letters and digits only, so quoting them is enough."""
    return '"' + " ".join(word.tokens) + '"'
