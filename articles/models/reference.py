"""The reference by which people cite a release, like "OSCE/2025/71, edition 2".

It is made of what never changes: the number of the release, which alone decides, and the year of its first
edition. REFERENCE_TEMPLATE says how; the edition stands behind it.
"""

import re
from collections.abc import Callable
from functools import cache

from django.conf import settings

YEAR, NUMBER = "{year}", "{number}"
_EDITION = r"(?:\s*,?\s*(?:edition|ed\.?)\s*\d+)?"


def reference_of(release: int, year: int, edition: int) -> str:
    """Return the reference of an edition; `year` is that of the first edition's day of issue.

    >>> reference_of(71, 2025, 2)
    'OSCE/2025/71, edition 2'
    """
    return reference_writer()(release, year, edition)


def reference_writer() -> Callable[[int, int, int], str]:
    """Return `reference_of` with the template looked up once: an export needs it for every line."""
    template = settings.REFERENCE_TEMPLATE

    def write(release: int, year: int, edition: int) -> str:
        written = template.replace(YEAR, str(year)).replace(NUMBER, str(release))
        return f"{written}, edition {edition}"

    return write


def release_in(text: str) -> int | None:
    """Return the number of the release that a text is the reference of, with an edition or without.

    None for any other text. The year may be wrong: the number is enough to find the release.
    """
    found = _pattern(settings.REFERENCE_TEMPLATE).fullmatch(text.strip())
    return int(found["number"]) if found else None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    written = re.escape(template)
    for part, pattern in ((YEAR, r"\d{4}"), (NUMBER, r"(?P<number>\d{1,15})")):
        written = written.replace(re.escape(part), pattern, 1)
    return re.compile(written + _EDITION, re.IGNORECASE)
