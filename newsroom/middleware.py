"""Response headers that Django has no setting for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The site asks for none of a browser's devices, and no page of it may be made to.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class SecurityHeadersMiddleware:
    """Adds Permissions-Policy, and keeps the answers of the admin out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # gunicorn complains of each body it has to drop
        if request.path.startswith("/admin/"):
            response.headers["Cache-Control"] = "no-store, private"
        return response
