"""The words of a page's frame, in all languages: labels, content types, menus.

They are compared without regard to case, invisible characters and repeated spaces. A label that ends with "*"
stands for all labels of at most five words that begin with it ("Где мы*" reads «Где мы работаем» as well as
«Где мы находимся»).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from articles.text.sentences import surely_ends_sentence
from taxonomy.languages import LANGUAGES, words_of
from taxonomy.normal import normalised

# Marks that begin and end a direction: editors' programs leave them around dates and names.
DIRECTION_MARKS = "\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = DIRECTION_MARKS + "\u200b\u200c\u200d\u2060\u00ad"
_NO_INVISIBLE = str.maketrans("", "", INVISIBLE)

# The fields of a record that a label can fill, as `Language` calls them.
FIELDS = ("date", "type", "where", "what", "locations", "collections", "place", "updated", "tags")


def without_invisible(text: str) -> str:
    """A text without the characters that take no room on a page."""
    return text.translate(_NO_INVISIBLE)


def plain(text: str) -> str:
    """A text as it is compared: no invisible characters, single spaces, no case."""
    if text.isascii():  # nearly all lines of an archive
        return " ".join(text.split()).lower()
    return " ".join(normalised("NFC", without_invisible(text)).split()).casefold()


@dataclass(frozen=True)
class LabelMeaning:
    """The field a label fills, the languages in which it does, and whether it is the usual label there."""

    field: str
    languages: frozenset[str]
    is_usual: bool


def _label_tables() -> tuple[dict[str, LabelMeaning], list[tuple[str, LabelMeaning]]]:
    whole: dict[str, LabelMeaning] = {}
    starts: list[tuple[str, LabelMeaning]] = []
    for code, language in LANGUAGES.items():
        for name in FIELDS:
            for place, label in enumerate(getattr(language, name)):
                key = plain(label)
                if key.endswith("*"):
                    starts.append((key[:-1], LabelMeaning(name, frozenset({code}), True)))
                    continue
                earlier = whole.setdefault(key, LabelMeaning(name, frozenset(), False))
                if earlier.field == name:  # a word with two meanings keeps that of the first language
                    whole[key] = LabelMeaning(
                        name, earlier.languages | {code}, earlier.is_usual or place == 0
                    )
    return whole, starts


_WHOLE_LABELS, _LABEL_STARTS = _label_tables()
TITLE_LABELS = frozenset(map(plain, words_of("title")))
TYPE_WORDS = frozenset(map(plain, words_of("types")))
LONGEST_TYPE = max(map(len, TYPE_WORDS))
FURNITURE = frozenset(map(plain, words_of("menu")))
# Own names of languages, and how pages shorten them: "English | Français | RU".
_LANGUAGE_NAMES = frozenset(
    {plain(language.name) for language in LANGUAGES.values()}
    | {part for language in LANGUAGES.values() for part in plain(language.name).split("/")}
    | LANGUAGES.keys()
)
_BETWEEN_NAMES = re.compile(r"[|/,;·•()\s]+")
# What stands beside a text, by kind: fields of `Language`.
BESIDE_KINDS = (
    "other_languages", "related", "sharing", "contacts", "attachments", "copyright", "consent", "pictures",
)  # fmt: skip
# A line of these kinds is no part of a text even where it is a sentence.
_SENTENCES = frozenset({"contacts", "copyright", "consent", "pictures"})
# A line that begins so is a notice or stands beside the text; a longer one is a sentence of the text.
LONGEST_ASIDE = 200
LETTERS_COMPARED = 5


def _lines_pattern(name: str) -> re.Pattern[str]:
    """Return what matches whole lines that are, or with "*" begin with, one of the words of `Language`."""
    words = [
        re.escape(plain(word.rstrip("*"))) + (r"(?:(?!\w).*)?" if word.endswith("*") else r"\s*:?")
        for word in words_of(name)
    ]
    return re.compile("|".join(words), re.DOTALL)


def _starts_by_letter(words: Iterable[str]) -> dict[str, set[str]]:
    """The beginnings of words by their first letter: most lines begin like none, and need no pattern."""
    starts: dict[str, set[str]] = {}
    for word in words:
        starts.setdefault(word[:1], set()).add(word[:LETTERS_COMPARED])
    return starts


_BESIDE_STARTS = _starts_by_letter(
    plain(word).rstrip("*") for kind in BESIDE_KINDS for word in words_of(kind)
)
_NOTICE = _lines_pattern("notices")
_BESIDE = {kind: _lines_pattern(kind) for kind in BESIDE_KINDS}


def is_notice(text: str) -> bool:
    """Return whether a line tells something about a release above its text: a correction, an embargo."""
    return len(text) <= LONGEST_ASIDE and bool(_NOTICE.fullmatch(plain(text)))


def beside_kind(text: str) -> str:
    """Return the kind (of BESIDE_KINDS) of a line that stands below or beside a text; "" for a line of it."""
    if len(text) > LONGEST_ASIDE:
        return ""
    line = plain(text)
    if not any(line[: len(start)] == start for start in _BESIDE_STARTS.get(line[:1], ())):
        return "other_languages" if _is_list_of_languages(line) else ""
    for kind, pattern in _BESIDE.items():
        if pattern.fullmatch(line) and (kind in _SENTENCES or not surely_ends_sentence(line)):
            return kind
    return "other_languages" if _is_list_of_languages(line) else ""


def _is_list_of_languages(line: str) -> bool:
    names = [name for name in _BETWEEN_NAMES.split(line) if name]
    return bool(names) and (line in _LANGUAGE_NAMES or len(names) > 1) and _LANGUAGE_NAMES.issuperset(names)


def is_type(text: str) -> bool:
    """Return whether a text is the name of a content type in one of the languages."""
    # Invisible characters and spaces may stand in it, but not a whole text of them.
    return len(text) <= 2 * LONGEST_TYPE and plain(text) in TYPE_WORDS


def label_meaning(label: str) -> LabelMeaning | None:
    """The meaning of a label (without its colon) in the languages that have it; None when none has."""
    return _meaning(label) if len(label) <= LONGEST_ASIDE else None


@lru_cache(maxsize=10_000)  # an archive has the same labels again and again
def _meaning(label: str) -> LabelMeaning | None:
    key = plain(label)
    if key in _WHOLE_LABELS:
        return _WHOLE_LABELS[key]
    for start, meaning in _LABEL_STARTS:
        if (key == start or key.startswith(start + " ")) and len(key.split()) <= 5:
            return meaning
    return None


def usual_labels(languages: frozenset[str]) -> set[str]:
    """The usual labels of some languages (of all when none is given), as they are compared."""
    return {
        plain(labels[0]).rstrip("*")
        for code, language in LANGUAGES.items()
        for labels in (getattr(language, name) for name in FIELDS)
        if labels and (not languages or code in languages)
    }
