"""Requests that Django takes though no text can be made of them: they end here, before a page reads them."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class UnreadableTextMiddleware:
    """Refuses, with 400, a NUL in an address of the admin, and letters that are not UTF-8.

    No page asks for either, and databases take neither. Under another encoding, which any request may name,
    texts could hold halves of characters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer. Raises BadRequest."""
        if request.encoding and request.encoding.lower() not in ("utf-8", "utf8"):
            raise BadRequest("Send texts as UTF-8.")
        if request.path.startswith("/admin/") and _holds_nul(request):
            raise BadRequest("The address holds a NUL character: leave it out.")
        return self.get_response(request)


def _holds_nul(request: HttpRequest) -> bool:
    values = (value for values in request.GET.lists() for value in (values[0], *values[1]))
    return "\0" in request.path or any("\0" in value for value in values)
