"""The index on PostgreSQL: a text vector in a table of its own, so that the planner sees what it costs.

Each text stands in it twice: as it is, for names and prefixes, and stemmed by the rules of its language.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from django.db import connection

from articles.search.text import WEIGHTS, IndexEntry
from articles.search.words import Word

CREATE = (
    "CREATE TABLE articles_search (position bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX articles_search_vector ON articles_search USING gin (vector)",
)
DROP = ("DROP TABLE articles_search",)
# The planner does not see that vectors lie out of line, and would read and unpack all of them for a word that it
# believes to be frequent: ten times as long as the index takes. A function has settings of its own. It returns one value
# of bytes, eight a position: half a million rows of one number each take four times as long to be read.
CREATE_POSITIONS = """
    CREATE FUNCTION articles_search_positions(asked tsquery) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    SET enable_seqscan = off
    AS $$ SELECT string_agg(int8send(position), ''::bytea) FROM articles_search WHERE vector @@ asked $$
"""
DROP_POSITIONS = "DROP FUNCTION articles_search_positions(tsquery)"
# The words of titles, places and summaries alone, as an index of its own: the index of whole texts does not know where
# in a text a word stands, so that each vector would be read to see.
CREATE_POSITIONS_BY_HEADING = (
    "CREATE INDEX articles_search_headings ON articles_search USING gin (ts_filter(vector, '{a,b}'))",
    """
    CREATE FUNCTION articles_search_positions_by_heading(asked tsquery) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    SET enable_seqscan = off
    AS $$ SELECT string_agg(int8send(position), ''::bytea) FROM articles_search WHERE ts_filter(vector, '{a,b}') @@ asked $$
    """,
)
DROP_POSITIONS_BY_HEADING = (
    "DROP FUNCTION articles_search_positions_by_heading(tsquery)",
    "DROP INDEX articles_search_headings",
)
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


def positions(word: Word, among: Sequence[int] | None = None) -> np.ndarray:
    """The positions of the entries that hold a word; of all entries, or of those `among` the given positions."""
    query, values = _expression(word)
    with connection.cursor() as cursor:
        if among is None:
            cursor.execute(f"SELECT articles_search_positions({query})", values)
        else:
            cursor.execute(
                f"SELECT string_agg(int8send(position), ''::bytea) FROM ({_AMONG}) AS entry WHERE vector @@ ({query})",
                [list(among), *values],
            )
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i8").astype("i8")


def frequent_words(least: float, most: int) -> list[str]:
    """Words and stems that at least this part of the entries hold, at most so many, as of the last ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM (
                SELECT unnest(most_common_elems::text::text[]) AS word, unnest(most_common_elem_freqs) AS part
                FROM pg_stats
                WHERE schemaname = current_schema() AND tablename = 'articles_search' AND attname = 'vector'
            ) AS counted
            WHERE word IS NOT NULL AND part >= %s ORDER BY part DESC, word LIMIT %s
            """,
            [least, most],
        )
        return [word for (word,) in cursor]


def positions_by_heading(words: Sequence[Word]) -> list[np.ndarray]:
    """For each word the positions of the entries that hold it in the title, the place or the summary: one query."""
    asked, values = [], []
    for word in words:
        query, of_word = _expression(word)
        asked.append(f"articles_search_positions_by_heading({query})")
        values += of_word
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", values)
        return [np.sort(np.frombuffer(found or b"", dtype=">i8").astype("i8")) for found in cursor.fetchone()]


def scores(rarities: Mapping[Word, float], positions: np.ndarray) -> np.ndarray:
    """For each of `positions`, in ascending order, the sum over words of rarity times the weight of each field with it."""
    terms, values = [], []
    for word, rarity in rarities.items():
        for field, weight in WEIGHTS.items():
            query, words = _expression(word, MARKS[field])
            terms.append(f"%s * (vector @@ ({query}))::int")
            values += [rarity * weight, *words]
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
