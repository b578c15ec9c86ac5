"""Answers to programs whose question cannot be answered: problem details, RFC 9457."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import JsonResponse

from articles.site.filters import Misunderstanding

MEDIA_TYPE = "application/problem+json"


def problem(status: HTTPStatus, detail: str, **members: object) -> JsonResponse:
    """Return an answer with this status that says in a sentence what was wrong; `members` go along."""
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return JsonResponse(content | members, status=status, content_type=MEDIA_TYPE)


def not_understood(misunderstood: Iterable[Misunderstanding]) -> JsonResponse:
    """Return the answer to parameters that cannot be used: which, the values as sent, what would be right."""
    errors = [
        {"parameter": wrong.parameter, "value": wrong.value, "detail": wrong.message}
        for wrong in misunderstood
    ]
    detail = " ".join(f"{error['parameter']}: {error['detail']}" for error in errors)
    return problem(HTTPStatus.BAD_REQUEST, detail, errors=errors)
