"""The pages of a sign-in that is refused for now; they look like the desk and say when to try again."""

import math
from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

# Seconds after which somebody may try again whom the pool of hashes had no place for.
SOON = 5


def show_lockout(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """429: too many wrong passwords, see `newsroom.login.limits`; the same for accounts that do not exist."""
    until: datetime = request.refused_until  # type: ignore[attr-defined]  # set by the handler that refused
    seconds = math.ceil((until - timezone.now()).total_seconds())
    return _page(request, "admin/lockout.html", 429, max(seconds, 1), until=until)


def show_busy(request: HttpRequest) -> HttpResponse:
    """503: no password was looked at, since too many were to be looked at."""
    return _page(request, "admin/busy.html", 503, SOON)


def _page(request: HttpRequest, template: str, status: int, seconds: int, **context: object) -> HttpResponse:
    context |= {"site_header": admin.site.site_header, "site_title": admin.site.site_title}
    response = render(request, template, context, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response
