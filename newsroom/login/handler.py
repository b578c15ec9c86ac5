"""Handler of axes: compares an attempt with the limits, and writes a row and a line for each failure."""

import logging
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from newsroom.login import devices, limits

log = logging.getLogger(__name__)


# What the column of axes holds; a form may send more.
LONGEST_USERNAME = 255


class FailureLogHandler(AxesDatabaseHandler):
    """Counts failures one by one, where axes has a sum for each browser that nothing but time takes down.

    From axes come the commands that forget failures.
    """

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        """Return whether the attempt is refused; sets `refused_until` of the request.

        Names come from strangers: they are logged as Python writes them, on one line.
        """
        username, address = _username(credentials), _address(request)
        until = limits.refused_until(username, address, devices.device_of(request, username))
        if until:
            log.warning("Sign-in refused until %s: %r from %s", until, username, address)
        request.refused_until = until  # type: ignore[attr-defined]  # for the page of the lockout
        return until is not None

    def user_login_failed(
        self, sender: object, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Write the failure down, unless it was a refusal."""
        if request is None or getattr(request, "axes_locked_out", False):
            return
        username = _username(credentials)
        AccessFailureLog.objects.create(
            username=username,
            ip_address=_address(request),
            user_agent=devices.device_of(request, username)
            or str(getattr(request, "axes_user_agent", "")).replace("\0", ""),
        )
        log.warning("Wrong name or password: %r from %s", username, _address(request))

    def user_logged_in(
        self, sender: object, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> None:
        """Django writes down the last sign-in itself.

        Failures stay: a guesser at the next desk may have made them.
        """

    def user_logged_out(
        self, sender: object, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> None:
        """Nothing is counted of this."""


def _address(request: HttpRequest) -> str | None:
    """Return the address that axes has found by `AXES_CLIENT_IP_CALLABLE`."""
    return getattr(request, "axes_ip_address", None)


def _username(credentials: dict | None) -> str:
    """The name that was typed, as the database can take it."""
    return ((credentials or {}).get("username") or "").replace("\0", "")[:LONGEST_USERNAME]
