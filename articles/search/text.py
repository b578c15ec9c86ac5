"""The text of an edition as the index holds it, and extracts of it with the reader's words marked."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from articles.body import without_pictures
from articles.models import Article
from articles.search.words import Word, Words
from taxonomy.folding import fold, tokens_of

# PostgreSQL takes a megabyte of different words an entry; the longest release on record is a third of this.
LONGEST_SUMMARY = 20_000
LONGEST_BODY = 100_000
EXTRACT = 300
# How much a word counts in each field of an entry; in one field it counts once wherever it stands.
WEIGHTS = {"title": 10.0, "summary": 4.0, "body": 1.0}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is indexed of an edition: words as `tokens_of` gives them, joined by spaces."""

    position: int
    language: str
    title: str
    summary: str
    body: str


def entry_of(article: Article) -> IndexEntry:
    """The index entry of a published edition."""
    return IndexEntry(
        position=article.position,
        language=article.language,
        title=" ".join(tokens_of(article.title)),
        summary=" ".join(tokens_of(f"{article.place} {article.summary[:LONGEST_SUMMARY]}")),
        body=" ".join(tokens_of(plain_text(article.body)[:LONGEST_BODY])),
    )


def plain_text(body: str) -> str:
    """The text of a body's HTML; words of neighbouring elements do not run together."""
    return html.unescape(strip_tags(without_pictures(body).replace("<", " <")))


def marked(text: str, words: Words) -> SafeString:
    """`text` with every word that was asked for in <mark>; whatever else is in it is shown, not interpreted."""
    parts, end = [], 0
    for found in _WORD.finditer(text):
        if _is_wanted(_folded(found[0]), words.wanted):
            parts += [escape(text[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
            end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))


def extract(texts: Iterable[str], words: Words) -> str:
    """The first of `texts` that holds a wanted word, cut to the words around it; "" when none does."""
    for text in texts:
        for found in _WORD.finditer(text):
            if _is_wanted(_folded(found[0]), words.wanted):
                return _around(text, found.start())
    return ""


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
def _folded(word: str) -> str:
    """One word of a text; a language writes the same few thousand again and again."""
    return fold(word)


def _is_wanted(token: str, wanted: Iterable[Word]) -> bool:
    """Whether a token of the text is one of the words; other endings of a word count, as the stemmers see it."""
    return any(is_form_of(token, part) for word in wanted for part in word.tokens)


def is_form_of(token: str, part: str) -> bool:
    """Whether a word of a text is the word asked for, perhaps in another ending; both are folded."""
    if len(part) < 4 or len(token) < 4:
        return token == part
    return token.startswith(part) or (part.startswith(token) and len(part) - len(token) <= 2)
