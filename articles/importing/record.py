"""Frozen records, made by a parser: they know neither the page they came from nor the database."""

import datetime
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

from articles.importing import record_linkage
from articles.importing.prepared import PreparedText, prepared


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
    "title-from-text": frozenset({"title"}),
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

    @classmethod
    def from_stored(cls, stored: dict[str, Any], source: str = "", line: int = 0, **more: Any) -> Self:
        """Return the stored facts of a release as a record again, with `more` of its fields."""
        lists: dict[str, Any] = {name: tuple(stored.get(name, ())) for name in LISTS}
        return cls(
            source=source,
            line=line,
            title=stored["title"],
            date=datetime.date.fromisoformat(stored["date"]) if stored["date"] else None,
            type=stored["type"],
            language=stored["language"],
            summary=stored["summary"],
            body=stored.get("body", ""),
            **lists,
            **more,
        )

    def stored(self) -> dict[str, Any]:
        """Return the facts of the release as JSON, without their source."""
        return {
            "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "type": self.type,
            **{name: list(getattr(self, name)) for name in LISTS},
            "extra": [list(pair) for pair in self.extra],
            "summary": self.summary,
            "body": self.body,
            "place": self.place,
            "language": self.language,
        }

    @cached_property
    def stored_text(self) -> str:
        """The facts of the release as a JSON text."""
        return record_linkage.as_text(self.stored())

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything the record says of its release."""
        return record_linkage.digest_of_text(self.stored_text)

    @cached_property
    def identity(self) -> str:
        """The identity that all records of one release share."""
        return record_linkage.identity(self.title, self.date)

    @cached_property
    def keys(self) -> record_linkage.Keys:
        """The keys by which releases are found that it may be in spite of another title or day."""
        return record_linkage.keys_of(self.title, self.summary or self.body, self.date)

    @cached_property
    def texts(self) -> PreparedText:
        """Its texts as the rows of a release hold them."""
        return prepared(
            title=self.title,
            place=self.place,
            summary=self.summary,
            body=self.body,
            language=self.language,
        )

    def work_out(self, *, with_vector: bool = False) -> None:
        """Work all of these out, so that they come along when the record is pickled; a copy forgets them."""
        _ = self.digest, self.identity, self.keys, self.texts
        if with_vector:
            _ = self.texts.words.vector

    @property
    def fields_in_doubt(self) -> set[str]:
        """The fields that are not sure to have been read right."""
        return {name for one in self.problems for name in DOUBTED_FIELDS.get(one.code, ())}

    def __hash__(self) -> int:
        """Equal records have one place in their source; all their texts need not be hashed."""
        return hash((self.source, self.line, self.title))


# The lists of labels that a record has.
LISTS = tuple(field.name for field in fields(Record) if field.type == tuple[str, ...])


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
