"""Files and the rows that name them, stored together: all of a picture, or nothing of it."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from articles.media import renditions
from articles.media.checks import Refused, open_picture
from articles.media.renditions import Encoded
from articles.media.sniffing import type_of
from articles.models import AttachmentFile, Picture, PictureFile, Rendition

logger = logging.getLogger(__name__)

# All files of pictures and attachments lie in these folders of the storage.
FOLDERS = ("pictures", "attachments")


def store_picture(upload: File) -> PictureFile:
    """Check a picture, make its renditions and keep them; the same content is kept once.

    Raises Refused, with a sentence for the editor, when it cannot be taken; then nothing of it is left.
    """
    digest = _digest(upload)
    if known := _known(PictureFile, digest):
        return known
    image = open_picture(upload)
    try:
        renditions.make_upright(image)
        ending, content = renditions.kept(image)
        made = list(renditions.whole(image))
    except (OSError, ValueError) as failure:
        raise Refused(
            upload, "it cannot be converted. Save it again as JPEG or PNG, and try once more."
        ) from failure
    folder = _new_folder("pictures")
    try:
        with _together() as write:
            file = PictureFile.objects.create(
                digest=digest,
                name=write(f"{folder}/kept.{ending}", content),
                size=len(content),
                width=image.width,
                height=image.height,
            )
            _keep_renditions(file, Rendition.WHOLE, made, write, folder=folder)
    except IntegrityError:  # the same picture has come in twice at the same time
        return PictureFile.objects.get(digest=digest)
    return file


def store_lead_crop(picture: Picture) -> None:
    """Make the renditions of a lead picture around its focal point, unless they are there.

    When its file is missing nothing is made; pages then show the renditions of the whole picture.
    """
    if picture.file.renditions.filter(shape=picture.crop).exists():
        return
    try:
        with default_storage.open(picture.file.name) as stored, Image.open(stored) as image:
            made = list(renditions.lead(image, picture.focal_x, picture.focal_y))
    except FileNotFoundError:
        logger.error("%s is missing in the storage; manage.py doctor tells what else is", picture.file.name)
        return
    # Another editor may have asked for the same crop; then theirs is there.
    with suppress(IntegrityError), _together() as write:
        _keep_renditions(picture.file, picture.crop, made, write, folder=_new_folder("pictures"))


def store_attachment(upload: File) -> AttachmentFile:
    """Check a document and keep it; the same content is kept once.

    Raises Refused, with a sentence for the editor, when it cannot be taken.
    """
    kind = type_of(upload)
    digest = _digest(upload, kind)
    if known := _known(AttachmentFile, digest):
        return known
    try:
        with _together() as write:
            upload.seek(0)
            name = write(f"{_new_folder('attachments')}/kept.{kind}", upload)
            return AttachmentFile.objects.create(digest=digest, name=name, size=upload.size, type=kind)
    except IntegrityError:  # the same document has come in twice at the same time
        return AttachmentFile.objects.get(digest=digest)


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


def _known(
    model: type[PictureFile] | type[AttachmentFile], digest: str
) -> PictureFile | AttachmentFile | None:
    """The file with this content, if it is kept already; it counts as uploaded now, so that it is not cleared away."""
    model.objects.filter(digest=digest).update(uploaded_at=timezone.now())
    return model.objects.filter(digest=digest).first()
