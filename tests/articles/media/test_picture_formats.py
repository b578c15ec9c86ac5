"""HEIC and GIF come in as other pictures do, and what is hostile in them ends in time and memory."""

import resource

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from articles.media import heic
from articles.media.file_store import store_picture
from articles.media.validation import Refused
from articles.models import PictureFile
from tests.articles.media.test_pictures import files_of, is_close, quarters, stored
from tests.factories import picture_upload
from tests.heic_files import grid
from tests.heic_files import heic as heic_of

pytestmark = pytest.mark.usefixtures("terms")


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        store_picture(SimpleUploadedFile(name, content))
    assert not PictureFile.objects.exists()
    assert not files_of()
    return str(refusal.value)


def facts_of_a_phone() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Micky Kroell"
    exif[ExifTags.Base.Model] = "Spy camera 3"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 12.0, 30.0)
    return exif.tobytes()


def test_the_picture_of_a_phone_stands_upright_and_forgets_where_it_was_taken():
    sideways = quarters().transpose(Image.Transpose.ROTATE_90)
    content = heic_of(sideways, exif=facts_of_a_phone(), xmp=b"<x>48.2N, safe house</x>", quality=90)

    file = store_picture(SimpleUploadedFile("IMG_1.HEIC", content))

    assert (file.width, file.height) == (400, 300)
    for name in (file.name, *file.renditions.values_list("name", flat=True)):
        image = stored(name)
        assert is_close(image.getpixel((20, 20)), (255, 0, 0))
        assert is_close(image.getpixel((20, 280)), (0, 0, 255))
        assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert not any(word in default_storage.open(name).read() for word in (b"Spy", b"safe house"))
    assert dict(stored(file.name).getexif()) == {ExifTags.Base.Artist: "Micky Kroell"}


def test_a_transparent_heic_stays_transparent_where_it_is_kept():
    image = Image.new("RGBA", (200, 200), (255, 0, 0, 0))

    file = store_picture(SimpleUploadedFile("logo.heic", heic_of(image)))

    assert stored(file.name).mode == "RGBA"
    assert file.name.endswith(".png")


def test_a_heic_that_is_not_what_its_name_says_is_refused():
    message = refused("a.jpg", heic_of(quarters()))

    assert "by its content it is a HEIC picture" in message
    assert "give it the ending .heic" in message


def test_a_heic_of_too_many_pixels_is_refused_before_it_is_decoded():
    """The tiles would take longer than a process may."""
    message = refused("bomb.heic", grid((5_100, 5_100), 1, 255, (5_100, 5_100)))

    assert "more than the 25,000,000 pixels that a HEIC may have" in message


def test_a_grid_of_5_kb_that_would_be_decoded_for_20_seconds_ends_in_time(monkeypatch):
    monkeypatch.setattr(heic, "MOST_SECONDS", 1)
    bomb = grid((4_000, 4_000), 1, 255, (4_000, 4_000))
    assert len(bomb) < 6_000

    with pytest.raises(heic.Undecodable, match="died with <Signals"):
        heic.open_heic(bomb, 25_000_000)

    assert "takes too long to read" in refused("bomb.heic", bomb)


def test_a_grid_as_phones_write_it_comes_in():
    file = store_picture(SimpleUploadedFile("a.heic", grid((512, 512), 2, 2, (1_000, 900))))

    assert (file.width, file.height) == (1_000, 900)
    assert is_close(stored(file.name).getpixel((900, 800)), (255, 0, 0))


def test_a_heic_that_needs_more_memory_than_there_is_for_it_is_refused(monkeypatch):
    monkeypatch.setattr(heic, "MOST_MEMORY", 200_000_000)

    assert "was not taken" in refused("a.heic", heic_of(Image.new("RGB", (5_000, 4_900), "red"), quality=1))


def test_a_heic_that_is_bigger_than_it_says_is_refused():
    content = heic_of(Image.new("RGB", (4_000, 3_000), "red"))
    place = content.index(b"ispe") + 8
    lie = content[:place] + (200).to_bytes(4) + (150).to_bytes(4) + content[place + 8 :]

    assert "damaged" in refused("a.heic", lie)


@given(st.binary(max_size=200))
def test_any_bytes_are_told_from_heic(head):
    assert heic.is_heic(head) in (False, True)
    assert not heic.is_heic(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + head)


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 600))
def test_a_heic_with_any_bytes_among_its_own_ends(noise, place):
    whole = heic_of(quarters((120, 120)))

    try:
        image = heic.open_heic(whole[:place] + noise + whole[place + len(noise) :], 1_000_000)
    except (heic.Undecodable, heic.TooManyPixels):
        return
    assert image.width * image.height <= 1_000_000


def test_of_a_gif_that_moves_the_first_picture_is_taken():
    frames = [quarters(), Image.new("RGB", (400, 300), "black")]

    file = store_picture(
        picture_upload(
            "a.gif", image=frames[0], save_all=True, append_images=frames[1:], comment=b"safe house"
        )
    )

    assert file.name.endswith(".png")
    for name in (file.name, *file.renditions.values_list("name", flat=True)):
        image = stored(name)
        assert getattr(image, "n_frames", 1) == 1
        assert is_close(image.convert("RGB").getpixel((20, 20)), (255, 0, 0))
        assert b"safe house" not in default_storage.open(name).read()


def test_a_gif_that_says_it_is_huge_is_refused_without_taking_memory():
    content = bytearray(picture_upload("a.gif").read())
    content[6:10] = b"\xff\xff\xff\xff"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert "more than the 50,000,000 pixels" in refused("bomb.gif", bytes(content))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
