"""Guesses the language of a record: by its labels where they tell it, else by letters and common words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from articles.text.page_labels import label_meaning
from taxonomy.languages import DEFAULT, LANGUAGES, UNKNOWN, Language

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Between the words of an ASCII text without apostrophes, which need no pattern.
_BETWEEN_WORDS = str.maketrans({sign: " " for sign in map(chr, range(128)) if not sign.isalpha()})
# Fewer words in a language than this may be names or quotations.
LEAST_WORDS = 3
# Letters that English lacks count for words where not one word is English, but no more than so many.
MOST_FOR_LETTERS = 2
# So many words hold a very common one of their language, so many letters one that few languages have.
WORDS_OF_A_TEXT = 25
LETTERS_OF_A_TEXT = 400
# The part of letters that no language has from which a text is in none: fewer may stand in names.
FOREIGN_PART = 0.02
_COMMON_WORDS = {code: frozenset(language.common_words) for code, language in LANGUAGES.items()}
# The languages in which a word is common.
_COMMON_IN = {
    word: tuple(code for code, words in _COMMON_WORDS.items() if word in words)
    for word in frozenset().union(*_COMMON_WORDS.values())
}
# The script whose languages share their letters, and are told apart by words.
_LATIN = "Latin"


def language_of(labels: list[str], text: str) -> str:
    """The language of a record: that of its labels when they are not English, else that of its text.

    It is UNKNOWN when the text is in no language that has a file.
    """
    common: frozenset[str] | None = None
    for label in labels:
        meaning = label_meaning(label)
        if meaning:
            common = meaning.languages if common is None else (common & meaning.languages or common)
    guess = language_of_text(text)
    if not common or DEFAULT in common or guess in common:
        return guess
    return min(common, key=list(LANGUAGES).index)


def language_of_text(text: str) -> str:
    """A guess by letters and common words: English unless the signs are clear, UNKNOWN when it is none."""
    is_plain = text.isascii()
    if is_plain and "'" not in text:
        words = text.lower().translate(_BETWEEN_WORDS).split()
    else:
        words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return DEFAULT  # figures alone
    if is_plain and _is_default(_of_script(_LATIN), Counter(filter(_COMMON_IN.__contains__, words))):
        return DEFAULT  # most texts of an archive: their letters need not be counted
    letters = Counter("".join(words))
    script = _script_of_text(letters)
    candidates = _of_script(script)
    if not candidates:
        return UNKNOWN
    if script == _LATIN:
        return _by_words(candidates, words, letters)
    return UNKNOWN if _is_foreign(candidates, letters) else _by_letters(candidates, words, letters)


@cache
def _of_script(script: str) -> Sequence[Language]:
    return [language for language in LANGUAGES.values() if language.script == script]


def _script_of_text(letters: Counter[str]) -> str:
    """The script of more than half of the letters; Latin when none has so many."""
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[_script_of(letter)] += count
    script, count = scripts.most_common(1)[0]
    return script if count * 2 > letters.total() else _LATIN


@lru_cache(maxsize=2_000)
def _script_of(letter: str) -> str:
    """The script of a letter, by the first word of its name: "CYRILLIC SMALL LETTER EF"."""
    return unicodedata.name(letter, "").partition(" ")[0].capitalize()


def _is_foreign(candidates: Sequence[Language], letters: Counter[str]) -> bool:
    """Return whether too many letters belong to none of the languages, nor to letters of their script."""
    own = {letter for language in candidates for letter in language.letters}
    foreign = sum(count for letter, count in letters.items() if letter not in own and not _is_shared(letter))
    return foreign > FOREIGN_PART * letters.total()


def _is_shared(letter: str) -> bool:
    """Return whether a letter is one of a-z, а-я (Cyrillic), or of a script whose files list no letters."""
    return letter.isascii() or "а" <= letter <= "я" or _script_of(letter) not in (_LATIN, "Cyrillic")


def _by_words(candidates: Sequence[Language], words: list[str], letters: Counter[str]) -> str:
    best, of_best, of_default = _common_words(candidates, Counter(words))
    if _is_clear(of_best, of_default):
        return UNKNOWN if _is_foreign(candidates, letters) else best
    if of_default:
        return DEFAULT
    own = sum(letters[letter] for letter in LANGUAGES[best].letters)
    if of_best and of_best + min(own, MOST_FOR_LETTERS) >= LEAST_WORDS:
        return best
    return UNKNOWN if len(words) >= WORDS_OF_A_TEXT or _is_foreign(candidates, letters) else DEFAULT


def _is_default(candidates: Sequence[Language], counted: Counter[str]) -> bool:
    """Return whether words alone tell that a text without letters of its own is in the default language."""
    _, of_best, of_default = _common_words(candidates, counted)
    return of_default > 0 and not _is_clear(of_best, of_default)


def _is_clear(of_best: int, of_default: int) -> bool:
    return of_best >= LEAST_WORDS and of_best >= 2 * of_default + 1


def _common_words(candidates: Sequence[Language], counted: Counter[str]) -> tuple[str, int, int]:
    """The language but the default one with the most common words in a text; its number, the default's."""
    hits = {language.code: 0 for language in candidates if language.common_words}
    for word, count in counted.items():
        for code in _COMMON_IN.get(word, ()):
            if code in hits:
                hits[code] += count
    of_default = hits.pop(DEFAULT)
    best = max(hits, key=lambda code: hits[code])
    return best, hits[best], of_default


def _by_letters(candidates: Sequence[Language], words: list[str], letters: Counter[str]) -> str:
    """The language with most of its letters, then with most of its common words, then the first in order."""
    counted = Counter(words)
    counts = {
        language.code: (
            sum(letters[letter] for letter in language.letters),
            sum(counted[word] for word in _COMMON_WORDS[language.code] & counted.keys()),
        )
        for language in candidates
    }
    best = max(counts, key=lambda code: counts[code])
    lacks_letters = LANGUAGES[best].letters and not counts[best][0]
    return UNKNOWN if lacks_letters and letters.total() >= LETTERS_OF_A_TEXT else best
