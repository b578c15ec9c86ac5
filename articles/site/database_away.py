"""The answer while the database is away: at once, so that no thread waits for it."""

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from articles.index import outage
from articles.index.request_snapshot import last_numbers

# Health checks find out for themselves.
ALWAYS_ANSWERED = "/health/"
RETRY_AFTER = "5"  # seconds


class DatabaseAwayMiddleware:
    """Answers 503 while the database is away, and when it goes away in the middle of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, or say at once that the database is away."""
        if outage.is_on() and not request.path.startswith(ALWAYS_ANSWERED) and not _is_back():
            return _unavailable(request)
        response = self.get_response(request)
        # An error after the first, as of a middleware that asks for the session, would hide what happened.
        return _unavailable(request) if response.status_code == 500 and outage.is_on() else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for an error that means the database is away; Django answers all others."""
        if not isinstance(error, Error) or not outage.is_outage(error):
            return None
        outage.record(error)
        return _unavailable(request)


def _is_back() -> bool:
    """Ask the database again, if it is time for that."""
    if not outage.may_ask():
        return False
    try:
        last_numbers()
    except Error:
        return False
    return True


def _unavailable(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    add_never_cache_headers(response)
    return response
