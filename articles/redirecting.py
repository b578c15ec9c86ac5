"""Readers of an old address are led on: asked only when nothing was found, so that no page that is served pays for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from articles import redirects
from articles.caching import CACHE_CONTROL


class OldAddressesMiddleware:
    """Innermost of all: answers 301 in the place of 404 and 410 where the table of redirects knows the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in (404, 410) or request.method not in ("GET", "HEAD"):
            return response
        gone = request.resolver_match.kwargs.get("release") if response.status_code == 410 else None
        address = redirects.destination(request.get_full_path(), timezone.now(), gone=gone)
        if address is None:
            return response
        led_on = HttpResponsePermanentRedirect(address)
        # A redirect can be corrected: caches may keep it and ask.
        led_on.headers["Cache-Control"] = CACHE_CONTROL
        return led_on
