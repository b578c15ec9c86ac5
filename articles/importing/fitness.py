"""Rules for a record to become a release, to wait for a person, and to be shown to readers."""

from collections.abc import Sequence
from datetime import date

from articles.importing.record import DOUBTED_FIELDS, Problem, Record
from articles.importing.resolve import Resolved
from taxonomy.languages import UNKNOWN

# No organisation of this newsroom is older, unless its settings say so; a later day is a slip of the pen.
EARLIEST = date(1970, 1, 1)
LATEST = date(2100, 12, 31)
LONGEST_TITLE = 500
LONGEST_LABEL = 200
# The longest list of an archive of thirty years has some thirty labels.
MOST_LABELS = 200
# A book has as many characters; the search reads the first 100,000 of a text.
LONGEST_TEXT = 500_000
# Codes of problems for which a record is not sure to have been read right.
DOUBTFUL = frozenset(DOUBTED_FIELDS)
# What an import makes public: what is no news, news as well, or nothing.
PUBLISH = ("sure", "all", "none")


def unfit(record: Record, earliest: date = EARLIEST) -> Problem | None:
    """Return the problem for which a record can never become a release.

    `earliest` is the first day of the organisation.
    """
    if not record.title:
        return Problem("no-title", "The record has no title.")
    if len(record.title) > LONGEST_TITLE:
        return Problem(
            "title-too-long", f"The title has {len(record.title)} characters; {LONGEST_TITLE} fit."
        )
    if record.date and not earliest <= record.date <= LATEST:
        bounds = f"releases are from {earliest.isoformat()} (IMPORT_EARLIEST_DATE) to {LATEST.isoformat()}"
        return Problem(
            "bad-date", f"The date {record.date.isoformat()} cannot be that of a release: {bounds}."
        )
    most = max(map(len, (record.where, record.what, record.locations, record.collections)))
    if most > MOST_LABELS:
        return Problem("too-many-labels", f"A list has {most:,} labels; {MOST_LABELS} fit.")
    longest = max(len(record.summary), len(record.body))
    if longest > LONGEST_TEXT:
        return Problem("text-too-long", f"A text has {longest:,} characters; {LONGEST_TEXT:,} fit.")
    return None


def not_now(resolved: Resolved, unknown_terms: str) -> Problem | None:
    """Return the problem for which a new record waits for a person instead of becoming a release."""
    record = resolved.record
    if record.is_cut_in_header:
        return Problem("truncated", "The capture ends before the labels do; look for a whole one.")
    if record.date is None:
        return Problem("bad-date", "The record has no publishing date.")
    if record.language == UNKNOWN:
        return Problem("unknown-language", "It is in no language that has a file in taxonomy/languages.")
    too_long = [label for _, label in resolved.unknown if len(label) > LONGEST_LABEL]
    if too_long:
        return Problem("label-too-long", f"No term can be called “{too_long[0][:60]} …”: it is too long.")
    if resolved.unknown and unknown_terms != "create":
        labels = ", ".join(f"“{label}”" for _, label in resolved.unknown)
        return Problem("unknown-term", f"No term is called {labels}: load or add it, then import again.")
    return None


def is_news(day: date, today: date, news_days: int) -> bool:
    """Return whether a release of `day` is younger than `news_days` days; what is dated in the future is."""
    return (today - day).days < news_days


def new_terms(resolved: Resolved) -> list[Problem]:
    """Return the doubt about terms that an import has made and nobody has reviewed."""
    names = [f"“{term.name}”" for terms in resolved.terms.values() for term in terms if not term.reviewed]
    message = f"Nobody has reviewed {', '.join(names)} yet: a new name, or a misread one."
    return [Problem("new-term", message)] if names else []


def doubts(day: date, today: date, news_days: int, publish: str) -> Sequence[Problem]:
    """Return the doubts that keep a release of `day` from the public under `publish` (of PUBLISH).

    An import has no author and nobody has approved it: that is right for the archive, and wrong for news.
    """
    if day > today:
        return [
            Problem("future-date", f"It is dated {day.isoformat()}, in the future: it waits for a Publisher.")
        ]
    if is_news(day, today, news_days) and publish != "all":
        return [Problem("news", f"It is not {news_days} days old: it waits for a Publisher.")]
    return []
