"""Views of public pages: a page has an ETag of what it was made of; 304 is the answer while that is the same.

A page depends on the releases and the terms (the generation of the catalogue), the day (bodies close) and the
code. Together they make its ETag: a reader or a cache that has the page asks, and hears "304, not modified"
before anything is rendered. Caches may keep pages but ask each time, so that what is published, corrected or
withdrawn is right everywhere at the next request; EDGE_SECONDS lets a content delivery network answer for so
long without asking.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, lru_cache, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching import forms, shared_cache
from articles.site.caching.page_cache import PublicPage, Validity
from articles.site.site_request import SiteRequest
from articles.text.local_time import midnight

CACHE_CONTROL = "public, max-age=0, must-revalidate"
CODE = ("articles", "locale", "newsroom", "taxonomy", "templates")

Facts = ParamSpec("Facts")
View = Callable[Concatenate[SiteRequest, Facts], HttpResponseBase]
PublicView = Callable[Concatenate[SiteRequest, RequestSnapshot, Facts], HttpResponseBase]


def public_page(view: PublicView[Facts]) -> View[Facts]:
    """Make the view of a page that readers may only read; `view` gets the request and its snapshot.

    An answer that `view` streams has its ETag as well, but no cache of ours holds it. The view is marked
    `is_public_page`: old addresses may lead there.
    """

    @require_safe
    @wraps(view)
    def answer(request: SiteRequest, *args: Facts.args, **kwargs: Facts.kwargs) -> HttpResponseBase:
        snapshot = RequestSnapshot.take()
        etag = etag_of(request, snapshot)
        response: HttpResponseBase | None
        asks_for_any = request.headers.get("If-None-Match", "").strip() == "*"
        response = None if asks_for_any else get_conditional_response(request, etag=etag)
        response = response or shared_cache.get(request, etag)
        if response is None:
            response = view(request, snapshot, *args, **kwargs)
            if isinstance(response, HttpResponse):
                shared_cache.put(request, etag, response)
        # Whether there is anything at the address, the view alone knows.
        if asks_for_any and response.status_code == HTTPStatus.OK:
            response = get_conditional_response(request, etag=etag) or response
        if response.status_code in (200, 301, 304):
            response.headers["Cache-Control"] = _cache_control(snapshot)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_vary_headers(response, ["Accept-Encoding"])
        if isinstance(response, HttpResponse) and response.status_code == 200 and request.method == "GET":
            return PublicPage(response, Validity.of(snapshot, _good_until(snapshot)))
        return response

    vars(answer)["is_public_page"] = True
    # `old_addresses` leads on who leaves the slash away, in one hop to where the page is.
    vars(answer)["should_append_slash"] = False
    return answer


def etag_of(request: SiteRequest, snapshot: RequestSnapshot) -> str:
    """Return the ETag of every public page of `snapshot`. It is weak: it names a page, compressed or not."""
    # The address of the site stands in canonical links; each form and each language of a page has its ETag.
    form = forms.is_page(request.META)
    return _digest(snapshot.catalogue.generation, snapshot.today, request.site_url, form, get_language())


@lru_cache(maxsize=100)
def _digest(*parts: object) -> str:
    digest = hashlib.blake2b(repr((*parts, _code())).encode(), digest_size=12).hexdigest()
    return f'W/"{digest}"'


def _cache_control(snapshot: RequestSnapshot) -> str:
    """Return what caches may do; none between keeps a page past the next scheduled release."""
    seconds = settings.EDGE_SECONDS
    if seconds and snapshot.catalogue.switches:
        to_next = snapshot.catalogue.switches[0][0] - snapshot.now
        seconds = min(seconds, int(to_next.total_seconds()))
    return f"{CACHE_CONTROL}, s-maxage={seconds}" if seconds > 0 else CACHE_CONTROL


def _good_until(snapshot: RequestSnapshot) -> datetime:
    """Return until when a page is right: the clock lists or ends an edition, or a body closes, at midnight.

    Before the clock does so, networks between are told from second to second how long they may answer.
    """
    ends = midnight(snapshot.today + timedelta(days=1))
    if snapshot.catalogue.switches:
        ends = min(ends, snapshot.catalogue.switches[0][0] - timedelta(seconds=settings.EDGE_SECONDS))
    return ends


@cache
def _code() -> str:
    """Return a fingerprint of the code and templates that make pages, the same on every server."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(path for folder in CODE for path in Path(settings.BASE_DIR / folder).rglob("*")):
        if path.suffix in (".py", ".html", ".xml", ".css", ".js", ".mo", ".toml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
