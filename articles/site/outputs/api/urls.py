"""Addresses below /api/; what is none of them is a problem that says so."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from articles.site.outputs.api.about import OWN, about
from articles.site.outputs.api.answers import not_found
from articles.site.outputs.api.endpoints import ENDPOINTS
from articles.site.outputs.embedding import embeddable
from articles.site.site_request import SiteRequest


@csrf_exempt
@embeddable
def nothing_here(request: SiteRequest, rest: str) -> HttpResponse:
    """Answer at an address below /api/ that is none."""
    return not_found("There is nothing at this address; /api/v1/ lists those there are.")


urlpatterns = [
    path("", about, name="api-about"),
    path("v1", RedirectView.as_view(pattern_name="api-index", permanent=True)),
    *(path(f"v1/{endpoint.path}", endpoint.as_view(), name=endpoint.name) for endpoint in (*OWN, *ENDPOINTS)),
    path("<path:rest>", nothing_here),
]
