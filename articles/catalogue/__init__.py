"""The in-process catalogue of all listed releases: exact counts, filters and pages without asking SQL.

`current()` is right at once after every commit of any process, and whenever the clock lists or ends an
edition. The database stays the truth: dropping the catalogue loses nothing.
"""

import threading
from datetime import datetime, timedelta

from django.utils import timezone

from articles.catalogue.loading import apply, build
from articles.catalogue.snapshot import Found, Holding, Snapshot, bitmap_of
from articles.models import Change, Ledger
from taxonomy.vocabulary import Vocabularies

__all__ = ["Found", "Holding", "Snapshot", "bitmap_of", "current", "forget"]

# Beyond so many changes at once, reading everything anew is quicker than moving bitmaps one by one.
MOST_CHANGES_APPLIED = 500
# A clock this far behind the snapshot was set back on purpose; less is two requests overtaking each other.
CLOCK_SET_BACK = timedelta(minutes=1)

_lock = threading.Lock()
_snapshot: Snapshot | None = None


def current(vocabularies: Vocabularies, now: datetime | None = None, change: int | None = None) -> Snapshot:
    """The catalogue as it is at `now` (an aware datetime): one query when nothing changed.

    Whoever has asked for the number of the last `change` already gives it, which saves that query.
    """
    global _snapshot
    now = now or timezone.now()
    if change is None:
        change = Ledger.objects.values_list("last_change", flat=True).first() or 0
    snapshot = _snapshot
    if _is_right(snapshot, vocabularies, change, now):
        return snapshot
    with _lock:  # one thread reads, the others wait for it instead of reading too
        snapshot = _snapshot
        if not _is_right(snapshot, vocabularies, change, now):
            _snapshot = snapshot = _brought_up_to(snapshot, vocabularies, change, now)
        return snapshot


def forget() -> None:
    """Drop the catalogue; the next `current()` reads it from the database."""
    global _snapshot
    _snapshot = None


def _is_right(snapshot: Snapshot | None, vocabularies: Vocabularies, change: int, now: datetime) -> bool:
    return (
        snapshot is not None
        and snapshot.change >= change
        and snapshot.revision >= vocabularies.revision
        and not (snapshot.switches and snapshot.switches[0][0] <= now)
        and now > snapshot.as_of - CLOCK_SET_BACK
    )


def _brought_up_to(
    snapshot: Snapshot | None, vocabularies: Vocabularies, change: int, now: datetime
) -> Snapshot:
    if (
        snapshot is None
        or snapshot.revision < vocabularies.revision
        or now <= snapshot.as_of - CLOCK_SET_BACK
    ):
        return build(vocabularies, change=change, now=now)
    lines = Change.objects.filter(number__gt=snapshot.change, number__lte=change)
    changed = set(lines.values_list("article", flat=True)[: MOST_CHANGES_APPLIED + 1])
    is_complete = lines.count() == change - snapshot.change
    if None in changed or not is_complete or len(changed) > MOST_CHANGES_APPLIED:
        return build(vocabularies, change=change, now=now)
    due = {article_id for instant, article_id in snapshot.switches if instant <= now}
    return apply(snapshot, vocabularies, changed | due, change=max(change, snapshot.change), now=now)
