"""The index on SQLite: two FTS5 tables whose rowid is the position, each with title, summary and body apart.

One holds the words as they are, for phrases and beginnings of words, the other their stems.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from django.db import connection

from articles.index.search.question import Form, Scope, Word
from articles.index.search.text import WEIGHTS, IndexEntry
from articles.text.stems import stems_of

_WORDS, _STEMS = "articles_search", "articles_search_stems"
_HEADING = ("title", "summary")
# To look one entry up takes as long as to walk over so many entries with a word.
_LOOK_UP = 200


def add(entries: Sequence[IndexEntry]) -> None:
    """Insert these entries."""
    with connection.cursor() as cursor:
        for table, texts in (
            (_WORDS, [(entry.position, entry.words.texts) for entry in entries]),
            (_STEMS, [(entry.position, entry.words.stems) for entry in entries]),
        ):
            cursor.executemany(
                f"INSERT INTO {table} (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",
                [(position, *(fields[name] for name in WEIGHTS)) for position, fields in texts],
            )


def remove(positions: Sequence[int]) -> None:
    """Delete the entries at these positions."""
    with connection.cursor() as cursor:
        for table in (_WORDS, _STEMS):
            cursor.executemany(
                f"DELETE FROM {table} WHERE rowid = %s", [(position,) for position in positions]
            )


def clear() -> None:
    """Delete all entries."""
    with connection.cursor() as cursor:
        for table in (_WORDS, _STEMS):
            cursor.execute(f"DELETE FROM {table}")


def all_positions() -> np.ndarray:
    """The positions of all entries, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {_WORDS}")
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def positions(word: Word, among: Sequence[int] | None = None) -> np.ndarray:
    """The positions of the entries that hold a word; if `among` is given, only those that are in it."""
    table, match = _match(word)
    which = "" if among is None else f" AND rowid IN ({_numbers(among)})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH %s{which}", [match])
        return np.fromiter((row[0] for row in cursor), dtype="i8")


def frequent_words(least: float, most: int) -> list[str]:
    """At most so many words that at least this part of the entries hold."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE temp.counted USING fts5vocab('main', '{_WORDS}', 'row')")
        cursor.execute(
            f"SELECT term FROM temp.counted WHERE doc >= %s * (SELECT count(*) FROM {_WORDS}) "
            "ORDER BY doc DESC, term LIMIT %s",
            [least, most],
        )
        words = [word for (word,) in cursor]
        cursor.execute("DROP TABLE temp.counted")
    return words


def positions_by_heading(words: Sequence[Word]) -> list[np.ndarray]:
    """The positions of the entries with each word in title, place or summary: one query for all words."""
    parts, values = [], []
    for number, word in enumerate(words):
        for form in (word, word.as_prefix) if word.is_unfinished else (word,):
            table, match = _match(form, _HEADING)
            parts.append(f"SELECT {number}, rowid FROM {table} WHERE {table} MATCH %s")
            values.append(match)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = np.array(cursor.fetchall(), dtype="i8").reshape(-1, 2)
    return [np.unique(rows[rows[:, 0] == number, 1]) for number in range(len(words))]


def scores(
    rarities: Mapping[Word, float],
    positions: np.ndarray,
    holding: Mapping[Word, int],
    required: Sequence[Word] = (),
) -> np.ndarray:
    """The score of each of `positions` (ascending): the sum of rarity times weight, over words and fields.

    All of `positions` hold the `required` words in their texts; `holding` is how many entries hold a word.
    """
    parts: list[str] = []
    values: list[str] = []
    worth: list[float] = []
    for word, rarity in rarities.items():
        # Where rare words are asked as well, the lists of frequent ones need not be walked whole.
        others = [other for other in required if _match(other)[0] == _match(word)[0]]
        which = _which(positions, min(holding[one] for one in (word, *others)))
        for field in _fields(word):
            table, match = _match(word, (field,))
            parts.append(f"SELECT {len(parts)}, rowid FROM {table} WHERE {table} MATCH %s AND {which}")
            values.append(
                " AND ".join(f"({one})" for one in (match, *(_match(other)[1] for other in others)))
            )
            worth.append(rarity * WEIGHTS[field])
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = np.fromiter(chain.from_iterable(cursor.fetchall()), dtype="i8").reshape(-1, 2)
    places = positions.searchsorted(rows[:, 1]).clip(max=len(positions) - 1)
    is_asked = positions[places] == rows[:, 1]
    points = np.array(worth)[rows[is_asked, 0]]
    # Of no places numpy counts whole numbers, whatever their weights are.
    return np.bincount(places[is_asked], weights=points, minlength=len(positions)).astype("f8")


def _which(positions: np.ndarray, walked: int) -> str:
    """The condition for `positions` that is tested soonest; `walked` entries would be walked over."""
    if len(positions) * _LOOK_UP < walked:
        return f"rowid IN ({_numbers(positions)})"
    return f"rowid BETWEEN {int(positions[0])} AND {int(positions[-1])}"


def _fields(word: Word) -> tuple[str, ...]:
    return ("title",) if word.scope is Scope.TITLE else tuple(WEIGHTS)


def _match(word: Word, fields: Sequence[str] = ()) -> tuple[str, str]:
    """The table that knows a word, and the word in the language of FTS5, perhaps in some fields only.

    Words and stems are letters, digits and one mark of ours, so that quoting them is enough.
    """
    if word.form is Form.INFLECTED:
        table, match = _STEMS, " OR ".join(_quoted(stems) for stems in stems_of(word.tokens))
    else:
        table, match = _WORDS, _quoted(word.tokens) + (" *" if word.form is Form.PREFIX else "")
    if word.scope is Scope.TITLE:
        fields = [name for name in fields or WEIGHTS if name == "title"]
    return table, f"{{{' '.join(fields)}}} : ({match})" if fields else match


def _quoted(words: Sequence[str]) -> str:
    return '"' + " ".join(words) + '"'


def _numbers(positions: Sequence[int] | np.ndarray) -> str:
    return ", ".join(str(int(position)) for position in positions)
