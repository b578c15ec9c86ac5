"""Pictures: what may come in, what is made of it, and that nothing is ever half done."""

import io
import resource
import struct
import zlib

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageDraw, ImageStat
from pytest_django.asserts import assertContains

from articles.media import file_store, renditions
from articles.media.copies import copy_media
from articles.media.file_store import store_lead_crop, store_picture
from articles.media.jpeg import has_too_many_scans
from articles.media.validation import Refused
from articles.models import Picture, PictureFile, Rendition
from newsroom.backends.storage import WholeFilesStorage
from tests.factories import make_article, make_picture, picture_upload

pytestmark = pytest.mark.usefixtures("terms")


def stored(name: str) -> Image.Image:
    image = Image.open(io.BytesIO(default_storage.open(name).read()))
    image.load()
    return image


def made(file: PictureFile, shape: str = "whole") -> set[tuple[str, int]]:
    return set(file.renditions.filter(shape=shape).values_list("format", "width"))


def files_of(folder: str = "pictures") -> list[str]:
    if not default_storage.exists(folder):
        return []
    folders, files = default_storage.listdir(folder)
    return [*files, *(file for inner in folders for file in files_of(f"{folder}/{inner}"))]


def quarters(size=(400, 300)) -> Image.Image:
    """Red, green, blue and white in the corners, so that one sees how it lies."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    across, down = size[0] // 2, size[1] // 2
    draw.rectangle((0, 0, across, down), "red")
    draw.rectangle((across, 0, size[0], down), "lime")
    draw.rectangle((0, down, across, size[1]), "blue")
    return image


def is_close(pixel: tuple[int, ...], wanted: tuple[int, int, int], by: int = 40) -> bool:
    return all(abs(one - other) <= by for one, other in zip(pixel[:3], wanted, strict=True))


def png_of(width: int, height: int, rows: int) -> bytes:
    """A PNG of one bit a pixel that says it is this big; it holds so many rows, white, so that it is tiny."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = zlib.compress((b"\0" + b"\xff" * ((width + 7) // 8)) * rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


# What is made


def test_every_width_and_format_is_there_after_the_upload(db):
    file = store_picture(picture_upload(size=(1800, 1200)))

    assert (file.width, file.height) == (1800, 1200)
    assert made(file) == {(kind, width) for kind in ("avif", "webp", "jpeg") for width in (480, 960, 1600)}
    for rendition in file.renditions.all():
        image = stored(rendition.name)
        assert image.format.lower() == rendition.format
        assert image.size == (rendition.width, rendition.height)


@pytest.mark.parametrize(("width", "widths"), [(300, {300}), (480, {480}), (1200, {480, 960, 1200})])
def test_no_rendition_is_bigger_than_the_picture(width, widths):
    file = store_picture(picture_upload(size=(width, 200)))

    assert {one.width for one in file.renditions.all()} == widths


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif", "a.gif", "a.heic"])
def test_each_allowed_format_comes_in(name):
    file = store_picture(picture_upload(name))

    assert len(made(file)) == 3


def test_the_same_content_is_kept_once():
    upload = picture_upload(color="navy")

    first, second = store_picture(upload), store_picture(picture_upload("other.jpg", color="navy"))

    assert first == second
    assert len(files_of()) == 4


def test_a_picture_taken_on_its_side_stands_upright():
    sideways = quarters().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6

    file = store_picture(picture_upload(image=sideways, exif=exif, quality=95))

    assert (file.width, file.height) == (400, 300)
    for name in (file.name, file.renditions.get(format="webp").name):
        image = stored(name)
        assert image.size == (400, 300)
        assert image.getexif().get(ExifTags.Base.Orientation) is None
        assert is_close(image.getpixel((20, 20)), (255, 0, 0))
        assert is_close(image.getpixel((20, 280)), (0, 0, 255))


def test_where_and_with_what_a_picture_was_taken_is_forgotten_and_whose_it_is_is_kept():
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Micky Kroell"
    exif[ExifTags.Base.Copyright] = "OSCE"
    exif[ExifTags.Base.Model] = "Spy camera 3"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 12.0, 30.0)
    upload = picture_upload(exif=exif, comment=b"At the safe house", xmp=b"<x>48.2N, safe house</x>")
    assert Image.open(upload).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    file = store_picture(upload)

    kept = stored(file.name).getexif()
    assert dict(kept) == {ExifTags.Base.Artist: "Micky Kroell", ExifTags.Base.Copyright: "OSCE"}
    assert not kept.get_ifd(ExifTags.IFD.GPSInfo)
    for name in (file.name, *file.renditions.values_list("name", flat=True)):
        content = default_storage.open(name).read()
        assert b"Spy camera" not in content
        assert b"safe house" not in content
    assert not any(stored(one.name).getexif() for one in file.renditions.all())


def test_what_stands_behind_a_picture_is_not_kept():
    upload = picture_upload()

    file = store_picture(SimpleUploadedFile("a.jpg", upload.read() + b"<script>alert(1)</script>"))

    assert b"script" not in default_storage.open(file.name).read()


def test_colours_of_another_profile_are_those_of_screens():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    good = store_picture(picture_upload(color="red", icc_profile=profile))
    odd = store_picture(picture_upload(color="blue", icc_profile=lab.tobytes()))

    assert stored(good.name).info["icc_profile"] == profile
    assert not any("icc_profile" in stored(one.name).info for one in good.renditions.all())
    assert is_close(stored(good.renditions.get(format="jpeg").name).getpixel((5, 5)), (255, 0, 0))
    assert is_close(stored(odd.renditions.get(format="jpeg").name).getpixel((5, 5)), (0, 0, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_each_kind_of_pixels_becomes_a_picture_for_screens(mode):
    image = Image.new("RGB", (320, 240), "white").convert("RGBA" if mode == "P" else mode)
    if mode == "P":
        image = image.quantize()

    file = store_picture(picture_upload("a.jpg" if mode == "CMYK" else "a.png", image=image))

    assert {stored(one.name).convert("RGB").getpixel((9, 9)) for one in file.renditions.all()} == {
        (255, 255, 255)
    }


def test_what_is_transparent_is_white_on_pages_and_stays_transparent_where_it_is_kept():
    file = store_picture(picture_upload("a.webp", image=Image.new("RGBA", (320, 240), (255, 0, 0, 0))))

    assert stored(file.name).getpixel((5, 5))[3] == 0
    assert is_close(stored(file.renditions.get(format="avif").name).getpixel((5, 5)), (255, 255, 255), by=3)


# The lead crop


@pytest.mark.parametrize(
    ("focal", "colour"), [((50, 0), (255, 0, 0)), ((50, 100), (0, 0, 255)), ((0, 50), (255, 0, 0))]
)
def test_the_crop_keeps_the_focal_point_in_view(focal, colour):
    """A tall picture, red above and blue below: the crop sees one of them."""
    tall = Image.new("RGB", (400, 1200), "red")
    tall.paste("blue", (0, 620, 400, 1200))
    article = make_article()

    picture = make_picture(
        article, picture_upload(image=tall), is_lead=True, focal_x=focal[0], focal_y=focal[1]
    )

    assert made(picture.file, picture.crop) == {(kind, 400) for kind in ("avif", "webp", "jpeg")}
    crop = picture.file.renditions.get(shape=picture.crop, format="jpeg")
    assert (crop.width, crop.height) == (400, 225)
    assert is_close(stored(crop.name).getpixel((200, 100)), colour)


def test_a_crop_is_sixteen_to_nine_in_every_width():
    picture = make_picture(make_article(), picture_upload(size=(1700, 1600)), is_lead=True)

    sizes = set(picture.file.renditions.filter(shape=picture.crop).values_list("width", "height"))

    assert sizes == {(480, 270), (960, 540), (1600, 900)}


def textured(size: tuple[int, int]) -> Image.Image:
    """Something as full of detail as a photograph of leaves."""
    image = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size, Image.Resampling.BICUBIC)
    return image.convert("RGB")


def test_each_rendition_looks_like_the_picture():
    picture = textured((1200, 900))
    file = store_picture(picture_upload(image=picture, quality=98))

    for rendition in file.renditions.all():
        wanted = picture.resize((rendition.width, rendition.height), Image.Resampling.LANCZOS)
        error = ImageChops.difference(stored(rendition.name).convert("RGB"), wanted)
        assert max(ImageStat.Stat(error).rms) < 5, rendition.name


def test_a_big_picture_is_scaled_down_once_and_its_crop_is_made_of_less(monkeypatch):
    scaled = []
    resize = Image.Image.resize

    def noting(self, *args, **options):
        scaled.append(self.size)
        return resize(self, *args, **options)

    monkeypatch.setattr(Image.Image, "resize", noting)

    picture = make_picture(make_article(), picture_upload(size=(6000, 4000)))
    sizes_of_upload = scaled.copy()
    scaled.clear()
    store_lead_crop(picture)

    assert sizes_of_upload == [(6000, 4000), (1600, 1067), (1600, 1067), (960, 640)]
    assert scaled[0] == (3000, 2000)


def test_a_crop_is_made_once():
    picture = make_picture(make_article(), is_lead=True)
    before = files_of()

    store_lead_crop(picture)

    assert files_of() == before


def test_a_lead_picture_whose_file_is_missing_is_shown_whole(client, caplog):
    picture = make_picture(make_article())
    default_storage.delete(picture.file.name)
    picture.is_lead = True
    picture.save()

    store_lead_crop(picture)

    assert "is missing in the storage" in caplog.text
    assertContains(client.get(picture.article.get_absolute_url()), "whole-320.webp 320w")


# What is refused


def refused(upload) -> str:
    with pytest.raises(Refused) as refusal:
        store_picture(upload)
    assert not PictureFile.objects.exists()
    assert not files_of()
    return str(refusal.value)


def test_a_program_is_no_picture():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    assert "“logo.svg” was not taken: it is not a JPEG, PNG, WebP, AVIF, GIF or HEIC picture" in refused(
        SimpleUploadedFile("logo.svg", svg)
    )
    assert "Save it as JPEG or PNG." in refused(SimpleUploadedFile("logo.png", svg))


def test_other_formats_are_refused():
    assert "Save it as JPEG or PNG." in refused(picture_upload("scan.tiff"))


def test_a_picture_that_is_not_what_its_name_says_is_refused():
    upload = picture_upload("a.jpg")
    upload.name = "a.png"

    assert "by its content it is a JPEG picture" in refused(upload)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif", "a.gif", "a.heic"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.95])
def test_a_picture_that_is_cut_off_is_refused(name, part):
    noise = Image.effect_noise((320, 240), 90).convert("RGB")
    whole = picture_upload(name, image=noise).read()

    message = refused(SimpleUploadedFile(name, whole[: int(len(whole) * part)]))

    assert "damaged" in message


def test_an_empty_file_and_one_over_the_limit_are_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024

    assert "it has 1.2\xa0KB, and 1.0\xa0KB is the most. Make it smaller" in refused(
        SimpleUploadedFile("a.jpg", b"x" * 1200)
    )
    assert "the file is empty" in refused(SimpleUploadedFile("a.jpg", b""))


@pytest.mark.parametrize("size", [(8_000, 6_400), (15_000, 13_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_without_taking_memory(size):
    """51 million pixels, 195 million, 3,600 million: before a pixel is decoded."""
    bomb = png_of(*size, rows=min(size[1], 13_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    message = refused(SimpleUploadedFile("bomb.png", bomb))

    assert "more than the 50,000,000 pixels" in message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


@pytest.mark.parametrize(("size", "why"), [((99, 400), "at least"), ((16_001, 100), "no side may have more")])
def test_sides_have_limits(size, why):
    assert why in refused(picture_upload("a.png", size=size))


def test_a_webp_that_would_need_four_copies_of_50_million_pixels_is_refused_without_taking_memory():
    written = io.BytesIO()
    Image.new("L", (5_001, 5_000)).save(written, "WEBP", quality=1, method=0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    message = refused(SimpleUploadedFile("bomb.webp", written.getvalue()))

    assert "more than the 25,000,000 pixels that a WebP may have" in message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def with_scans(how_many: int) -> bytes:
    """A progressive JPEG whose last scan stands there so often that it has this many."""
    written = io.BytesIO()
    quarters().save(written, "JPEG", progressive=True)
    whole = written.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * (how_many - whole.count(b"\xff\xda") + 1) + whole[-2:]


def test_a_jpeg_of_absurdly_many_scans_is_refused_before_it_is_decoded(monkeypatch):
    def decode(self):
        raise AssertionError("decoded")

    bomb = with_scans(101)
    monkeypatch.setattr(Image.Image, "load", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)

    assert "built up in more than 100 steps. Save it as JPEG, not progressive." in refused(
        SimpleUploadedFile("bomb.jpg", bomb)
    )


def test_a_progressive_jpeg_comes_in_whatever_its_preview_looks_like():
    preview = b"\xff\xe1" + (2 + 2 * 500).to_bytes(2) + b"\xff\xda" * 500
    whole = with_scans(100)

    assert store_picture(SimpleUploadedFile("a.jpg", whole[:2] + preview + whole[2:]))


@pytest.mark.parametrize("alone", [b"\xff\x01", b"\xff\xff\x01", b"\xff\xd0"])
def test_no_marker_hides_the_scans_behind_it(alone):
    whole = with_scans(150)
    first = whole.index(b"\xff\xda")

    assert has_too_many_scans(whole[:first] + alone + whole[first:])


@given(st.binary(max_size=500))
def test_counting_scans_comes_to_an_end_with_any_bytes(content):
    assert has_too_many_scans(b"\xff\xd8" + content) in (False, True)


def test_what_moves_is_refused():
    frames = [Image.new("RGB", (200, 200), color) for color in ("red", "blue")]

    assert "it moves" in refused(
        picture_upload("a.webp", image=frames[0], save_all=True, append_images=frames[1:])
    )


def test_sixteen_bits_a_colour_are_refused():
    assert "more than 8 bits" in refused(picture_upload("a.png", image=Image.new("I;16", (200, 200))))


# Nothing half done


@pytest.mark.parametrize("file_number", [1, 2, 4])
def test_when_the_storage_fails_no_row_and_no_file_is_left(monkeypatch, tmp_path, file_number):
    storage = WholeFilesStorage(location=tmp_path)
    saved = []

    class FullDisk(Exception):
        pass

    def save(name, content):
        if len(saved) + 1 == file_number:
            raise FullDisk
        saved.append(storage.save(name, content))
        return saved[-1]

    monkeypatch.setattr(file_store.default_storage, "save", save)
    monkeypatch.setattr(file_store.default_storage, "delete", storage.delete)

    with pytest.raises(FullDisk):
        store_picture(picture_upload())

    assert len(saved) == file_number - 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not PictureFile.objects.exists()
    assert not Rendition.objects.exists()


def test_when_a_rendition_cannot_be_made_nothing_is_left(monkeypatch):
    def fail(image):
        raise OSError("encoder error")

    monkeypatch.setattr(renditions, "whole", fail)

    assert "cannot be converted" in refused(picture_upload())


def test_a_file_appears_under_its_name_only_when_it_is_complete(tmp_path, monkeypatch):
    seen = []
    whole_save = FileSystemStorage._save

    def save(self, name, content):
        seen.append(name)
        return whole_save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", save)

    WholeFilesStorage(location=tmp_path).save("pictures/a.webp", io.BytesIO(b"content"))

    assert seen == ["pictures/a.webp.part"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.webp"]


# What the database itself refuses


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"alt": "A hall", "is_decorative": True}, "picture_not_described_and_decorative"),
        ({"focal_x": 101}, "picture_focal_point_inside"),
        ({"focal_y": 1000}, "picture_focal_point_inside"),
        ({"number": 0}, "picture_numbers_from_one"),
        ({"number": 1}, "picture_number_once_an_edition"),
        ({"is_lead": True}, "picture_one_lead_an_edition"),
    ],
)
def test_the_database_keeps_the_rules(facts, constraint):
    article = make_article()
    first = make_picture(article, is_lead=True)
    valid = {"article": article, "file": first.file, "number": 2, "alt": "A hall"}

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Picture.objects.create(**valid | facts)

    names = {"picture_number_once_an_edition": "number", "picture_one_lead_an_edition": "article_id"}
    assert constraint in str(refusal.value) or names.get(constraint, "-") in str(refusal.value)


def test_a_file_that_an_edition_uses_cannot_be_deleted():
    picture = make_picture(make_article())

    with pytest.raises(IntegrityError):
        picture.file.delete()


# Editions


def test_an_edition_takes_over_references_not_files():
    first, second = make_article(), make_article()
    make_picture(first, is_lead=True, caption="A hall", focal_x=20)
    make_picture(first, is_decorative=True)
    files = files_of()

    copy_media(first, second)

    facts = ("file", "number", "is_lead", "alt", "is_decorative", "caption", "focal_x")
    assert list(second.pictures.values_list(*facts)) == list(first.pictures.values_list(*facts))
    assert files_of() == files
