"""Sources of captures: files and folders become named texts, one at a time."""

import codecs
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from articles.importing.record import Problem
from articles.text.characters import without_controls

NO_FILE = "it is neither a file nor a folder"
LONGEST_CUT_TAIL = 3  # bytes of a character whose end is missing


@dataclass(frozen=True)
class SourceFile:
    """A file's bytes and their SHA-256; its text is read when it is asked for.

    With a problem there is no text, and the file is to be reported as rejected.
    """

    # Relative to the folder that was given, or the file's own name; the whole path where two share it.
    name: str
    unreadable: Problem | None = None
    data: bytes = b""
    digest: str = ""

    @property
    def text(self) -> str:
        """The text of the file; empty with a problem."""
        return self._decoded[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The reason why the file cannot be read, if it cannot."""
        return (self.unreadable,) if self.unreadable else self._decoded[1]

    @cached_property
    def _decoded(self) -> tuple[str, tuple[Problem, ...]]:
        text, problems = decode(self.data)
        return without_controls(text), problems

    def without_content(self) -> "SourceFile":
        """Return the file without its bytes, for those who go on with its name alone."""
        return SourceFile(self.name, self.unreadable, digest=self.digest)


def sources(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The texts of files and of all files in folders, in the order of their names.

    Hidden files and README* in folders are left out. A path that does not exist raises FileNotFoundError
    before anything is read. What is there and cannot be read comes with a problem.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise FileNotFoundError(f"no such file or folder: {path}")
    return _read_all(given)


def _read_all(paths: list[Path]) -> Iterator[SourceFile]:
    names: set[str] = set()
    for path in paths:
        for file, problem in _entries(path) if path.is_dir() else [(path, "")]:
            name = printable(file.relative_to(path).as_posix() if path.is_dir() else file.name)
            if name in names:  # two folders with a page.txt each are two captures
                name = printable(file.as_posix())
            names.add(name)
            yield SourceFile(name, Problem("unreadable", problem)) if problem else _read(file, name)


def printable(name: str) -> str:
    """A file's name as text: bytes of another encoding become signs that stand for them."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _read(file: Path, name: str) -> SourceFile:
    try:
        if not file.is_file():  # reading a pipe would wait for somebody who writes into it
            return SourceFile(name, Problem("unreadable", NO_FILE))
        data = file.read_bytes()
    except OSError as error:
        return SourceFile(name, Problem("unreadable", f"the file cannot be read: {error.strerror}"))
    return SourceFile(name, data=data, digest=hashlib.sha256(data).hexdigest())


def _entries(folder: Path) -> Iterator[tuple[Path, str]]:
    """All that lies in a folder and those in it, by names: files, and what cannot be read with the reason."""
    try:
        # Names alone: a folder may have a hundred thousand.
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        yield folder, f"the folder cannot be opened: {error.strerror}"
        return
    for entry in map(folder.joinpath, names):
        if entry.name.startswith(".") or entry.name.upper().startswith("README"):
            continue
        if not entry.is_dir():
            yield entry, "" if entry.is_file() else NO_FILE
        elif entry.is_symlink():  # it may lead back to where the walk came from
            yield entry, "a linked folder is not followed: name the folder itself"
        else:
            yield from _entries(entry)


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file: UTF-8, or UTF-16 when it says so. Nothing is guessed.

    A file that ends inside a character was cut there: that is no error, the text ends before the character.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(data, "utf-16")
    return _decode(data, "utf-8-sig")


def _decode(data: bytes, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        is_cut = error.end == len(data) and error.end - error.start <= LONGEST_CUT_TAIL
        if is_cut and error.reason in {"unexpected end of data", "truncated data"}:
            return data[: error.start].decode(encoding), ()
        message = f"byte {error.start} is not {'UTF-16' if encoding == 'utf-16' else 'UTF-8'}: {error.reason}"
        return "", (Problem("bad-encoding", message),)
