"""What a parser hands on: frozen records that know neither the page they came from nor the database."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something a person should know about a record. Codes are listed in docs/importing.md."""

    code: str
    message: str


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
    extra: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    body: str = ""
    place: str = ""
    dateline_date: datetime.date | None = None
    language: str = "en"
    problems: tuple[Problem, ...] = ()
    is_cut_in_header: bool = False

    def has_problem(self, code: str) -> bool:
        return any(problem.code == code for problem in self.problems)


@dataclass(frozen=True)
class Unread:
    """A line that is in no record, and why."""

    source: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """All that one source gave."""

    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
