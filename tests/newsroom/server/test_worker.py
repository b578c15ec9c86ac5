"""What the worker's loop does with single connections, without a clock: its deadlines are moved, not waited for."""

import logging
import os
import selectors
import socket
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from newsroom.server import connection as connections
from newsroom.server.connection import Inbound, NonBlockingSocket
from newsroom.server.streams import Stream
from newsroom.server.worker import Worker


@pytest.fixture
def worker(monkeypatch):
    """A worker without threads, whose loop does not run; the requests that would be answered are in `.whole`."""
    worker = Worker(0, os.getpid(), [], SimpleNamespace(), 30, Config(), logging.getLogger("worker"))
    worker.poller = selectors.DefaultSelector()
    worker.whole = []
    monkeypatch.setattr(ThreadWorker, "handle", lambda self, connection: worker.whole.append(connection))

    def answer(connection: connections.Connection) -> None:
        future = Future()
        try:
            future.set_result(worker.handle(connection))
        except ZeroDivisionError as error:
            future.set_exception(error)
        worker.finish_request(connection, future)

    worker.enqueue_req = answer
    worker.in_lane = []
    worker.sign_ins = SimpleNamespace(
        submit=lambda answer, connection: worker.in_lane.append(connection) or Future()
    )
    yield worker
    for waiting in list(worker.waiting):
        worker._drop(waiting)
    worker.poller.close()


@pytest.fixture
def client(worker):
    """A client whose connection the worker has accepted."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), timeout=10) as client,
    ):
        worker.accept(listener)
        yield client


def send(worker: Worker, client: socket.socket, content: bytes) -> None:
    client.sendall(content)
    for key, _ in worker.poller.select(timeout=10):
        key.data(key.fileobj)


def pass_deadlines(worker: Worker) -> None:
    for waiting in worker.waiting:
        waiting.deadline -= 3600
    worker.next_sweep = 0
    worker.murder_pending()


@pytest.mark.parametrize(
    "content",
    [b"", b"G", b"GET / HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\nhalf"],
)
def test_a_request_that_does_not_become_whole_in_time_is_closed(worker, client, content):
    if content:
        send(worker, client, content)

    pass_deadlines(worker)

    assert client.recv(1) == b""
    assert worker.whole == []
    assert worker.nr_conns == 0


def test_another_byte_gives_no_more_time(worker, client):
    send(worker, client, b"G")
    [waiting] = worker.waiting
    deadline = waiting.deadline

    send(worker, client, b"E")

    assert waiting.deadline == deadline


def test_a_thread_is_given_a_request_with_its_small_body(worker, client):
    send(worker, client, b"POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab")
    assert worker.whole == []

    send(worker, client, b"c")

    assert len(worker.whole) == 1


def test_a_big_body_is_for_the_application_to_refuse(worker, client):
    send(worker, client, b"POST / HTTP/1.1\r\nContent-Length: 400000000\r\n\r\n")

    assert len(worker.whole) == 1


def test_a_sign_in_is_given_to_the_lane_when_it_is_whole(worker, client):
    send(worker, client, b"POST /admin/login/ HTTP/1.1\r\nContent-Length: 3\r\n\r\nab")
    assert worker.in_lane == []

    send(worker, client, b"c")

    assert (len(worker.in_lane), worker.whole) == (1, [])


@pytest.mark.parametrize("length", [b"Content-Length: 400000000", b"Transfer-Encoding: chunked"])
def test_a_sign_in_whose_body_may_come_slowly_never_stops_the_lane(worker, client, length):
    send(worker, client, b"POST /admin/login/ HTTP/1.1\r\n" + length + b"\r\n\r\n")

    assert (len(worker.whole), worker.in_lane) == (1, [])


def test_headers_without_an_end_are_closed(worker, client):
    client.sendall(b"GET / HTTP/1.1\r\nA: " + b"a" * (connections.MOST_HEADERS + connections.PIECE))
    [waiting] = worker.waiting
    while not waiting.is_too_long():
        send(worker, client, b"")

    assert client.recv(1) == b""
    assert worker.whole == []


def test_halves_of_requests_that_hold_too_much_memory_are_closed(worker, client):
    send(worker, client, b"POST / HTTP/1.1\r\nContent-Length: 60000\r\n\r\n" + b"a" * 1000)

    worker._drop_beyond(2000)
    assert len(worker.waiting) == 1
    worker._drop_beyond(500)

    assert not worker.waiting
    assert client.recv(1) == b""


def test_a_body_that_breaks_off_or_comes_too_late_is_an_error_and_never_a_shorter_body():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        inbound = Inbound(NonBlockingSocket(ours, lambda size: None))
        assert inbound.chunk() == b""  # what has arrived is all there is

        inbound.deadline = 0.0
        with pytest.raises(TimeoutError):
            inbound.chunk()

        inbound.deadline = connections.deadline_for(100)
        theirs.sendall(b"half")
        assert inbound.chunk() == b"half"
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionResetError):
            inbound.chunk()


def test_what_readers_leave_unread_is_bounded_for_all_together(worker, monkeypatch):
    monkeypatch.setattr("newsroom.server.worker.MOST_UNSENT", 10_000_000)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        line = NonBlockingSocket(ours, worker._reserve)

        line.sendall(b"head")
        line.sendall(bytes(9_000_000))
        with pytest.raises(BrokenPipeError):
            line.sendall(bytes(9_000_000))

    assert 0 < line.rest_size == worker.unsent <= 10_000_000
    line.rest.close()


MEGABYTE = b"x" * 1024 * 1024
PIECES = 60  # more than any buffer of the system takes


@pytest.fixture
def stream(worker, monkeypatch):
    """What the next request is answered with: a stream that notes its pieces, and whether it was closed."""
    noted = SimpleNamespace(made=0, is_closed=False)

    def pieces():
        for _ in range(PIECES):
            noted.made += 1
            yield MEGABYTE

    def begin(_, connection: connections.Connection) -> bool:
        line = connection.sock
        connection.parser.unreader.take_buffered()
        line.stream = Stream(pieces(), lambda: setattr(noted, "is_closed", True))
        line.stream.response = SimpleNamespace(write=line.sendall, close=lambda: line.sendall(b"end"))
        return True

    monkeypatch.setattr(ThreadWorker, "handle", begin)
    return noted


def take(worker: Worker, client: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        for key, _ in worker.poller.select(timeout=0):
            key.data(key.fileobj)
        content += client.recv(size - len(content))
    return content


def test_a_stream_is_made_as_fast_as_its_reader_takes_it(worker, client, stream):
    send(worker, client, b"GET / HTTP/1.1\r\n\r\n")

    assert 0 < stream.made < PIECES
    assert worker.unsent <= len(MEGABYTE)

    assert take(worker, client, PIECES * len(MEGABYTE) + 3).endswith(b"xend")
    assert (stream.made, stream.is_closed, worker.unsent) == (PIECES, True, 0)
    assert [waiting.stays_open for waiting in worker.waiting] == [True]


def test_a_stream_whose_reader_goes_is_closed(worker, client, stream):
    send(worker, client, b"GET / HTTP/1.1\r\n\r\n")

    pass_deadlines(worker)

    assert stream.made < PIECES
    assert (stream.is_closed, worker.unsent, worker.nr_conns) == (True, 0, 0)


def test_a_stream_that_fails_has_no_end(worker, client, stream, monkeypatch):
    send(worker, client, b"GET / HTTP/1.1\r\n\r\n")
    [waiting] = worker.waiting
    monkeypatch.setattr(waiting.sock.stream, "send_next", lambda: 1 / 0)

    size = stream.made * len(MEGABYTE)
    assert take(worker, client, size) == MEGABYTE * stream.made
    for key, _ in worker.poller.select(timeout=1):
        key.data(key.fileobj)

    assert client.recv(3) == b""
    assert (stream.is_closed, worker.nr_conns) == (True, 0)
