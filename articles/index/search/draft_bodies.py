"""The bodies of drafts, which no index holds: whether a word of a search stands in one."""

from functools import lru_cache

from articles.index.search.question import Form, Scope, Word
from articles.text.index_words import LONGEST_BODY, index_words
from articles.text.stems import stems_of

# In characters of HTML; beyond it a body is not searched.
LONGEST_READ = 2 * LONGEST_BODY


def is_in_body(word: Word, body: str, language: str) -> bool:
    """Return whether a word stands in the HTML of a body in this language, as the index would find it."""
    if not body or word.scope is Scope.TITLE:
        return False
    texts, stems = _words_of(body, language)
    if word.form is Form.PREFIX or word.is_unfinished:
        return f" {' '.join(word.tokens)}" in texts or (word.is_unfinished and _has_stem(word, stems))
    return f" {' '.join(word.tokens)} " in texts if word.form is Form.EXACT else _has_stem(word, stems)


def _has_stem(word: Word, stems: str) -> bool:
    return any(f" {' '.join(one)} " in stems for one in stems_of(word.tokens))


@lru_cache(maxsize=1_000)  # a draft is read as it is until somebody saves it
def _words_of(body: str, language: str) -> tuple[str, str]:
    """The words of a body, and their stems, each as a text with spaces around every word."""
    words = index_words(title="", place="", summary="", body=body, language=language)
    return f" {words.texts['body']} ", f" {words.stems['body']} "
