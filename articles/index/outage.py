"""The state of the database as a process sees it: when it answered last, and whether it is away.

While it is away nobody waits for it. One request a second asks again; the others are answered at once:
readers get pages from memory (articles/site/caching/page_cache.py), everybody else a page that says so.
"""

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple, TypeVar

from django.db import Error, InterfaceError, OperationalError

# Seconds until a database that is away is asked again, and how long the one that asks has for it.
RETRY_SECONDS = 1.0
QUESTION_SECONDS = 5.0
# What PostgreSQL says when it ends a connection or takes none (appendix A of its manual).
AWAY = ("08", "57P")
SILENT = "08006"
logger = logging.getLogger(__name__)

Answered = TypeVar("Answered")


class DatabaseAnswer(NamedTuple):
    """The last answer of the database, and when it was asked (monotonic seconds)."""

    numbers: object
    asked_at: float


_lock = threading.Lock()
_last_answer = DatabaseAnswer(None, float("-inf"))
_retry_at: float | None = None


def ask(question: Callable[[], Answered]) -> Answered:
    """Return the answer of the database to `question`; record whether it answers.

    Raises DatabaseError or InterfaceError.
    """
    global _last_answer, _retry_at
    asked_at = monotonic()
    try:
        numbers = question()
    except Error as error:
        record(error)
        raise
    if asked_at >= _last_answer.asked_at:
        _last_answer = DatabaseAnswer(numbers, asked_at)
    if _retry_at is not None:
        _retry_at = None
        logger.warning("The database answers again")
    return numbers


def record(error: Error) -> None:
    """Record that the database is away, if `error` says so; a deadlock or a slow statement does not."""
    global _retry_at
    if is_outage(error):
        if _retry_at is None:
            logger.warning("The database does not answer: %s", error)
        _retry_at = monotonic() + RETRY_SECONDS


def is_outage(error: Error) -> bool:
    """Return whether `error` says that the database is away; SQLite's never do."""
    state = getattr(error.__cause__, "sqlstate", "")
    return isinstance(error, (OperationalError, InterfaceError)) and (state is None or state.startswith(AWAY))


def was_cut(error: Error) -> bool:
    """Return whether the connection ended, so that another may work at once; silence is no end."""
    return getattr(error.__cause__, "sqlstate", None) != SILENT


def is_on() -> bool:
    """Return whether the database is away."""
    return _retry_at is not None


def may_ask() -> bool:
    """Return whether the database can be asked: it answers, or it is this request that tries again."""
    global _retry_at
    with _lock:
        if _retry_at is None or monotonic() < _retry_at:
            return _retry_at is None
        _retry_at = monotonic() + QUESTION_SECONDS
    return True


def age(numbers: object) -> float | None:
    """The seconds since the database confirmed that `numbers` are the last ones; None when it gave others."""
    return monotonic() - _last_answer.asked_at if _last_answer.numbers == numbers else None


def forget() -> None:
    """Return to the state of a process that has not asked yet."""
    global _last_answer, _retry_at
    _last_answer, _retry_at = DatabaseAnswer(None, float("-inf")), None
