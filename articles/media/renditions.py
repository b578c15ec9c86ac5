"""Files made of a picture: an original with few facts, and renditions for pages. Pictures in, bytes out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps

from articles.models import Rendition

# The widths that pages offer to browsers: a phone, a column of text, a column on a fine screen.
WIDTHS = (480, 960, 1600)
# A lead picture is 16:9, the shape that services which show a shared page ask for.
LEAD = (16, 9)
# Measured on a photograph of leaves, the hardest kind, in a width of 1600. The three look the same beside
# each other: JPEG 82 is where the difference to 95 stops being seen on a screen, WebP 80 and AVIF 58 are as
# near to the picture (31 to 34 dB), and AVIF has a bit more than half the bytes. The speed of AVIF is what an
# upload waits for: 6 takes 1.4 s, 8 takes 0.6 s, 9 takes 0.15 s, for the same number of bytes and the same
# nearness (31.4, 31.1 and 31.1 dB).
ENCODINGS = {
    Rendition.Format.AVIF: ("AVIF", {"quality": 58, "speed": 9}),
    Rendition.Format.WEBP: ("WEBP", {"quality": 80}),
    Rendition.Format.JPEG: ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
}
SRGB = ImageCms.createProfile("sRGB")
# All that is kept of what a camera or an agency wrote into the file: whose picture it is.
EXIF_TAGS = (ExifTags.Base.Artist, ExifTags.Base.Copyright)
# What Pillow would write along with a picture: comments and XMP, which knows places too, are not among it.
INFO_KEYS = ("icc_profile", "transparency")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A rendition as bytes."""

    format: str
    width: int
    height: int
    content: bytes


def make_upright(image: Image.Image) -> None:
    """Turn the picture the way the camera was held."""
    ImageOps.exif_transpose(image, in_place=True)


def original(image: Image.Image) -> tuple[str, bytes]:
    """An upright picture as it is kept: the ending of its name, and its bytes.

    It has its full size, its colour profile and who made it; nothing else that came with the file is in it,
    like the place where it was taken, previews, or what stood behind the picture. PNG stays PNG, and GIF and
    what is partly transparent become it; the rest is JPEG: AVIF and WebP of the size of a photograph take ten
    seconds to write.
    """
    exif = Image.Exif()
    for tag in EXIF_TAGS:
        if value := image.getexif().get(tag):
            exif[tag] = value
    image.info = {name: image.info[name] for name in INFO_KEYS if name in image.info}
    facts = {"exif": exif, "icc_profile": image.info.get("icc_profile")}
    if image.format in ("PNG", "GIF") or image.has_transparency_data:
        return "png", _encoded(image, "PNG", compress_level=3, **facts)
    if image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    return "jpg", _encoded(image, "JPEG", quality=95, subsampling=0, **facts)


def whole(image: Image.Image) -> Iterator[Encoded]:
    """The renditions of an upright picture: each width in each format, never enlarged."""
    width = min(image.width, WIDTHS[-1])
    size = width, max(1, round(image.height * width / image.width))
    yield from _renditions(_for_screens(image, size, (0, 0, *image.size)))


def lead(image: Image.Image, focal_x: int, focal_y: int) -> Iterator[Encoded]:
    """The renditions of an upright picture, cut to 16:9 with its focal point (in percent) in view.

    A JPEG that is not decoded yet is decoded no bigger than necessary.
    """
    left, top, right, bottom = _crop(image.size, focal_x, focal_y)
    width = min(round(right - left), WIDTHS[-1])
    before = image.size
    scale = width / (right - left)
    image.draft(None, (math.ceil(before[0] * scale), math.ceil(before[1] * scale)))
    across, down = image.width / before[0], image.height / before[1]
    box = left * across, top * down, min(right * across, image.width), min(bottom * down, image.height)
    yield from _renditions(_for_screens(image, (width, max(1, round(width * LEAD[1] / LEAD[0]))), box))


def _crop(size: tuple[int, int], focal_x: int, focal_y: int) -> tuple[float, float, float, float]:
    """The biggest part of 16:9 that has the same place in the picture as the focal point."""
    across, down = LEAD
    width = min(size[0], size[1] * across / down)
    height = width * down / across
    left, top = (size[0] - width) * focal_x / 100, (size[1] - height) * focal_y / 100
    return left, top, left + width, top + height


def _for_screens(
    image: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]
) -> Image.Image:
    """The part of a picture that `box` names, scaled to `size`, in sRGB, on white where it is transparent.

    It is scaled first: whatever comes after has a tenth of the pixels to look at.
    """
    profile = image.info.get("icc_profile")
    # Converted here is only what cannot be scaled as it is: at full size, each copy of a picture is 200 MB.
    if image.mode in ("RGBA", "LA"):
        pass
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    image = image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3)
    if image.mode in ("RGBA", "LA"):
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    image = _in_srgb(image, profile) if profile else image.convert("RGB")
    image.info = {}  # what is in there would be written into each rendition
    return image


def _renditions(image: Image.Image) -> Iterator[Encoded]:
    """A picture for screens in its own width and all smaller ones, each made of the one before it."""
    resized = image
    for width in sorted({min(width, image.width) for width in WIDTHS}, reverse=True):
        height = max(1, round(image.height * width / image.width))
        resized = resized.resize((width, height), Image.Resampling.LANCZOS)
        for name, (encoder, options) in ENCODINGS.items():
            yield Encoded(name, width, height, _encoded(resized, encoder, **options))


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, theirs, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # broken, or of another kind of picture: it says nothing
        converted = None
    return converted or image.convert("RGB")


def _encoded(image: Image.Image, encoder: str, **options: Any) -> bytes:
    content = BytesIO()
    image.save(content, encoder, **{name: value for name, value in options.items() if value is not None})
    return content.getvalue()
