"""A POST to a receiver outside, whose line an exchange can cut."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from articles.editing.outbox.exchange import note_line

# Seconds for one operation; the deadline of the whole exchange is longer.
TIMEOUT = 10


class NotAccepted(Exception):
    """The receiver answered, but not that it has taken the message."""


def post(address: str, body: bytes, headers: Mapping[str, str], *, setting: str) -> None:
    """POST `body` to `address`, which the environment variable `setting` names.

    Raises NotAccepted unless the answer is 2xx: a redirect is not followed, for a POST would become a GET on
    its way. Raises what sockets and HTTP raise when there is no answer.
    """
    target = urlsplit(address)
    connect = HTTPSConnection if target.scheme == "https" else HTTPConnection
    connection = connect(target.hostname or "", target.port, timeout=TIMEOUT)
    try:
        connection.connect()
        note_line(connection.sock)
        connection.request(
            "POST",
            (target.path or "/") + (f"?{target.query}" if target.query else ""),
            body,
            {"User-Agent": "newsroom", **headers},
        )
        _check(connection.getresponse(), setting)  # its body is not read: it may have no end
    finally:
        connection.close()


def _check(response: HTTPResponse, setting: str) -> None:
    if 300 <= response.status < 400:
        raise NotAccepted(
            f"the receiver answered {response.status} and leads to “{response.getheader('Location', '')}”. "
            f"Redirects are not followed: set {setting} to the last address."
        )
    if not 200 <= response.status < 300:
        raise NotAccepted(f"the receiver answered {response.status} {response.reason}".rstrip())
