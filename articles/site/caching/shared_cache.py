"""Pages that all processes share through the cache of CACHE_URL, where there is one.

The cache has a fixed number of slots and every question falls into one of them, so that a million addresses
take no more room than a few thousand. An entry is bytes: a signature, a line of JSON that says which question
it answers, at which generation and with which headers, and the page. An entry without the signature of this
site is a miss.
"""

import json
import logging
import zlib
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from redis import RedisError

from articles.site.caching import forms

SLOTS = 4_096
SECONDS = 60 * 60
# A cache that did not answer is left alone for so long: waiting for it would cost each page half a second.
PAUSE = 5
SIGNATURE = 32  # bytes of SHA-256
logger = logging.getLogger(__name__)
_asks_again_at = 0.0


def get(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer to the same request at the generation that `etag` names, if another process has made it."""
    question = _question(request)
    entry = _ask(lambda: cache.get(_slot(question)))
    if not isinstance(entry, bytes) or not constant_time_compare(
        entry[:SIGNATURE], _signature(entry[SIGNATURE:])
    ):
        return None
    head, _, packed = entry[SIGNATURE:].partition(b"\n")
    asked, made_at, headers = json.loads(head)
    if (asked, made_at) != (question, etag):
        return None
    return HttpResponse(zlib.decompress(packed), headers=headers)


def put(request: HttpRequest, etag: str, response: HttpResponse) -> None:
    """Offer a page to the other processes, if it is one."""
    if response.status_code != 200 or request.method != "GET":
        return
    question = _question(request)
    _ask(lambda: cache.set(_slot(question), _entry(question, etag, response), SECONDS))


def _entry(question: str, etag: str, response: HttpResponse) -> bytes:
    """Return a page as the cache holds it: signed, with its question and its generation, compressed."""
    # Those of its view: what is the same for all pages is added later, also to what comes from here.
    head = json.dumps([question, etag, dict(response.headers)]).encode()
    entry = head + b"\n" + zlib.compress(response.content, 1)
    return _signature(entry) + entry


def ask_again() -> None:
    """Ask the cache again at once, also when it did not answer a moment ago."""
    global _asks_again_at
    _asks_again_at = 0.0


def _ask(work: Callable[[], object]) -> object | None:
    """Return the answer of the cache; None without one, and from one that does not answer.

    A page can always be made anew: a cache that is away costs time, never an answer.
    """
    global _asks_again_at
    if not settings.CACHE_URL or monotonic() < _asks_again_at:
        return None
    try:
        return work()
    except RedisError as error:
        _asks_again_at = monotonic() + PAUSE
        logger.warning("The shared cache does not answer: %s", error)
        return None


def _question(request: HttpRequest) -> str:
    """Return the address that is asked for, after a space, which none holds, for the page of a feed.

    The query is as it was sent: Django writes two that mean different things, in bytes and in percent signs,
    the same.
    """
    page = " " if forms.is_page(request.META) else ""
    return f"{page}{request.path}?{request.META.get('QUERY_STRING', '')}"


def _signature(entry: bytes) -> bytes:
    return salted_hmac(__name__, entry, algorithm="sha256").digest()


def _slot(question: str) -> str:
    return f"page:{zlib.crc32(question.encode()) % SLOTS}"
