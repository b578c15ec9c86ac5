"""The worker of gunicorn that waits for lines in one loop, and uses its threads for making pages only.

gunicorn's own `gthread` gives a connection to a thread before its request has arrived, sends an answer from
the thread as fast as its reader takes it, and waits in its loop for a closing client: nine slow connections
stop the site. Here one loop receives requests, sends what the line did not take at once, and closes. Each
wait has a deadline, and when there are too many connections the one that has waited longest goes.
"""

import errno
import selectors
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from socket import SHUT_WR, socket
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from gunicorn.http.message import Request
from gunicorn.workers.gthread import ThreadWorker

from newsroom.login.lane import SignInLane, is_sign_in
from newsroom.server.connection import (
    PIECE,
    RECEIVE_SECONDS,
    SEND_SECONDS,
    Connection,
    NonBlockingSocket,
    deadline_for,
)
from newsroom.server.streams import Application, StreamedResponse, in_pieces

# A client that was told of the end gets so many seconds, and may send so many bytes more, before its
# connection closes.
LINGER_SECONDS = 2
LINGER_BYTES = 4 * 1024 * 1024
# What all readers of a process together have still to take of their answers.
MOST_UNSENT = 1024 * 1024 * 1024
# And what requests that are not whole yet may hold of its memory.
MOST_RECEIVED = 64 * 1024 * 1024
# A thread has taken in a part of a request.
UNFINISHED = object()
# A thread has taken in a sign-in: another one is for those.
SIGN_IN = object()


class Worker(ThreadWorker):
    """Threads make pages; the loop does the waiting."""

    wsgi: Application

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the loop waits for, the longest wait first.
        self.waiting: dict[Connection, None] = {}
        self.unsent = 0
        self.unsent_lock = threading.Lock()
        self.next_sweep = 0.0
        self.is_stopping = False

    @classmethod
    def check_config(cls, cfg: Config, log: Logger) -> None:
        """Refuse what this worker does not do."""
        if cfg.is_ssl:
            sys.exit("This server speaks plain HTTP: leave --certfile and --keyfile to the proxy before it.")

    def init_process(self) -> None:
        """Start the threads, and the one of sign-ins."""
        wsgi.Response = StreamedResponse
        self.sign_ins = SignInLane()
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application; its streams are sent in pieces."""
        super().load_wsgi()
        self.wsgi = in_pieces(self.wsgi)

    # -- what the loop calls

    def accept(self, listener: socket) -> None:
        """Take a connection; its request has often arrived with it."""
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._drop_longest_waiting()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._drop_longest_waiting()
        connection = Connection(self.cfg, sock, client, listener.getsockname(), self._reserve)
        connection.deadline = time.monotonic() + RECEIVE_SECONDS
        self.enqueue_req(connection)

    def murder_pending(self) -> None:
        """Once a second: close what has waited past its deadline."""
        now = time.monotonic()
        if now < self.next_sweep:
            return
        self.next_sweep = now + 1
        if not self.alive and not self.is_stopping:
            self.is_stopping = True
            for connection in self.waiting:
                if connection.sock.rest is None:
                    connection.deadline = min(connection.deadline, now + LINGER_SECONDS)
        for connection in [waiting for waiting in self.waiting if waiting.deadline < now]:
            self._drop(connection)
        self._drop_beyond(MOST_RECEIVED)

    def finish_request(self, connection: Connection, future: Future) -> None:
        """A thread is done: wait for more of the request, or send what is left of the answer and go on."""
        try:
            outcome = future.result()
        except Exception:
            self._drop(connection)
            return
        if outcome is SIGN_IN:
            done = self.sign_ins.submit(self.answer, connection)
            done.add_done_callback(
                lambda future: self.method_queue.defer(self.finish_request, connection, future)
            )
            return
        if outcome is UNFINISHED:
            self._wait(connection, selectors.EVENT_READ, self._on_readable, connection.deadline)
            return
        if connection.sock.fileno() < 0:  # gunicorn closes a connection whose answer broke off
            self._drop(connection)
            return
        connection.stays_open = bool(outcome)
        if connection.sock.rest is None:
            self._go_on(connection)
            return
        connection.sock.rest.seek(0)
        deadline = deadline_for(connection.sock.rest_size)
        self._wait(connection, selectors.EVENT_WRITE, self._on_writable, deadline)

    def _on_readable(self, connection: Connection, _sock: NonBlockingSocket) -> None:
        self._stop_waiting(connection)
        if connection.stays_open and not connection.received:
            connection.deadline = time.monotonic() + RECEIVE_SECONDS
            connection.stays_open = False
        self.enqueue_req(connection)

    def _on_writable(self, connection: Connection, line: NonBlockingSocket) -> None:
        rest = line.rest
        if rest is None:
            raise ValueError("Nothing waits to be sent")
        start = rest.tell()
        piece = rest.read(PIECE)
        try:
            sent = line.send(piece) if piece else 0
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(connection)
            return
        if piece:
            rest.seek(start + sent)
            return
        self._stop_waiting(connection)
        self._forget_rest(connection)
        self._go_on(connection)

    def _on_lingering(self, connection: Connection, line: NonBlockingSocket) -> None:
        try:
            piece = line.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        connection.lingered += len(piece)
        if not piece or connection.lingered > LINGER_BYTES:
            self._drop(connection)

    # -- what threads call

    def handle(self, connection: Connection) -> object:
        """Take in what has arrived, and answer a request that is whole.

        Returns whether the connection stays open.
        """
        if connection.sock.stream is not None:
            return self.go_on_with_stream(connection)
        try:
            is_whole = connection.receive()
        except OSError:
            return False
        if is_whole is None:
            return UNFINISHED
        if not is_whole:
            return False
        if connection.is_complete and is_sign_in(connection.received):
            return SIGN_IN
        return self.answer(connection)

    def answer(self, connection: Connection) -> object:
        """Answer a request that is whole. Returns whether the connection stays open."""
        connection.hand_over()
        connection.sock.patience = SEND_SECONDS
        stays_open = super().handle(connection)
        try:
            connection.sock.flush()
        except OSError:
            connection.sock.end_stream()
            return False
        return stays_open

    def go_on_with_stream(self, connection: Connection) -> bool:
        """Send the next piece of an answer, or its end. Return whether the connection then stays open.

        An answer that breaks off has no end, so that its reader does not take it for whole.
        """
        line = connection.sock
        line.patience = SEND_SECONDS
        try:
            if not line.stream.send_next():
                response = line.stream.response
                line.end_stream()
                response.close()
            line.flush()
        except OSError:
            raise
        except Exception:
            self.log.exception("An answer broke off")
            raise
        return connection.stays_open

    def handle_request(self, request: Request, connection: Connection) -> bool:
        """Make an answer. The body of a request, if it is not here yet, has a deadline."""
        inbound = connection.parser.unreader
        inbound.deadline = deadline_for(getattr(request.body.reader, "length", 0))
        try:
            return super().handle_request(request, connection)
        except BaseException:
            connection.sock.end_stream()
            raise
        finally:
            inbound.deadline = None

    def _keepalive_after(self, connection: Connection, keepalive: bool) -> bool:
        """A body that nobody has read ends its connection, unless it is here."""
        connection.parser.unreader.deadline = 0.0
        try:
            return super()._keepalive_after(connection, keepalive)
        finally:
            connection.parser.unreader.deadline = None

    def _reserve(self, size: int) -> None:
        """Room for bytes that wait to be sent.

        Raises BrokenPipeError when all readers together leave too many.
        """
        with self.unsent_lock:
            if self.unsent + size > MOST_UNSENT:
                raise BrokenPipeError(errno.EPIPE, "Too much waits for slow readers")
            self.unsent += size

    # -- the states of a connection

    def _go_on(self, connection: Connection) -> None:
        """After an answer: the next request, of which a part may have come along, or the end.

        After a piece of a stream: the next one.
        """
        if connection.sock.stream is not None:
            self.enqueue_req(connection)
            return
        if not connection.stays_open:
            self._linger(connection)
            return
        if came_along := connection.parser.unreader.take_buffered():
            connection.add(came_along)
            connection.deadline = time.monotonic() + RECEIVE_SECONDS
            self.enqueue_req(connection)
            return
        patience = self.cfg.keepalive if self.alive else LINGER_SECONDS
        self._wait(connection, selectors.EVENT_READ, self._on_readable, time.monotonic() + patience)

    def _linger(self, connection: Connection) -> None:
        """Close for writing, and read on for a moment: a reset would take the answer away (RFC 9112, 9.6)."""
        try:
            connection.sock.shutdown(SHUT_WR)
        except OSError:
            self._drop(connection)
            return
        self._wait(connection, selectors.EVENT_READ, self._on_lingering, time.monotonic() + LINGER_SECONDS)

    def _wait(self, connection: Connection, event: int, callback: Callable, deadline: float) -> None:
        connection.deadline = deadline
        self.waiting[connection] = None
        self.poller.register(connection.sock, event, partial(callback, connection))

    def _stop_waiting(self, connection: Connection) -> None:
        if self.waiting.pop(connection, self) is None:
            self.poller.unregister(connection.sock)

    def _drop_longest_waiting(self) -> None:
        if self.waiting:
            self._drop(next(iter(self.waiting)))

    def _drop_beyond(self, most: int) -> None:
        """Drop requests that are not whole, the oldest first, until the others hold `most` bytes."""
        parts = [connection for connection in self.waiting if connection.received]
        total = sum(len(connection.received) for connection in parts)
        for connection in parts:
            if total <= most:
                return
            total -= len(connection.received)
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        self._stop_waiting(connection)
        self._forget_rest(connection)
        connection.sock.end_stream()
        self.nr_conns -= 1
        connection.close()

    def _forget_rest(self, connection: Connection) -> None:
        line = connection.sock
        if line.rest is None:
            return
        line.rest.close()
        with self.unsent_lock:
            self.unsent -= line.rest_size
        line.rest, line.rest_size = None, 0
