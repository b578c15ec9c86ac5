"""Signing in, around Django's view: refuse early, separate strangers, recognise browsers later."""

import time
from collections.abc import Callable
from contextlib import nullcontext

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials
from django.http import HttpRequest, HttpResponse

from newsroom.login import devices, hashing
from newsroom.login.middleware import LAST_USED
from newsroom.login.pages import show_lockout


def sign_in(request: HttpRequest, show_form: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a form that was sent; `show_form` is Django's view.

    A guesser costs no form and no hash.
    """
    # The form refuses a NUL, and the database would too.
    username = request.POST.get("username", "").replace("\0", "")
    if not AxesProxyHandler.is_allowed(request, get_credentials(username)):
        return show_lockout(request)
    has_device = devices.device_of(request, username) is not None
    with nullcontext() if has_device else hashing.places_for_strangers():
        response = show_form()
    if response.status_code == 302:
        request.session[LAST_USED] = int(time.time())
        devices.remember_device(response, request.user.get_username())
    return response
