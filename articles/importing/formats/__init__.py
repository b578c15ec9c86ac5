"""The formats that can be read: each is a function from a text and its source's name to a Reading."""

from collections.abc import Callable

from articles.importing.formats.capture import read_capture
from articles.importing.record import Reading

Parser = Callable[[str, str], Reading]

FORMATS: dict[str, Parser] = {
    "capture": read_capture,
}

# How `auto` tells a format from a file's name; whatever is not listed is a capture.
SUFFIXES: dict[str, str] = {}


def read(text: str, source: str, format: str = "auto") -> Reading:
    """The records of a text. Raises ValueError for a format that nobody knows."""
    name = format
    if format == "auto":
        name = next(
            (known for suffix, known in SUFFIXES.items() if source.lower().endswith(suffix)), "capture"
        )
    if name not in FORMATS:
        raise ValueError(f"unknown format “{name}”; known are: auto, {', '.join(sorted(FORMATS))}")
    return FORMATS[name](text, source)
