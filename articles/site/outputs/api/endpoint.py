"""An endpoint of the API: its address, its parameters, and all that answers of endpoints have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from articles.site.caching.public_page import public_page
from articles.site.outputs.api.answers import Json
from articles.site.outputs.embedding import embeddable
from articles.site.outputs.problems import problem
from articles.site.site_request import SiteRequest

METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query, or a part of an address: its name, its JSON schema, a sentence about it.

    A parameter that `is_repeated` may stand in a query several times.
    """

    name: str
    schema: Json
    description: str
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the API.

    `path` is that below /api/v1/ as Django writes it. `summary` says in a few words what is there, and
    `description` the rest. `schema` is the JSON schema of the answer. `problems` are its errors, by status.
    """

    name: str
    path: str
    view: Callable[..., HttpResponseBase]
    summary: str
    description: str
    schema: Json
    parts: tuple[Parameter, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    problems: Mapping[HTTPStatus, str] = field(default_factory=dict)
    media_type: str = "application/json"

    def as_view(self) -> Callable[..., HttpResponseBase]:
        """Return the view for an address of Django."""
        names = {parameter.name for parameter in self.parameters}
        page = public_page(self.view)

        @csrf_exempt  # what cannot be written is refused as that
        @embeddable
        @wraps(page)
        def view(request: SiteRequest, **parts: Any) -> HttpResponseBase:
            response = _refusal(request, names) or page(request, **parts)
            response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
            return response

        return view


def _refusal(request: SiteRequest, names: set[str]) -> HttpResponse | None:
    """Return the answer to a request that no endpoint, or this one, does not take; None for another."""
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS, **PREFLIGHT})
    if request.method not in ("GET", "HEAD"):
        response = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"Here you can only read: use {METHODS}.")
        response.headers["Allow"] = METHODS
        return response
    unknown = [name for name in request.GET if name not in names]
    if not unknown:
        return None
    known = ", ".join(sorted(names)) or "none"
    detail = f"There is no such parameter here; those there are: {known}."
    errors = [{"parameter": name, "value": request.GET[name], "detail": detail} for name in unknown]
    return problem(HTTPStatus.BAD_REQUEST, f"{', '.join(unknown)}: {detail}", errors=errors)
