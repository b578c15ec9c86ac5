"""Files that come in pieces: begun, taken piece by piece, put together, or cleared when nobody goes on.

The pieces are rows, so that any process takes the next one and a lost connection costs one piece. The worker
writes them into a file one after the other: nothing holds a whole file.
"""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.importing.file_refusals import refusal
from articles.models import ImportUpload, UploadPiece
from articles.text.characters import without_controls

State = ImportUpload.State
# Below what a request without files may bring (DATA_UPLOAD_MAX_MEMORY_SIZE), and stored in a moment.
PIECE_BYTES = 4 * 1024 * 1024
# Somebody who has not gone on for so long begins anew.
ABANDONED_AFTER = timedelta(days=1)
# In characters of four bytes it is still a name that a file can have.
LONGEST_NAME = 60
BROKEN = "This piece did not arrive as it was sent. Send it again."
CHANGED = "The file changed while it was uploaded. Choose it again."
GONE = "This upload is not there any more, or it is complete. Choose the file again."


class NotTaken(Exception):
    """A piece that was not taken, with the reason; `is_final` when sending it again does not help."""

    def __init__(self, reason: str, *, is_final: bool = True) -> None:
        super().__init__(reason)
        self.is_final = is_final


def new_upload(name: str, *, by: User, batch_name: str = "", **options: Any) -> ImportUpload:
    """Return an upload that is not stored yet; without a name its batch is called by file and second."""
    now = timezone.now()
    name = without_controls(Path(name).name).strip() or "file"
    name = name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"
    batch_name = batch_name or f"{name}, {timezone.localtime(now):%Y-%m-%d %H:%M:%S}"
    return ImportUpload(name=name, batch_name=batch_name, by=by, at=now, waiting_since=now, **options)


@transaction.atomic
def store_whole(upload: ImportUpload, content: bytes) -> None:
    """Store a file that came in one request, for its dry run."""
    parts = [content[start : start + PIECE_BYTES] for start in range(0, len(content), PIECE_BYTES)]
    digests = [sha256(part).hexdigest() for part in parts]
    upload.size, upload.digest, upload.state = len(content), digest_of(digests), State.TO_TRY
    upload.save()
    UploadPiece.objects.bulk_create(
        (
            UploadPiece(upload=upload, number=number, content=part, digest=digest)
            for number, (part, digest) in enumerate(zip(parts, digests, strict=True))
        ),
        batch_size=4,
    )


def begin(upload: ImportUpload, *, size: int, digest: str) -> ImportUpload:
    """Store an upload that is to come in pieces; one of the same file by the same person goes on instead."""
    begun = ImportUpload.objects.receiving().filter(by=upload.by, size=size, digest=digest).first()
    if begun:
        upload.pk, upload.at = begun.pk, begun.at
    upload.size, upload.digest, upload.state = size, digest, State.RECEIVING
    upload.save()
    return upload


def missing(upload: ImportUpload) -> list[int]:
    """Return the numbers of the pieces that have not come yet."""
    come = set(upload.pieces.values_list("number", flat=True))
    return [number for number in range(_how_many(upload)) if number not in come]


def received(upload: ImportUpload) -> int:
    """Return how many bytes have come; the last piece counts as a whole one until all have."""
    return min(upload.pieces.count() * PIECE_BYTES, upload.size)


def take(pk: int, number: int, content: bytes, *, digest: str, by: User) -> ImportUpload:
    """Store a piece; with the last one the file waits for its dry run. A piece that is there is left.

    Raises NotTaken for a broken piece, for a file that cannot be imported (the first piece tells), and when
    the pieces do not make the file that was announced: then its upload is gone.
    """
    upload, reason = _take(pk, number, content, digest=digest, by=by)
    if reason:
        upload.delete()
        raise NotTaken(reason)
    return upload


def write_to(upload: ImportUpload, path: Path) -> None:
    """Write the whole file, a piece at a time."""
    with path.open("wb") as file:
        for content in upload.pieces.values_list("content", flat=True).iterator(chunk_size=1):
            file.write(content)


def clear_abandoned() -> int:
    """Delete uploads that nobody has gone on with; returns how many."""
    then = timezone.now() - ABANDONED_AFTER
    _, deleted = ImportUpload.objects.receiving().filter(waiting_since__lt=then).delete()
    return deleted.get(ImportUpload._meta.label, 0)


def digest_of(digests: Iterable[str]) -> str:
    """Return the digest of a file by those of its pieces."""
    return sha256("".join(digests).encode()).hexdigest()


@transaction.atomic
def _take(pk: int, number: int, content: bytes, *, digest: str, by: User) -> tuple[ImportUpload, str]:
    """The upload after a piece of it, and the reason why it cannot go on."""
    upload = ImportUpload.objects.receiving().select_for_update().filter(pk=pk, by=by).first()
    if upload is None:
        raise NotTaken(GONE)
    is_whole = len(content) == _length(upload, number) and sha256(content).hexdigest() == digest
    if not is_whole:
        raise NotTaken(BROKEN, is_final=False)
    if number == 0 and (reason := refusal(content)):
        return upload, reason
    UploadPiece.objects.get_or_create(
        upload=upload, number=number, defaults={"content": content, "digest": digest}
    )
    digests = list(upload.pieces.values_list("digest", flat=True))
    if len(digests) == _how_many(upload):
        if digest_of(digests) != upload.digest:
            return upload, CHANGED
        upload.state = State.TO_TRY
    upload.waiting_since = timezone.now()
    upload.save(update_fields=["state", "waiting_since"])
    return upload, ""


def _how_many(upload: ImportUpload) -> int:
    return -(-upload.size // PIECE_BYTES)


def _length(upload: ImportUpload, number: int) -> int:
    """The length of a piece by its number; 0, which none has, beyond the end."""
    return max(0, min(PIECE_BYTES, upload.size - number * PIECE_BYTES))
