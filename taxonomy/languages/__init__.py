"""The languages that releases are written in: one file a language, the only place that lists it.

The name of a file is the code of its language (ISO 639-1). `Language` describes the values of a file; those
without a default are required.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import Stemmer
from django.conf.locale import LANG_INFO
from django.utils.html import format_html
from django.utils.safestring import SafeString

FOLDER = Path(__file__).parent
# The language of the site itself, and of what says nothing else.
DEFAULT = "en"
# Stands in for the language of a text when nobody can tell it (ISO 639-2).
UNKNOWN = "und"
# A language tag like "es", "cnr" or "sr-Latn" (BCP 47, without extensions).
CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LONGEST_CODE = 10
STEMMERS = ("", *Stemmer.algorithms())
# How a mistake calls the kinds of values in a file.
KINDS: dict[object, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of texts",
}
SECTIONS = ("labels", "page", "beside", "dates", "places")


class LanguageFileError(Exception):
    """A file of a language that cannot be used; says which file and why."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language, as its file describes it. All words are compared without regard to case."""

    code: str
    position: int  # lists of languages show lower numbers first
    name: str  # what the language calls itself
    script: str  # of its letters, as Unicode calls it: Latin, Cyrillic, Greek, Arabic ...
    direction: str = "ltr"  # or "rtl"
    letters: str = ""  # which it adds to a-z, or to the letters that all languages of its script share
    common_words: tuple[str, ...] = ()  # very common ones that the other languages do not have
    stemmer: str = ""  # its algorithm of Snowball, like "german"; without one, words match as they are
    irregular: tuple[
        str, ...
    ] = ()  # forms of one word that the stemmer does not bring together; a form alone stays as it is
    stop_words: tuple[str, ...] = ()  # those without which a search finds what it means
    organisation: tuple[
        str, ...
    ] = ()  # abbreviations of the organisation, which names and datelines carry along
    closed: tuple[
        str, ...
    ] = ()  # what pages put in parentheses behind the name of a body that exists no longer

    # [labels] of captures, by the field of a record that they fill. The first of a field is the usual one.
    # One that ends with "*" stands for all labels of at most five words that begin with it.
    date: tuple[str, ...]
    type: tuple[str, ...]
    where: tuple[str, ...]
    what: tuple[str, ...]
    locations: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()  # when the page was changed, which is never its publishing date
    tags: tuple[str, ...] = ()
    title: tuple[str, ...] = ()  # in front of a title: of a mail, of a file's own list of facts

    # [page]
    types: tuple[str, ...] = ()  # content types: they tell the type line of a single release from its title
    menu: tuple[str, ...] = ()  # lines of menus and buttons, which are no part of a release
    # These, and all of [beside], are whole lines, or with "*" the beginnings of lines.
    notices: tuple[str, ...] = ()  # about a release, above its text: a correction, an embargo

    # [beside] a text, above or below it, and no part of it; the names are the kinds of a record's furniture
    other_languages: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # other pages
    sharing: tuple[str, ...] = ()  # buttons: to share, to print, to follow
    contacts: tuple[str, ...] = ()  # above names, telephone numbers, addresses
    attachments: tuple[str, ...] = ()
    copyright: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()  # to cookies
    pictures: tuple[str, ...] = ()  # alternative texts, galleries

    # [dates]
    months: tuple[str, ...]  # twelve, the forms of each month separated by spaces
    weekdays: tuple[str, ...] = ()  # seven or none, Monday first; forms of one are separated by commas
    before_day: tuple[str, ...] = ()  # "on" 4 July
    ordinals: tuple[str, ...] = ()  # 4"th" July
    before_month: tuple[str, ...] = ()  # 4 "of" July
    before_year: tuple[str, ...] = ()  # 4 de julio "de" 2025
    after_year: tuple[str, ...] = ()  # 4 июля 2025 "года"
    year_first: tuple[str, ...] = ()  # 2025 "жылғы" 4 шілде: after a year that stands before its day
    before_time: tuple[str, ...] = ()  # "at" 10:00
    after_time: tuple[str, ...] = ()  # 10:00 "Uhr"

    # [places] of datelines
    joining_words: tuple[str, ...] = ()  # small words inside names of places: Bosnia "and" Herzegovina
    never_a_place: tuple[str, ...] = ()  # words before a date in a sentence: "since" 4 July


def is_code(text: str) -> bool:
    """Return whether a text can be stored as the code of a language, with a file or without."""
    return len(text) <= LONGEST_CODE and bool(CODE.fullmatch(text))


def read_languages(folder: Path = FOLDER) -> dict[str, Language]:
    """All languages of a folder by code, in the order of their positions. Raises LanguageFileError."""
    languages = [_read(path) for path in folder.glob("*.toml")]
    languages.sort(key=lambda language: (language.position, language.code))
    return {language.code: language for language in languages}


def _read(path: Path) -> Language:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LanguageFileError(f"{path}: {error}") from error
    values: dict[str, Any] = {"code": path.stem}
    for name, value in _flat(written, path):
        if name in values:
            raise LanguageFileError(f"{path}: “{name}” stands in it twice")
        values[name] = tuple(value) if isinstance(value, list) else value
    for mistake in _mistakes(values):
        raise LanguageFileError(f"{path}: {mistake}")
    return Language(**values)


def _flat(written: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Any]]:
    """The values of a file by name: its sections are there for people."""
    for name, value in written.items():
        if not isinstance(value, dict):
            yield name, value
        elif name in SECTIONS:
            yield from value.items()
        else:
            raise LanguageFileError(f"{path}: no section is called “{name}”; there are {', '.join(SECTIONS)}")


def _mistakes(values: Mapping[str, Any]) -> Iterator[str]:
    """Return the faults of the values of a file, in words for its author."""
    by_name = {field.name: field for field in fields(Language)}
    yield from (f"a language has no “{name}”" for name in values if name not in by_name)
    for name, field in by_name.items():
        if name not in values and field.default is MISSING:
            yield f"“{name}” is missing"
        elif name in values and not _fits(values[name], field.type):
            yield f"“{name}” has to be {KINDS[field.type]}"
    if not is_code(values["code"]):
        yield "the name of the file has to be the code of its language, like “es.toml”"
    if len(values.get("months", ())) != 12:
        yield "“months” has to hold twelve texts, January first"
    if len(values.get("weekdays", ())) not in (0, 7):
        yield "“weekdays” has to hold seven texts, Monday first"
    if values.get("direction", "ltr") not in ("ltr", "rtl"):
        yield "“direction” is “ltr” or “rtl”"
    if values.get("stemmer", "") not in STEMMERS:
        yield f"“stemmer” is one of {', '.join(STEMMERS[1:])}"


def _fits(value: object, kind: object) -> bool:
    if kind == tuple[str, ...]:
        return isinstance(value, tuple) and all(_is_text(word) for word in value)
    return type(value) is kind


def _is_text(word: object) -> bool:
    return isinstance(word, str) and bool(word.strip())


LANGUAGES = read_languages()


def choices() -> list[tuple[str, str]]:
    """Code and own name of each language, for forms and filters."""
    return [(language.code, language.name) for language in LANGUAGES.values()]


def name_of(code: str) -> str:
    """Return a language's own name; without a file the one that Django knows, or the code.

    >>> name_of("ru"), name_of("nl"), name_of("cnr")
    ('Русский', 'Nederlands', 'cnr')
    """
    if code in LANGUAGES:
        return LANGUAGES[code].name
    name = LANG_INFO.get(code.lower(), {}).get("name_local", code)
    return name[0].upper() + name[1:] if name != code else code


def direction_of(code: str) -> str:
    """Return whether a language runs from left to right ("ltr") or from right to left ("rtl").

    Without a file Django may know it. Of any other, "auto" lets browsers judge by the letters.
    """
    if code in LANGUAGES:
        return LANGUAGES[code].direction
    known = LANG_INFO.get(code.lower())
    if known is None or "bidi" not in known:
        return "auto"
    return "rtl" if known["bidi"] else "ltr"


@lru_cache(maxsize=1_000)
def attributes_of(code: str) -> SafeString:
    """Return the attributes of an HTML element whose text is in a language, with a space before them.

    >>> attributes_of("ar")
    ' lang="ar" dir="rtl"'
    """
    return format_html(' lang="{}" dir="{}"', code, direction_of(code))


def words_of(name: str) -> list[str]:
    """The words of a field of `Language` in all languages, each once; longer ones first, for patterns."""
    words = {word.casefold() for language in LANGUAGES.values() for word in getattr(language, name)}
    return sorted(words, key=lambda word: (-len(word), word))


def pattern_of(name: str) -> str:
    """A group of a regular expression that matches any of `words_of(name)`, written in lower case."""
    return f"(?:{'|'.join(map(re.escape, words_of(name)))})"
