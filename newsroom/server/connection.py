"""One connection of the server: what has arrived of a request, and what has not been sent of its answer.

Threads never wait for a reader's line here: a request is handed to a thread when it is whole, and what the
line does not take of an answer at once is left to the worker's loop. Only a body above `WHOLE_BODY` is read
by a thread, with a deadline.
"""

import errno
import re
import select
import tempfile
import time
from collections.abc import Callable
from socket import socket
from typing import IO, BinaryIO

from gunicorn import http
from gunicorn.config import Config
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn

from newsroom.server.streams import Stream

# A request arrives within so many seconds of its first byte, the first byte within as many of the connection.
RECEIVE_SECONDS = 20
# The line and the headers of a request; gunicorn bounds each of them more tightly.
MOST_HEADERS = 32 * 1024
# A body up to this size is received before a thread begins; only the signed-in may send more (body_limits).
WHOLE_BODY = 64 * 1024
# Bytes a second below which the body of an upload, or the reading of an answer, is given up.
SLOWEST = 4 * 1024
# A proxy beside the server empties its buffer at once; a thread waits so many seconds for it, once an answer.
SEND_SECONDS = 0.05
# How much is received, or sent of what waits, at once.
PIECE = 64 * 1024
# What waits to be sent stays in memory up to this size, then in a temporary file.
REST_IN_MEMORY = 64 * 1024
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)


def deadline_for(size: int) -> float:
    """The instant (of `time.monotonic`) by which `size` bytes have to be through."""
    return time.monotonic() + RECEIVE_SECONDS + size / SLOWEST


class NonBlockingSocket:
    """The socket as gunicorn sees it: it never blocks, and takes whatever is written to it.

    What the reader does not take is put into `rest`; `reserve` is asked for room for it. `stream` has the
    pieces of its answer that are still to be made.
    """

    def __init__(self, sock: socket, reserve: Callable[[int], None]) -> None:
        self._sock, self._reserve = sock, reserve
        sock.setblocking(False)
        self.recv, self.send, self.fileno = sock.recv, sock.send, sock.fileno
        self.shutdown, self.close = sock.shutdown, sock.close
        self.rest: IO[bytes] | None = None
        self.rest_size = 0
        self.patience = 0.0
        self.stream: Stream | None = None
        self._begun, self._head = False, b""

    def setblocking(self, flag: bool) -> None:
        """Nothing: gunicorn would block its threads."""

    settimeout = setblocking

    def gettimeout(self) -> float:
        """Nothing blocks."""
        return 0.0

    def sendall(self, content: bytes) -> None:
        """Send what the reader takes and put the rest aside.

        Raises OSError when it has gone or there is no room. The first piece waits for the second: the head of
        an answer goes with its body, in one packet if it can.
        """
        if not self._begun:
            self._begun, self._head = True, content
            return
        self._put(self._take_head() + content)

    def flush(self) -> None:
        """Send what waits for more, which does not come. Raises OSError as `sendall`."""
        self._put(self._take_head())
        self._begun = False

    def _take_head(self) -> bytes:
        head, self._head = self._head, b""
        return head

    def _put(self, content: bytes) -> None:
        unsent = self._send(content) if self.rest is None else memoryview(content)
        if not unsent:
            return
        self._reserve(len(unsent))
        self.rest_size += len(unsent)
        if self.rest is None:
            self.rest = tempfile.SpooledTemporaryFile(max_size=REST_IN_MEMORY)  # noqa: SIM115
        self.rest.write(unsent)

    def end_stream(self) -> None:
        """Make no other piece of the answer."""
        stream, self.stream = self.stream, None
        if stream is not None:
            stream.close()

    def sendfile(self, file: BinaryIO, offset: int, count: int) -> None:
        """As `socket.sendfile`, by `sendall`."""
        file.seek(offset)
        while count and (piece := file.read(min(count, 256 * 1024))):
            self.sendall(piece)
            count -= len(piece)

    def becomes(self, event: int, seconds: float) -> bool:
        """Wait so long for the socket to be readable (`select.POLLIN`) or writable; whether it is."""
        poll = select.poll()
        poll.register(self._sock, event)
        return bool(poll.poll(max(0.0, seconds) * 1000))

    def _send(self, content: bytes) -> memoryview:
        """Send what the reader takes. Return the rest."""
        unsent = memoryview(content)
        while unsent:
            try:
                sent = self.send(unsent)
            except BlockingIOError:
                start = time.monotonic()
                if not self.becomes(select.POLLOUT, self.patience):
                    break
                self.patience -= time.monotonic() - start
            else:
                unsent = unsent[sent:]
        return unsent


class Inbound(SocketUnreader):
    """The input of gunicorn's parser: the bytes that have arrived, then the line, until a deadline.

    Without a deadline there is no waiting, and the bytes that have arrived are all there is.
    """

    deadline: float | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes of a body. Raises OSError when they come too late, or the sender has gone."""
        if self.deadline is None:
            return b""
        if not self.sock.becomes(select.POLLIN, self.deadline - time.monotonic()):
            raise TimeoutError(errno.ETIMEDOUT, "The body of the request came too slowly")
        piece = super().chunk(size_hint)
        if not piece:
            # Part of a body must never be taken for the whole of it.
            raise ConnectionResetError(errno.ECONNRESET, "The body of the request broke off")
        return piece


class Connection(TConn):
    """A connection, what has arrived on it, and what the worker's loop knows of it."""

    def __init__(
        self, cfg: Config, sock: socket, client: tuple, server: tuple, reserve: Callable[[int], None]
    ) -> None:
        super().__init__(cfg, NonBlockingSocket(sock, reserve), client, server)
        self.parser = http.get_parser(cfg, self.sock, client)
        self.parser.unreader = Inbound(self.sock)
        # A thread is given what has arrived: it has nothing to wait for.
        self.data_ready = True
        self.received = b""
        self.is_complete = False  # no part of the body is to be waited for
        self.whole_at = 0  # how many bytes a whole request has; 0 until its headers are there
        self.deadline = 0.0
        self.stays_open = False
        self.lingered = 0

    def receive(self) -> bool | None:
        """Take in what has arrived. Return True for a whole request, None for a part, False at the end."""
        while not self.is_whole():
            try:
                piece = self.sock.recv(PIECE)
            except BlockingIOError:
                return None
            if not piece or self.is_too_long():
                return False
            self.add(piece)
        return True

    def add(self, piece: bytes) -> None:
        """Add bytes that have arrived."""
        searched = max(0, len(self.received) - 3)
        self.received = self.received + piece if self.received else piece
        if self.whole_at:
            return
        end = self.received.find(b"\r\n\r\n", searched)
        if end < 0:
            return
        self.whole_at = end + 4
        length = _CONTENT_LENGTH.search(self.received, 0, end + 2)
        if length and int(length[1]) <= WHOLE_BODY:
            self.whole_at += int(length[1])
            self.is_complete = True

    def is_whole(self) -> bool:
        """Return whether a thread can answer: all is here, or all but a body above `WHOLE_BODY`."""
        return 0 < self.whole_at <= len(self.received)

    def is_too_long(self) -> bool:
        """Return whether the headers of the request have no end in sight."""
        return not self.whole_at and len(self.received) > MOST_HEADERS

    def hand_over(self) -> None:
        """Give what has arrived to the parser."""
        self.parser.unreader.unread(self.received)
        self.received, self.whole_at, self.is_complete = b"", 0, False
