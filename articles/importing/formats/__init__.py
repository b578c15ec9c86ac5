"""The formats that can be read: each is a function from a text and its source's name to a ParsedSource."""

from collections.abc import Callable

from articles.importing.formats.capture import read_capture
from articles.importing.formats.foreign import format_of
from articles.importing.record import ParsedSource, Problem, Unread
from articles.text.dates import DateOrder

# The last argument is the order of day and month in figures; None leaves it to the text.
Parser = Callable[[str, str, DateOrder | None], ParsedSource]

FORMATS: dict[str, Parser] = {
    "capture": read_capture,
}
# How other files of the seeds begin, and what they are.
_OTHER_SEEDS = {
    "slug,name,": "a vocabulary, which load_vocabularies reads",
    "vocabulary,term,name,": "a vocabulary, which load_vocabularies reads",
    "[template]": "a template, which load_templates reads",
}


def read(text: str, source: str, format: str = "auto", order: DateOrder | None = None) -> ParsedSource:
    """The records of a text, or the problem for which it has none.

    `auto` goes by the content. Raises ValueError for a format that nobody knows.
    """
    if format != "auto" and format not in FORMATS:
        raise ValueError(f"unknown format “{format}”; known are: auto, {', '.join(sorted(FORMATS))}")
    if format == "auto" and text.startswith(tuple(_OTHER_SEEDS)):
        seed = next(what for start, what in _OTHER_SEEDS.items() if text.startswith(start))
        return ParsedSource(unread=(Unread(source, 1, text.partition("\n")[0], seed),))
    if foreign := format_of(text) if format == "auto" else "":
        return ParsedSource(problems=(Problem("unknown-format", not_read(foreign)),))
    parsed = FORMATS["capture" if format == "auto" else format](text, source, order)
    if parsed.records:
        return parsed
    nothing = Problem(
        "nothing-read",
        "No release was found in this file: it has no text with a date above, below or in front.",
    )
    return ParsedSource(problems=(nothing,), unread=parsed.unread)


def not_read(name: str) -> str:
    """Return the sentence that refuses a format by its name."""
    return (
        f"This is {name}, which an import does not read. "
        "Open it in a browser and save what the browser shows as text."
    )
