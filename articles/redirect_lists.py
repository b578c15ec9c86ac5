"""Lists of redirects as CSV: an old address and where it leads, a line each."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from articles import redirects
from articles.characters import without_controls

MOST_BYTES = 1_000_000
SEPARATORS = ",;\t"
HEADER = ("old", "new")


@dataclass(frozen=True)
class Reading:
    """The pairs of a list with the numbers of their lines, and what is wrong with lines that hold none."""

    pairs: Sequence[tuple[str, str]]
    numbers: Sequence[int]
    problems: Sequence[tuple[int, str]]


def decode(content: bytes) -> str:
    """The text of an uploaded list. Raises ValueError, in words for people, when it is too long or no UTF-8."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"The list has {len(content):,} bytes; split it into lists of {MOST_BYTES:,}.")
    try:
        return without_controls(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"Line {line} is not UTF-8: save the list as “CSV UTF-8”.") from error


def read(text: str) -> Reading:
    """The pairs of a list, separated by commas, semicolons or tabs; its first line may say "old,new"."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    # The separator of the first line is that of the list: some spreadsheets write semicolons.
    separator = max(SEPARATORS, key=first.count)
    pairs, numbers, problems = [], [], []
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
        if not any(row) or (not pairs and not problems and tuple(map(str.lower, row)) == HEADER):
            continue
        if len(row) != 2:
            said = f"{len(row)} column{'s' if len(row) > 1 else ''} instead of two"
            problems.append((number, f"{said}; an address with a “{separator}” stands in double quotes."))
            continue
        pairs.append((row[0], row[1]))
        numbers.append(number)
    return Reading(pairs, numbers, problems)


@dataclass(frozen=True)
class Outcome:
    """What a list would do, or has done: problems by line, and how many redirects are new, changed, the same."""

    problems: Sequence[tuple[int, str]]
    lines: Sequence[tuple[int, redirects.Line]]

    @property
    def new(self) -> int:
        return sum(not line.before for _, line in self.lines)

    @property
    def changed(self) -> int:
        return sum(line.is_changed for _, line in self.lines)

    @property
    def same(self) -> int:
        return sum(line.is_same for _, line in self.lines)


def outcome(reading: Reading, lines: Sequence[redirects.Line]) -> Outcome:
    """What became of a list, by the numbers of its lines."""
    numbered = list(zip(reading.numbers, lines, strict=True))
    found = [(number, problem) for number, line in numbered for problem in line.problems]
    return Outcome(sorted([*reading.problems, *found]), numbered)
