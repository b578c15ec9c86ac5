"""A reader who comes in through the whole application, as a server calls it, and not through Django alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory
from django.urls import get_script_prefix, set_script_prefix

from newsroom.wsgi import application


@contextmanager
def connections_left_open() -> Iterator[None]:
    """As Django's own client has it: closing the connection would end the transaction of the test."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes


def fetch(address: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to a request with these `headers`, written like `accept_encoding="gzip"`; `script_name` is a prefix."""
    environ_headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    if prefix := environ_headers.pop("HTTP_SCRIPT_NAME", ""):
        environ_headers["SCRIPT_NAME"] = prefix
    environ = RequestFactory().generic(method, address, **environ_headers).environ
    started: list[tuple] = []
    before = get_script_prefix()
    with connections_left_open():
        response = application(environ, lambda *start: started.append(start))
        content = b"".join(response)
        if hasattr(response, "close"):
            response.close()
    set_script_prefix(before)  # Django leaves that of the last request to whoever asks for an address next
    status, sent = started[-1]
    return Answer(int(status.split()[0]), dict(sent), content)
