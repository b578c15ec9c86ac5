"""The number of the release that a reader names: "71", "#71", "release no. 71", or by its reference."""

import re

from articles.models.reference import release_in

# As the desk's pages name a release: "73", "#73", "release 73", "Release no. 73".
NUMBER = re.compile(r"(?:release\b\s*)?(?:(?:#|№|no\.?|number)\s*)?(\d{1,15})", re.IGNORECASE)
_ALONE = re.compile(r"[#№]\s*(\d{1,15})")
_YEAR = re.compile(r"(?:19|20)\d\d")


def release_number(text: str) -> tuple[int | None, bool]:
    """The number of the release that `text` names as a whole, and whether it can mean nothing else.

    A plain number may also stand in a text; one that looks like a year names no release.
    """
    text = text.strip()
    if (release := release_in(text)) is not None:
        return release, True
    if found := _ALONE.fullmatch(text):
        return int(found[1]), True
    found = NUMBER.fullmatch(text)
    return (int(found[1]) if found and not _YEAR.fullmatch(text) else None), False
