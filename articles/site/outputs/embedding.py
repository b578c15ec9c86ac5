"""Answers that pages of other sites may show and read: public pictures and feeds."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpResponseBase

Facts = ParamSpec("Facts")


def embeddable(view: Callable[Facts, HttpResponseBase]) -> Callable[Facts, HttpResponseBase]:
    """Let pages of any site show what a view answers, and their scripts read it.

    Only for what is the same for everybody: the answer of somebody signed in is read with it.
    """

    @wraps(view)
    def answer(*args: Facts.args, **kwargs: Facts.kwargs) -> HttpResponseBase:
        return embed(view(*args, **kwargs))

    return answer


def embed(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of any site show this answer, and their scripts read it."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
