"""Clients that make a server wait, many at once: what a hostile or unlucky network sends.

Tests open them before a server and ask whether readers are answered; `benchmarks.slow_lines` measures how fast.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

# A byte after so many seconds: slow enough to take for ever, fast enough for a timeout between two bytes.
BYTE_SECONDS = 0.25
CONNECT_SECONDS = 30


@contextmanager
def silent(address: str, how_many: int) -> Iterator[None]:
    """Connections that never send a byte of a request."""
    with ExitStack() as open_ones:
        _connect(address, how_many, open_ones)
        yield


@contextmanager
def idle_clients(address: str, how_many: int) -> Iterator[None]:
    """Connections that were answered once and ask for nothing more."""
    with ExitStack() as open_ones:
        for client in _connect(address, how_many, open_ones):
            client.sendall(_head(address, "GET"))
            _read_answer(client)
        yield


@contextmanager
def left_open(address: str, how_many: int) -> Iterator[None]:
    """Connections that asked for their end, were answered, and do not close."""
    with ExitStack() as open_ones:
        for client in _connect(address, how_many, open_ones):
            client.sendall(_head(address, "GET", "Connection: close\r\n"))
        yield


@contextmanager
def unread(address: str, how_many: int) -> Iterator[None]:
    """Connections that ask for `address`, which should be big, and never read the answer."""
    with ExitStack() as open_ones:
        for client in _connect(address, how_many, open_ones, receive_buffer=4096):
            client.sendall(_head(address, "GET"))
        yield


@contextmanager
def slow_headers(address: str, how_many: int) -> Iterator[None]:
    """Connections whose headers come a byte at a time."""
    with ExitStack() as open_ones, _dripping(_connect(address, how_many, open_ones), _head(address, "GET")):
        yield


@contextmanager
def slow_bodies(address: str, how_many: int) -> Iterator[None]:
    """Connections that post to `address` a small form, a byte at a time."""
    with ExitStack() as open_ones:
        clients = _connect(address, how_many, open_ones)
        # The cookie makes Django read the form, for its token.
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000\r\nCookie: csrftoken={'a' * 32}\r\n"
        for client in clients:
            client.sendall(_head(address, "POST", form))
        with _dripping(clients, b"a" * 3000):
            yield


@contextmanager
def slow_next_requests(address: str, how_many: int) -> Iterator[None]:
    """Connections that send a request, and with it the first byte of one that never comes."""
    with ExitStack() as open_ones:
        for client in _connect(address, how_many, open_ones):
            client.sendall(_head(address, "GET") + b"G")
        yield


SlowClients = Callable[[str, int], object]


def _connect(address: str, how_many: int, until: ExitStack, receive_buffer: int = 0) -> list[socket.socket]:
    parts = urlsplit(address)
    clients = []
    trust = ssl._create_unverified_context()  # whoever attacks a server does not look at its certificate
    for _ in range(how_many):
        client = socket.socket()
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(CONNECT_SECONDS)
        client.connect((parts.hostname, parts.port))
        if parts.scheme == "https":
            client = trust.wrap_socket(client)
        clients.append(until.enter_context(client))
    return clients


def _head(address: str, method: str, headers: str = "") -> bytes:
    parts = urlsplit(address)
    return f"{method} {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n{headers}\r\n".encode()


def _read_answer(client: socket.socket) -> None:
    """Read one answer that says how long it is."""
    with client.makefile("rb") as answer:
        length = 0
        while (line := answer.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        answer.read(length)


@contextmanager
def _dripping(clients: list[socket.socket], content: bytes) -> Iterator[None]:
    """Meanwhile, send `content` through each of the clients, a byte at a time, as long as the server lets them."""
    is_over = threading.Event()

    def drip() -> None:
        alive = list(clients)
        for position in range(len(content)):
            for client in list(alive):
                try:
                    client.sendall(content[position : position + 1])
                except OSError:
                    alive.remove(client)
            if is_over.wait(BYTE_SECONDS):
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
