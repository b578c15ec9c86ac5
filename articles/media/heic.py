"""HEIC, the pictures of phones: told by their content, decoded in a process that the system ends in time."""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

from PIL import Image

from articles.media import heic_process

COMMAND = [sys.executable, "-m", heic_process.__name__]
_ROOT = Path(__file__).resolve().parents[2]
# A picture of 25 million pixels takes one second of a processor, and 400 MB.
MOST_SECONDS = 15
MOST_MEMORY = 1_500_000_000
# The server may be busy with other things.
LONGEST_WAIT = 60
# The names of HEVC in a file's list of what it is, and where that list ends at the latest.
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
LONGEST_LIST = 128


class Undecodable(ValueError):
    """A HEIC picture that is damaged, or takes more time or memory than a photograph does."""


class TooManyPixels(ValueError):
    """A HEIC picture that has more pixels than it may, none of which was decoded."""


def is_heic(head: bytes) -> bool:
    """Return whether a file that begins with `head` (of LONGEST_LIST bytes) says that it is HEIC."""
    if head[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(head[:4]), len(head))
    return any(head[place : place + 4] in BRANDS for place in range(8, end, 4))


def open_heic(content: bytes, most_pixels: int) -> Image.Image:
    """Return the main picture of a HEIC file, decoded and upright, with its profile, Exif and XMP.

    Raises Undecodable and TooManyPixels.
    """
    limits = [MOST_SECONDS, MOST_MEMORY, most_pixels]
    try:
        answer = subprocess.run(  # noqa: S603 - our own program, and numbers
            [*COMMAND, *map(str, limits)],
            input=content,
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=True,
            cwd=_ROOT,
        ).stdout
    except subprocess.SubprocessError as failure:
        raise Undecodable(str(failure)) from failure
    pixels_from = answer.index(b"\n") + 1
    head = json.loads(answer[:pixels_from])
    if len(answer) == pixels_from:
        raise TooManyPixels
    # A copy of the pixels would take as much again.
    image = Image.frombytes(head["mode"], tuple(head["size"]), memoryview(answer)[pixels_from:])
    image.format = "HEIF"
    image.info |= {name: b64decode(value) for name, value in head["facts"].items()}
    return image
