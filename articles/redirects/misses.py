"""Counts the addresses at which readers found nothing, for the desk: no page waits or fails for it."""

import logging
import re
import threading
import zlib
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import DatabaseError
from django.utils import timezone

from articles.index import outage
from articles.models.missed_address import (
    LONGEST_HOST,
    LONGEST_PATH,
    PLACES,
    MissedAddress,
    Misses,
)
from articles.redirects.address import path_of
from articles.text.characters import without_controls

# So many addresses wait in memory while another thread writes; further ones are not counted.
MOST_WAITING = 200
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
logger = logging.getLogger(__name__)

_waiting: dict[int, Misses] = {}
_waiting_lock = threading.Lock()
_writer = threading.Lock()


def host_of(referrer: str) -> str:
    """Return the host of a Referer header; nothing when there is none to be read.

    >>> host_of("https://www.example.org/page?who=ann")
    'www.example.org'
    """
    try:
        host = urlsplit(referrer).hostname or ""
    except ValueError:
        return ""
    return host if len(host) <= LONGEST_HOST and _HOST.fullmatch(host) else ""


def record(path: str, referrer: str) -> None:
    """Count a miss of `path`, linked from the host `referrer`: one statement, or none.

    While another thread of this process writes, it is left to the next one. A path that is too long, or that
    may hold somebody's e-mail address, is not counted. Never raises a DatabaseError.
    """
    if outage.is_on() or len(path) > LONGEST_PATH or "@" in path or path != without_controls(path):
        return
    _add(path, referrer)
    if not _writer.acquire(blocking=False):
        return
    try:
        MissedAddress.objects.all().add_up(_take(), timezone.localdate())
    except DatabaseError as error:
        outage.record(error)
        logger.warning("A missed address was not counted: %s", error)
    finally:
        _writer.release()


def forget(olds: Iterable[str]) -> None:
    """Take these old addresses, as redirects have them, off the list: they lead somewhere now."""
    paths = {path_of(old).partition("?")[0] for old in olds}
    ordered = sorted(paths)
    for start in range(0, len(ordered), MOST_WAITING):
        MissedAddress.objects.filter(path__in=ordered[start : start + MOST_WAITING]).delete()


def _add(path: str, referrer: str) -> None:
    """Add a miss to those that wait. Of two addresses with the same place the first waits."""
    place = zlib.crc32(f"{path} {referrer}".encode()) % PLACES
    with _waiting_lock:
        waits = _waiting.get(place)
        if waits is not None:
            if (waits.path, waits.referrer) == (path, referrer):
                _waiting[place] = waits._replace(times=waits.times + 1)
        elif len(_waiting) < MOST_WAITING:
            _waiting[place] = Misses(path, referrer, 1)


def _take() -> list[tuple[int, Misses]]:
    """Return what waits, in an order in which two processes cannot wait for each other."""
    with _waiting_lock:
        taken = sorted(_waiting.items())
        _waiting.clear()
    return taken
