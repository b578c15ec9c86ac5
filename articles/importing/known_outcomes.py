"""Outcomes of the records of known files, as their rows have them: an unchanged import reads no more of them.

The facts of a record stand in them as the texts that the database has. Only a report reads those.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from articles.importing.outcome import FieldChange, RecordOutcome
from articles.importing.record import Furniture, Problem, Record
from articles.models import ImportFile, ImportRecord

_PLAIN = ("line", "outcome", "release", "dateline_date")
_JSON = ("as_read", "terms", "problems", "doubts", "changes")


class KnownOutcome(NamedTuple):
    """The outcome of a record that was not read again: it is in the archive, or was dealt with before."""

    source: str
    line: int
    outcome: str
    release: int | None
    dateline_date: date | None
    as_read: str
    terms: str
    problems: str
    doubts: str
    changes: str
    public: bool = False

    @property
    def has_problems(self) -> bool:
        """Return whether a person should know something about the record."""
        return self.problems != "[]"

    def as_same(self) -> "KnownOutcome":
        """Return the outcome of a record that brings nothing new."""
        return self._replace(outcome="same", doubts="[]", changes="[]")

    def compact(self) -> "KnownOutcome":
        """Return the outcome as it is kept until a report is written."""
        return self

    def whole(self) -> RecordOutcome:
        """Return the outcome with all that the row says of the record."""
        stored = json.loads(self.as_read)
        record = Record.from_stored(
            stored,
            source=self.source,
            line=self.line,
            place=stored["place"],
            extra=tuple((label, value) for label, value in stored["extra"]),
            dateline_date=self.dateline_date,
            furniture=tuple(Furniture(**one) for one in stored.get("furniture", ())),
        )
        return RecordOutcome(
            record,
            self.outcome,
            release=self.release,
            terms=json.loads(self.terms),
            problems=tuple(Problem(**problem) for problem in json.loads(self.problems)),
            public=self.public,
            doubts=tuple(json.loads(self.doubts)),
            changes=tuple(FieldChange(**change) for change in json.loads(self.changes)),
        )


def of_files(files: Iterable[ImportFile]) -> dict[tuple[int, str], list[KnownOutcome]]:
    """Return the outcomes of the records of files, by batch and source; nobody has asked who is public."""
    by_batch: dict[int, set[str]] = defaultdict(set)
    for file in files:
        by_batch[file.batch_id].add(file.source)
    found: dict[tuple[int, str], list[KnownOutcome]] = defaultdict(list)
    texts = [Cast(name, TextField()) for name in _JSON]
    for batch, names in by_batch.items():
        rows = ImportRecord.objects.filter(batch=batch, source__among=names).order_by("source", "line", "pk")
        for source, *values in rows.values_list("source", *_PLAIN, *texts):
            found[batch, source].append(KnownOutcome(source, *values))
    return found
