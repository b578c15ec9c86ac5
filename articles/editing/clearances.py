"""Clearing the quality queue: all releases that a filter of it finds are published or dismissed, in chunks.

Somebody has looked at some of them and decides for all: that is for what came as it is from an import. What a
person has changed meanwhile is decided about singly, and stays. The worker makes a clearance, as the one who
asked for it, and goes on where it was stopped.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from articles.editing.workflow import imported
from articles.index import ledger
from articles.models import Article, Clearance, ImportBatch, ImportRecord, LeaseLost

Verb = Clearance.Verb
# Editors who publish meanwhile wait for one chunk.
CHUNK = 200
# A chunk takes a second or two. A process that needs so long is dead.
LEASE = timedelta(seconds=60)
STEPS: dict[str, Callable[..., imported.Cleared]] = {
    Verb.ACCEPT: imported.accept,
    Verb.DISMISS: imported.dismiss,
}
UNDER_WAY = "The queue is being cleared already: wait until that is done."
NOTHING_WAITS = "Nothing waits there any more."
WAS_CHANGED = "Somebody has changed it since its import: decide about it by itself."


class ClearanceNotPossible(Exception):
    """The queue cannot be cleared now; the message says why."""


class ClearanceStopped(Exception):
    """The worker was told to end in the middle; the clearance waits for the next one."""


@transaction.atomic
def request(verb: str, *, doubt: str, batch: ImportBatch | None, last: int, by: User) -> Clearance:
    """Ask for the releases that wait under a filter, up to the record `last`, to be published or dismissed.

    Raises ClearanceNotPossible when that is under way, or when nothing waits there.
    """
    ledger.lock()
    if Clearance.objects.unfinished().exists():
        raise ClearanceNotPossible(UNDER_WAY)
    waiting = ImportRecord.objects.waiting().narrowed(doubt, batch.pk if batch else None)
    found = waiting.filter(pk__lte=last).order_by().aggregate(asked=Count("pk"), last=Max("pk"))
    if not found["asked"]:
        raise ClearanceNotPossible(NOTHING_WAITS)
    return Clearance.objects.create(verb=verb, doubt=doubt, batch=batch, by=by, **found)


def work_off(is_stopping: Callable[[], bool] = lambda: False) -> Iterator[Clearance]:
    """Make the clearances that wait or were stopped, one after the other; yields each when it is finished.

    Raises ClearanceStopped between two chunks as soon as `is_stopping` says so.
    """
    while clearance := Clearance.objects.unfinished().order_by("at", "pk").claim(LEASE):
        try:
            _make(clearance, is_stopping)
        except LeaseLost:  # another worker makes it
            continue
        yield clearance


def _make(clearance: Clearance, is_stopping: Callable[[], bool]) -> None:
    try:
        while _clear_chunk(clearance):
            if is_stopping():
                raise ClearanceStopped
        clearance.release_lease(finished_at=timezone.now())
    finally:
        if clearance.finished_at is None:
            clearance.release_lease()


@transaction.atomic
def _clear_chunk(clearance: Clearance) -> bool:
    """Publish or dismiss the next of its releases; False when there are no more."""
    clearance.lock_lease()
    ledger.lock()
    records = list(clearance.records().values_list("pk", "release")[:CHUNK])
    if not records:
        return False
    editions = Article.objects.filter(release__in=[release for _, release in records], edition=1)
    as_imported = editions.filter(changed_by__isnull=True)
    seen = dict(as_imported.order_by("pk").values_list("pk", "lock_version"))
    cleared = STEPS[clearance.verb](seen, by=clearance.by)
    stayed = Counter(clearance.stayed)
    stayed.update(reason for _, reason in cleared.refused)
    if changed := len(records) - len(seen):
        stayed[WAS_CHANGED] += changed
    clearance.renew_lease(
        LEASE, reached=records[-1][0], done=clearance.done + len(cleared.done), stayed=dict(stayed)
    )
    return True
