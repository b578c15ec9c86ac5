"""The type of the requests that views are called with."""

from django.http import HttpRequest


class SiteRequest(HttpRequest):
    """A request with what SiteAddressMiddleware gives it: whole addresses begin with `site_url`."""

    site_url: str
