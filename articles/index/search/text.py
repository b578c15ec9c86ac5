"""The entry of an edition in the index, and extracts of its text with the reader's words marked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice

from django.utils.safestring import SafeString, mark_safe

from articles.index.search.question import Form, Word, Words
from articles.models import Article
from articles.text.index_words import IndexWords, index_words
from articles.text.stems import stem
from articles.text.tokens import tokens_in
from taxonomy.languages import DEFAULT

EXTRACT = 300
# How much a word counts in each field of an entry; in one field it counts once wherever it stands.
WEIGHTS = {"title": 10.0, "summary": 4.0, "body": 1.0}
# A word of a text as `tokens_in` makes one of it: "co-operation" and "don't" are one.
# Written without IGNORECASE and with one way to begin: every word of every text on a page passes here.
_WORD = re.compile(
    r"[^\W_]+(?:(?<=\b[Cc][Oo])[-‐‑](?=[Oo][Pp]|[Oo][Rr][Dd])\w+|(?:[’‘'`´\u00ad\u200b][^\W_]+)*)"
)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The index entry of an edition: its position, and the words of each field with their stems."""

    position: int
    words: IndexWords


def entry_of(article: Article, words: IndexWords | None = None) -> IndexEntry:
    """The index entry of an issued edition; with its `words` if they are worked out already."""
    words = words or index_words(
        title=article.title,
        place=article.place,
        summary=article.summary,
        body=article.body,
        language=article.language,
    )
    return IndexEntry(article.issued_position, words)


def marked(text: str, words: Words, language: str = DEFAULT) -> SafeString:
    """`text`, in this language, as HTML with every wanted word in <mark>; everything in it is escaped."""
    parts, end = [], 0
    for start, stop in _wanted_in(text, words, language):
        parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - escaped above


def extract(texts: Iterable[str], words: Words, language: str = DEFAULT) -> str:
    """The first of `texts` that holds a wanted word, cut to the words around it; "" when none does."""
    for text in texts:
        for start, _ in _wanted_in(text, words, language):
            return _around(text, start)
    return ""


def _wanted_in(text: str, words: Words, language: str) -> Iterator[tuple[int, int]]:
    """Where each word of `text` that is wanted begins and ends; those of a phrase one by one."""
    lookout = _lookout(words, language)
    end = 0
    for place, found in enumerate(_WORD.finditer(text)):
        token, stemmed = _read(found[0], language)
        if stemmed in lookout.stems or token.startswith(lookout.beginnings):
            following = islice(_WORD.finditer(text, found.start()), lookout.longest)
            tokens = [_read(word[0], language)[0] for word in following]
            standing = (word for word in lookout.wanted if word.stands_at(0, tokens, language))
            end = max([end, *(place + len(word.tokens) for word in standing)])
        if place < end:
            yield found.span()


@dataclass(frozen=True, slots=True)
class _Lookout:
    """The wanted words of a search, and the few words of a text that are worth a closer look: first ones.

    `stems` and `beginnings` are those of the first token of each; the longest has `longest` tokens.
    """

    wanted: tuple[Word, ...]
    stems: frozenset[str]
    beginnings: tuple[str, ...]
    longest: int


@lru_cache(maxsize=100)
def _lookout(words: Words, language: str) -> _Lookout:
    """What to look out for in the texts of a page, which has up to a hundred of them."""
    wanted = words.wanted
    return _Lookout(
        wanted,
        frozenset(stem(word.tokens[0], language) for word in wanted),
        tuple(word.tokens[0] for word in wanted if word.form is Form.PREFIX),
        max((len(word.tokens) for word in wanted), default=0),
    )


def _around(text: str, place: int) -> str:
    if len(text) <= EXTRACT:
        return text
    start = max(0, min(place - EXTRACT // 3, len(text) - EXTRACT))
    piece = text[start : start + EXTRACT]
    if start:
        piece = "… " + piece.split(" ", 1)[-1]
    if start + EXTRACT < len(text):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return piece


@lru_cache(maxsize=50_000)
def _read(word: str, language: str) -> tuple[str, str]:
    """One word of a text as a token, and its stem; a language writes the same few thousand over and over."""
    token = "".join(tokens_in(word))
    return token, stem(token, language)
