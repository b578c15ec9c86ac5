"""HTTPS alone, and one hop to it from a host of the former site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.security import SecurityMiddleware

DESK = "/admin/"


class HttpsMiddleware(SecurityMiddleware):
    """Django's SecurityMiddleware, but for readers who ask another host than that of SITE_URL by plain HTTP.

    They are led where they would be by HTTPS: first to HTTPS at a host that has perhaps no certificate any
    more, then to the site, were two hops. What is not led to the site is led to HTTPS and not sent.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Return the redirect to HTTPS, unless the way to the site is to be found first."""
        redirect = super().process_request(request)
        if redirect is None or not _is_elsewhere(request):
            return redirect
        request.to_https = redirect  # type: ignore[attr-defined]  # read below
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Return the answer with Django's headers: over plain HTTP a redirect and nothing else."""
        response = super().process_response(request, response)
        redirect = getattr(request, "to_https", None)
        if redirect is None or response.headers.get("Location", "").startswith(f"{settings.SITE_URL}/"):
            return response
        return redirect


def _is_elsewhere(request: HttpRequest) -> bool:
    site = urlsplit(settings.SITE_URL)
    host = request.get_host().partition(":")[0].lower()
    is_read = request.method in ("GET", "HEAD") and not request.path.startswith(DESK)
    return is_read and site.scheme == "https" and host != site.hostname
