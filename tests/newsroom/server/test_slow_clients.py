"""Readers are answered whatever other clients make the server wait for; nothing stands before it here.

That a reader is answered is what counts, not how fast: the clock of a busy machine decides no test.
"""

import socket
import urllib.request
from urllib.parse import urlsplit

import pytest

from benchmarks import slow_clients
from tests.newsroom.server.conftest import BIG, serving

READERS = 20
# Far less than a slow client takes, far more than a busy machine needs for a page.
PATIENCE = 300


def read(address: str) -> None:
    """Several readers, each with a connection, so that both processes are asked."""
    for _ in range(READERS):
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            assert answer.status == 200
            assert answer.read()


@pytest.mark.parametrize(
    ("clients", "how_many", "path"),
    [
        (slow_clients.slow_headers, 9, "/news/"),
        (slow_clients.slow_bodies, 9, "/admin/login/"),
        (slow_clients.slow_next_requests, 9, "/news/"),
        (slow_clients.left_open, 40, "/news/"),
        (slow_clients.unread, 20, f"/static/{BIG}"),
        (slow_clients.silent, 500, "/"),
        (slow_clients.idle_clients, 2000, "/news/"),
    ],
)
def test_readers_are_answered_beside_slow_clients(server, clients, how_many, path):
    with clients(server + path, how_many):
        read(f"{server}/news/")


def test_readers_are_answered_when_more_connect_than_may(instance):
    with serving(instance, "--worker-connections", "50") as server, slow_clients.silent(server, 300):
        read(f"{server}/news/")


def test_an_answer_that_is_read_late_is_whole(server, instance):
    parts = urlsplit(server)
    with socket.socket() as late:
        late.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        late.settimeout(PATIENCE)
        late.connect((parts.hostname, parts.port))
        late.sendall(
            f"GET /static/{BIG} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        read(f"{server}/news/")

        with late.makefile("rb") as answer:
            content = answer.read()

    assert content.partition(b"\r\n\r\n")[2] == (instance.folder / "static" / BIG).read_bytes()


def test_requests_sent_at_once_are_answered_one_after_the_other(server):
    parts = urlsplit(server)
    one = f"GET /health/live HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as client:
        client.sendall(f"{one}\r\n{one}\r\n{one}Connection: close\r\n\r\n".encode())

        with client.makefile("rb") as answer:
            assert answer.read().count(b"alive\n") == 3


def test_a_client_that_waits_to_be_told_to_continue_is_told(server):
    parts = urlsplit(server)
    head = f"POST /admin/login/ HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 65537\r\nExpect: 100-continue\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as client:
        client.sendall(f"{head}\r\n".encode())

        with client.makefile("rb") as answer:
            # It is too much for a stranger, but the server has not looked at that yet.
            assert answer.readline() == b"HTTP/1.1 100 Continue\r\n"
            assert b"HTTP/1.1 413 " in answer.read()


def test_a_request_in_pieces_is_one_request(server):
    parts = urlsplit(server)
    request = f"GET /health/live HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 9\r\nConnection: close\r\n\r\nname=text"
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for position in range(0, len(request), 7):
            client.sendall(request[position : position + 7].encode())

        with client.makefile("rb") as answer:
            assert answer.read().startswith(b"HTTP/1.1 200 OK\r\n")


def test_no_answer_names_the_server(server):
    parts = urlsplit(server)
    answers = []
    for request in (
        "GET / HTTP/1.1\r\nHost: {}\r\n\r\n",
        "GET /nowhere/ HTTP/1.1\r\nHost: {}\r\n\r\n",
        "NONSENSE\r\n\r\n",
    ):
        with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as client:
            client.sendall(
                request.format(parts.netloc).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").encode()
            )
            with client.makefile("rb") as answer:
                answers.append(answer.read().partition(b"\r\n\r\n")[0].lower())

    assert [answer.split()[1] for answer in answers] == [b"200", b"404", b"400"]
    assert not any(b"server:" in answer or b"gunicorn" in answer for answer in answers)
