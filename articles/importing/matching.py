"""When two records tell of one release: the same title and day, and nothing that contradicts it.

Seen in captures: one day has two releases with the same title, from two departments, the summary of one
beginning with the whole summary of the other; the same release is listed with and without its labels,
with its summary whole and cut off.
"""

import hashlib
import json
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from articles.importing.record import Record
from taxonomy.folding import fold

# Two wordings of one summary, a corrected typo apart, are this similar; two releases of a day are not.
SAME_TEXT = 0.85
MERGED_LISTS = ("where", "what", "locations", "collections")


def identity(record: Record) -> str:
    """What all records of one release have in common: the day and the title, spelling aside."""
    return hashlib.sha256(f"{record.date}|{fold(record.title)}".encode()).hexdigest()


def as_stored(record: Record) -> dict[str, Any]:
    """What a record says of the release, without where it was found, as JSON keeps it."""
    return {
        "title": record.title,
        "date": record.date.isoformat() if record.date else None,
        "type": record.type,
        **{name: list(getattr(record, name)) for name in MERGED_LISTS},
        "extra": [list(pair) for pair in record.extra],
        "summary": record.summary,
        "body": record.body,
        "place": record.place,
        "language": record.language,
    }


def digest(stored: dict[str, Any]) -> str:
    """A fingerprint of everything a record says of a release."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def as_record(stored: dict[str, Any]) -> Record:
    """What is stored of a release as a record again, from no source."""
    return Record(
        source="",
        line=0,
        title=stored["title"],
        date=date.fromisoformat(stored["date"]) if stored["date"] else None,
        type=stored["type"],
        **{name: tuple(stored[name]) for name in MERGED_LISTS},
    )


def likeness(new: dict[str, Any], new_filed: dict, old: dict[str, Any], old_filed: dict) -> int:
    """How well a record fits a known release of the same title and day; 0 when they are two releases."""
    if new["type"] and old["type"] and new_filed["type"] != old_filed["type"]:
        return 0
    filed = _fit_of_lists(new_filed["structure"], old_filed["structure"])
    told = _fit_of_texts(new["summary"], old["summary"])
    if not filed or not told or not _fit_of_lists(new_filed["field"], old_filed["field"]):
        return 0
    return 10 * told + filed


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The fullest account of a release that two records give together.

    What only one of them says is kept; of a text that one has cut off, the longer; where they contradict
    each other, the first account stays, so that captures imported again and again never take turns.
    """
    result = dict(old)
    for name, value in new.items():
        if value and (not old.get(name) or _is_fuller(value, old[name])):
            result[name] = value
    return result


def _is_fuller(one: Any, other: Any) -> bool:
    """Whether `one` says all that `other` says, and more."""
    if isinstance(one, str):
        return len(one) > len(other) and fold(one).startswith(fold(other))
    return set(map(str, one)) > set(map(str, other))


def _fit_of_lists(first: set[str], second: set[str]) -> int:
    """2 for the same terms, 1 when one list is part of the other, 0 when each has what the other lacks."""
    if first == second:
        return 2
    return 1 if first <= second or second <= first else 0


def _fit_of_texts(one: str, other: str) -> int:
    """4 for the same text, 3 when one begins the other, 2 for one with small corrections, 1 when one is empty."""
    if not one or not other:
        return 4 if one == other else 1
    first, second = fold(one), fold(other)
    if first == second:
        return 4
    if first.startswith(second) or second.startswith(first):
        return 3
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    is_close = matcher.real_quick_ratio() >= SAME_TEXT and matcher.quick_ratio() >= SAME_TEXT
    return 2 if is_close and matcher.ratio() >= SAME_TEXT else 0
