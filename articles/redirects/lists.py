"""Lists of redirects as CSV: an old address and where it leads, a line each."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files import File

from articles import redirects
from articles.text.characters import without_controls

MOST_BYTES = 1_000_000
SEPARATORS = ",;\t"
HEADER = ("old", "new")
COUNTS = {2: "two", 3: "three"}


@dataclass(frozen=True)
class RedirectList:
    """The pairs of a list with the numbers of their lines, and what is wrong with lines that hold none."""

    pairs: Sequence[tuple[str, str]]
    numbers: Sequence[int]
    problems: Sequence[tuple[int, str]]


def decode(upload: File) -> str:
    """Return the text of an uploaded list; raise ValueError, with a message for people, if it has none."""
    check_size(upload.size)
    return decode_bytes(upload.read())


def check_size(size: int) -> None:
    """Raise ValueError, with a message for people, if a list of so many bytes is too long to be read."""
    if size > MOST_BYTES:
        raise ValueError(f"The list has {size:,} bytes; split it into lists of {MOST_BYTES:,}.")


def decode_bytes(content: bytes) -> str:
    """Return the text of a list; raise ValueError, with a message for people, if it is not UTF-8."""
    try:
        return without_controls(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"Line {line} is not UTF-8: save the list as “CSV UTF-8”.") from error


def read(text: str) -> RedirectList:
    """Return the pairs of a list, between commas, semicolons or tabs; its first line may say "old,new"."""
    rows, problems = read_rows(text, HEADER)
    return RedirectList([(old, new) for _, (old, new) in rows], [number for number, _ in rows], problems)


def read_rows(
    text: str, header: tuple[str, ...]
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """Return the rows of a list with the numbers of their lines, and what is wrong with lines that are none.

    A row has as many columns as `header`, between commas, semicolons or tabs; the first may be the header.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    # The separator of the first line is that of the list: some spreadsheets write semicolons.
    separator = max(SEPARATORS, key=first.count)
    numbered: list[tuple[int, list[str]]] = []
    problems: list[tuple[int, str]] = []
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    while True:
        number = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            problems.append((number, f"The list cannot be read from here on: {error}."))
            break
        if row is None:
            break
        row = [cell.strip() for cell in row]
        if not any(row) or (not numbered and not problems and tuple(map(str.lower, row)) == header):
            continue
        if len(row) != len(header):
            columns = f"{len(row)} column{'' if len(row) == 1 else 's'} instead of {COUNTS[len(header)]}"
            problems.append((number, f"{columns}; a text with a “{separator}” stands in double quotes."))
            continue
        numbered.append((number, row))
    return numbered, problems


@dataclass(frozen=True)
class ListOutcome:
    """The outcome of a list: problems by line, and redirects that are new, changed, the same."""

    problems: Sequence[tuple[int, str]]
    lines: Sequence[tuple[int, redirects.PlannedRedirect]]

    @property
    def new(self) -> int:
        """Return how many addresses lead nowhere now."""
        return sum(not line.before for _, line in self.lines)

    @property
    def changed(self) -> int:
        """Return how many addresses lead elsewhere now."""
        return sum(line.is_changed for _, line in self.lines)

    @property
    def same(self) -> int:
        """Return how many addresses lead there already."""
        return sum(line.is_same for _, line in self.lines)


def outcome(reading: RedirectList, lines: Sequence[redirects.PlannedRedirect]) -> ListOutcome:
    """Return what became of a list, by the numbers of its lines."""
    numbered = list(zip(reading.numbers, lines, strict=True))
    refused = [(number, problem) for number, line in numbered for problem in line.problems]
    return ListOutcome(sorted([*reading.problems, *refused]), numbered)
