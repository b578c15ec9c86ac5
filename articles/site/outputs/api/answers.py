"""Answers of the API: JSON, and problems that say in a sentence what was wrong."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from articles.site.outputs.problems import problem

Json = dict[str, Any]


def answer(content: object, media_type: str = "application/json") -> HttpResponse:
    """Return `content` as JSON, in the letters it is written in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=media_type)


def misunderstood(parameter: str, value: str, detail: str) -> HttpResponse:
    """Return the answer to a parameter that cannot be used; `detail` says what would be right."""
    errors = [{"parameter": parameter, "value": value, "detail": detail}]
    return problem(HTTPStatus.BAD_REQUEST, f"{parameter}: {detail}", errors=errors)


def not_found(detail: str) -> HttpResponse:
    """Return the answer about what was never there."""
    return problem(HTTPStatus.NOT_FOUND, detail)


def gone(detail: str) -> HttpResponse:
    """Return the answer about what was there."""
    return problem(HTTPStatus.GONE, detail)
