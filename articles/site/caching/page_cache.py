"""The pages that a process made lately, sent again before Django is asked, as long as nothing has changed.

The cache holds at most MAX_PAGES of so many bytes: a million addresses take no more room than two hundred,
and a page that is asked for again and again outlives those that were asked for once. A cached page costs one
question to the database, whether anything has changed, besides sending it. While the database is away, what
was right when it answered last is sent for STALE_SECONDS and says how old it is (RFC 9111, Age; RFC 9211,
Cache-Status).
"""

import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags

from articles.index import outage
from articles.index.lru_cache import LRUCache
from articles.index.request_snapshot import Numbers, RequestSnapshot, last_numbers
from articles.site.caching import forms
from articles.text.local_time import midnight

MAX_PAGES = 200
# Half the time of zlib's usual level, for a twentieth more bytes.
LEVEL = 4
GZIP = 31  # zlib's number for the gzip format
DROPPED_HEADERS = {"content-length", "content-encoding"}
# What a 304 repeats of the headers of its page (RFC 9110, 15.4.5).
REPEATED_HEADERS = {
    "cache-control", "content-location", "date", "etag", "expires", "vary",
    "access-control-allow-origin", "access-control-expose-headers",  # or a script of another site reads none
}  # fmt: skip
_ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
# What tells one question from another, with its form; a proxy that ends HTTPS says so in the last one.
_KEY = (
    "wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_X_FORWARDED_PROTO",
)  # fmt: skip

Environ = dict[str, str]
StartResponse = Callable[..., object]
Headers = list[tuple[str, str]]
Key = tuple[str | bool | None, ...]


@dataclass(frozen=True)
class Validity:
    """The validity of a page: the numbers of the terms and releases it was made of, and two instants."""

    numbers: Numbers
    since: datetime
    until: datetime

    @classmethod
    def of(cls, snapshot: RequestSnapshot, until: datetime) -> Self:
        """Return the validity of a page of `snapshot` that is good at most `until` an instant."""
        # A clock set back past what it has listed, or past midnight, is another reason to make a page anew.
        since = max(snapshot.catalogue.since, midnight(snapshot.today))
        return cls(Numbers(snapshot.vocabularies.revision, snapshot.catalogue.mark), since, until)

    def includes_now(self) -> bool:
        """Return whether the clock has changed nothing on the page."""
        return self.since <= timezone.now() < self.until

    def is_current(self) -> bool:
        """Return whether the page would be the same now: one query, two if a connection was cut."""
        try:
            return last_numbers() == self.numbers
        except Error as error:
            connection.close()
            if not outage.was_cut(error):
                raise
        return last_numbers() == self.numbers


class PublicPage(HttpResponse):
    """A page that is the same for every reader, with its ETag, as long as its `validity` says."""

    def __init__(self, response: HttpResponse, validity: Validity) -> None:
        super().__init__(response.content, status=response.status_code, headers=response.headers)
        self.validity = validity

    def without_validity(self) -> HttpResponse:
        """Return the same page as one that is not cached."""
        return HttpResponse(self.content, status=self.status_code, headers=self.headers)


@dataclass(frozen=True)
class CachedPage:
    """A public page. It holds nothing secret, so that compressing it tells nobody anything."""

    validity: Validity
    etag: str
    headers: tuple[tuple[str, str], ...]
    content: bytes

    @classmethod
    def of(cls, page: PublicPage) -> Self:
        """Return what the cache holds of a response."""
        headers = tuple((name, value) for name, value in page.items() if name.lower() not in DROPPED_HEADERS)
        return cls(page.validity, page.headers["ETag"], headers, page.content)

    def __sizeof__(self) -> int:
        """Return the most bytes a page takes: compressed content is held as well, and never much longer."""
        return 2 * len(self.content) + 4_096

    @cached_property
    def _plain(self) -> tuple[bytes, Headers]:
        return self.content, [*self.headers, ("Content-Length", str(len(self.content)))]

    @cached_property
    def _compressed(self) -> tuple[bytes, Headers]:
        content = zlib.compress(self.content, LEVEL, GZIP)
        encoded = ("Content-Encoding", "gzip"), ("Content-Length", str(len(content)))
        return content, [*self.headers, *encoded]

    @cached_property
    def _repeated(self) -> Headers:
        return [(name, value) for name, value in self.headers if name.lower() in REPEATED_HEADERS]

    def answer(
        self, environ: Environ, start_response: StartResponse, age: float | None = None
    ) -> list[bytes]:
        """Send a 304 to a reader who has the page, otherwise the page, compressed where browsers take it so.

        `age` is for how many seconds the database could not say whether it is still right.
        """
        if self._matches(environ.get("HTTP_IF_NONE_MATCH", "")):
            status, content, headers = "304 Not Modified", b"", self._repeated
        elif _ACCEPTS_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
            status, (content, headers) = "200 OK", self._compressed
        else:
            status, (content, headers) = "200 OK", self._plain
        start_response(status, list(headers) if age is None else _as_stale(headers, int(age)))
        return [content] if content else []

    def _matches(self, etags: str) -> bool:
        """Return whether the reader has the page; ETags are weak and compared as such (RFC 9110, 8.8.3.2)."""
        return etags == self.etag or (
            bool(etags) and any(name in ("*", self.etag) for name in parse_etags(etags))
        )


_pages: LRUCache[Key, CachedPage] = LRUCache(MAX_PAGES, max_bytes=settings.PAGE_CACHE_BYTES)


class PageCacheApplication:
    """The outermost application: sends pages from the cache, and caches those that the newsroom makes."""

    def __init__(self, application: Callable[[Environ, StartResponse], Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request from the cache, where a cached page is still right, or by the newsroom."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_MATCH" in environ:
            return self.application(environ, start_response)
        key = (*(environ.get(name) for name in _KEY), forms.is_page(environ))
        page = _pages.get(key)
        if page is not None and page.validity.includes_now():
            if outage.may_ask() and _is_current(page):
                return page.answer(environ, start_response)
            age = outage.age(page.validity.numbers)
            if outage.is_on() and age is not None and age <= settings.STALE_SECONDS:
                return page.answer(environ, start_response, age)
        return self._make(key, environ, start_response)

    def _make(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Return the answer of the newsroom; a public page is cached before it is sent."""
        started: list = []
        response = self.application(environ, lambda *start: started.append(start))
        if not isinstance(response, PublicPage):
            start_response(*started[-1])
            return response
        page = CachedPage.of(response)
        response.close()
        _pages.put(key, page)
        return page.answer(environ, start_response)


def clear() -> None:
    """Drop all pages."""
    _pages.clear()


def _is_current(page: CachedPage) -> bool:
    try:
        return page.validity.is_current()
    except Error:
        connection.close()
        return False


def _as_stale(headers: Headers, age: int) -> Headers:
    """Return the headers of a page that nobody may store, not even a network between that otherwise may."""
    lasting = [header for header in headers if header[0].lower() != "cache-control"]
    status = f'newsroom; hit; ttl=-{age}; detail="the database does not answer"'
    return [*lasting, ("Cache-Control", "no-store"), ("Age", str(age)), ("Cache-Status", status)]
