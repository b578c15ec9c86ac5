"""What an import reports: an outcome for each record found, and the lines that are in no record."""

import json
import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from articles.importing.record import Problem, Record, Unread

OUTCOMES = ("created", "updated", "same", "duplicate", "held", "rejected")


@dataclass(frozen=True)
class RecordOutcome:
    """What became of one record; `release` is its number when there is one."""

    record: Record
    outcome: str
    release: int | None = None
    terms: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

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
            "extra": [list(pair) for pair in record.extra],
            "terms": self.terms,
            "summary": record.summary,
            "place": record.place,
            "dateline_date": _iso(record.dateline_date),
            "language": record.language,
            "article": self.release,
            "problems": [{"code": problem.code, "message": problem.message} for problem in self.problems],
        }


@dataclass
class Report:
    """The account of one import run, in the order of the sources."""

    batch: str
    dry_run: bool
    records: list[RecordOutcome] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    new_terms: list[tuple[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(record.outcome for record in self.records)
        return {outcome: counted[outcome] for outcome in OUTCOMES}

    @property
    def has_problems(self) -> bool:
        return any(record.problems for record in self.records)

    def as_json(self) -> dict[str, Any]:
        return {
            "batch": self.batch,
            "dry_run": self.dry_run,
            "counts": self.counts,
            "records": [record.as_json() for record in self.records],
            "new_terms": [{"vocabulary": vocabulary, "name": name} for vocabulary, name in self.new_terms],
            "unread": [vars(line) for line in self.unread],
        }

    def write(self, path: Path) -> None:
        """Write the report beside its place first, so that nobody ever reads half of one."""
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self.as_json(), file, ensure_ascii=False, indent=1)
                file.write("\n")
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def _iso(day) -> str | None:
    return day.isoformat() if day else None
