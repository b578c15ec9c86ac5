"""HEIC files for tests: pictures as a phone writes them, and a grid that asks for far more than it is."""

import io
import struct
from typing import Any

from PIL import Image
from pillow_heif import from_pillow


def heic(image: Image.Image, **options: Any) -> bytes:
    """A picture as HEIC; `options` are those of pillow-heif, with `exif` and `xmp` among them."""
    written = io.BytesIO()
    facts = {name: options.pop(name) for name in ("exif", "xmp") if name in options}
    file = from_pillow(image)
    file.info.update(facts)
    file.save(written, **{"quality": 50, **options})
    return written.getvalue()


def grid(tile: tuple[int, int], rows: int, columns: int, size: tuple[int, int]) -> bytes:
    """A picture of this size that is a grid of one red tile, which is meant as often as the grid has places."""
    top = dict(_boxes(heic(Image.new("RGB", tile, "red"), quality=1)))
    meta = dict(_boxes(top[b"meta"][4:]))
    properties = dict(_boxes(dict(_boxes(meta[b"iprp"]))[b"ipco"]))
    tiled = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)

    def described(start: int) -> bytes:
        items = [(1, b"grid", start, len(tiled)), (2, b"hvc1", start + len(tiled), len(top[b"mdat"]))]
        entries = [_box(b"infe", struct.pack(">HH4sx", id, 0, kind), 2) for id, kind, _, _ in items]
        places = [struct.pack(">HHHII", id, 0, 1, place, length) for id, _, place, length in items]
        references = struct.pack(">HH", 1, rows * columns) + struct.pack(">H", 2) * (rows * columns)
        sizes = _box(b"ispe", struct.pack(">II", *size), 0)
        kinds = _box(b"hvcC", properties[b"hvcC"]) + _box(b"ispe", properties[b"ispe"]) + sizes
        belong = _box(b"ipma", struct.pack(">IHBBHBBB", 2, 1, 1, 3, 2, 2, 0x81, 2), 0)
        return _box(
            b"meta",
            _box(b"hdlr", struct.pack(">I4s13x", 0, b"pict"), 0)
            + _box(b"pitm", struct.pack(">H", 1), 0)
            + _box(b"iloc", b"\x44\x00" + struct.pack(">H", 2) + b"".join(places), 0)
            + _box(b"iinf", struct.pack(">H", 2) + b"".join(entries), 0)
            + _box(b"iref", _box(b"dimg", references), 0)
            + _box(b"iprp", _box(b"ipco", kinds) + belong),
            0,
        )

    head = _box(b"ftyp", b"heic\0\0\0\0mif1heic")
    start = len(head) + len(described(0)) + 8
    return head + described(start) + _box(b"mdat", tiled + top[b"mdat"])


def _box(kind: bytes, content: bytes, version: int | None = None) -> bytes:
    if version is not None:
        content = bytes([version, 0, 0, 0]) + content
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _boxes(content: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], 0
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        found.append((kind, content[place + 8 : place + length]))
        place += length
    return found
