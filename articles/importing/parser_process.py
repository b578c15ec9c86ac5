"""One parser: texts in, what they gave out. Run by itself it is the process that parses beside an import.

Such a process knows neither Django's settings nor the database. It ends when the one that started it does.
"""

import gc
import logging
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from articles.importing import formats
from articles.importing.record import ParsedSource, Problem
from articles.text.dates import DateOrder

_log = logging.getLogger(__name__)
# So much of an error's own words stands in the report.
LONGEST_ERROR = 200
# What a parser makes holds itself nowhere: it goes without the collector, which would look at all of it.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


@dataclass(frozen=True)
class ReadingOptions:
    """The options by which texts are read: a format, the order of day and month in figures.

    `with_vectors`: the database has text vectors, which are worked out as well.
    """

    format: str
    order: DateOrder | None = None
    with_vectors: bool = False


class SourceText(NamedTuple):
    """The text of a source, and its name."""

    name: str
    text: str


def parse(text: SourceText, reading: ReadingOptions) -> ParsedSource:
    """The records of a text, or the problem for which it has none: the parser's own failure is one too."""
    try:
        return formats.read(text.text, text.name, reading.format, reading.order)
    except Exception as error:
        _log.exception("The parser failed at %s", text.name)
        return failed(f"{type(error).__name__}: {str(error)[:LONGEST_ERROR]}")


def failed(reason: str) -> ParsedSource:
    """Return what a source gives at which the parser failed."""
    message = f"The parser failed at this file, which is a fault of the newsroom: {reason}"
    return ParsedSource(problems=(Problem("parser-failed", message),))


def parse_whole(text: SourceText, reading: ReadingOptions) -> ParsedSource:
    """The same, with all that an import asks of its records worked out beforehand."""
    parsed = parse(text, reading)
    for record in parsed.records:
        record.work_out(with_vector=reading.with_vectors)
    return parsed


def main() -> None:
    """Answer each request, a reading and texts, until there are none any more."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a parser prints gets among the answers
    gc.freeze()  # the tables of languages are there to stay
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    while True:
        try:
            asked: tuple[ReadingOptions, Sequence[SourceText]] = pickle.load(requests)  # noqa: S301 - from the import itself
            reading, texts = asked
            pickle.dump([parse_whole(text, reading) for text in texts], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
        except (EOFError, BrokenPipeError):  # the import has ended
            return


if __name__ == "__main__":
    main()
