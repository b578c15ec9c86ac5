"""Files uploaded at the desk: each is tried, and imported when somebody has looked at what it would do.

`manage.py work` does both, by the importer that `import_seeds` uses. A worker leases the file it works on: it
renews the lease after each chunk, and locks the file's row while it waits for its turn and loads a chunk.
When a lease ends, another worker takes the file over; the one that lost it learns so before its next chunk
and leaves it alone. Importing twice changes nothing. A file that was begun and broke off waits behind all
others, and fails in the end.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from articles.importing import pieces, run, upload_report
from articles.index import ledger
from articles.models import ImportUpload, LeaseLost
from articles.text.dates import DateOrder

State = ImportUpload.State
# A chunk is loaded in a second or two, and a file read before the first of them. A worker that needs so long
# is dead.
LEASE = timedelta(seconds=30)
SLOWEST_READING = 1_000_000  # bytes a second
# A file that breaks its worker or the connection each time is not tried for ever.
MOST_ATTEMPTS = 3
GIVEN_UP = (
    f"It was begun {MOST_ATTEMPTS} times and never came to its end: each time the worker or the database "
    "broke off. Look into the worker's log, mend the cause, then try it again; or split the file."
)


class Stopped(Exception):
    """The worker was told to end in the middle; the file waits for the next one."""


def add(name: str, content: bytes, *, by: User, **options: Any) -> ImportUpload:
    """Queue a file that came in one request for its dry run; `options` are fields of ImportUpload."""
    upload = pieces.new_upload(name, by=by, **options)
    pieces.store_whole(upload, content)
    return upload


def start(upload: ImportUpload, *, by: User) -> bool:
    """Queue a file that was tried for its import; False when it is not in that state (any more)."""
    return _change(upload, State.TRIED, state=State.TO_IMPORT, started_by=by, read=0)


def try_again(upload: ImportUpload) -> bool:
    """Queue a file for its dry run again, after it failed or when its terms have been added."""
    return _change(upload, State.TRIED, State.FAILED, state=State.TO_TRY, error="", started_by=None, read=0)


def discard(upload: ImportUpload) -> bool:
    """Delete a file that is not to be imported; False while it is worked on, or when it was imported."""
    unused = ImportUpload.objects.filter(pk=upload.pk, state__in=(State.RECEIVING, State.TRIED, State.FAILED))
    return bool(unused.delete()[0])


def work_off(is_stopping: Callable[[], bool] = lambda: False) -> Iterator[ImportUpload]:
    """Try and import what waits, one after the other; yields each file that was dealt with.

    One that failed says why in `error`. Raises Stopped as soon as `is_stopping` says so, and the database's
    errors when it is away: what was begun is done again later.
    """
    while True:
        try:
            upload = _work_next(is_stopping)
        except LeaseLost:  # there are others to work on
            continue
        if upload is None:
            return
        yield upload


def _change(upload: ImportUpload, *states: str, **facts: object) -> bool:
    waiting = ImportUpload.objects.filter(pk=upload.pk, state__in=states)
    with transaction.atomic():
        # Not while a batch is taken back: it may be the one that the file continues.
        ledger.lock()
        return bool(waiting.update(waiting_since=timezone.now(), attempts=0, **facts))


def _claim(state: str) -> ImportUpload | None:
    """The next file that no worker holds, leased now; or failed now, when it broke off too often."""
    waiting = ImportUpload.objects.filter(state=state).order_by("attempts", "waiting_since", "pk")
    upload = waiting.claim(LEASE)
    if upload and upload.attempts < MOST_ATTEMPTS:
        # It counts at once, even when everything after it is rolled back.
        upload.renew_lease(_lease_of(upload), attempts=upload.attempts + 1)
    elif upload:
        upload.release_lease(state=State.FAILED, error=GIVEN_UP, waiting_since=timezone.now())
    return upload


def _lease_of(upload: ImportUpload) -> timedelta:
    return LEASE + timedelta(seconds=upload.size / SLOWEST_READING)


def _work_next(is_stopping: Callable[[], bool]) -> ImportUpload | None:
    upload = _claim(State.TO_TRY) or _claim(State.TO_IMPORT)
    if upload is None or upload.state == State.FAILED:
        return upload
    is_dry_run = upload.state == State.TO_TRY

    def progress(records: int, source: str) -> None:
        upload.renew_lease(_lease_of(upload), read=records)
        if is_stopping():
            raise Stopped

    try:
        _run(upload, State.TRIED if is_dry_run else State.IMPORTED, progress, dry_run=is_dry_run)
    except Stopped:
        upload.release_lease(attempts=upload.attempts - 1)
        raise
    except (OperationalError, InterfaceError):
        # When the database is away altogether, the lease ends by itself.
        with suppress(DatabaseError, InterfaceError):
            upload.release_lease()
        raise
    _store(upload)
    return upload


def _store(upload: ImportUpload) -> None:
    """Store what came of a file, unless another worker has it now."""
    is_ours = upload.release_lease(
        state=upload.state,
        account=upload.account,
        error=upload.error,
        read=upload.read,
        waiting_since=upload.waiting_since,
    )
    if not is_ours:
        raise LeaseLost
    if upload.state == State.IMPORTED:
        upload.pieces.all().delete()


def _run(upload: ImportUpload, then: str, progress: Callable[[int, str], None], *, dry_run: bool) -> None:
    """Import a file, or try to, and put what came of it on `upload`; other people's mistakes make it fail."""
    options = run.Options(
        batch=upload.batch_name,
        unknown_terms=upload.unknown_terms,
        publish=upload.publish,
        date_order=DateOrder(upload.date_format) if upload.date_format else None,
        dry_run=dry_run,
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, upload.name)
            pieces.write_to(upload, path)
            report = run.import_paths(
                [path],
                options,
                by=upload.started_by or upload.by,
                progress=progress,
                # It comes before the ledger, against the rule: nobody who has the ledger asks for a row that
                # a worker holds.
                check=upload.lock_lease,
            )
    except (Stopped, LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception as error:
        upload.state, upload.error = State.FAILED, f"{type(error).__name__}: {error}"
    else:
        upload_report.write(report, upload, is_alive=lambda: upload.renew_lease(_lease_of(upload)))
        account = upload_report.account_of(report)
        upload.state, upload.account, upload.read = then, account, len(report.records)
    upload.waiting_since = timezone.now()
