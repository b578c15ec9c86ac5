"""Errors below /api/ as problems, wherever they arise: no program has to read a page made for people."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from articles.site.outputs.embedding import embed
from articles.site.outputs.problems import MEDIA_TYPE, problem

API = "/api/"
# Headers that say what to do about an error.
ADVICE = ("Allow", "Cache-Control", "Retry-After")
DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read: send addresses in UTF-8, to the host of this site.",
    HTTPStatus.LENGTH_REQUIRED: "Send no body: here you can only read.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Send no body: here you can only read.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The answer could not be made, whatever was asked. Ask again later.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The site cannot answer for a moment. Ask again as “Retry-After” says.",
}


class ApiProblemsMiddleware:
    """Answers every error below /api/ that is not a problem yet with one of the same status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        response = self.get_response(request)
        is_for_programs = request.path.startswith(API) and request.path != API
        return _as_problem(response) if is_for_programs and response.status_code >= 400 else response


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    if response.headers.get("Content-Type") == MEDIA_TYPE:
        return response
    status = HTTPStatus(response.status_code)
    answer: HttpResponse = problem(status, DETAILS.get(status, f"{status.description or status.phrase}."))
    for name in ADVICE:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    response.close()
    return embed(answer)
