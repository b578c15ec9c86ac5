"""The earlier editions of public releases, for outputs: when a release began, what changed last."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from articles.models import Article


class EditionHistory(NamedTuple):
    """The first edition of a release, its day of issue and since when it was public; the last correction."""

    day: date
    public_at: datetime
    change_note: str = ""


def histories_of(releases: Collection[int], now: datetime) -> dict[int, EditionHistory]:
    """Return the histories of releases whose present edition is a later one: one query, none for none."""
    if not releases:
        return {}
    issued = Article.objects.issued(now).filter(release__in=releases).order_by("-edition")
    columns = issued.values_list(
        "release", "edition", "publishing_date", "public_at", "change_note", "is_minor"
    )
    histories: dict[int, EditionHistory] = {}
    for release, edition, day, public_at, note, is_minor in columns:
        later = histories[release].change_note if release in histories else ""
        own = "" if is_minor or edition == 1 else note
        if day and public_at:
            histories[release] = EditionHistory(day, public_at, later or own)
    return histories


def public_among(releases: Collection[int], now: datetime) -> set[int]:
    """Return those of some releases that readers see: one query, none for none.

    A translation names its original only then: another one waits for its hour, or is gone.
    """
    if not releases:
        return set()
    return set(Article.objects.public(now).filter(release__in=releases).values_list("release", flat=True))
