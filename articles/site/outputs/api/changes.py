"""The feed of changes: of what readers see of releases, and of terms, for programs that mirror the site.

A program asks without `since` first, and goes on with the cursor of each answer. It holds what the site lists
as soon as an answer says that there is no more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse

from articles.index import change_feed
from articles.index.change_feed import FeedChange, FeedPosition, PositionLost
from articles.index.compiled_queries import PreparedRows
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.address import address_writer, make_slug
from articles.site.outputs.api.answers import Json, answer, gone, misunderstood
from articles.site.outputs.api.cursors import NO_EPOCH, BadCursor, ChangesCursor
from articles.site.outputs.release_json import in_utc
from articles.site.site_request import SiteRequest
from taxonomy.models import TermChange

USUAL_LIMIT, HIGHEST_LIMIT = 50, 500
NOW = "now"
# What readers see of a release, by the state of its public edition, or without one.
STATES: dict[str, str] = {Article.State.PUBLISHED: "listed", Article.State.WITHDRAWN: "withdrawn"}
ABSENT = "absent"
START_AGAIN = (
    "This cursor belongs to another state of the archive, as before a restore. "
    "Drop what you hold and follow the changes again without “since”."
)


def changes(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The changes since a cursor, oldest first: one query besides that of the snapshot, two with terms."""
    epoch = snapshot.catalogue.mark.epoch
    try:
        limit = _limit(request.GET.get("limit"))
    except ValueError:
        return misunderstood("limit", request.GET["limit"], f"Write a number from 1 to {HIGHEST_LIMIT}.")
    since = request.GET.get("since", "")
    if since == NOW:
        position = change_feed.end(snapshot.now)
        cursor = ChangesCursor(epoch, position, snapshot.vocabularies.last_change)
        return answer(_page(request, [], [], cursor, has_more=False))
    try:
        cursor = ChangesCursor.parse(since) if since else ChangesCursor(epoch, FeedPosition())
    except BadCursor:
        return misunderstood("since", since, "Write the cursor of an earlier answer, or “now”.")
    if cursor.epoch not in (epoch, NO_EPOCH):
        return gone(START_AGAIN)
    try:
        page = change_feed.read(cursor.releases, snapshot.now, limit)
    except PositionLost:
        return gone(START_AGAIN)
    has_terms = cursor.terms < snapshot.vocabularies.last_change
    of_terms = [_TermChange(*row) for row in _terms_after(limit)(cursor.terms)] if has_terms else []
    more_terms, of_terms = len(of_terms) > limit, of_terms[:limit]
    last_term = of_terms[-1].pk if of_terms else cursor.terms
    return answer(
        _page(
            request,
            _entries(page.changes, request),
            _terms(of_terms, request),
            ChangesCursor(epoch, page.position, last_term),
            has_more=page.has_more or more_terms,
        )
    )


def _limit(text: str | None) -> int:
    if not text:
        return USUAL_LIMIT
    limit = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 1 <= limit <= HIGHEST_LIMIT:
        raise ValueError(text)
    return limit


def _page(
    request: SiteRequest, releases: list[Json], terms: list[Json], cursor: ChangesCursor, *, has_more: bool
) -> Json:
    following = {"since": str(cursor)} | ({"limit": request.GET["limit"]} if request.GET.get("limit") else {})
    return {
        "changes": releases,
        "terms": terms,
        "cursor": str(cursor),
        "next": f"{request.site_url}{request.path}?{urlencode(following)}",
        "has_more": has_more,
    }


class _TermChange(NamedTuple):
    pk: int
    vocabulary: str
    slug: str
    kind: str
    at: datetime


@lru_cache(maxsize=20)
def _terms_after(limit: int) -> PreparedRows:
    """The changes of terms after one of them."""
    return PreparedRows(
        lambda pk: (
            TermChange.objects.filter(pk__gt=pk).order_by("pk").values_list(*_TermChange._fields)[: limit + 1]
        ),
        int,
    )


def _entries(changes: Sequence[FeedChange], request: SiteRequest) -> list[Json]:
    """Return the changes, each with what readers see of its release now."""
    root, address = _root(request), address_writer()
    entries = []
    for change in changes:
        public = change.public
        url = public and request.site_url + address(change.release, public.slug or make_slug(public.title))
        entries.append(
            {
                "release": change.release,
                "kind": change.kind,
                "at": in_utc(change.effective_at),
                "state": STATES[public.state] if public else ABSENT,
                "edition": public and public.edition,
                "url": url,
                "api": f"{root}releases/{change.release}",
            }
        )
    return entries


def _root(request: SiteRequest) -> str:
    return request.site_url + request.path.removesuffix("changes")


def _terms(changes: Iterable[_TermChange], request: SiteRequest) -> list[Json]:
    root = _root(request)
    return [
        {
            "vocabulary": change.vocabulary,
            "slug": change.slug,
            "kind": change.kind,
            "at": in_utc(change.at),
            "api": f"{root}terms/{change.vocabulary}",
        }
        for change in changes
    ]
