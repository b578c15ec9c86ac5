"""Frozen records, made by a parser: they know neither the page they came from nor the database."""

import datetime
from dataclasses import dataclass, field

from articles.importing.prepared import PreparedText


@dataclass(frozen=True)
class Problem:
    """Something a person should know about a record. Codes are listed in docs/importing.md."""

    code: str
    message: str


@dataclass(frozen=True)
class Origin:
    """Where a field of a record was read: the line of its source, and the rule in words."""

    field: str
    line: int
    rule: str


@dataclass(frozen=True)
class Furniture:
    """A line of the page around a release: kept with the record, never text. Kinds: docs/importing.md."""

    line: int
    kind: str
    text: str


# Codes of problems for which a record is not sure to have been read right, each with the fields in doubt.
DOUBTED_FIELDS: dict[str, frozenset[str]] = {
    "ambiguous-date": frozenset({"date"}),
    "furniture-in-text": frozenset({"summary", "body"}),
    "likely-duplicate": frozenset(),
    "no-labels": frozenset({"title", "date"}),
    "unusual-date": frozenset({"date"}),
    "unusual-title": frozenset({"title"}),
    "unusual-type": frozenset({"type"}),
}


@dataclass(frozen=True)
class Record:
    """One release as a source tells it; every text is kept to the letter, only its ends are stripped."""

    source: str
    line: int
    title: str = ""
    date: datetime.date | None = None
    type: str | None = None
    where: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    body: str = ""
    place: str = ""
    dateline_date: datetime.date | None = None
    language: str = "en"
    problems: tuple[Problem, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    is_cut_in_header: bool = False
    origins: tuple[Origin, ...] = ()
    # Worked out where the record was parsed, if that was beside the import; none of the release's facts.
    prepared: PreparedText | None = field(default=None, compare=False, repr=False)

    @property
    def fields_in_doubt(self) -> set[str]:
        """The fields that are not sure to have been read right."""
        return {name for one in self.problems for name in DOUBTED_FIELDS.get(one.code, ())}

    def __hash__(self) -> int:
        """Equal records have one place in their source; all their texts need not be hashed."""
        return hash((self.source, self.line, self.title))


@dataclass(frozen=True)
class Unread:
    """A line that no record uses, with the reason."""

    source: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class ParsedSource:
    """All that one source gave. One with `problems` gave nothing and is to be reported as rejected."""

    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
    problems: tuple[Problem, ...] = ()
