"""The same page in all languages of the interface, for the menu in its footer and for search engines."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import override

from articles.site import page_urls
from taxonomy import interface, languages

_PAGES = frozenset(pattern.name for pattern in page_urls.urlpatterns)


class PageInLanguage(NamedTuple):
    """A page in one language of the interface: the code, the language's own name, and its address."""

    code: str
    name: str
    path: str


def interface_languages(request: HttpRequest) -> dict[str, tuple[PageInLanguage, ...]]:
    """Give every template the page in all languages, none if it has one only: a context processor."""
    match = request.resolver_match
    if match is None or match.url_name not in _PAGES:
        return {"editions_of_page": ()}
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    path = request.path[len(interface.localised("/")) - 1 :]
    return {
        "editions_of_page": tuple(
            PageInLanguage(code, name, prefix + path + query) for code, name, prefix in _languages()
        )
    }


@cache
def _languages() -> tuple[tuple[str, str, str], ...]:
    """Return code, own name and the beginning of addresses of each language, without the slash at its end."""
    found = []
    for code, _ in settings.LANGUAGES:
        with override(code):
            active = interface.language()
            found.append((active, languages.name_of(active), interface.localised("/")[:-1]))
    return tuple(found)
