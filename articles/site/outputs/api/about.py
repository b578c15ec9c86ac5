"""The API about itself: its index and description for programs, and the page that explains it to people."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.metadata.page_head import page_head
from articles.site.outputs.api import schemas
from articles.site.outputs.api.answers import answer
from articles.site.outputs.api.endpoint import Endpoint
from articles.site.outputs.api.endpoints import ENDPOINTS
from articles.site.outputs.api.examples import examples
from articles.site.outputs.api.openapi import openapi as describe
from articles.site.outputs.api.openapi import path_of
from articles.site.pages import breadcrumb
from articles.site.site_request import SiteRequest

TITLE = "Releases for programs: the API"


def index(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The addresses of the API."""
    site, root = request.site_url, _root(request)
    return answer(
        {
            "title": settings.SITE_NAME,
            "documentation": site + reverse("api-about"),
            "openapi": site + reverse("api-openapi"),
            "endpoints": [
                {"address": root + path_of(endpoint), "summary": endpoint.summary} for endpoint in ENDPOINTS
            ],
        }
    )


def openapi(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The description for programs."""
    return answer(describe(_root(request)))


# They describe the others, and are not among them.
OWN = (
    Endpoint("api-index", "", index, "Addresses", "The addresses of the API.", schemas.INDEX),
    Endpoint("api-openapi", "openapi.json", openapi, "Description", "In OpenAPI 3.1.", {"type": "object"}),
)


@public_page
def about(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The page that explains the API, with examples that can be followed."""
    trail = (breadcrumb.home(),)
    context = {
        "head": page_head(
            request, TITLE, "Releases as JSON for programs: how to ask, with examples.", trail=trail
        ),
        "trail": trail,
        "root": _root(request),
        "endpoints": [(endpoint, path_of(endpoint)) for endpoint in ENDPOINTS],
        "examples": examples(request.site_url, snapshot),
    }
    return render(request, "articles/api.html", context)


def _root(request: SiteRequest) -> str:
    return request.site_url + reverse("api-index").removesuffix("/")
