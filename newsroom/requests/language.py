"""The language of the interface: the one that an address begins with, as in /fr/news/."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

_CODES = frozenset(code for code, _ in settings.LANGUAGES) - {settings.LANGUAGE_CODE}


class LanguageMiddleware:
    """Answers in the language that the address names, and in no other: no cookie, no header of the browser.

    Django's own would ask both, and caches between would keep one address in two languages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the language of the address active, and leave none active behind."""
        first = request.path_info[1:].partition("/")[0]
        if first not in _CODES:
            return self.get_response(request)
        with translation.override(first):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", first)
        return response
