"""Uploads take turns: one file at a time is decoded on this machine.

A picture of 2 KB can need half a gigabyte, and eight of them at once needed all of a server. Who waits holds
a thread that readers need, so few wait, and not for long.
"""

import ctypes
import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path

from django.conf import settings
from django.core.files import File

from articles.media.validation import Refused

# A photograph of 24 million pixels takes one to two and a half seconds.
LONGEST_WAIT = 10
# Of the four threads of a process two stay for readers.
MOST_IN_PROCESS = 2
_in_process = threading.BoundedSemaphore(MOST_IN_PROCESS)


class Busy(Refused):
    """A file that cannot be looked at now, whatever it is; the same one can be taken a little later."""

    def __init__(self, upload: File) -> None:
        super().__init__(upload, "other files are being converted. Try it again in half a minute.")


@contextmanager
def decoding_lock(upload: File) -> Iterator[None]:
    """Be the only one on this machine that decodes a file.

    Raises Busy when others are before it for too long.
    Nothing that waits for the database belongs in here: a form that holds it may wait for its own turn.
    """
    if not _in_process.acquire(blocking=False):
        raise Busy(upload)
    try:
        path = Path(settings.MEDIA_ROOT, ".turn")
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        # The system gives the lock back with the file, also for a process that was killed.
        with path.open("ab") as lock:
            _lock(lock, upload)
            try:
                yield
            finally:
                _give_memory_back()
    finally:
        _in_process.release()


def _give_memory_back() -> None:
    """Return freed memory to the system: glibc reserves it for this thread, and the next may be another."""
    # Other C libraries have no such function, and no need of it.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _lock(file: BufferedWriter, upload: File) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy(upload) from None
            time.sleep(0.05)
