"""Record linkage: what identifies a release in its captures, and the fullest account that they give of it.

Records of one title and day have one identity. Keys find the releases that a record may be in spite of a
mended title or another day; `articles.importing.likeness` decides whether it is one of them. A record has
these of itself (`Record.identity`, `Record.keys`, `Record.digest`).
"""

import hashlib
import json
import re
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from taxonomy.folding import tokens_of

# So much may stand before a text that one capture has and the other not: a dateline.
LONGEST_DATELINE = 80
# Captures of a release are dated a day apart at most: the day it was written, the day it was put up.
DAYS_APART = (0, -1, 1)
# The key of a text is made of its beginning, which a cut teaser has as well.
BEGINNING = 24
SHINGLE = 3
LONGEST_WORD = 20
# Shorter words stand in every title.
SHORTEST_KEYWORD = 4
_DATELINE = re.compile(
    rf"\A.{{2,{LONGEST_DATELINE}}}?\b\d{{4}}\s*(?:\([^()]{{1,40}}\)\s*)?[-–—―:]+\s*", re.DOTALL
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def words_in(text: str) -> str:
    """The words of a text alone: captures differ in dashes, quotes, spaces and the dots of a cut teaser."""
    return " ".join(tokens_of(text))


def identity(title: str, day: date | None) -> str:
    """Return the identity that all records of one release share: the day and the title, spelling aside."""
    return hashlib.sha256(f"{day}|{words_in(title)}".encode()).hexdigest()


def as_text(stored: dict[str, Any]) -> str:
    """Return the text of stored facts: equal facts have equal ones."""
    return json.dumps(stored, sort_keys=True, ensure_ascii=False)


def digest(stored: dict[str, Any]) -> str:
    """A fingerprint of everything a record says of a release."""
    return digest_of_text(as_text(stored))


def digest_of_text(text: str) -> str:
    """Return the digest of stored facts from their text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Account:
    """The compared facts of an account of a release: its texts, and the terms that its labels mean."""

    stored: dict[str, Any]
    filed: dict[str, set[str]]

    @cached_property
    def title(self) -> str:
        """The words of the title."""
        return words_in(self.stored["title"])

    @cached_property
    def day(self) -> date:
        """The publishing date."""
        return date.fromisoformat(self.stored["date"])

    @cached_property
    def summary(self) -> str:
        """The words of the summary."""
        return words_in(self.stored["summary"])

    @cached_property
    def body(self) -> str:
        """The words of the text below the summary."""
        return words_in(self.stored.get("body", ""))

    @cached_property
    def addresses(self) -> set[str]:
        """The addresses that the page gives as its own: the whole value of a label is one."""
        values = (value.strip() for _, value in self.stored.get("extra", ()))
        return {value.rstrip("/").casefold() for value in values if _ADDRESS.fullmatch(value)}


def without_dateline(text: str) -> str:
    """Return a text without the place and the day that it may begin with."""
    return _DATELINE.sub("", text, count=1)


@dataclass(frozen=True)
class Keys:
    """The keys of a record: what titles and texts of its day share as long as they are mostly the same.

    `around` are those by which it finds releases: of its own day and of the days beside it.
    """

    title: int
    text: int | None
    around: frozenset[int]

    @property
    def own(self) -> set[int]:
        """The keys by which other records find its release."""
        return {key for key in (self.title, self.text) if key is not None}


def keys_of(title: str, text: str, day: date | None) -> Keys:
    """Return the keys of a record from its title, the beginning of its text and its day, if it has one."""
    if day is None:
        return Keys(0, None, frozenset())
    of_title = _least(word for word in tokens_of(title) if len(word) >= SHORTEST_KEYWORD)
    words = tokens_of(without_dateline(text[: BEGINNING * LONGEST_WORD]))[:BEGINNING]
    of_text = _least(" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))
    around = []
    for days in DAYS_APART:
        beside = (day + timedelta(days=days)).isoformat()
        around.append(
            (_key(beside, "title", of_title or 0), None if of_text is None else _key(beside, "text", of_text))
        )
    return Keys(*around[0], frozenset(key for pair in around for key in pair if key is not None))


def _least(words: Iterable[str]) -> int | None:
    """Return the least number of these words: two lists share it as often as they share words."""
    return min((zlib.crc32(word.encode()) for word in words), default=None)


def _key(day: str, kind: str, least: int) -> int:
    digested = hashlib.blake2b(f"{day}|{kind}|{least}".encode(), digest_size=8).digest()
    # Databases have signed numbers.
    return int.from_bytes(digested, signed=True)


def merged(old: dict[str, Any], new: dict[str, Any], united: Collection[str] = frozenset()) -> dict[str, Any]:
    """The fullest account of a release that two records give together.

    What only one of them says is kept; of a text that one has cut off, the longer; lists of labels that are
    `united` have those of both. Where they contradict each other otherwise, the first account stays, so that
    captures imported again and again never take turns.
    """
    result = dict(old)
    for name, value in new.items():
        if name in united:
            result[name] = list(dict.fromkeys((*old[name], *value)))
        elif value and (not old.get(name) or _is_fuller(value, old[name])):
            result[name] = value
    return result


def _is_fuller(one: str | list, other: str | list) -> bool:
    """Return whether `one` says all that `other` says, and more."""
    if isinstance(one, str) and isinstance(other, str):
        words, others = words_in(one), words_in(other)
        return len(words) > len(others) and begins(words, others)
    return set(map(str, one)) > set(map(str, other))


def begins(long: str, short: str) -> bool:
    """Return whether a text begins with another, but for a dateline."""
    return long.find(short, 0, len(short) + LONGEST_DATELINE) >= 0
