"""In which language a record is written: by its labels where they say it, else by letters and very common words."""

import re

from articles.languages import LANGUAGES, label_meaning

# Letters that only one of the Cyrillic alphabets has.
_LETTERS = {"uk": "іїєґ", "mk": "ѓќѕ", "sr": "ђћџ"}
_JE_LETTERS = "јљњ"  # shared by Serbian and Macedonian
_MACEDONIAN_WORDS = frozenset({"во", "на", "со", "од", "што", "ќе", "ја", "го", "се", "како"})
_SERBIAN_WORDS = frozenset({"је", "у", "су", "са", "који", "које", "о", "из", "као", "ће"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of_text(text: str) -> str:
    """A guess by letters and very common words; "en" unless the signs are clear."""
    words = [word.casefold() for word in _WORD.findall(text)]
    letters = "".join(words)
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    if cyrillic * 2 > len(letters):
        return _cyrillic_language(letters, words)

    hits = {
        code: sum(word in entry.words for word in words) for code, entry in LANGUAGES.items() if entry.words
    }
    english = hits.pop("en")
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] >= 3 and hits[best] >= 2 * english + 1 else "en"


def _cyrillic_language(letters: str, words: list[str]) -> str:
    counts = {code: sum(letters.count(letter) for letter in own) for code, own in _LETTERS.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best]:
        return best
    if any(letter in letters for letter in _JE_LETTERS):
        macedonian = sum(word in _MACEDONIAN_WORDS for word in words)
        serbian = sum(word in _SERBIAN_WORDS for word in words)
        return "mk" if macedonian > serbian else "sr"
    return "ru"


def language_of(labels: list[str], text: str) -> str:
    """The language of a record: that of its labels when they are not English, else that of its text."""
    common: frozenset[str] | None = None
    for label in labels:
        meaning = label_meaning(label)
        if meaning:
            common = meaning.languages if common is None else (common & meaning.languages or common)
    guess = language_of_text(text)
    if not common or "en" in common:
        return guess
    if guess in common:
        return guess
    return min(common, key=list(LANGUAGES).index)
