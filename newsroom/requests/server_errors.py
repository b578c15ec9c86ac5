"""Answers when a page could not be made: a full disk has a sentence of its own."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from newsroom.backends.storage import is_disk_full

logger = logging.getLogger(__name__)


def answer(request: HttpRequest) -> HttpResponse:
    """The page of error 500; of 503 when what failed is that the disk is full.

    Django calls it while it handles the error.
    """
    if not is_disk_full(sys.exc_info()[1]):
        return defaults.server_error(request)
    return _full_disk(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of error 400; of 503 when a full disk took no session, which Django calls a bad one."""
    return _full_disk(request) if is_disk_full(exception) else defaults.bad_request(request, exception)


def _full_disk(request: HttpRequest) -> HttpResponse:
    logger.critical("The disk is full: nothing can be saved until there is room")
    return render(request, "full_disk.html", status=503)
