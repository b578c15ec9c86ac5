"""The pages that a process has made lately, sent again before Django is asked, as long as nothing has changed.

At most so many are kept: a million addresses take no more room than two hundred, and a page that is asked for again and
again outlives those that were asked for once. One question to the database, whether anything has changed, is all that a
page kept costs besides sending it.
"""

import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db import Error, connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags

from articles.moment import Moment, last_numbers
from articles.remembered import Remembered

PAGES = 200
# Half the time of zlib's usual level, for a twentieth more bytes.
LEVEL = 4
GZIP = 31  # zlib's number for the gzip format
NOT_KEPT = {"content-length", "content-encoding"}
# What a 304 repeats of the headers of its page (RFC 9110, 15.4.5).
REPEATED = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
_ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
# What tells one question from another; a proxy that ends HTTPS says so in the last one.
_ASKED = (
    "wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_X_FORWARDED_PROTO",
)  # fmt: skip

StartResponse = Callable[..., object]
_pages = Remembered(PAGES)


@dataclass(frozen=True)
class Held:
    """What a page was made of: the last numbers of terms and releases, and the instants between which they suffice."""

    numbers: tuple[int, int]
    since: datetime
    until: datetime

    def still(self) -> bool:
        """Whether the page would be the same if it were made now: one query."""
        return self.since <= timezone.now() < self.until and last_numbers() == self.numbers


@dataclass(frozen=True)
class Page:
    """A public page. It holds nothing secret, so that compressing it tells nobody anything."""

    held: Held
    etag: str
    headers: tuple[tuple[str, str], ...]
    content: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> "Page":
        headers = tuple((name, value) for name, value in response.items() if name.lower() not in NOT_KEPT)
        return cls(response.held, response.headers["ETag"], headers, response.content)

    @cached_property
    def _plain(self) -> tuple[bytes, list[tuple[str, str]]]:
        return self.content, [*self.headers, ("Content-Length", str(len(self.content)))]

    @cached_property
    def _packed(self) -> tuple[bytes, list[tuple[str, str]]]:
        content = zlib.compress(self.content, LEVEL, GZIP)
        encoded = ("Content-Encoding", "gzip"), ("Content-Length", str(len(content)))
        return content, [*self.headers, *encoded]

    @cached_property
    def _repeated(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.headers if name.lower() in REPEATED]

    def answer(self, environ: dict, start_response: StartResponse) -> list[bytes]:
        """The page as the reader can take it: not at all if it is there already, compressed where the browser says so."""
        if self._is_there(environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 Not Modified", list(self._repeated))
            return []
        takes_gzip = _ACCEPTS_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", ""))
        content, headers = self._packed if takes_gzip else self._plain
        start_response("200 OK", list(headers))
        return [content]

    def _is_there(self, known: str) -> bool:
        """Whether the reader has the page; the names of pages are weak and compared as such (RFC 9110, 8.8.3.2)."""
        return known == self.etag or (
            bool(known) and any(name in ("*", self.etag) for name in parse_etags(known))
        )


class KeptPages:
    """The outermost application: sends pages that are kept, and keeps those that the newsroom makes."""

    def __init__(self, application: Callable[[dict, StartResponse], Iterable[bytes]]):
        self.application = application

    def __call__(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_MATCH" in environ:
            return self.application(environ, start_response)
        question = tuple(environ.get(name) for name in _ASKED)
        page = _pages.recall(question)
        if page is None or not _still(page):
            return self._made(question, environ, start_response)
        return page.answer(environ, start_response)

    def _made(self, question: tuple, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        """The answer of the newsroom; a public page is kept before it is sent."""
        started: list = []
        response = self.application(environ, lambda *start: started.append(start))
        if not hasattr(response, "held"):
            start_response(*started[-1])
            return response
        page = Page.of(response)
        response.close()
        _pages.keep(question, page)
        return page.answer(environ, start_response)


def may_keep(response: HttpResponse, moment: Moment, until: datetime) -> None:
    """Say that a response is a public page of `moment`, the same for every reader, good at most `until` an instant."""
    numbers = moment.vocabularies.revision, moment.catalogue.change
    # A clock that is set back is another reason to make a page anew; a second less is two processors' clocks.
    response.held = Held(numbers, moment.now - timedelta(seconds=1), until)


def forget() -> None:
    """Drop all pages."""
    _pages.clear()


def _still(page: Page) -> bool:
    try:
        return page.held.still()
    except Error:
        # A connection that was cut is not used again; the newsroom, which is asked now, tests a new one.
        connection.close()
        return False
