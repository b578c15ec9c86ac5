"""A bag of files (BagIt, RFC 8493), as a folder or as a ZIP file: what archives take in and verify.

    bagit.txt               says that it is a bag
    bag-info.txt            what it is and who made it
    manifest-sha256.txt     the digest of each file below data/
    tagmanifest-sha256.txt  the digest of each file beside data/
    data/                   the content

`sha256sum --check manifest-sha256.txt` verifies it where no program for bags is at hand.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from articles.management.backups.manifest import BackupError, Checksum

ZIP = ".zip"
DATA = "data/"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

OpenFile: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]


class Bag:
    """A bag that is being written: `files` are those of its content, with their checksums."""

    def __init__(self, open_file: OpenFile) -> None:
        self._open = open_file
        self.files: dict[str, Checksum] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file of the content."""
        self.files[name] = self._write(DATA + name, pieces)

    def close(self, facts: Mapping[str, str]) -> None:
        """Write what makes it a bag; `facts` are those of bag-info.txt."""
        size = sum(file.size for file in self.files.values())
        about = {**facts, "Payload-Oxum": f"{size}.{len(self.files)}"}
        manifest = {DATA + name: file for name, file in self.files.items()}
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in about.items()),
            "manifest-sha256.txt": _manifest(manifest),
        }
        sums = {name: self._write(name, [text.encode()]) for name, text in tags.items()}
        self._write("tagmanifest-sha256.txt", [_manifest(sums).encode()])

    def _write(self, name: str, pieces: Iterable[bytes]) -> Checksum:
        digest, size = hashlib.sha256(), 0
        with self._open(name) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        return Checksum(size, digest.hexdigest())


@contextmanager
def new_bag(target: Path) -> Iterator[Bag]:
    """A new bag at `target`, a folder or, if its name ends so, a ZIP file, for its owner alone.

    It gets its name when it is complete; until then it is called `….part`, which an error takes away.
    Raises BackupError when there is something of that name.
    """
    partial = target.with_name(f"{target.name}.part")
    for path in (target, partial):
        if path.exists():
            raise BackupError(f"{path} exists already: choose another name, or delete that one first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    before = os.umask(0o077)
    try:
        with (_in_zip if target.suffix == ZIP else _in_folder)(partial, target.stem) as open_file:
            yield Bag(open_file)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial) if partial.is_dir() else partial.unlink(missing_ok=True)
        raise
    finally:
        os.umask(before)


@contextmanager
def _in_folder(folder: Path, _: str) -> Iterator[OpenFile]:
    folder.mkdir()

    def open_file(name: str) -> IO[bytes]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")

    yield open_file


@contextmanager
def _in_zip(file: Path, name_of_bag: str) -> Iterator[OpenFile]:
    """In a ZIP file a bag is the one folder at the top."""
    with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED) as archive:
        yield lambda name: archive.open(f"{name_of_bag}/{name}", "w", force_zip64=True)


def _manifest(files: Mapping[str, Checksum]) -> str:
    return "".join(f"{file.sha256}  {name}\n" for name, file in sorted(files.items()))
