"""What is made of a picture: the file that is kept, and renditions for pages. Pictures in, bytes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps

from articles.models import Rendition

# The widths that pages offer to browsers: a phone, a column of text, a column on a fine screen.
WIDTHS = (480, 960, 1600)
# A lead picture is 16:9, the shape that services which show a shared page ask for.
LEAD = (16, 9)
# AVIF at this quality looks like the others and is half as big; a slower speed gains little.
ENCODINGS = {
    Rendition.Format.AVIF: ("AVIF", {"quality": 58, "speed": 8}),
    Rendition.Format.WEBP: ("WEBP", {"quality": 80}),
    Rendition.Format.JPEG: ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
}
SRGB = ImageCms.createProfile("sRGB")
# All that is kept of what a camera or an agency wrote into the file: whose picture it is.
KEPT_EXIF = (ExifTags.Base.Artist, ExifTags.Base.Copyright)
# What Pillow would write along with a picture: comments and XMP, which knows places too, are not among it.
KEPT_FACTS = ("icc_profile", "transparency")


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


def kept(image: Image.Image) -> tuple[str, bytes]:
    """An upright picture as it is kept: the ending of its name, and its bytes.

    It has its full size, its colour profile and who made it; nothing else that came with the file is in it, like
    the place where it was taken, previews, or what stood behind the picture. PNG stays PNG, and what is partly
    transparent becomes it; the rest is JPEG: AVIF and WebP of the size of a photograph take ten seconds to write.
    """
    exif = Image.Exif()
    for tag in KEPT_EXIF:
        if value := image.getexif().get(tag):
            exif[tag] = value
    image.info = {name: image.info[name] for name in KEPT_FACTS if name in image.info}
    facts = {"exif": exif, "icc_profile": image.info.get("icc_profile")}
    if image.format == "PNG" or image.has_transparency_data:
        return "png", _encoded(image, "PNG", compress_level=3, **facts)
    if image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    return "jpg", _encoded(image, "JPEG", quality=95, subsampling=0, **facts)


def for_screens(image: Image.Image) -> Image.Image:
    """An upright picture in sRGB, on white where it is transparent, and not much bigger than pages need it."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    image = _smaller(image)
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    image = _in_srgb(image, profile) if profile else image.convert("RGB")
    image.info = {}  # what is in there would be written into each rendition
    return image


def whole(image: Image.Image) -> Iterator[Encoded]:
    """The renditions of a picture that is `for_screens`: each width in each format, never enlarged."""
    for width in sorted({min(width, image.width) for width in WIDTHS}):
        height = max(1, round(image.height * width / image.width))
        resized = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        for name, (encoder, options) in ENCODINGS.items():
            yield Encoded(name, width, height, _encoded(resized, encoder, **options))


def lead(image: Image.Image, focal_x: int, focal_y: int) -> Iterator[Encoded]:
    """The renditions of a picture that is `for_screens`, cut to 16:9 with its focal point (in percent) in view."""
    across, down = LEAD
    width = min(image.width, image.height * across // down)
    size = width, max(1, round(width * down / across))
    yield from whole(ImageOps.fit(image, size, centering=(focal_x / 100, focal_y / 100)))


def _smaller(image: Image.Image) -> Image.Image:
    """Twice the size of the biggest rendition, whichever way it is cut: the rest would be work for nothing."""
    across, down = LEAD
    most = 2 * WIDTHS[-1]
    scale = max(most / image.width, most * down / across / image.height)
    if scale >= 1:
        return image
    size = round(image.width * scale), round(image.height * scale)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, theirs, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # broken, or of another kind of picture: it says nothing
        return image.convert("RGB")


def _encoded(image: Image.Image, encoder: str, **options) -> bytes:
    content = BytesIO()
    image.save(content, encoder, **{name: value for name, value in options.items() if value is not None})
    return content.getvalue()
