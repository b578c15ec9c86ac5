"""Middleware of the admin: sessions end when idle, and a full pool of hashes has its page."""

import time
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from newsroom.login.hashing import HashingBusy
from newsroom.login.pages import show_busy

# Seconds between two writes of a session: nobody's session ends so much too early.
STEP = 10 * 60
LAST_USED = "last_used"


class IdleSessionMiddleware:
    """Sets the end of a session anew while somebody works in it, at most once in ten minutes.

    Work is pages that are opened and forms that are sent. What a page asks for by itself as long as it is
    open is none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note that the session is in use."""
        response = self.get_response(request)
        if request.path.startswith("/admin/") and _is_navigation(request) and SESSION_KEY in request.session:
            now = int(time.time())
            if now - request.session.get(LAST_USED, 0) >= STEP:
                request.session[LAST_USED] = now
        return response


class BusyHashingMiddleware:
    """Answers wherever a password could not be hashed now: signing in, and giving passwords to people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a full pool of hashes."""
        return show_busy(request) if isinstance(exception, HashingBusy) else None


def _is_navigation(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
