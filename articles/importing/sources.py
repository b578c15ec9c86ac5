"""Where captures come from: files and folders become named texts, one at a time."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.characters import without_controls
from articles.importing.record import Problem

LONGEST_CUT_TAIL = 3  # bytes of a character whose end is missing


@dataclass(frozen=True)
class Source:
    """A file's text. With a problem there is no text, and the file is to be reported as rejected."""

    name: str  # relative to the folder that was given, or the file's own name; the whole path where two share it
    text: str
    problems: tuple[Problem, ...] = ()


def sources(paths: Iterable[Path]) -> Iterator[Source]:
    """The texts of files and of all *.txt files in folders, in the order of their names.

    Hidden files and README* in folders are left out. A path that does not exist raises FileNotFoundError before
    anything is read.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise FileNotFoundError(f"no such file or folder: {path}")
    return _read_all(given)


def _read_all(paths: list[Path]) -> Iterator[Source]:
    names: set[str] = set()
    for path in paths:
        for file in _files(path) if path.is_dir() else [path]:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            if name in names:  # two folders with a page.txt each are two captures
                name = file.as_posix()
            names.add(name)
            text, problems = _read(file)
            yield Source(name, without_controls(text), problems)


def _read(file: Path) -> tuple[str, tuple[Problem, ...]]:
    try:
        return decode(file.read_bytes())
    except OSError as error:
        return "", (Problem("unreadable", f"the file cannot be read: {error.strerror}"),)


def _files(folder: Path) -> list[Path]:
    found = [file for file in folder.rglob("*.txt") if file.is_file()]
    return sorted(file for file in found if not _is_left_out(file.relative_to(folder)))


def _is_left_out(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts) or file.name.upper().startswith("README")


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
