"""Numbers that must be handed out in the order of commits: releases, positions, changes.

Every function here takes the lock of the one ledger row and holds it until the transaction of the caller
ends. Two publications therefore happen one after the other, and a process that has seen change 7 has
seen everything up to it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import connection, transaction

from articles.index.positions import PLACES_IN_A_DAY, DayIsFull, day_of, start_of
from articles.models import Article, Change, Ledger

# New releases of a day stand this far apart, so that later editions of one find a place beside it.
STEP = 8
MAX_CHANGES = 10_000


def lock() -> Ledger:
    """Wait for the ledger. Take it before any other lock, so that no two transactions wait for each other."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The ledger hands out numbers inside a transaction only.")
    rows = Ledger.objects.select_for_update().filter(pk=1)
    if ledger := rows.first():
        return ledger
    # Of two who are the first in a new newsroom, one waits here for the other.
    Ledger.objects.bulk_create([Ledger(pk=1)], ignore_conflicts=True)
    return rows.get()


def take_releases(how_many: int = 1) -> range:
    """The next release numbers, never used before."""
    ledger = lock()
    first = ledger.last_release + 1
    ledger.last_release += how_many
    ledger.save(update_fields=["last_release"])
    return range(first, first + how_many)


def take_positions(days: Sequence[date]) -> list[int]:
    """A free position for each of `days`: of releases of one day, the later in `days` stands later.

    Raises DayIsFull when a day has had 8,191 releases.
    """
    lock()
    taken = _taken_on(set(days))
    positions = []
    for day in days:
        taken[day] = (taken[day] // STEP + 1) * STEP
        if taken[day] >= PLACES_IN_A_DAY:
            raise DayIsFull(day)
        positions.append(start_of(day) + taken[day])
    return positions


def places_left(days: Collection[date]) -> dict[date, int]:
    """The number of releases for which each of `days` still has a place."""
    lock()
    most = (PLACES_IN_A_DAY - 1) // STEP
    return {day: max(0, most - taken // STEP) for day, taken in _taken_on(days).items()}


def take_position_beside(position: int) -> int:
    """A free position right after `position` on the same day: where the next edition of a release stands."""
    lock()
    stretch = range(position + 1, (position // STEP + 1) * STEP)
    taken = set(Article.objects.filter(position__in=stretch).values_list("position", flat=True))
    for candidate in stretch:
        if candidate not in taken:
            return candidate
    return take_positions([day_of(position)])[0]


def record_changes(articles: Iterable[Article] | None) -> None:
    """Tell every catalogue to look at these editions again, or, with None, to read everything anew."""
    lines = [None] if articles is None else [article.pk for article in articles]
    ledger = lock()
    first = ledger.last_change + 1
    Change.objects.bulk_create(Change(number=first + index, article=line) for index, line in enumerate(lines))
    ledger.last_change += len(lines)
    ledger.save(update_fields=["last_change"])
    if ledger.last_change // MAX_CHANGES > (first - 1) // MAX_CHANGES:
        Change.objects.filter(number__lte=ledger.last_change - MAX_CHANGES).delete()


def _taken_on(days: Collection[date]) -> dict[date, int]:
    """The last place that is taken on each of `days`, 0 for none: one query by the index for all of them."""
    if not days:
        return {}
    starts = {start_of(day): day for day in days}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH days (start) AS (VALUES {", ".join(["(%s)"] * len(starts))})
            SELECT start, (
                SELECT max(position) FROM {Article._meta.db_table}
                WHERE position >= start AND position < start + {PLACES_IN_A_DAY}
            ) FROM days
            """,  # noqa: S608 - a table of our own
            list(starts),
        )
        return {starts[start]: (last or start) - start for start, last in cursor.fetchall()}
