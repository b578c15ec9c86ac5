"""Answers for whatever watches the servers: is the process alive, can it serve."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from redis import RedisError

logger = logging.getLogger(__name__)


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all; asks nothing of the database."""
    return _text("alive")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not: send readers elsewhere.

    Without the cache every page is still made, so that is said and is no reason to send readers away.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _text("the database does not answer", status=503)
    return _text(
        "ready" if _cache_answers() else "ready\nthe cache does not answer: processes make each page anew"
    )


def _cache_answers() -> bool:
    if not settings.CACHE_URL:
        return True
    try:
        cache.get("health")
    except RedisError as error:
        logger.warning("The cache does not answer: %s", error)
        return False
    return True


def _text(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain", status=status)
