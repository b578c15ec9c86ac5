"""A reader who comes in through the whole application, as a server calls it, and not through Django alone."""

from dataclasses import dataclass

from django.test import RequestFactory

from newsroom.wsgi import application


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes


def fetch(address: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to a request with these `headers`, written like `accept_encoding="gzip"`; `script_name` is a prefix."""
    told = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    if prefix := told.pop("HTTP_SCRIPT_NAME", ""):
        told["SCRIPT_NAME"] = prefix
    environ = RequestFactory().generic(method, address, **told).environ
    started: list[tuple] = []
    response = application(environ, lambda *start: started.append(start))
    content = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    status, sent = started[-1]
    return Answer(int(status.split()[0]), dict(sent), content)
