"""Taking a batch back, and bringing it back: in short transactions, and never over what a person has done.

Each time is a step (`BatchStep`), which goes on where it was stopped: by the command, or by the worker. The
lines of the batch (`BatchLine`, `articles.importing.release_rows`) hold what is written back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import merge
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.importing import batch_terms, release_rows
from articles.importing.undo_reasons import against_redo, against_undo
from articles.index import ledger, public_changes, search, updates
from articles.index.positions import day_of
from articles.models import (
    Article,
    BatchLine,
    BatchStep,
    BatchTerm,
    ImportBatch,
    ImportUpload,
    LeaseLost,
    MonthChange,
    Provenance,
    PublicChange,
)
from taxonomy import vocabulary

Kind = BatchStep.Kind
# Editors who publish meanwhile wait for one chunk.
CHUNK = 500
# SQLite takes so many parameters, and some more.
ASKED_AT_ONCE = 10_000
# A chunk takes a second or two. A process that needs so long is dead.
LEASE = timedelta(seconds=60)
DATED = ("release", "state", "public_at", "public_until")


class UndoNotPossible(Exception):
    """A batch cannot be taken or brought back now; the message says why and what to do."""


class UndoStopped(Exception):
    """The worker was told to end in the middle; the step waits for the next one."""


@dataclass(frozen=True)
class BatchPlan:
    """What a step would do with a batch now, by release numbers: those that come or go, or change, or stay.

    `created` are releases that the batch brought, `completed` those that were there before; `kept` stay as
    they are, each with the reason.
    """

    created: tuple[int, ...]
    completed: tuple[int, ...]
    kept: dict[int, str]


def find(name: str, kind: str) -> ImportBatch | None:
    """Return the batch of that name: the one in force to be undone, or the last undone to be redone."""
    batches = ImportBatch.objects.filter(name=name)
    under_way = batches.filter(steps__kind=kind, steps__finished_at=None).first()
    undone = batches.exclude(undone_at=None).order_by("-undone_at").first()
    in_force = batches.in_force().first()
    return under_way or ((in_force or undone) if kind == Kind.UNDO else (undone or in_force))


def has_files_waiting(batch: ImportBatch) -> bool:
    """Return whether a file uploaded for `batch` is still to be tried or imported."""
    is_in_force = batch.undone_at is None
    return is_in_force and ImportUpload.objects.unfinished().filter(batch_name=batch.name).exists()


def reasons_against(batch: ImportBatch, kind: str) -> list[str]:
    """Return why `batch` can be neither taken back nor brought back now, in sentences; none when it can."""
    reasons = []
    if has_files_waiting(batch):
        reasons.append("A file of this batch waits for the worker; let it come to its end first.")
    other = BatchStep.objects.unfinished().filter(batch=batch).exclude(kind=kind).first()
    if other:
        reasons.append(f"This batch is being {other.get_kind_display()}: let that come to its end first.")
    elif kind == Kind.UNDO and batch.undone_at and not (_created(batch) or _completed(batch)):
        reasons.append(f"“{batch}” is taken back already; undo_import --redo brings it back.")
    elif kind == Kind.REDO and not _undone(batch).exists() and not batch.undone_at:
        reasons.append(f"Nothing of “{batch}” is taken back.")
    elif kind == Kind.REDO and batch.undone_at:
        same = ImportBatch.objects.in_force().filter(name=batch.name)
        if same.exists():
            reasons.append(f"Another import in force is called “{batch}” by now: take that one back first.")
    return reasons


def plan(batch: ImportBatch, kind: str = Kind.UNDO) -> BatchPlan:
    """Return what a step would do with `batch` now: a few queries, whatever it brought."""
    if kind == Kind.UNDO:
        created, completed = _releases(_created(batch)), _releases(_completed(batch))
    else:
        lines = _undone(batch)
        created, completed = _releases(lines.filter(is_new=True)), _releases(lines.filter(is_new=False))
    against, numbers = (against_undo if kind == Kind.UNDO else against_redo), [*created, *completed]
    kept: dict[int, str] = {}
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        kept |= against(batch, numbers[start : start + ASKED_AT_ONCE])
    new, old = (tuple(one for one in numbers if one not in kept) for numbers in (created, completed))
    return BatchPlan(new, old, kept)


@transaction.atomic
def request(batch: ImportBatch, kind: str, *, by: User | None = None) -> BatchStep:
    """Ask for a step, which `run` or the worker makes; returns the one under way if there is one of its kind.

    Raises UndoNotPossible.
    """
    ledger.lock()
    batch.refresh_from_db()
    if reasons := reasons_against(batch, kind):
        raise UndoNotPossible(" ".join(reasons))
    if step := BatchStep.objects.unfinished().filter(batch=batch).first():
        return step
    if kind == Kind.REDO:
        # From now on its name is taken.
        ImportBatch.objects.filter(pk=batch.pk).update(undone_at=None, undone_by=None)
    return BatchStep.objects.create(batch=batch, kind=kind, by=by)


def undo(batch: ImportBatch, *, by: User | None = None) -> BatchStep:
    """Take a batch back; returns the finished step. Raises UndoNotPossible."""
    return run(request(batch, Kind.UNDO, by=by))


def redo(batch: ImportBatch, *, by: User | None = None) -> BatchStep:
    """Bring a batch back that was taken back; returns the finished step. Raises UndoNotPossible."""
    return run(request(batch, Kind.REDO, by=by))


def run(step: BatchStep) -> BatchStep:
    """Make a step, from where it was stopped. Raises UndoNotPossible when another process is making it."""
    claimed = BatchStep.objects.unfinished().filter(pk=step.pk).claim(LEASE)
    if claimed is None:
        raise UndoNotPossible("Another process does that now: the page of the batch shows how far it is.")
    _make(claimed, lambda: False)
    return claimed


def work_off(is_stopping: Callable[[], bool] = lambda: False) -> Iterator[BatchStep]:
    """Make the steps that wait or were stopped, one after the other; yields each when it is finished.

    Raises UndoStopped between two chunks as soon as `is_stopping` says so.
    """
    while step := BatchStep.objects.unfinished().order_by("at", "pk").claim(LEASE):
        try:
            _make(step, is_stopping)
        except LeaseLost:  # another worker makes it
            continue
        yield step


def _make(step: BatchStep, is_stopping: Callable[[], bool]) -> None:
    chunk = _undo_chunk if step.kind == Kind.UNDO else _redo_chunk
    try:
        if step.kind == Kind.REDO:
            with transaction.atomic():
                ledger.lock()
                batch_terms.bring_back(step.batch)
        while chunk(step):
            if is_stopping():
                raise UndoStopped
        _finish(step)
    finally:
        # What was read of terms may have been rolled back.
        vocabulary.forget()
        if step.finished_at is None:
            step.release_lease()


def _created(batch: ImportBatch) -> QuerySet[Provenance]:
    return Provenance.objects.filter(batch=batch)


def _completed(batch: ImportBatch) -> QuerySet[BatchLine]:
    return BatchLine.objects.filter(batch=batch, is_undone=False)


def _undone(batch: ImportBatch) -> QuerySet[BatchLine]:
    return BatchLine.objects.filter(batch=batch, is_undone=True)


def _releases(rows: QuerySet) -> list[int]:
    return list(rows.order_by("release").values_list("release", flat=True))


@transaction.atomic
def _undo_chunk(step: BatchStep) -> bool:
    """Take the next releases back; False when there are none any more."""
    step.lock_lease()
    ledger.lock()
    batch = step.batch
    found = (
        rows.filter(release__gt=step.reached).order_by("release").values_list("release", flat=True)[:CHUNK]
        for rows in (_created(batch), _completed(batch))
    )
    releases = list(islice(merge(*found), CHUNK))
    if not releases:
        return False
    reasons = against_undo(batch, releases)
    going = [release for release in releases if release not in reasons]
    before = release_rows.read(going)
    lines = {line.release: line for line in _completed(batch).filter(release__in=going)}
    created = [release for release in going if release not in lines]
    _note_months(going)
    _delete(created)
    updates.record(release_rows.write(line.other for line in lines.values()), PublicChange.Kind.CORRECTED)
    left = release_rows.read(lines)
    for release, line in lines.items():
        line.other, line.is_undone, line.left = before[release], True, release_rows.digest(left[release])
    BatchLine.objects.bulk_update(lines.values(), ["other", "is_undone", "left"], batch_size=100)
    BatchLine.objects.bulk_create(
        (
            BatchLine(batch=batch, release=release, is_new=True, is_undone=True, other=before[release])
            for release in created
        ),
        batch_size=100,
    )
    _go_on(step, releases[-1], len(created), len(lines), reasons)
    return True


def _delete(releases: Sequence[int]) -> None:
    articles = Article.objects.filter(release__in=releases)
    positions = articles.filter(position__isnull=False).values_list("position", flat=True)
    search.remove([position for position in positions if position is not None])
    public_changes.record(articles.only(*DATED), PublicChange.Kind.REMOVED)
    articles.delete()
    Provenance.objects.filter(release__in=releases).delete()
    if releases:
        ledger.record_changes(None)


def _note_months(releases: Sequence[int]) -> None:
    """Note the months in which readers see these releases: none of their rows will tell of this step."""
    now = timezone.now()
    seen = Article.objects.filter(release__in=releases, position__isnull=False, public_at__lte=now)
    positions = seen.order_by().values_list("position", flat=True)
    MonthChange.objects.note({day_of(position).replace(day=1) for position in positions if position}, now)


@transaction.atomic
def _redo_chunk(step: BatchStep) -> bool:
    """Bring the next releases back; False when there are none any more."""
    step.lock_lease()
    ledger.lock()
    batch = step.batch
    lines = list(_undone(batch).filter(release__gt=step.reached).order_by("release")[:CHUNK])
    if not lines:
        return False
    reasons = against_redo(batch, [line.release for line in lines])
    reasons |= release_rows.without_place(line.other for line in lines if line.release not in reasons)
    going = [line for line in lines if line.release not in reasons]
    new = [line for line in going if line.is_new]
    completed = [line for line in going if not line.is_new]
    before = release_rows.read([line.release for line in completed])
    updates.record(release_rows.write(line.other for line in new), PublicChange.Kind.PUBLISHED)
    updates.record(release_rows.write(line.other for line in completed), PublicChange.Kind.CORRECTED)
    _note_months([line.release for line in going])
    for line in completed:
        line.other, line.is_undone, line.left = before[line.release], False, ""
    BatchLine.objects.bulk_update(completed, ["other", "is_undone", "left"], batch_size=100)
    BatchLine.objects.filter(pk__in=[line.pk for line in new]).delete()
    _go_on(step, lines[-1].release, len(new), len(completed), reasons)
    return True


def _go_on(step: BatchStep, reached: int, created: int, completed: int, reasons: dict[int, str]) -> None:
    """Note how far a step has come, in the transaction of the chunk."""
    kept = [
        {"what": f"release {number}", "release": number, "reason": why} for number, why in reasons.items()
    ]
    step.renew_lease(
        LEASE,
        reached=reached,
        created=step.created + created,
        completed=step.completed + completed,
        kept=[*step.kept, *kept],
    )


@transaction.atomic
def _finish(step: BatchStep) -> None:
    """The end of a step: terms go with the releases, and the batch stands as taken back."""
    step.lock_lease()
    ledger.lock()
    now, kept = timezone.now(), step.kept
    if step.kind == Kind.UNDO:
        kept = [*kept, *map(_kept_term, batch_terms.take_back(step.batch))]
        if step.created or step.completed or not step.kept:
            step.batch.undone_at, step.batch.undone_by = now, step.by
            step.batch.save(update_fields=["undone_at", "undone_by"])
    step.release_lease(kept=kept, finished_at=now)


def _kept_term(pair: tuple[BatchTerm, str]) -> dict[str, object]:
    term, reason = pair
    return {"what": str(term), "release": None, "reason": reason}
