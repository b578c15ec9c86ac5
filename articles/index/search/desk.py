"""The desk's search: editions in any state, by words of their title, place, summary or tags, or by number.

Published editions are looked up in the index, which is exact from the transaction on that published them. The
others are few and not in the index: they are read, and so are the names of all tags. Of drafts that people
have worked on the bodies are read as well; what an import has left as drafts can be thousands.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler
from taggit.models import Tag, TaggedItem

from articles.index.catalogue import bitmap_of
from articles.index.search import BACKENDS
from articles.index.search.draft_bodies import LONGEST_READ, is_in_body
from articles.index.search.question import All, Word, Words, fitting
from articles.index.search.references import NUMBER
from articles.index.search.words import read
from articles.models import Article
from articles.models.reference import release_in
from articles.text.tokens import tokens_in
from taxonomy.languages import DEFAULT

# Word for word the conditions of their indexes: SQLite uses a partial index where it reads its condition.
NOT_PUBLISHED = (
    "SELECT id, title, place, summary, language, "
    "CASE WHEN created_by_id IS NULL AND changed_by_id IS NULL THEN '' "
    f"ELSE substr(body, 1, {LONGEST_READ}) END FROM articles_article WHERE public_at IS NULL "
    "UNION ALL "
    "SELECT id, title, place, summary, language, '' FROM articles_article "
    "WHERE state IN ('withdrawn', 'unpublished')"
)
TAGS = f"SELECT NULL, name, '', CAST(id AS text), '', '' FROM {Tag._meta.db_table}"
_TAGGED = (
    "SELECT item.tag_id, edition.id, "
    "CASE WHEN edition.state IN ('published', 'withdrawn') THEN edition.position END "
    f"FROM {TaggedItem._meta.db_table} item "
    f"JOIN {Article._meta.db_table} edition ON edition.id = item.object_id "
    f"JOIN {ContentType._meta.db_table} kind ON kind.id = item.content_type_id "
    f"AND kind.app_label = '{Article._meta.app_label}' AND kind.model = '{Article._meta.model_name}' "
    "WHERE item.tag_id IN ({places})"
)

_tokens_of_tag = lru_cache(maxsize=50_000)(tokens_in)


class _Texts(NamedTuple):
    """What is read of an edition: the words of title, place and summary, and the HTML of its body."""

    pk: int
    heading: tuple[str, ...]
    language: str
    body: str


class Tagged:
    """The editions with a tag that holds a word, by word: their ids, and the positions of published ones."""

    def __init__(self) -> None:
        self.ids: dict[Word, set[int]] = defaultdict(set)
        self.positions: dict[Word, set[int]] = defaultdict(set)

    def and_at(self, positions: np.ndarray, word: Word) -> np.ndarray:
        """The `positions` of editions with the word in their texts, and of those with it in a tag."""
        more = self.positions.get(word)
        return np.union1d(positions, np.fromiter(more, dtype="i8", count=len(more))) if more else positions


def condition_for(text: str) -> Q:
    """Return the condition on editions that a search for `text` makes.

    All words have to be there, as in a reader's search: without case and accents, in other endings too,
    "phrases" together, -excluded ones not, the last one perhaps unfinished. A number or a reference finds
    its release as well. It takes two queries for any number of words, three when a tag has one of them.
    """
    words = read(text)
    condition = Q(pk__in=[])
    if words.wanted:
        texts, tags = _texts_and_tags()
        tagged = _tagged(tags, words)
        condition = _at(_published(words, tagged))
        if others := [text.pk for text in texts if _has(text, words, tagged)]:
            condition |= Q(pk__in=others)
    if (release := release_in(text)) is not None:
        condition |= Q(release=release)
    elif number := NUMBER.fullmatch(text.strip()):
        condition |= Q(release=int(number[1]))
    return condition


def _published(words: Words, tagged: Tagged) -> np.ndarray:
    """The positions of the published editions that match the words."""
    asked = (*words.wanted, *words.excluded)
    backend = BACKENDS[connection.vendor]
    by_heading = zip(asked, backend.positions_by_heading(asked), strict=True)
    holding = {word: bitmap_of(tagged.and_at(positions, word)) for word, positions in by_heading}
    found = fitting(All(words.parts), holding.__getitem__, lambda: bitmap_of(backend.all_positions()))
    return np.fromiter(found, dtype="i8", count=len(found))


def _texts_and_tags() -> tuple[list[_Texts], list[tuple[int, str]]]:
    """The texts of each edition that is not published, id and name of each tag: one query."""
    texts, tags = [], []
    with connection.cursor() as cursor:
        cursor.execute(f"{NOT_PUBLISHED} UNION ALL {TAGS}")
        for pk, title, place, summary, language, body in cursor:
            if pk is None:
                tags.append((int(summary), title))
            else:
                texts.append(_Texts(pk, tokens_in(f"{title} {place} {summary}"), language, body))
    return texts, tags


def _tagged(tags: Iterable[tuple[int, str]], words: Words) -> Tagged:
    """The editions that have a tag with one of the words; no query when no tag has one."""
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


def _has(text: _Texts, words: Words, tagged: Tagged) -> bool:
    """Return whether an edition that is not published has the words in its texts and tags."""

    def is_found(word: Word) -> bool:
        if text.pk in tagged.ids.get(word, ()) or _holds(text.heading, word):
            return True
        return is_in_body(word, text.body, text.language)

    return words.holds(is_found)


def _holds(tokens: Sequence[str], word: Word) -> bool:
    """Return whether words of a text or tag, whose language is not asked for, hold one of a search."""
    return word.is_in(tokens, DEFAULT) or (word.is_unfinished and word.as_prefix.is_in(tokens, DEFAULT))


def _at(positions: np.ndarray) -> Q:
    """The editions at these positions. As one value: a frequent word has hundreds of thousands."""
    numbers = ",".join(map(str, positions.tolist()))
    if connection.vendor == "sqlite":
        return Q(position__in=RawSQL("SELECT value FROM json_each(%s)", [f"[{numbers}]"]))
    return Q(AnyOf(F("position"), f"{{{numbers}}}"))


class AnyOf(Lookup):
    """Compare a column with an array of numbers: PostgreSQL hashes an array, and would join a subquery."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition with one parameter for all numbers."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*values, self.rhs)
