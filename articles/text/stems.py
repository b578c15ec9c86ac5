"""Words without their endings, as the index compares them: the same on every database.

A stem carries the code of the language by whose rules it was made, so that no word of one language meets a
word of another by its ending. Words of two letters, stop words and numbers stay as they are.
"""

import threading
from collections.abc import Iterable
from functools import cache, lru_cache

import Stemmer

from articles.text.spelling_variants import american
from taxonomy.languages import DEFAULT, LANGUAGES

SHORTEST_STEMMED = 3
# The stem of a word stands behind the code of its language and this mark, which is no part of any word.
MARK = "_"
_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u052f"
# Forms of one word that a stemmer does not bring together, by language: each is read as the first of them.
_IRREGULAR = {
    code: {form: forms.split()[0] for forms in language.irregular for form in forms.split()}
    for code, language in LANGUAGES.items()
}
_UNSTEMMED = {
    code: {*language.stop_words, *(forms for forms in language.irregular if " " not in forms)}
    for code, language in LANGUAGES.items()
}
# A stemmer holds the word it is at, so that two threads with one would mix their words.
_thread = threading.local()
STOP_WORDS = frozenset(word for language in LANGUAGES.values() for word in language.stop_words)
# An archive writes the same words again and again; of each language so many are kept with their stems.
MOST_KEPT = 100_000


class _StemsOfLanguage(dict[str, str]):
    """The stems of the words of texts in one language, each worked out when it is first asked for."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, token: str) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[token] = stem_anew(token, self._language)
        return found


_stems_in = lru_cache(maxsize=100)(_StemsOfLanguage)


def stem(token: str, language: str) -> str:
    """The stem of a word (folded) in a text of this language.

    >>> stem("elections", "en"), stem("миссии", "en"), stem("2025", "en")
    ('en_elect', 'ru_мисс', '2025')
    """
    return _stems_in(language)[token]


def stems_of_text(tokens: Iterable[str], language: str) -> list[str]:
    """The stems of the words (folded) of a text in this language, one for each."""
    return [*map(_stems_in(language).__getitem__, tokens)]


def stem_anew(token: str, language: str) -> str:
    """The same as `stem`, worked out again."""
    code = _language_of(token, language)
    if not code or not LANGUAGES[code].stemmer:
        return token
    token = _IRREGULAR[code].get(token) or (american(token) if code == DEFAULT else token)
    if len(token) >= SHORTEST_STEMMED and token not in _UNSTEMMED[code]:
        token = _stemmer(LANGUAGES[code].stemmer).stemWord(token)
    return f"{_code_of(LANGUAGES[code].stemmer)}{MARK}{token}"


@lru_cache(maxsize=10_000)
def stems_of(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """All stems that words side by side (folded) may have in the index, whatever the language of a text."""
    return tuple(dict.fromkeys(tuple(stem(token, code) for token in tokens) for code in LANGUAGES))


def _language_of(token: str, language: str) -> str:
    """The language by whose rules a word of a text is read: that of the text, if it has these letters."""
    script = _script_of(token)
    if not script or (language in LANGUAGES and LANGUAGES[language].script == script):
        return language if script else ""
    return _first_of_script(script)


def _script_of(token: str) -> str:
    if any(_FIRST_CYRILLIC <= letter <= _LAST_CYRILLIC for letter in token):
        return "Cyrillic"
    return "Latin" if any("a" <= letter <= "z" for letter in token) else ""


@cache
def _first_of_script(script: str) -> str:
    return next((code for code, language in LANGUAGES.items() if language.script == script), "")


@cache
def _code_of(stemmer: str) -> str:
    """The code of the first language with this stemmer: two languages may share one."""
    return next(code for code, language in LANGUAGES.items() if language.stemmer == stemmer)


def _stemmer(name: str) -> "Stemmer.Stemmer":
    """The stemmer of this name that is this thread's own."""
    stemmer = getattr(_thread, name, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(name)
        setattr(_thread, name, stemmer)
    return stemmer
