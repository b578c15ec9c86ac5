"""Single pages of an old newsroom, a file each, for measurements of imports: seeded, always the same."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.generate import Zipf, vocabulary_of_words
from benchmarks.results import ROOT

FIRST_DAY = date(1994, 1, 1)
DAYS = 365 * 30
VOCABULARIES = ROOT / "seeds" / "vocabularies"
MENU = (
    "-",
    "Our work",
    "-",
    "Fields of work",
    "- Policing",
    "- Youth",
    "-",
    "Countries",
    "- All",
    "- About us",
)
PARAGRAPHS, WORDS = 4, 60
# Words by which a text is known to be English; the others are made up.
ENGLISH = ["the", "of", "and", "to", "in", "a", "for", "on", "that", "was", "with", "is", "by", "from", "at"]
# So many files lie in a folder, as crawlers put them.
FOLDER = 1_000


def write_pages(folder: Path, size: int, *, is_cut: bool = False, seed: int = 1) -> Path:
    """Write `size` pages below a folder, unless they are there; returns the folder.

    `is_cut`: each page has only the first paragraph of its text, so that the whole pages of the same seed
    complete them.
    """
    done = folder / ".done"
    if not done.exists():
        for number, page in enumerate(_pages(size, PARAGRAPHS if not is_cut else 1, seed)):
            place = folder / f"{number // FOLDER:04}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number:07}.txt").write_text(page, encoding="utf-8")
        done.touch()
    return folder


def _pages(size: int, paragraphs: int, seed: int) -> Iterator[str]:
    random = Random(seed)
    words = Zipf([*ENGLISH, *vocabulary_of_words()], random)
    types = Zipf(["News", "Press release", "Speech", "Statement"], random)
    structures, fields = Zipf(_names("structures"), random), Zipf(_names("fields_of_work"), random)
    places, tags = (
        Zipf([word.upper() for word in words.values[100:300]], random),
        Zipf(words.values[500:900], random),
    )
    for _ in range(size):
        day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
        place = places.draw(1)[0]
        text = [" ".join(words.draw(WORDS)).capitalize() + "." for _ in range(PARAGRAPHS)]
        text[0] = f"{place}, {_said(day)} - {text[0]}"
        labels = [
            ("Date", _said(day)),
            ("Place", place),
            ("Source", ", ".join(dict.fromkeys(structures.draw(random.choice((1, 1, 2)))))),
            ("Fields of work", ", ".join(dict.fromkeys(fields.draw(random.choice((1, 2, 3)))))),
            ("Tags", ", ".join(dict.fromkeys(tags.draw(random.choice((1, 2, 3)))))),
        ]
        lines = [
            *MENU,
            types.draw(1)[0],
            " ".join(words.draw(9)).capitalize(),
            *(line for label, value in labels for line in (f"- {label}:", f"- {value}")),
            *text[:paragraphs],
        ]
        yield "\n".join(lines) + "\n"


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _names(vocabulary: str) -> list[str]:
    """The names of a vocabulary that stand in a list without being taken for two."""
    with (VOCABULARIES / f"{vocabulary}.csv").open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file) if "," not in row["name"]]
