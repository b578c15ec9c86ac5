"""A question to a list of the former site, as its addresses asked it: no rows and no terms of ours."""

import re
from dataclasses import dataclass

_SLUG = re.compile(r"\w+(?:-+\w+)+")


@dataclass(frozen=True)
class FormerFilter:
    """Terms that the former site was asked for, any of `values`: numbers, or names in words.

    They belong to `vocabulary`, or are looked up in all of them when that is empty; `likely` is the one meant
    where a number stands in several.
    """

    sent: str
    values: tuple[str, ...]
    vocabulary: str = ""
    likely: str = ""


@dataclass(frozen=True)
class Untranslated:
    """A part of an old address that means nothing here: its label, as it was sent, and why."""

    label: str
    sent: str
    message: str


@dataclass(frozen=True)
class FormerQuestion:
    """A question to the former site's list. `page` counts from 0; `rows` is 0 for its default.

    `is_list` is whether the path was that of a list of releases, `is_feed` whether its feed was asked for.
    `days` are parameters of ours, `year`, `from` and `to`, with what the former site's said.
    """

    is_list: bool = False
    is_feed: bool = False
    words: str = ""
    filters: tuple[FormerFilter, ...] = ()
    languages: tuple[str, ...] = ()
    days: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    rows: int = 0
    page: int = 0
    untranslated: tuple[Untranslated, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Return whether the list was to leave anything out."""
        return bool(self.words or self.filters or self.languages or self.days or self.untranslated)

    @property
    def slug(self) -> str:
        """The words as the address of a release wrote its title, or nothing."""
        return self.words if _SLUG.fullmatch(self.words) else ""
