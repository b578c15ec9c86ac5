"""Middleware for what Django has no setting for: headers of answers, and the address of the site."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

# The site asks for none of a browser's devices, and no page of it may be made to.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class SecurityHeadersMiddleware:
    """Adds Permissions-Policy, and keeps errors and the answers of the admin out of caches.

    A network may store a 404 or 410 that says nothing of it (RFC 9110, 15.1): who asked for the next release
    an hour early would have hidden it from others after its hour.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with these headers."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "HEAD":  # gunicorn complains of each body it has to drop
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            else:
                response.content = b""
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-cache")
        if request.path.startswith("/admin/"):
            response.headers["Cache-Control"] = "no-store, private"
        return response


class SiteAddressMiddleware:
    """Gives requests `site_url`, the begin of whole addresses: SITE_URL, or else the host that was asked.

    A reader may ask by any name in ALLOWED_HOSTS; search engines and feed readers are to remember one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request that has `site_url`."""
        request.site_url = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"  # type: ignore[attr-defined]  # read by getattr
        return self.get_response(request)
