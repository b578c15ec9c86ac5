"""Makes the serif of the public pages, articles/static/site/fonts/, from Source Serif 4.

    npm pack @fontsource-variable/source-serif-4@5.3.1 && tar xzf fontsource-variable-source-serif-4-5.3.1.tgz
    uv run --no-project --with fonttools==4.68.0 --with brotli==1.2.1 docs/serif.py package

Of the two axes the optical size is fixed at that of titles, the weight kept from 400 to 700. Each file has
the letters of one script, so that a page loads what it shows: Latin, Latin Extended and Cyrillic are 57 KB.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

FOLDER = Path(__file__).parent.parent / "articles" / "static" / "site" / "fonts"
# "Source" is a reserved name: what was changed must be called otherwise.
NAME = "Newsroom Serif"
FAMILY, UNIQUE, FULL, POSTSCRIPT = 1, 3, 4, 6
AXES = {"opsz": 20, "wght": (400, 700)}
# Letters and features. Bulgarian and Serbian shapes ("locl") would make it a quarter bigger.
FILES = {
    "latin": (
        "20-7E,A0-FF,131,152-153,2BC,2010-2015,2018-201E,2020-2022,2026,2030,2032-2033,2039-203A,20AC,2116,2122,"
        "2190,2192,2212",
        ["kern", "locl"],
    ),
    "latin-ext": (
        "100-130,132-137,139-148,14A-151,154-17E,18F,1E6-1E7,218-21B,259,1E80-1E85,1E9E,1EF2-1EF3",
        ["kern", "locl"],
    ),
    "cyrillic": ("400-45F,490-491", ["kern"]),
    "cyrillic-ext": (
        "462-463,472-473,492-493,496-49D,4A0-4A3,4AA-4AB,4AE-4BB,4C0-4CF,4D8-4D9,4E2-4E3,4E8-4E9,4EE-4EF",
        ["kern"],
    ),
    "greek": ("37E,384-38A,38C,38E-3A1,3A3-3CE", ["kern"]),
}


def make(package: Path, script: str, letters: str, features: list[str]) -> Path:
    """Write the file of one script and return its path."""
    source = package / "files" / f"source-serif-4-{script}-opsz-normal.woff2"
    font = instantiateVariableFont(TTFont(source), AXES, overlap=OverlapMode.KEEP_AND_DONT_SET_FLAGS)
    subsetter = Subsetter(Options(layout_features=features))
    subsetter.populate(unicodes=parse_unicodes(letters))
    subsetter.subset(font)
    for kind, name in ((FAMILY, NAME), (FULL, NAME), (POSTSCRIPT, NAME.replace(" ", "")), (UNIQUE, NAME)):
        font["name"].setName(name, kind, 3, 1, 0x409)
    font.flavor = "woff2"
    target = FOLDER / f"serif-{script}.woff2"
    font.save(target)
    return target


if __name__ == "__main__":
    for script, (letters, features) in FILES.items():
        made = make(Path(sys.argv[1]), script, letters, features)
        print(made.name, made.stat().st_size, "U+" + letters.replace(",", ", U+"))
