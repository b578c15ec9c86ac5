"""The report of an import: an outcome for each record, and the lines not used."""

import json
import os
import pickle
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, Self

from articles.importing.record import Problem, Record, Unread

# Outcomes of more bytes than this go to a file.
IN_MEMORY = 1_000_000
OUTCOMES = ("created", "updated", "same", "duplicate", "held", "rejected")


@dataclass(frozen=True)
class FieldChange:
    """A fact of a release that a record completes: as it was read before, and as it is known afterwards."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RecordOutcome:
    """The outcome of one record; `release` is its number when there is one, `public` whether readers see it.

    `doubts` are the codes of those problems for which it waits for a person, `changes` the facts of the
    release that the record completes.
    """

    record: Record
    outcome: str
    release: int | None = None
    terms: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    public: bool = False
    doubts: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()

    @property
    def source(self) -> str:
        """The name of the record's source."""
        return self.record.source

    @property
    def line(self) -> int:
        """The line of the record's title."""
        return self.record.line

    @property
    def has_problems(self) -> bool:
        """Return whether a person should know something about the record."""
        return bool(self.problems)

    def compact(self) -> "RecordOutcome":
        """Return the outcome without what was worked out of its record, which a copy forgets."""
        return replace(self, record=replace(self.record))

    def whole(self) -> "RecordOutcome":
        """Return the outcome as a report reads it."""
        return self

    def as_json(self) -> dict[str, Any]:
        """The record's line of the report, in the form docs/importing.md describes."""
        record = self.record
        return {
            "source": record.source,
            "line": record.line,
            "outcome": self.outcome,
            "title": record.title,
            "date": _iso(record.date),
            "type": record.type,
            "where": list(record.where),
            "what": list(record.what),
            "locations": list(record.locations),
            "collections": list(record.collections),
            "tags": list(record.tags),
            "extra": [list(pair) for pair in record.extra],
            "furniture": [vars(one) for one in record.furniture],
            "terms": self.terms,
            "summary": record.summary,
            "place": record.place,
            "dateline_date": _iso(record.dateline_date),
            "language": record.language,
            "article": self.release,
            "public": self.public,
            "doubts": list(self.doubts),
            "changes": [vars(change) for change in self.changes],
            "problems": [{"code": problem.code, "message": problem.message} for problem in self.problems],
        }


class ReportedOutcome(Protocol):
    """An outcome as it comes into a report: read now, or known from an import before."""

    @property
    def source(self) -> str:
        """The name of the record's source."""

    @property
    def line(self) -> int:
        """The line of the record's title."""

    @property
    def outcome(self) -> str:
        """One of OUTCOMES."""

    @property
    def public(self) -> bool:
        """Whether readers see the release, or would."""

    @property
    def has_problems(self) -> bool:
        """Whether a person should know something about the record."""

    def compact(self) -> object:
        """Return what is kept of it until a report is written: something with `whole`."""

    def whole(self) -> RecordOutcome:
        """Return the outcome as a report reads it."""


class Outcomes:
    """The outcomes of an import, counted as they come, in a file that goes with them: an archive has many."""

    def __init__(self, outcomes: Iterable[ReportedOutcome] = ()) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - as long as this lives
        # Of each: its place in the file, the number of its source among `_names`, its line.
        self._places, self._sources, self._lines = array("q"), array("q"), array("q")
        self._names: dict[str, int] = {}
        self.counts: Counter[str] = Counter()
        self.waiting = 0
        self.with_problems = 0
        self += outcomes

    def __iadd__(self, outcomes: Iterable[ReportedOutcome]) -> Self:
        place = self._file.seek(0, os.SEEK_END)
        for outcome in outcomes:
            self._places.append(place)
            self._sources.append(self._names.setdefault(outcome.source, len(self._names)))
            self._lines.append(outcome.line)
            place += self._file.write(pickle.dumps(outcome.compact(), pickle.HIGHEST_PROTOCOL))
            self.counts[outcome.outcome] += 1
            self.waiting += outcome.outcome == "created" and not outcome.public
            self.with_problems += outcome.has_problems
        return self

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[RecordOutcome]:
        return map(self._read, range(len(self)))

    def __getitem__(self, places: slice) -> list[RecordOutcome]:
        return [self._read(number) for number in range(len(self))[places]]

    def begin(self, source: str) -> None:
        """Note that the outcomes of a source come behind those of the sources that were noted before."""
        self._names.setdefault(source, len(self._names))

    def sort(self) -> None:
        """Put them in the order of their sources, and of the lines in each."""
        numbers = sorted(range(len(self)), key=lambda one: (self._sources[one], self._lines[one]))
        self._places, self._sources, self._lines = (
            array("q", (column[number] for number in numbers))
            for column in (self._places, self._sources, self._lines)
        )

    def _read(self, number: int) -> RecordOutcome:
        self._file.seek(self._places[number])
        outcome: ReportedOutcome = pickle.load(self._file)  # noqa: S301 - written above
        return outcome.whole()


@dataclass
class Report:
    """The account of one import run, in the order of the sources."""

    batch: str
    dry_run: bool
    records: Outcomes = field(default_factory=Outcomes)
    unread: list[Unread] = field(default_factory=list)
    new_terms: list[tuple[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The number of records with each outcome."""
        return {outcome: self.records.counts[outcome] for outcome in OUTCOMES}

    @property
    def waiting(self) -> int:
        """The number of new releases that wait for a Publisher."""
        return self.records.waiting

    @property
    def has_problems(self) -> bool:
        """Return whether any record has a problem."""
        return self.records.with_problems > 0

    def as_json(self) -> dict[str, Any]:
        """The report in the form docs/importing.md describes."""
        return self._facts() | {"records": [outcome.as_json() for outcome in self.records]}

    def write(self, path: Path) -> None:
        """Write the report beside its place first, so that nobody ever reads half of one; a record a line."""
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write("{\n")
                for name, value in self._facts().items():
                    file.write(f' "{name}": {_dumped(value)},\n')
                file.write(' "records": [')
                for number, outcome in enumerate(self.records):
                    file.write(f"{',' if number else ''}\n  {_dumped(outcome.as_json())}")
                file.write("\n ]\n}\n")
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise

    def _facts(self) -> dict[str, Any]:
        """All of the report but its records."""
        return {
            "batch": self.batch,
            "dry_run": self.dry_run,
            "counts": self.counts,
            "new_terms": [{"vocabulary": vocabulary, "name": name} for vocabulary, name in self.new_terms],
            "unread": [vars(line) for line in self.unread],
        }


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
