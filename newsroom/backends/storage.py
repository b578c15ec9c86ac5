"""Files on the disk of the server: uploads appear whole or not at all; a full disk is recognised."""

import errno
import os
from contextlib import suppress

from django.core.files import File
from django.core.files.storage import FileSystemStorage

# SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: there is no room for the memory that connections share (WAL).
SQLITE_FULL = (13, 4874)


class WholeFilesStorage(FileSystemStorage):
    """Files appear under their name when they are complete: written under another one, then renamed."""

    def _save(self, name: str, content: File) -> str:
        try:
            partial = super()._save(f"{name}.part", content)  # type: ignore[misc]  # the stubs lack it
            os.replace(self.path(partial), self.path(name))
        except BaseException:
            with suppress(FileNotFoundError):
                os.remove(self.path(f"{name}.part"))
            raise
        return name


def make_private(path: str | os.PathLike[str]) -> None:
    """Make an empty file that its owner alone can read, unless it exists; SQLite's other files follow it."""
    # A folder that cannot be written to is for the database to complain of.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an error, or its cause, is a full disk: of a file, SQLite or PostgreSQL (53100)."""
    while error is not None:
        if (
            getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
            or getattr(error, "sqlite_errorcode", 0) in SQLITE_FULL
            or getattr(error, "sqlstate", "") == "53100"
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
