"""An export through the server as it is started in production: whole, and with room for other readers beside it."""

import socket
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.newsroom.server.conftest import Instance, serving
from tests.places import ROOT

PATIENCE = 300


@pytest.fixture(scope="module")
def newsroom(instance, template) -> str:
    """The address of a server with the releases of the seeds."""
    database = instance.folder / "with-releases.sqlite3"
    template.copy_to(database)
    filled = Instance(instance.folder, instance.environment | {"DATABASE_URL": f"sqlite:///{database}"})
    subprocess.run(
        [sys.executable, "manage.py", "import_seeds"],
        env=filled.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with serving(filled) as address:
        yield address


@pytest.mark.parametrize(("path", "before"), [("/news/export.csv", 1), ("/news/export.jsonl", 0)])
def test_an_export_is_whole_and_its_connection_is_used_again(newsroom, path, before):
    connection = HTTPConnection(urlsplit(newsroom).netloc, timeout=PATIENCE)

    for _ in range(2):
        connection.request("GET", path)
        answer = connection.getresponse()
        content = answer.read()

        assert answer.headers["Transfer-Encoding"] == "chunked"
        assert content.count(b"\n") == 72 + before
    connection.request("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
    assert connection.getresponse().status == 304
    connection.close()


def test_an_export_that_is_asked_for_without_its_content_has_none(newsroom):
    connection = HTTPConnection(urlsplit(newsroom).netloc, timeout=PATIENCE)

    for path in ("/news/export.csv", "/news/"):
        connection.request("HEAD", path)
        answer = connection.getresponse()

        assert (answer.status, answer.read()) == (200, b"")
    connection.close()


def test_readers_that_close_in_the_middle_leave_the_server_whole(newsroom):
    parts = urlsplit(newsroom)
    for _ in range(20):
        with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as client:
            client.sendall(f"GET /news/export.jsonl HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            assert client.recv(10)

    connection = HTTPConnection(parts.netloc, timeout=PATIENCE)
    connection.request("GET", "/news/export.csv")
    assert connection.getresponse().read().count(b"\n") == 73
    connection.close()
