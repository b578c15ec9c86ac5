"""What makes the public pages the organisation's own: its colour, and files in the place of ours.

The colour reaches the stylesheet by an element of each page, which the Content-Security-Policy names by its
digest: a second stylesheet would hold up the first paint.
"""

import base64
import hashlib
from pathlib import Path

COLOUR = "#17507f"
# A file of BRAND_FOLDER that pages show beside the name, if it is there.
LOGO = "logo.svg"
# In the dark the colour is so much of itself, the rest black.
IN_THE_DARK = 0.6


def stylesheet(colour: str) -> str:
    """Return the CSS that gives pages another colour than ours; "" for ours."""
    if colour == COLOUR:
        return ""
    return f":root{{--brand-light:{colour};--brand-dark:{mixed(colour, 0, IN_THE_DARK)}}}"


def policy_source(css: str) -> str:
    """Return the source by which a Content-Security-Policy lets this CSS, and no other, stand in a page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"


def mixed(colour: str, other: int, share: float) -> str:
    """Return `share` of a colour with the rest grey of the level `other`, from 0 to 255."""
    return "#" + "".join(f"{round(level * share + other * (1 - share)):02x}" for level in levels(colour))


def contrast_with_white(colour: str) -> float:
    """Return the contrast of a colour with white, from 1 to 21, as WCAG 2.2 defines it."""
    linear = [
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4
        for level in levels(colour)
    ]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def levels(colour: str) -> tuple[int, ...]:
    """Return red, green and blue of a colour like #17507f."""
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def has_logo(folder: str) -> bool:
    """Return whether the folder of the organisation's files has a logo."""
    return bool(folder) and (Path(folder) / LOGO).is_file()
