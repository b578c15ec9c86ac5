"""Answers that nothing has changed: every public page is named by what it was made of.

A page depends on the releases and the terms (the generation of the catalogue), the day (bodies close) and the code. Together they make its ETag: a reader or a cache that has the page
asks, and hears "304, not modified" before anything is rendered. Caches may keep pages but ask each time, so that
what is published, corrected or withdrawn is right everywhere at the next request.
"""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.moment import Moment

CACHE_CONTROL = "public, max-age=0, must-revalidate"
CODE = ("articles", "newsroom", "taxonomy", "templates")


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that readers may only read: the view is given the moment it is of, after the request."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        moment = Moment.take()
        etag = _etag(moment, request)
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = _remembered(view, request, moment, args, kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            response.headers["Cache-Control"] = CACHE_CONTROL
        return response

    return answer


def _remembered(
    view: Callable[..., HttpResponse], request: HttpRequest, moment: Moment, args: tuple, kwargs: dict
) -> HttpResponse:
    """The answer of the view, or the one it gave to the same question at the same generation."""
    pages = moment.catalogue.pages
    question = (request.scheme, request.get_host(), request.get_full_path(), moment.today)
    if page := pages.get(question):
        content, content_type = page
        return HttpResponse(content, content_type=content_type)
    response = view(request, moment, *args, **kwargs)
    if response.status_code == 200:
        pages.keep(question, (response.content, response.headers["Content-Type"]))
    return response


def _etag(moment: Moment, request: HttpRequest) -> str:
    # The address of the site stands in canonical links.
    parts = (moment.catalogue.generation, moment.today, _code(), request.scheme, request.get_host())
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


@cache
def _code() -> str:
    """A fingerprint of the code and templates that make the pages, the same on every server that runs them."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(path for folder in CODE for path in Path(settings.BASE_DIR / folder).rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
