"""A HEIC picture decoded: bytes in, pixels out, in a process for this one alone.

HEIC is a container in which a few bytes can ask for minutes: a grid of 5 KB whose places all mean one big
picture took 18 seconds. libheif bounds sizes, not time. So it decodes where the system ends it: `heic` starts
this.
"""

import json
import resource
import sys
from base64 import b64encode
from io import BytesIO

from PIL import Image
from pillow_heif import register_heif_opener

# What of a picture's own facts goes along: whose it is and what it says, for `renditions` and `embedded`.
FACTS = ("icc_profile", "exif", "xmp")


def main(seconds: int, memory: int, most_pixels: int) -> None:
    """Read a picture and write a line of JSON with its size, mode and facts, then its pixels.

    `seconds` are those of the processor, `memory` is in bytes. Of a picture with more pixels there is the
    line alone.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    # Of several pictures in one file, as of a burst, this is the one that the file calls its main one.
    image = Image.open(BytesIO(sys.stdin.buffer.read()), formats=("HEIF",))
    is_taken = image.width * image.height <= most_pixels
    if is_taken:
        image.load()
    facts = {name: b64encode(image.info[name]).decode() for name in FACTS if image.info.get(name)}
    head = json.dumps({"size": image.size, "mode": image.mode, "facts": facts})
    sys.stdout.buffer.write(head.encode() + b"\n")
    if is_taken:
        sys.stdout.buffer.write(image.tobytes())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
