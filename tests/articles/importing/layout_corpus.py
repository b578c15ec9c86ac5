"""A corpus of pages of other houses, copies of browsers and mixed files, each with the releases that a person sees.

`judge` says of each release whether it was read right, is held for a person, or is wrong; and what a reader would see
that is in no page. Values that a page does not tell are not compared: a type, say. Lists and texts are.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.importing.fitness import DOUBTFUL, unfit
from articles.importing.formats import read
from articles.importing.record import Record
from taxonomy.languages import UNKNOWN

FOLDER = Path(__file__).parents[2] / "samples" / "layouts"


@dataclass(frozen=True)
class Page:
    file: str
    name: str
    text: str
    releases: list[dict[str, Any]]


@dataclass(frozen=True)
class Verdict:
    right: int
    held: int
    faults: list[str]
    inventions: list[str]

    @property
    def count(self) -> int:
        return self.right + self.held + len(self.faults)


def pages(*files: str) -> Iterator[Page]:
    """The pages of the corpus, of some files or of all."""
    for path in sorted(FOLDER.glob("*.toml")):
        if not files or path.stem in files:
            for page in tomllib.loads(path.read_text(encoding="utf-8"))["page"]:
                yield Page(path.stem, page["name"], page["text"].lstrip("\n"), page.get("release", []))


def judge(page: Page) -> Verdict:
    """Compare what is read of a page with what is right."""
    records = list(read(page.text, "page.txt").records)
    right = held = 0
    faults, inventions = [], []
    for expected in page.releases:
        record = next((one for one in records if is_of(one, expected)), None) or (
            records[0] if records else None
        )
        if record is None:
            faults.append(f"lost: {expected['title']}")
            continue
        records.remove(record)
        differing = differences(record, expected)
        if not differing:
            right += 1
        elif is_held(record):
            held += 1
        else:
            faults.append(f"{expected['title']}: {'; '.join(differing)}")
            inventions += [f"{expected['title']}: {one}" for one in differing]
    inventions += [f"nowhere on the page: {one.title}" for one in records if not is_held(one)]
    return Verdict(right, held, faults, inventions)


def is_of(record: Record, expected: dict[str, Any]) -> bool:
    return record.title == expected["title"]


def is_held(record: Record) -> bool:
    """Return whether a record waits for a person, or is refused by name."""
    codes = {problem.code for problem in record.problems}
    return bool(
        codes & DOUBTFUL
        or record.date is None
        or record.is_cut_in_header
        or record.language == UNKNOWN
        or unfit(record)
    )


def differences(record: Record, expected: dict[str, Any]) -> list[str]:
    """Return what a record says otherwise than a person."""
    found = []
    for name in ("title", "date"):
        if getattr(record, name) != expected.get(name):
            found.append(f"{name} is {getattr(record, name)!r}")
    for name in ("type", "place", "language"):
        if name in expected and getattr(record, name) != expected[name]:
            found.append(f"{name} is {getattr(record, name)!r}")
    for name in ("where", "what", "locations", "collections", "tags"):
        if getattr(record, name) != tuple(expected.get(name, ())):
            found.append(f"{name} is {getattr(record, name)!r}")
    text = f"{record.summary}\n\n{record.body}"
    if not record.summary.startswith(expected.get("summary", "")):
        found.append(f"summary is {record.summary!r}")
    if "paragraphs" in expected and len(record.body.split("\n\n")) != expected["paragraphs"]:
        found.append(f"text is {record.body!r}")
    return found + [f"{words!r} is text" for words in expected.get("without", ()) if words in text]
