"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name and the organisation's, for titles and the page frame."""
    return {"site_name": settings.SITE_NAME, "organisation": settings.ORGANISATION}
