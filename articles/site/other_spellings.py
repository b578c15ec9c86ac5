"""Pages of this site asked for in another spelling: without a slash, in capitals, behind `/en/` or `//`."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.http import urlencode

from articles.redirects.spelling import Parameters
from articles.site.outputs.registry import OUTPUTS

LISTS = {output.name for output in OUTPUTS if output.media_type == "text/html"}
# What decides about a 304, which says nothing here.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_CODES = {code for code, _ in settings.LANGUAGES}


def match_of(path: str) -> ResolverMatch | None:
    """Return the page of this site at a path, with or without a slash at its end; None if there is none."""
    for spelled in (path, f"{path}/"):
        try:
            return resolve(spelled)
        except Resolver404:
            continue
    return None


def answer_of(request: HttpRequest, path: str, parameters: Parameters) -> HttpResponse | None:
    """Return the way to the page that `path` means, in one hop, or its own word that it is gone.

    `path` is plainly spelled, and may lack its slash or be in capitals. None when nothing is there, or when
    `request` asks for that very page.
    """
    for spelled in dict.fromkeys((path, path.lower())):
        for asked in dict.fromkeys((spelled, f"{spelled.rstrip('/')}/")):
            if asked != request.path_info and (answer := _answer_at(request, asked, parameters)):
                return answer
    return None


def _answer_at(request: HttpRequest, path: str, parameters: Parameters) -> HttpResponse | None:
    code = path[1:].partition("/")[0]
    with translation.override(code if code in _CODES else settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
        if not hasattr(match.func, "is_public_page"):
            return None
        query = urlencode(parameters, doseq=True)
        page = _page(request, match, path, query)
    if page is not None and page.status_code == 410:
        return page if isinstance(page, HttpResponse) else None
    if page is not None and page.status_code in (301, 302):
        return HttpResponsePermanentRedirect(page.headers["Location"])
    # A list says itself what it does not understand of a question.
    if (page is not None and page.status_code == 200) or match.url_name in LISTS:
        return HttpResponsePermanentRedirect(path + (f"?{query}" if query else ""))
    return None


def _page(request: HttpRequest, match: ResolverMatch, path: str, query: str) -> HttpResponseBase | None:
    """Return what is at an address: whether anything is, and where it leads, its view alone knows."""
    environ = {name: value for name, value in request.META.items() if name not in CONDITIONS}
    there = WSGIRequest({**environ, "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query})
    there.site_url, there.resolver_match = request.site_url, match  # type: ignore[attr-defined]
    try:
        # Never sent, and not closed: that would end the request and close the connection to the database.
        return match.func(there, *match.args, **match.kwargs)
    except Http404:
        return None
