"""Pages that all processes share through the cache of CACHE_URL, where there is one.

The cache has a fixed number of slots and every question falls into one of them, so that a million addresses
take no more room than a few thousand. What stands in a slot says which question it answers and at which generation.
"""

import logging
import zlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis import RedisError

SLOTS = 4_096
SECONDS = 60 * 60
logger = logging.getLogger(__name__)


def get(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer to the same request at the generation that `etag` names, if another process has made it."""
    if not settings.CACHE_URL:
        return None
    question = request.get_full_path()
    try:
        kept = cache.get(_slot(question))
    except RedisError as error:
        # A page can always be made anew: a cache that does not answer costs time, never an answer.
        logger.warning("The shared cache does not answer: %s", error)
        return None
    if kept is None or kept[:2] != (question, etag):
        return None
    return HttpResponse(zlib.decompress(kept[2]), content_type=kept[3])


def keep(request: HttpRequest, etag: str, response: HttpResponse) -> None:
    """Offer a page to the other processes, if it is one."""
    if not settings.CACHE_URL or response.status_code != 200 or request.method != "GET":
        return
    question = request.get_full_path()
    page = question, etag, zlib.compress(response.content, 1), response.headers["Content-Type"]
    try:
        cache.set(_slot(question), page, SECONDS)
    except RedisError as error:
        logger.warning("The shared cache does not take a page: %s", error)


def _slot(question: str) -> str:
    return f"page:{zlib.crc32(question.encode()) % SLOTS}"
