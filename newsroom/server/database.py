"""Bounds on how long a server process waits for PostgreSQL: STATEMENT_SECONDS for a statement.

The server ends statements that take too long (statement_timeout), but one that hangs ends nothing, and TCP
calls a connection alive as long as the machine at the other end is. So each wait ends on this side as well:
early when the server does not take a new connection either. Commands, imports and migrations wait as long as
their work takes.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from time import monotonic
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

Result = TypeVar("Result")

# A server that takes longer than this to answer the shortest question is away.
QUESTION_SECONDS = 1.0
# The server gets so much longer than its statements, so that it is the one to say what took too long.
MARGIN = 2.0
INTERVAL = 0.1  # seconds between two looks at the clock
# Whether the thread is at something that has the database work; without it, it asks short questions.
_thread = threading.local()


class Silence(psycopg.OperationalError):
    """The database sent nothing for as long as this process waits."""

    sqlstate = "08006"  # connection_failure, in the table of PostgreSQL


class BoundedConnection(psycopg.Connection):
    """A connection that is closed when the server does not answer in time."""

    def wait(self, gen: PQGen[Result], interval: float = INTERVAL, timeout: float | None = None) -> Result:
        """Wait for an answer in psycopg's place. Raises Silence."""
        try:
            if getattr(_thread, "works", False):
                return super().wait(_until_silence(gen, self._server_answers), interval)
            return super().wait(gen, interval, timeout or QUESTION_SECONDS)
        except (Silence, _WaitTimeout) as error:
            self.pgconn.finish()
            raise Silence(f"The database does not answer: {error}") from None

    def execute(self, *args: Any, **options: Any) -> psycopg.Cursor:
        """Ask a short question, as the pool does of each connection; Django uses cursors."""
        works, _thread.works = getattr(_thread, "works", False), False
        try:
            return super().execute(*args, **options)
        finally:
            _thread.works = works

    def _server_answers(self) -> bool:
        """Return whether the server takes another connection; it does so during a long statement."""
        try:
            psycopg.connect(self.info.dsn, password=self.info.password, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            return error.sqlstate is not None  # it answered that it takes none
        return True


def bound_waits() -> None:
    """Bound the waits of this process. Call it before the first connection is made."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "pool" not in options:
        return
    options["pool"] = options["pool"] | {"connection_class": BoundedConnection}
    if settings.STATEMENT_SECONDS:
        limit = f"-c statement_timeout={settings.STATEMENT_SECONDS}s"
        options["options"] = f"{options.get('options', '')} {limit}".strip()


def working(function: Callable) -> Callable:
    """`function`, which has the database work: within it, a statement may take STATEMENT_SECONDS."""

    @wraps(function)
    def work(*args: object, **options: object) -> object:
        _thread.works = True
        try:
            return function(*args, **options)
        finally:
            _thread.works = False

    return work


def working_application(application: Callable) -> Callable:
    """`application`, which has the database work, also for each piece of an answer that it streams."""
    answer = working(application)

    def work(environ: dict, start_response: Callable) -> Iterable[bytes]:
        response = answer(environ, start_response)
        if getattr(response, "streaming", False):
            response.streaming_content = _worked(iter(response.streaming_content))
        return response

    return work


def _worked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    next_piece = working(next)
    while (piece := next_piece(pieces, None)) is not None:
        yield piece


def _until_silence(gen: PQGen[Result], server_answers: Callable[[], bool]) -> PQGen[Result]:
    """Yield and return what `gen` does, for a statement's time.

    Raises Silence after it, or once the server answers nobody.
    """
    started = monotonic()
    most = settings.STATEMENT_SECONDS + MARGIN if settings.STATEMENT_SECONDS else float("inf")
    look_after = QUESTION_SECONDS
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            waited = monotonic() - started
            if not ready and waited > min(most, look_after):
                if waited > most or not server_answers():
                    raise Silence(f"waited for {waited:.1f} seconds")
                look_after = 2 * waited
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value
