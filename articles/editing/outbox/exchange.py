"""An exchange with a receiver that comes to an end, whatever the receiver does.

The timeout of a socket is per operation: a receiver that sends a byte every few seconds never meets it, and
looking a name up has none. So an exchange runs in a thread of its own, and at its deadline the lines that it
opened are cut.
"""

import os
import socket
import threading
from collections.abc import Callable

# The exchange that a thread is in the middle of.
_thread = threading.local()


class DeadlinePassed(TimeoutError):
    """The receiver did not come to an end in time."""


class Exchange:
    """One exchange, and the sockets that it opened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[socket.socket] = []
        self._is_over = False

    def add(self, line: socket.socket) -> None:
        """Register a socket, to cut it at the end. Raises DeadlinePassed when the end has come already."""
        # A duplicate also reaches the connection when TLS has taken over the socket, which then has no `dup`.
        duplicate = socket.socket(fileno=os.dup(line.fileno()))
        with self._lock:
            self._lines.append(duplicate)
            is_over = self._is_over
        if is_over:
            self.end()
            raise DeadlinePassed

    def end(self) -> None:
        """Cut all lines: who waits for the other side gets an error at once."""
        with self._lock:
            self._is_over = True
            lines, self._lines = self._lines, []
        for line in lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the exchange has closed it already
            finally:
                line.close()


def note_line(line: socket.socket) -> None:
    """Called by an exchange for each socket that it opens; outside one it does nothing."""
    if exchange := getattr(_thread, "exchange", None):
        exchange.add(line)


def within(seconds: float, talk: Callable[[], object]) -> None:
    """Call `talk`, which sends something and waits for the answer, and end it after so many seconds.

    `talk` runs in a thread without a database connection. Raises DeadlinePassed, or the error of `talk`.
    """
    exchange, errors = Exchange(), []

    def run() -> None:
        _thread.exchange = exchange
        try:
            talk()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="exchange", daemon=True)
    thread.start()
    thread.join(seconds)
    is_late = thread.is_alive()
    exchange.end()
    if is_late:
        raise DeadlinePassed(f"the receiver did not come to an end within {seconds:g} seconds")
    if errors:
        raise errors[0]
