"""Password hashes in a small pool of their own, so that guessing does not take the processors from readers.

One hash at a time in each process, in a thread that gives way to all others; a few may wait, the next is
refused at once.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.contrib.auth.hashers import Argon2PasswordHasher

Result = TypeVar("Result")
# So many requests of a process may hash or wait for it: fewer than its threads, to leave one for readers.
PLACES = 3
# How many of these may be strangers': one place is left to people known to the desk.
STRANGERS_PLACES = 2
# Seconds. A hash takes 25 ms of a free processor.
LONGEST_WAIT = 10

_places = threading.BoundedSemaphore(PLACES)
_strangers_places = threading.BoundedSemaphore(STRANGERS_PLACES)
_for_stranger: ContextVar[bool] = ContextVar("for_stranger", default=False)


class HashingBusy(Exception):
    """More passwords are to be hashed than the pool takes; nothing was compared or changed.

    Try again in a moment.
    """


class PooledArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the minimum of OWASP's cheat sheet of 2024: 19 MiB, two passes, one thread.

    Django's own setting takes 100 MiB and eight threads: sixteen guessers were enough to stop the site.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password. Raises HashingBusy."""
        return _run(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with a hash. Raises HashingBusy."""
        return _run(super().verify, password, encoded)


@contextmanager
def places_for_strangers() -> Iterator[None]:
    """Hash passwords in this block for somebody whom the desk does not know yet."""
    token = _for_stranger.set(True)
    try:
        yield
    finally:
        _for_stranger.reset(token)


def _run(work: Callable[..., Result], *arguments: str) -> Result:
    """The result of `work` in the pool. Raises HashingBusy when there is no place, or none in time."""
    if _for_stranger.get():
        with _place(_strangers_places), _place(_places):
            return _result(work, *arguments)
    with _place(_places):
        return _result(work, *arguments)


@contextmanager
def _place(places: threading.BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise HashingBusy
    try:
        yield
    finally:
        places.release()


def _result(work: Callable[..., Result], *arguments: str) -> Result:
    future = _pool.submit(work, *arguments)
    try:
        return future.result(timeout=LONGEST_WAIT)
    except TimeoutError:
        future.cancel()
        raise HashingBusy from None


def _give_way() -> None:
    """Lower the priority of this thread alone, which only Linux can."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


# Its thread begins with the first hash, after a server has forked its workers.
_pool = ThreadPoolExecutor(1, thread_name_prefix="password-hashing", initializer=_give_way)
