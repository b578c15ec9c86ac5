"""Editions by date (Memento, RFC 7089): the TimeGate and the TimeMap of a release.

The TimeGate redirects to the edition that readers saw at the instant a client asks for, the TimeMap lists
all editions. Both show what has an address of its own, and nothing else.
"""

from datetime import UTC, datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import CACHE_CONTROL, public_page
from articles.site.metadata.memento import (
    LINK_FORMAT,
    joined,
    link,
    memento_links,
    mementos_of,
    timemap_link,
)
from articles.site.pages.release_views import not_there, public_edition
from articles.site.site_request import SiteRequest


@require_safe
def timegate(request: SiteRequest, release: int) -> HttpResponse:
    """Redirect to the edition that was public at the instant in Accept-Datetime; without one, to the last.

    Before the first edition there was none: then the first is the nearest (RFC 7089, 4.5.3).
    """
    snapshot = RequestSnapshot.take()
    current = public_edition(release, snapshot)
    if current is None:
        return not_there(request, release)
    wanted = snapshot.now
    if asked := request.headers.get("Accept-Datetime", ""):
        seconds = parse_http_date_safe(asked)
        if seconds is None:
            return _not_understood(asked)
        wanted = datetime.fromtimestamp(seconds, UTC)
    mementos = mementos_of(current, snapshot, request.site_url)
    chosen = next((memento for memento in reversed(mementos) if memento.since <= wanted), mementos[0])
    response = HttpResponseRedirect(chosen.address)
    patch_vary_headers(response, ["Accept-Datetime"])
    response.headers["Link"] = joined(
        link(request.site_url + current.get_absolute_url(), "original"),
        timemap_link(request, release),
        *memento_links(mementos, chosen),
    )
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


@public_page
def timemap(request: SiteRequest, snapshot: RequestSnapshot, release: int) -> HttpResponse:
    """List the editions of a release with the instants at which they became public."""
    current = public_edition(release, snapshot)
    if current is None:
        return not_there(request, release)
    mementos = mementos_of(current, snapshot, request.site_url)
    span = {
        "from": http_date(mementos[0].since.timestamp()),
        "until": http_date(mementos[-1].since.timestamp()),
    }
    links = (
        link(request.site_url + current.get_absolute_url(), "original"),
        link(request.site_url + request.path, "self", type=LINK_FORMAT, **span),
        link(request.site_url + reverse("timegate", args=[release]), "timegate"),
        *memento_links(mementos),
    )
    return HttpResponse(",\n".join(links) + "\n", content_type=LINK_FORMAT)


def _not_understood(asked: str) -> HttpResponse:
    return HttpResponse(
        f"Accept-Datetime is “{asked}”: write an instant like Thu, 31 May 2007 20:35:00 GMT.\n",
        status=400,
        content_type="text/plain; charset=utf-8",
    )
