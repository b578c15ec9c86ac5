"""Rules for the pictures that may come in; a refusal is a sentence that says what to do."""

import warnings
from pathlib import PurePath

from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from PIL import Image

from articles.media.heic import LONGEST_LIST, TooManyPixels, Undecodable, is_heic, open_heic
from articles.media.jpeg import MOST_SCANS, has_too_many_scans

# What a picture may be and the endings of its name. Cameras write JPEG with more than one picture in it
# (MPO), phones write HEIC; of a GIF the first picture is taken. No SVG, which is a program; no TIFF, whose
# decoder is a museum of formats that no browser shows.
ENDINGS = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "MPO": (".jpg", ".jpeg", ".jpe", ".mpo"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "AVIF": (".avif",),
    "GIF": (".gif",),
    "HEIF": (".heic", ".heif", ".hif"),
}
# What people call these formats.
NAMES = {"MPO": "JPEG", "HEIF": "HEIC", "WEBP": "WebP"}
MOST_PIXELS = 50_000_000
# The decoder of WebP takes four copies of a picture, that of HEIC three, those of JPEG and PNG one.
MOST_PIXELS_OF = {"WEBP": 25_000_000, "HEIF": 25_000_000}
LONGEST_SIDE = 16_000  # WebP can hold no more
SHORTEST_SIDE = 100
# Kinds of pixels that convert to what screens show; pictures of 16 or 32 bits would be cut off at white.
MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"}

# Pillow itself refuses to open more. A warning would let up to twice as many through.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
SMALLER = "Make it smaller and upload it again."


class Refused(ValueError):
    """A file that is not taken; the message tells the editor why and what to do."""

    def __init__(self, upload: File, why: str) -> None:
        super().__init__(f"“{PurePath(upload.name or '').name}” was not taken: {why}")


def check_size(upload: File) -> None:
    """Raises Refused for an empty file and for one over the limit (`UPLOAD_MAX_BYTES`)."""
    if not upload.size:
        raise Refused(upload, "the file is empty. Save it again where it comes from, and try once more.")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            upload,
            f"it has {filesizeformat(upload.size)}, and {filesizeformat(settings.UPLOAD_MAX_BYTES)} is the "
            f"most. {SMALLER}",
        )


def open_picture(upload: File) -> Image.Image:
    """The picture in `upload`, decoded whole.

    Raises Refused when it is too big in bytes or pixels (before a pixel is decoded), no picture of an allowed
    format, not what its name says, animated, or broken.
    """
    check_size(upload)
    upload.seek(0)
    head = upload.read(LONGEST_LIST)
    upload.seek(0)
    image = _decoded_heic(upload) if is_heic(head) else _open(upload)
    _check_sides(upload, image)
    _check_kind(upload, image)
    try:
        image.load()
    except Exception as broken:
        raise Refused(
            upload, "the picture is damaged or cut off. Save it again where it comes from, and try once more."
        ) from broken
    return image


def _open(upload: File) -> Image.Image:
    """Open a picture of a format that Pillow reads; none of its pixels is decoded."""
    too_many = f"it has more than the {MOST_PIXELS:,} pixels that are allowed. {SMALLER}"
    try:
        image = Image.open(upload, formats=("JPEG", "PNG", "WEBP", "AVIF", "GIF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(upload, too_many) from bomb
    except Exception as unknown:  # each decoder has its own ways to fail
        raise Refused(
            upload,
            "it is not a JPEG, PNG, WebP, AVIF, GIF or HEIC picture, or its beginning is damaged. Save it as "
            "JPEG or PNG.",
        ) from unknown
    if image.width * image.height > MOST_PIXELS:  # filters of warnings can change in another thread
        raise Refused(upload, too_many)
    format = image.format or ""
    if image.width * image.height > MOST_PIXELS_OF.get(format, MOST_PIXELS):
        raise _too_many_of(format, upload)
    return image


def _decoded_heic(upload: File) -> Image.Image:
    try:
        return open_heic(upload.read(), MOST_PIXELS_OF["HEIF"])
    except TooManyPixels as bomb:
        raise _too_many_of("HEIF", upload) from bomb
    except Undecodable as broken:
        raise Refused(
            upload,
            "the picture is damaged or cut off, or takes too long to read. Save it as JPEG where it comes "
            "from, and try once more.",
        ) from broken


def _too_many_of(format: str, upload: File) -> Refused:
    return Refused(
        upload,
        f"it has more than the {MOST_PIXELS_OF[format]:,} pixels that a {NAMES[format]} may have. Make it "
        "smaller or save it as JPEG.",
    )


def _check_sides(upload: File, image: Image.Image) -> None:
    size = f"it is {image.width:,} × {image.height:,} pixels"
    if min(image.size) < SHORTEST_SIDE:
        raise Refused(upload, f"{size}, and each side needs {SHORTEST_SIDE} at least. Take a bigger version.")
    if max(image.size) > LONGEST_SIDE:
        raise Refused(upload, f"{size}, and no side may have more than {LONGEST_SIDE:,}. Make it smaller.")


def _check_kind(upload: File, image: Image.Image) -> None:
    ending = PurePath(upload.name or "").suffix.lower()
    format = image.format or ""
    if ending not in ENDINGS[format]:
        right = ENDINGS[format][0]
        raise Refused(
            upload,
            f"by its content it is a {NAMES.get(format, format)} picture, and its name does not say so. "
            f"Check that it is the right file, give it the ending {right}, and upload it again.",
        )
    # To count the pictures in a GIF takes as long as reading it, and the first one is always taken.
    if image.format not in ("MPO", "GIF") and getattr(image, "n_frames", 1) > 1:
        raise Refused(upload, "it moves. Save one picture of it as JPEG or PNG.")
    if image.format in ("JPEG", "MPO"):
        upload.seek(0)
        if has_too_many_scans(upload.read()):
            raise Refused(
                upload, f"it is built up in more than {MOST_SCANS} steps. Save it as JPEG, not progressive."
            )
    if image.mode not in MODES:
        raise Refused(upload, "it has more than 8 bits a colour. Save it with 8 bits, as JPEG or PNG.")
