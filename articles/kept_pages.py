"""The pages this process has made lately, with all their headers, ready to be sent again.

At most so many are kept: a million addresses take no more room than two hundred, and a page that is asked for
again and again outlives those that were asked for once. Whether a page still holds, its ETag says.
"""

import re
import zlib
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from articles.remembered import Remembered

PAGES = 200
# Half the time of zlib's usual level, for a twentieth more bytes.
LEVEL = 4
GZIP = 31  # zlib's number for the gzip format
NOT_KEPT = {"content-length", "content-encoding"}
# What a 304 repeats of the headers of its page (RFC 9110, 15.4.5), and the policy of the site.
REPEATED = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
_ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")

_pages = Remembered(PAGES)


@dataclass(frozen=True)
class Page:
    """A public page. It holds nothing secret, so that compressing it tells nobody anything."""

    etag: str
    headers: dict[str, str]
    content: bytes

    @cached_property
    def compressed(self) -> bytes:
        return zlib.compress(self.content, LEVEL, GZIP)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page as `request` can take it: not at all if it has it, compressed where its browser says so."""
        if get_conditional_response(request, etag=self.etag) is not None:
            kept = {name: value for name, value in self.headers.items() if name.lower() in REPEATED}
            return HttpResponseNotModified(headers=kept)
        content, headers = self.content, dict(self.headers)
        if _ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
            content = self.compressed
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(content))
        return HttpResponse(b"" if request.method == "HEAD" else content, headers=headers)


def get(request: HttpRequest) -> Page | None:
    """The page that was the last answer to the same question, if it is kept."""
    return _pages.recall(_question(request))


def may_keep(response: HttpResponse) -> None:
    """Say that a response is a public page, the same for every reader."""
    response.is_public_page = True


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep a public page with the headers that all of the site has given it; returns it as `request` can take it."""
    if not getattr(response, "is_public_page", False) or request.method == "HEAD":
        return response
    headers = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
    page = Page(response.headers["ETag"], headers, response.content)
    _pages.keep(_question(request), page)
    return page.answer(request)


def forget() -> None:
    """Drop all pages."""
    _pages.clear()


def _question(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
