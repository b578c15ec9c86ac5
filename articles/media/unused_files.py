"""Files and rows that do not agree: what is missing, and what nobody uses any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from articles.media import card_pictures
from articles.media.file_store import FOLDERS
from articles.models import AttachmentFile, ChangeLogEntry, PictureFile, Rendition

# What was uploaded a shorter time ago may stand in a form that nobody has saved yet.
GRACE = timedelta(days=1)
# So long a deleted draft is brought back with its files.
GRACE_OF_DELETED = timedelta(days=90)


def missing() -> list[str]:
    """Names that rows give and that are not in the storage."""
    return sorted(names_in_rows() - set(_stored()))


def unnamed(now: datetime) -> list[str]:
    """Names in the storage that no row gives, for longer than a day."""
    in_rows = names_in_rows()
    return sorted(
        name
        for name in _stored()
        if name not in in_rows and default_storage.get_modified_time(name) < now - GRACE
    )


def unused(now: datetime) -> list[PictureFile | AttachmentFile]:
    """Files that no edition or partner uses, nor a draft deleted lately, a day after their last upload."""
    uploaded = {"uploaded_at__lt": now - GRACE}
    pictures = PictureFile.objects.filter(
        pictures__isnull=True, partners__isnull=True, **uploaded
    ).prefetch_related("renditions")
    documents = AttachmentFile.objects.filter(attachments__isnull=True, **uploaded)
    return [
        *pictures.exclude(pk__in=_of_deleted("pictures", now)),
        *documents.exclude(pk__in=_of_deleted("documents", now)),
    ]


def _of_deleted(name: str, now: datetime) -> set[int]:
    """The ids of the files of drafts that were deleted lately."""
    deletions = ChangeLogEntry.objects.filter(
        kind=ChangeLogEntry.Kind.DELETED, content__isnull=False, at__gt=now - GRACE_OF_DELETED
    )
    kept = ((content or {}).get(name) for content in deletions.values_list("content", flat=True))
    return {row["file_id"] for rows in kept if isinstance(rows, list) for row in rows}


def remove(now: datetime | None = None) -> list[str]:
    """Delete what nobody uses, rows before files, and old pictures of cards; return the files' names."""
    now = now or timezone.now()
    with transaction.atomic():
        for file in unused(now):
            file.delete()
    # Their rows are gone, and they are older than a day: they are among those that no row names.
    names = unnamed(now)
    for name in names:
        default_storage.delete(name)
    return [*names, *card_pictures.remove_old(now)]


def names_in_rows() -> set[str]:
    """The names of all files that rows give."""
    return {
        name
        for model in (PictureFile, Rendition, AttachmentFile)
        for name in model.objects.values_list("name", flat=True).iterator()
    }


def _stored() -> Iterator[str]:
    for folder in FOLDERS:
        yield from _files_below(folder)


def _files_below(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}/{file}" for file in files)
    for inner in folders:
        yield from _files_below(f"{folder}/{inner}")
