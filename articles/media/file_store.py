"""Files and the rows that name them, stored together: all of a picture, or nothing of it."""

import errno
import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from articles.media import embedded, renditions
from articles.media.decoding_lock import Busy, decoding_lock
from articles.media.document_formats import type_of
from articles.media.renditions import Encoded
from articles.media.validation import Refused, open_picture
from articles.models import AttachmentFile, Picture, PictureFile, Rendition
from articles.text.characters import without_controls

StoredFile = TypeVar("StoredFile", PictureFile, AttachmentFile)
logger = logging.getLogger(__name__)

# All files of pictures and attachments lie in these folders of the storage.
FOLDERS = ("pictures", "attachments")
LONGEST_NAME = 200
# How the system says that a disk, or somebody's part of it, is full.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def store_picture(upload: File) -> PictureFile:
    """Check a picture, make its renditions and keep them; the same content is kept once.

    Raises Refused, with a sentence for the editor, when it cannot be taken (Busy when it can be later); then
    nothing of it is left.
    """
    digest = _digest(upload)
    if stored := _stored_file(PictureFile, digest):
        return stored
    with decoding_lock(upload):
        converted = _converted(upload)
    folder = _new_folder("pictures")
    try:
        with _refused_when_full(upload), _together() as write:
            file = PictureFile.objects.create(
                digest=digest,
                name=write(f"{folder}/original.{converted.ending}", converted.original),
                size=len(converted.original),
                width=converted.size[0],
                height=converted.size[1],
                file_name=without_controls(PurePath(upload.name or "").name)[-LONGEST_NAME:],
                embedded=converted.facts,
            )
            _keep_renditions(file, Rendition.WHOLE, converted.renditions, write, folder=folder)
    except IntegrityError:  # the same picture has come in twice at the same time
        return PictureFile.objects.get(digest=digest)
    return file


def store_lead_crop(picture: Picture) -> None:
    """Make the renditions of a lead picture around its focal point, unless they are there.

    When its file is missing, others are being converted or the disk is full, nothing is made; pages then show
    the renditions of the whole picture until the release is saved again.
    """
    if picture.file.renditions.filter(shape=picture.crop).exists():
        return
    try:
        with (
            default_storage.open(picture.file.name) as stored,
            decoding_lock(stored),
            Image.open(stored) as image,
        ):
            made = list(renditions.lead(image, picture.focal_x, picture.focal_y))
    except FileNotFoundError:
        logger.error("%s is missing in the storage; manage.py doctor tells what else is", picture.file.name)
        return
    except Busy:
        logger.warning("The crop of %s was not made: other files are being converted", picture.file.name)
        return
    # Another editor may have asked for the same crop; then theirs is there.
    try:
        with suppress(IntegrityError), _together() as write:
            _keep_renditions(picture.file, picture.crop, made, write, folder=_new_folder("pictures"))
    except OSError as failure:
        if failure.errno not in NO_ROOM:
            raise
        logger.error("The disk is full: %s has no crop for the top of its page", picture.file.name)


def store_attachment(upload: File) -> AttachmentFile:
    """Check a document and keep it; the same content is kept once.

    Raises Refused, with a sentence for the editor, when it cannot be taken.
    """
    with decoding_lock(upload):  # the list of a ZIP can be far bigger than the file
        kind = type_of(upload)
    digest = _digest(upload, kind)
    if stored := _stored_file(AttachmentFile, digest):
        return stored
    try:
        with _refused_when_full(upload), _together() as write:
            upload.seek(0)
            name = write(f"{_new_folder('attachments')}/document.{kind}", upload)
            return AttachmentFile.objects.create(digest=digest, name=name, size=upload.size, type=kind)
    except IntegrityError:  # the same document has come in twice at the same time
        return AttachmentFile.objects.get(digest=digest)


@dataclass(frozen=True, slots=True)
class _Converted:
    """A picture as it is kept: its size upright, its original, its renditions, and what it says of itself."""

    size: tuple[int, int]
    ending: str
    original: bytes
    renditions: list[Encoded]
    facts: dict[str, str]


def _converted(upload: File) -> _Converted:
    image = open_picture(upload)
    facts = embedded.facts_of(image)
    try:
        renditions.make_upright(image)
        ending, content = renditions.original(image)
        return _Converted(image.size, ending, content, list(renditions.whole(image)), facts)
    except (OSError, ValueError) as failure:
        raise Refused(
            upload, "it cannot be converted. Save it again as JPEG or PNG, and try once more."
        ) from failure


@contextmanager
def _refused_when_full(upload: File) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        if failure.errno not in NO_ROOM:
            raise
        logger.critical("The disk is full: “%s” was not stored", upload.name)
        raise Refused(
            upload,
            "the disk of the server is full. Tell the people who run it, and upload the file again when "
            "there is room; what else you typed can be kept.",
        ) from failure


@contextmanager
def _together() -> Iterator[Callable[[str, bytes | File], str]]:
    """A transaction, and a function that writes content under a name. If either fails, the files go too."""
    written: list[str] = []

    def write(name: str, content: bytes | File) -> str:
        content = ContentFile(content) if isinstance(content, bytes) else content
        written.append(default_storage.save(name, content))
        return written[-1]

    try:
        with transaction.atomic():
            yield write
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _keep_renditions(
    file: PictureFile,
    shape: str,
    made: Iterable[Encoded],
    write: Callable[[str, bytes], str],
    *,
    folder: str,
) -> None:
    Rendition.objects.bulk_create(
        Rendition(
            file=file,
            shape=shape,
            format=one.format,
            width=one.width,
            height=one.height,
            name=write(f"{folder}/{shape}-{one.width}.{one.format}", one.content),
            size=len(one.content),
            digest=hashlib.sha256(one.content).hexdigest(),
        )
        for one in made
    )


def _new_folder(kind: str) -> str:
    """A folder for one file that nobody can guess; the first level keeps folders short."""
    secret = secrets.token_hex(16)
    return f"{kind}/{secret[:2]}/{secret}"


def _digest(upload: File, salt: str = "") -> str:
    digest = hashlib.sha256(salt.encode())
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _stored_file(model: type[StoredFile], digest: str) -> StoredFile | None:
    """Return the stored file with this content, if any; it counts as uploaded now and is not cleared away."""
    model.objects.filter(digest=digest).update(uploaded_at=timezone.now())
    return model.objects.filter(digest=digest).first()
