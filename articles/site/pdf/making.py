"""Making of PDFs: one at a time in a server process, each by a process beside it; what was made is cached."""

import logging
import os
import pickle
import subprocess
import sys
import threading
from ctypes.util import find_library
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from articles.index.lru_cache import LRUCache
from articles.site.pdf import pdf_process
from articles.site.pdf.pdf_process import MOST_SECONDS, PrintedPage

logger = logging.getLogger(__name__)
COMMAND = [sys.executable, "-m", pdf_process.__name__]
_ROOT = Path(__file__).resolve().parents[3]
# What WeasyPrint loads of Pango, and the packages of Debian that bring it.
LIBRARIES = ("pango-1.0", "pangoft2-1.0")
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0"
# Of the environment the process gets where programs and caches of fonts lie, and no secret.
ENVIRONMENT = ("PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR", "LANG")
MOST_CACHED, MOST_BYTES = 200, 20_000_000

# By edition and digest of the page; nothing for a page of which no PDF could be made.
_made: LRUCache[tuple[int, bytes], bytes] = LRUCache(MOST_CACHED, max_bytes=MOST_BYTES)
_turn = threading.Lock()


class NoPDF(Exception):
    """There is no PDF of a page now: another one is being made, or this one could not be made."""


@cache
def is_possible() -> bool:
    """Return whether this machine has what PDFs are made with."""
    return find_spec("weasyprint") is not None and all(map(find_library, LIBRARIES))


def pdf_of(edition: int, page: PrintedPage) -> bytes:
    """Return the PDF of the page of an edition (id), made now unless it was made before. Raises NoPDF."""
    key = (edition, blake2b(pickle.dumps(page), digest_size=16).digest())
    made = _made.get(key)
    if made is None:
        if not _turn.acquire(blocking=False):
            raise NoPDF
        try:
            made = _make(page)
        finally:
            _turn.release()
        _made.put(key, made)
    if not made:
        raise NoPDF
    return made


def _make(page: PrintedPage) -> bytes:
    """Return a new PDF; nothing, and a line in the log, where it cannot be made."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            COMMAND,
            input=pickle.dumps(page),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
            cwd=_ROOT,
            env=environment,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        told = (failure.stderr or b"").decode(errors="replace").strip().splitlines()
        logger.error("No PDF of %s: %s", page.address, told[-1] if told else failure)
        return b""
    return done.stdout
