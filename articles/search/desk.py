"""What the desk's search finds: editions in any state, by words of their title, place, summary or tags, or by number.

Published editions are looked up in the index, which is exact from the transaction on that published them. The others
are few, and not in the index: they are read, and so are the names of all tags.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F, Lookup, Q
from django.db.models.expressions import RawSQL
from taggit.models import Tag, TaggedItem

from articles.models import Article
from articles.search import BACKENDS
from articles.search.text import is_form_of
from articles.search.words import Word, Words, read
from taxonomy.folding import tokens_of

# As the desk's pages name a release: "73", "#73", "release 73", "Release no. 73".
_NUMBER = re.compile(r"\s*(?:release\b)?\s*(?:#|№|no\.?|number)?\s*(\d{1,15})\s*", re.IGNORECASE)
# Word for word as the conditions of their indexes: SQLite uses a partial index only where it reads its condition.
NOT_PUBLISHED = (
    "SELECT id, title, place, summary FROM articles_article WHERE public_at IS NULL "
    "UNION ALL SELECT id, title, place, summary FROM articles_article WHERE state IN ('withdrawn', 'unpublished')"
)
TAGS = f"SELECT NULL, name, '', CAST(id AS text) FROM {Tag._meta.db_table}"
_TAGGED = (
    "SELECT item.tag_id, edition.id, CASE edition.state WHEN 'published' THEN edition.position END "
    f"FROM {TaggedItem._meta.db_table} item JOIN {Article._meta.db_table} edition ON edition.id = item.object_id "
    f"JOIN {ContentType._meta.db_table} kind ON kind.id = item.content_type_id "
    f"AND kind.app_label = '{Article._meta.app_label}' AND kind.model = '{Article._meta.model_name}' "
    "WHERE item.tag_id IN ({places})"
)

_tokens_of_tag = lru_cache(maxsize=50_000)(tokens_of)


class Tagged:
    """For each word, which editions have a tag that holds it: their ids, and the positions of published ones."""

    def __init__(self) -> None:
        self.ids: dict[Word, set[int]] = defaultdict(set)
        self.positions: dict[Word, set[int]] = defaultdict(set)

    def and_at(self, positions: np.ndarray, word: Word) -> np.ndarray:
        """Positions of editions that have the word in their texts, with those that have it in a tag."""
        more = self.positions.get(word)
        return np.union1d(positions, np.fromiter(more, dtype="i8", count=len(more))) if more else positions


def found(text: str) -> Q:
    """The condition on editions that a search for `text` makes: two queries, however many words it has; three when
    a tag has one of them.

    All words have to be there, as readers' searches understand them: without case and accents, in other endings too,
    "phrases" together, -excluded ones not, the last one perhaps unfinished. A number finds its release as well.
    """
    words = read(text)
    condition = Q(pk__in=[])
    if words.wanted:
        texts, tags = _texts_and_tags()
        tagged = _tagged(tags, words)
        condition = _at(_published(words, tagged))
        if others := [pk for pk, tokens in texts if _has(pk, tokens, words, tagged)]:
            condition |= Q(pk__in=others)
    if number := _NUMBER.fullmatch(text):
        condition |= Q(release=int(number[1]))
    return condition


def _published(words: Words, tagged: Tagged) -> np.ndarray:
    """The positions of the published editions that have the words."""
    asked = (*words.wanted, *words.excluded)
    by_heading = BACKENDS[connection.vendor].positions_by_heading(asked)
    holding = [tagged.and_at(positions, word) for positions, word in zip(by_heading, asked, strict=True)]
    wanted = reduce(np.intersect1d, holding[: len(words.wanted)])
    return reduce(np.setdiff1d, holding[len(words.wanted) :], wanted)


def _texts_and_tags() -> tuple[list[tuple[int, tuple[str, ...]]], list[tuple[int, str]]]:
    """The id and the words of each edition that is not published, and the id and the name of each tag: one query."""
    texts, tags = [], []
    with connection.cursor() as cursor:
        cursor.execute(f"{NOT_PUBLISHED} UNION ALL {TAGS}")
        for pk, title, place, summary in cursor:
            if pk is None:
                tags.append((int(summary), title))
            else:
                texts.append((pk, tokens_of(f"{title} {place} {summary}")))
    return texts, tags


def _tagged(tags: Iterable[tuple[int, str]], words: Words) -> Tagged:
    """Which editions have a tag with one of the words; asks nothing when no tag has."""
    asked = (*words.wanted, *words.excluded)
    of_tag = {pk: [word for word in asked if _holds(_tokens_of_tag(name), word)] for pk, name in tags}
    holding = {pk: held for pk, held in of_tag.items() if held}
    tagged = Tagged()
    if not holding:
        return tagged
    with connection.cursor() as cursor:
        cursor.execute(_TAGGED.format(places=", ".join(map(str, holding))))
        for tag, edition, position in cursor:
            for word in holding[tag]:
                tagged.ids[word].add(edition)
                if position is not None:
                    tagged.positions[word].add(position)
    return tagged


def _has(pk: int, tokens: Sequence[str], words: Words, tagged: Tagged) -> bool:
    """Whether an edition that is not published has the words in its texts and tags."""

    def holds(word: Word) -> bool:
        return pk in tagged.ids.get(word, ()) or _holds(tokens, word)

    return all(map(holds, words.wanted)) and not any(map(holds, words.excluded))


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
