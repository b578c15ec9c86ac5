"""Files uploaded at the desk: each is tried, and imported when somebody has looked at what it would do.

`manage.py work` does both, by the importer that `import_seeds` uses. A worker holds the file it works on: it renews its
hold after each chunk, and locks the file's row while it waits for its turn and loads a chunk. Another takes over what
has had no sign of life for a while; whoever has lost a file learns it before the next chunk and leaves it alone.
Importing twice changes nothing. What was begun and broke off waits behind all others, and fails in the end.
"""

import codecs
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles import ledger
from articles.importing import run
from articles.importing.outcome import Report
from articles.importing.sources import decode
from articles.models import ImportUpload

State = ImportUpload.State
# Some two thousand releases, which take some seconds: a person waits for what they would become.
MOST_BYTES = 1_000_000
LONGEST_NAME = 80
# A file is read, and a chunk of it loaded, in a second or two. Who has not given a sign for so long is dead.
HOLD = timedelta(seconds=30)
# A file that breaks its worker or the connection each time is not tried for ever.
MOST_ATTEMPTS = 3
GIVEN_UP = (
    f"It was begun {MOST_ATTEMPTS} times and never came to its end: each time the worker or the database broke off. "
    "Look into the worker's log, mend the cause, then try it again; or split the file."
)
NO_TEXT = "This is not a text file. Open the page in a browser, select all, copy it into a text editor and save it as UTF-8."
OTHER_ENCODING = (
    "This file was saved in another encoding than UTF-8. Open it in a text editor where its letters look right, "
    "and save it again as UTF-8."
)
# How files begin that are no text: zip and all of today's office formats, yesterday's, PDF, RTF, pictures.
NO_TEXT_BEGINS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"{\\rtf",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
)
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f"})
# An old page may hold a stray control character; a file full of them is a program's.
MOST_CONTROLS = 1 / 100
# What an account shows of a file; the batch has everything.
RECORDS_KEPT = 200
SHOWN = ("line", "outcome", "title", "date", "problems")


class Stopped(Exception):
    """The worker was told to end in the middle; the file waits for the next one."""


class TakenOver(Exception):
    """Another worker took the file over, for this one gave no sign for too long; there are others to work on."""


def add(
    name: str, content: bytes, *, by: AbstractUser, batch_name: str = "", unknown_terms: str = "create"
) -> ImportUpload:
    """Queue a file for its dry run; without a name its batch is called like the file and the second it came in."""
    now = timezone.now()
    name = name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"
    batch_name = batch_name or f"{name}, {timezone.localtime(now):%Y-%m-%d %H:%M:%S}"
    return ImportUpload.objects.create(
        name=name, content=content, batch_name=batch_name, unknown_terms=unknown_terms, by=by, at=now
    )


def refusal(content: bytes) -> str:
    """Why a file cannot be the text of a page, and what to do about it; empty when it can be one."""
    if content.startswith(NO_TEXT_BEGINS):
        return NO_TEXT
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return OTHER_ENCODING if decode(content)[1] else ""
    if content[::2].count(0) > len(content) / 3 or content[1::2].count(0) > len(content) / 3:
        # UTF-16 that does not say so: every other byte is nought.
        return OTHER_ENCODING
    controls = len(content) - len(content.translate(None, CONTROLS))
    if controls > len(content) * MOST_CONTROLS:
        return NO_TEXT
    return OTHER_ENCODING if decode(content)[1] else ""


def start(upload: ImportUpload, *, by: AbstractUser) -> bool:
    """Queue a file that was tried for its import; False when it is not in that state (any more)."""
    return _change(upload, State.TRIED, state=State.TO_IMPORT, started_by=by, read=0, taken_at=None)


def try_again(upload: ImportUpload) -> bool:
    """Queue a file for its dry run again, after it failed or when its terms have been added."""
    return _change(upload, State.TRIED, State.FAILED, state=State.TO_TRY, error="", started_by=None, read=0)


def discard(upload: ImportUpload) -> bool:
    """Delete a file that is not to be imported; False while it is worked on, or when it was imported."""
    kept = ImportUpload.objects.filter(pk=upload.pk, state__in=(State.TRIED, State.FAILED))
    return bool(kept.delete()[0])


def work_off(is_stopping: Callable[[], bool] = lambda: False) -> Iterator[ImportUpload]:
    """Try and import what waits, one after the other; yields each file that was dealt with.

    One that failed says why in `error`. Raises Stopped as soon as `is_stopping` says so, and the database's errors
    when it is away: what was begun is done again later.
    """
    while True:
        try:
            upload = _work_next(is_stopping)
        except TakenOver:
            continue
        if upload is None:
            return
        yield upload


def _change(upload: ImportUpload, *states: str, **facts: Any) -> bool:
    waiting = ImportUpload.objects.filter(pk=upload.pk, state__in=states)
    with transaction.atomic():
        # Not while a batch is taken back: it may be the one that the file continues.
        ledger.lock()
        return bool(waiting.update(waiting_since=timezone.now(), attempts=0, **facts))


def _waiting(state: str) -> QuerySet[ImportUpload]:
    return ImportUpload.objects.filter(state=state).order_by("attempts", "waiting_since", "pk")


def _work_next(is_stopping: Callable[[], bool]) -> ImportUpload | None:
    upload = _take(State.TO_TRY) or _take(State.TO_IMPORT)
    if upload is None or upload.state == State.FAILED:
        return upload
    is_dry_run = upload.state == State.TO_TRY

    def progress(records: int, source: str) -> None:
        _renew(upload, records)
        if is_stopping():
            raise Stopped

    try:
        _run(upload, State.TRIED if is_dry_run else State.IMPORTED, progress, dry_run=is_dry_run)
    except Stopped:
        _held(upload).update(taken_at=None, attempts=F("attempts") - 1)
        raise
    except (OperationalError, InterfaceError):
        # When the database is away altogether, the hold runs out by itself.
        with suppress(DatabaseError, InterfaceError):
            _held(upload).update(taken_at=None)
        raise
    _keep(upload)
    return upload


def _keep(upload: ImportUpload) -> None:
    """Store what came of a file, unless another worker has it now."""
    is_ours = _held(upload).update(
        state=upload.state,
        account=upload.account,
        error=upload.error,
        read=upload.read,
        content=b"" if upload.state == State.IMPORTED else upload.content,
        waiting_since=upload.waiting_since,
        taken_at=None,
    )
    if not is_ours:
        raise TakenOver


def _run(upload: ImportUpload, then: str, progress: Callable[[int, str], None], *, dry_run: bool) -> None:
    """Import a file, or try to, and put what came of it on `upload`; other people's mistakes make it fail."""
    goes_on = not dry_run and (upload.attempts > 1 or upload.read > 0)
    options = run.Options(batch=upload.batch_name, unknown_terms=upload.unknown_terms, dry_run=dry_run)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, upload.name)
            path.write_bytes(upload.content)
            report = run.import_paths(
                [path],
                options,
                by=upload.started_by or upload.by,
                progress=progress,
                check=lambda: _keep_others_away(upload),
            )
    except (Stopped, TakenOver, OperationalError, InterfaceError):
        raise
    except Exception as error:
        upload.state, upload.error = State.FAILED, f"{type(error).__name__}: {error}"
    else:
        account = account_of(run.as_a_whole(report) if goes_on else report)
        upload.state, upload.account, upload.read = then, account, len(report.records)
    upload.waiting_since = timezone.now()


def _take(state: str) -> ImportUpload | None:
    """The next file that nobody holds, held now; or failed now, when it broke off too often."""
    free = _waiting(state).filter(Q(taken_at__isnull=True) | Q(taken_at__lt=timezone.now() - HOLD))
    # Asked first without a lock: on SQLite every transaction that may write keeps editors waiting.
    if not free.exists():
        return None
    # In a transaction of its own, so that it counts even when everything after it is rolled back.
    with transaction.atomic():
        upload = free.select_for_update(skip_locked=True).first()
        if upload is None:
            return None
        now = timezone.now()
        if upload.attempts < MOST_ATTEMPTS:
            upload.attempts, upload.taken_at = upload.attempts + 1, now
        else:
            upload.state, upload.error = State.FAILED, GIVEN_UP
            upload.taken_at, upload.waiting_since = None, now
        upload.save(update_fields=["state", "error", "attempts", "taken_at", "waiting_since"])
    return upload


def _held(upload: ImportUpload) -> QuerySet[ImportUpload]:
    return ImportUpload.objects.filter(pk=upload.pk, taken_at=upload.taken_at)


def _renew(upload: ImportUpload, records: int) -> None:
    """Give a sign of life. Raises TakenOver when another worker has taken the file over."""
    now = timezone.now()
    if not _held(upload).update(taken_at=now, read=records):
        raise TakenOver
    upload.taken_at = now


def _keep_others_away(upload: ImportUpload) -> None:
    """Lock the row of a file until the transaction ends, so that who waits or is slow is not taken for dead.

    It comes before the ledger, against the rule: nobody who has the ledger asks for a row that a worker holds. Raises
    TakenOver when another worker has taken the file over.
    """
    if not _held(upload).select_for_update().values_list("pk").first():
        raise TakenOver


def account_of(report: Report) -> dict[str, Any]:
    """What the page of an upload shows of a report: counts, and the first records, those with problems before others."""
    told = sorted(report.records, key=lambda outcome: not outcome.problems)[:RECORDS_KEPT]
    return {
        "counts": report.counts,
        "with_problems": sum(bool(outcome.problems) for outcome in report.records),
        "records": [
            {name: facts[name] for name in SHOWN} for facts in (outcome.as_json() for outcome in told)
        ],
        "new_terms": [name for _, name in report.new_terms],
        "unread": [vars(line) for line in report.unread[:RECORDS_KEPT]],
        "unread_count": len(report.unread),
    }
