"""Hosts of the former site, like that of a body: what is asked there leads to the host of this site."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.utils.cache import patch_cache_control

from articles import redirects
from articles.index.request_snapshot import RequestSnapshot
from articles.site.filters import read_query
from articles.site.other_spellings import LISTS
from taxonomy.vocabulary import TermEntry, Vocabularies


def host_of(request: HttpRequest) -> str:
    """Return the host that is asked, without its port."""
    return split_domain_port(request.get_host())[0]


def redirect_to(request: HttpRequest, address: str) -> HttpResponse:
    """Return a redirect to an address of this site. It can be corrected: caches may keep it and ask."""
    host = settings.SITE_URL if redirects.is_foreign(host_of(request)) else ""
    response = HttpResponsePermanentRedirect(host + address)
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def body_at(host: str, vocabularies: Vocabularies) -> TermEntry | None:
    """Return the body whose host this was: odihr.example.org was that of ODIHR."""
    return vocabularies.structure.resolve(host.partition(".")[0])


def answer_to(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Return the way to the site's host in the place of `response` to a foreign one; None to serve it there.

    A redirect goes on to the site's host at once. A page at the host of a body leads to the same page there,
    its front page to that of the body, its list to that of the body's releases.
    """
    if (location := response.headers.get("Location", "")).startswith("/"):
        return redirect_to(request, location)
    if response.status_code != 200:
        return None
    snapshot = RequestSnapshot.take()
    body = body_at(host_of(request), snapshot.vocabularies)
    return redirect_to(request, _address_for(request, body, snapshot)) if body else None


def _address_for(request: HttpRequest, body: TermEntry, snapshot: RequestSnapshot) -> str:
    match = request.resolver_match
    if match and match.url_name == "home":
        return body.url
    if match and match.url_name in LISTS:
        query, misunderstood = read_query(request.GET, snapshot)
        if not misunderstood and "structure" not in query.filters:
            filters = {**query.filters, "structure": (body.slug,)}
            return request.path + replace(query, filters=filters).querystring()
    return request.get_full_path()
