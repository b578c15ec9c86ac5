"""The manifest of a backup: what is in the set, and how one sees that it is whole."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, Self

NAME = "manifest.json"
FORMAT = 1
PIECE = 1024 * 1024


class Readable(Protocol):
    """A file that is open, of Python or of a storage."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""


class BackupError(Exception):
    """A backup cannot be made, or not be restored; the message says why and what to do."""


@dataclass(frozen=True)
class Checksum:
    """The size and digest that a file of the set must have."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The content of a set.

    `files` are paths below the set; `counts` are rows by model; `missing` are files of the media
    that were lost before the backup, which was made all the same.
    """

    made_at: str
    vendor: str
    database: str
    epoch: str
    last_release: int
    migrations: list[str]
    digest: str
    counts: dict[str, int]
    files: dict[str, Checksum]
    missing: list[str]

    @classmethod
    def read(cls, source: Path) -> Self:
        """The manifest of the set at `source`.

        Raises BackupError when there is none, or it is not readable.
        """
        try:
            facts = json.loads((source / NAME).read_text(encoding="utf-8"))
            if facts.pop("format") != FORMAT:
                raise BackupError(
                    f"{source / NAME} has another format than {FORMAT}: use the version that made it."
                )
            facts["files"] = {name: Checksum(**file) for name, file in facts["files"].items()}
            return cls(**facts)
        except FileNotFoundError as error:
            raise BackupError(
                f"{source} is no backup: it has no {NAME}. A backup that was interrupted has none."
            ) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupError(
                f"{source / NAME} is damaged ({error}): use another copy of the backup."
            ) from error

    def write(self, target: Path) -> None:
        """Write it into the set at `target`; the last thing a backup does there."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        (target / NAME).write_text(text, encoding="utf-8")

    def verify(self, source: Path) -> None:
        """Raise BackupError unless every file of the set is there and is what it was."""
        problems = list(self._problems(source))
        if problems:
            more = f" And {len(problems) - 5:,} more." if len(problems) > 5 else ""
            raise BackupError(
                f"The backup is damaged: {' '.join(problems[:5])}{more} Use another copy of it."
            )

    def _problems(self, source: Path) -> Iterator[str]:
        for name, wanted in self.files.items():
            path = source / name
            if not path.is_file():
                yield f"{name} is missing."
            elif path.stat().st_size != wanted.size or measure_at(path) != wanted:
                yield f"{name} is not what it was."


def measure(content: Readable) -> Checksum:
    """The checksum of a file with this content, which is read in pieces."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return Checksum(size, digest.hexdigest())


def measure_at(path: Path) -> Checksum:
    """The checksum of the file at `path`."""
    with path.open("rb") as content:
        return measure(content)
