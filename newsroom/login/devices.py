"""Browsers in which somebody has signed in before: what strangers guess does not shut them out.

The idea is OWASP's "device cookies"
(owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "newsroom_device"
SALT = "newsroom.login.devices"
# Seconds: half a year since the last sign-in.
AGE = 60 * 60 * 24 * 183


def remember_device(response: HttpResponse, username: str) -> None:
    """Give the browser that gets `response` the cookie of a device in which `username` has signed in."""
    response.set_signed_cookie(
        COOKIE,
        f"{_fingerprint(username)}.{secrets.token_urlsafe(16)}",
        salt=SALT,
        max_age=AGE,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, username: str) -> str | None:
    """The name by which failures of this device are counted; None where `username` has not signed in before.

    It cannot be guessed by anybody who has not the cookie, and does not give the cookie away.
    """
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=AGE) or ""
    owner, _, number = value.partition(".")
    if not number or not constant_time_compare(owner, _fingerprint(username)):
        return None
    return "known device " + _fingerprint(number)


def _fingerprint(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]
