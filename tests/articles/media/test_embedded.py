"""What a file says of its picture is offered where nothing was typed, and only what is for readers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from articles.media.embedded import LONGEST_CAPTION, LONGEST_XMP, facts_of
from articles.media.file_store import store_picture
from tests.factories import picture_upload
from tests.heic_files import heic

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" photoshop:Credit="OSCE" photoshop:DateCreated="2025-05-04T10:00:00+02:00"
  exif:GPSLatitude="48,12.5N">
<dc:description><rdf:Alt><rdf:li xml:lang="de">Der Saal</rdf:li><rdf:li xml:lang="x-default">The  hall\n</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Micky Kroell</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Free for editorial use</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()
OF_XMP = {
    "caption": "The hall",
    "credit": "OSCE/Micky Kroell",
    "rights": "Free for editorial use",
    "taken_on": "2025-05-04",
}


def exif(**facts: str) -> Image.Exif:
    written = Image.Exif()
    for name, value in facts.items():
        if name == "DateTimeOriginal":
            written.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = value
        else:
            written[ExifTags.Base[name]] = value
    return written


def iptc(*datasets: tuple[int, int, bytes]) -> bytes:
    """The part of a JPEG in which agencies write: an APP13 with datasets of IPTC."""
    content = b"".join(
        b"\x1c" + bytes([record, number]) + len(text).to_bytes(2) + text for record, number, text in datasets
    )
    resource = b"8BIM\x04\x04\0\0" + len(content).to_bytes(4) + content + b"\0" * (len(content) % 2)
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + (len(body) + 2).to_bytes(2) + body


def said(upload) -> dict[str, str]:
    return facts_of(Image.open(upload))


def with_iptc(*datasets: tuple[int, int, bytes], **options) -> SimpleUploadedFile:
    content = picture_upload(**options).read()
    return SimpleUploadedFile("a.jpg", content[:2] + iptc(*datasets) + content[2:])


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.avif"])
def test_xmp_is_read_from_each_format(name):
    options = {"xmp": XMP}
    if name == "a.png":
        options = {"pnginfo": PngImagePlugin.PngInfo()}
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())

    assert said(picture_upload(name, **options)) == OF_XMP


@pytest.mark.django_db
def test_xmp_and_exif_are_read_from_heic():
    upload = SimpleUploadedFile("a.heic", heic(Image.new("RGB", (200, 200)), xmp=XMP))
    other = SimpleUploadedFile(
        "b.heic", heic(Image.new("RGB", (200, 200), "red"), exif=exif(Artist="Micky Kroell").tobytes())
    )

    assert store_picture(upload).embedded == OF_XMP
    assert store_picture(other).embedded == {"credit": "Micky Kroell"}


def test_iptc_is_read_in_both_of_its_encodings():
    facts = {"caption": "Žofia at the table", "credit": "OSCE/Zoë", "taken_on": "2025-05-04"}
    utf_8 = with_iptc(
        (1, 90, b"\x1b%G"),
        (2, 55, b"20250504"),
        (2, 80, "Zoë".encode()),
        (2, 110, b"OSCE"),
        (2, 120, "Žofia at the table".encode()),
    )
    windows = with_iptc((2, 80, "Zoë".encode("cp1252")), (2, 116, b"OSCE 2025"))

    assert said(utf_8) == facts
    assert said(windows) == {"credit": "Zoë", "rights": "OSCE 2025"}


def test_exif_is_read_where_nothing_else_speaks():
    facts = exif(
        ImageDescription="The hall",
        Artist="Micky Kroell",
        Copyright="OSCE",
        DateTimeOriginal="2025:05:04 10:00:00",
    )

    assert said(picture_upload(exif=facts)) == {
        "caption": "The hall",
        "credit": "Micky Kroell",
        "rights": "OSCE",
        "taken_on": "2025-05-04",
    }
    assert said(with_iptc((2, 120, b"By the agency"), exif=facts))["caption"] == "By the agency"
    assert said(picture_upload(exif=facts, xmp=XMP)) == OF_XMP


def test_a_caption_is_no_alternative_text_and_a_text_for_that_is():
    own = XMP.replace(
        b'photoshop:Credit="OSCE"',
        b'xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" core:AltTextAccessibility="Rows of seats"',
    )

    assert "alt" not in said(picture_upload(xmp=XMP))
    assert said(picture_upload(xmp=own))["alt"] == "Rows of seats"


@pytest.mark.parametrize("text", ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "\0 \x07", " "])
def test_what_a_camera_writes_by_itself_is_no_caption(text):
    assert "caption" not in said(picture_upload(exif=exif(ImageDescription=text)))


@pytest.mark.parametrize(
    "day", ["0000:00:00 00:00:00", "2025:13:40 10:00:00", "yesterday", "0001:01:01 00:00:00"]
)
def test_a_day_that_is_none_is_left_out(day):
    assert said(picture_upload(exif=exif(DateTimeOriginal=day))) == {}


def test_what_is_longer_than_its_field_is_cut():
    facts = exif(Artist="a" * 300, Copyright="b" * 400, ImageDescription="c" * 9_000)

    read = said(picture_upload(exif=facts))

    assert {name: len(text) for name, text in read.items()} == {
        "credit": 200,
        "rights": 300,
        "caption": LONGEST_CAPTION,
    }


@pytest.mark.parametrize(
    "xmp",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b"<x>" * 20_000,
        XMP + b" " * LONGEST_XMP,
        b"\xff\xfe<\0x\0/\0>\0",
        b"no XML",
    ],
)
def test_hostile_xmp_says_nothing_and_keeps_no_picture_out(xmp):
    image = Image.new("RGB", (200, 200))
    image.info["xmp"] = xmp
    image.getexif()[ExifTags.Base.Artist] = "Micky Kroell"

    assert facts_of(image) == {"credit": "Micky Kroell"}


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_where_an_agency_writes_keep_no_picture_out(noise):
    content = picture_upload().read()
    marker = b"Photoshop 3.0\0" + noise
    upload = content[:2] + b"\xff\xed" + (len(marker) + 2).to_bytes(2) + marker + content[2:]

    for text in said(SimpleUploadedFile("a.jpg", upload)).values():
        assert text
        assert "\0" not in text
