"""Answers that nothing has changed: every public page is named by what it was made of.

A page depends on the releases and the terms (the generation of the catalogue), the day (bodies close) and the code.
Together they make its ETag: a reader or a cache that has the page asks, and hears "304, not modified" before anything
is rendered. Caches may keep pages but ask each time, so that what is published, corrected or withdrawn is right
everywhere at the next request; EDGE_SECONDS lets a content delivery network answer for so long without asking.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from articles import kept_pages, shared_pages
from articles.moment import Moment

CACHE_CONTROL = "public, max-age=0, must-revalidate"
CODE = ("articles", "newsroom", "taxonomy", "templates")


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that readers may only read: the view is given the moment it is of, after the request."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        moment = Moment.take()
        etag = etag_of(request, moment)
        response = get_conditional_response(request, etag=etag) or shared_pages.get(request, etag)
        if response is None:
            response = view(request, moment, *args, **kwargs)
            shared_pages.keep(request, etag, response)
        if response.status_code in (200, 301, 304):
            response.headers["Cache-Control"] = _cache_control(moment)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_vary_headers(response, ["Accept-Encoding"])
        if response.status_code == 200 and request.method == "GET":
            kept_pages.may_keep(response, moment, _good_until(moment))
        return response

    return answer


def canonical_redirect(request: HttpRequest, querystring: str) -> HttpResponse | None:
    """A redirect to the same question with its parameters in their canonical order; None when they are.

    One address a question: caches keep it once, and no robot finds a hundred spellings of one list.
    """
    if request.META.get("QUERY_STRING", "") == querystring.removeprefix("?"):
        return None
    return HttpResponsePermanentRedirect(request.path + querystring)


def etag_of(request: HttpRequest, moment: Moment) -> str:
    """The name of every public page at a moment. It is weak: it names a page, compressed or not."""
    # The address of the site stands in canonical links.
    parts = (moment.catalogue.generation, moment.today, _code(), request.scheme, request.get_host())
    return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def _cache_control(moment: Moment) -> str:
    """What caches may do; one between the readers and the site never keeps a page past the next scheduled release."""
    seconds = settings.EDGE_SECONDS
    if seconds and moment.catalogue.switches:
        to_next = moment.catalogue.switches[0][0] - moment.now
        seconds = min(seconds, int(to_next.total_seconds()))
    return f"{CACHE_CONTROL}, s-maxage={seconds}" if seconds > 0 else CACHE_CONTROL


def _good_until(moment: Moment) -> datetime:
    """Until when a page says the same: the clock lists or ends an edition, or a body closes, which it does at midnight.

    Before the clock does so, networks between are told from second to second how long they may answer.
    """
    tomorrow = datetime.combine(moment.today + timedelta(days=1), time.min)
    ends = timezone.make_aware(tomorrow)
    if moment.catalogue.switches:
        ends = min(ends, moment.catalogue.switches[0][0] - timedelta(seconds=settings.EDGE_SECONDS))
    return ends


@cache
def _code() -> str:
    """A fingerprint of the code and templates that make the pages, the same on every server that runs them."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(path for folder in CODE for path in Path(settings.BASE_DIR / folder).rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
