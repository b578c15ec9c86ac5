"""The number of a release in a series, as its title says it: "Daily report 214/2016", "Spot report No. 3"."""

import re
from typing import NamedTuple

from taxonomy.folding import fold

_OF_YEAR = re.compile(r"(?<![\d/.–-])(?P<number>\d{1,4})\s?/\s?(?P<year>(?:19|20)\d\d)(?![\d/])")
_NUMBERED = re.compile(r"(?:\bN[or]\.|№|n°|#)\s*(?P<number>\d{1,5})(?![\d/])", re.IGNORECASE)


class SeriesNumber(NamedTuple):
    """A place in a series: `name` is what stands before the number, folded; `year` is 0 if none is said.

    `text` is the number as the title has it.
    """

    name: str
    year: int
    number: int
    text: str

    @property
    def place(self) -> tuple[int, int]:
        """Numbers begin anew each year."""
        return self.year, self.number

    def text_of(self, number: int) -> str:
        """Return another number of the same year as the title would have it."""
        return self.text.replace(str(self.number), str(number), 1)


def series_number(title: str) -> SeriesNumber | None:
    """Return the place in a series that a title tells; None for a title without a number of a series.

    >>> series_number("SMM Daily Report 3/2021 issued on 6 January 2021").place
    (2021, 3)
    """
    found = _OF_YEAR.search(title) or _NUMBERED.search(title)
    name = fold(title[: found.start()]) if found else ""
    if not found or not name:
        return None
    parts = found.groupdict()
    return SeriesNumber(name, int(parts.get("year") or 0), int(parts["number"]), found[0])
