"""The feed of changes: of what readers see of releases, and of terms, for programs that mirror the site.

A program asks without `since` first, and goes on with the cursor of each answer. It holds what the site lists
as soon as an answer says that there is no more.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse

from articles.index import change_feed
from articles.index.change_feed import FeedChange, FeedPosition, PositionLost
from articles.index.compiled_queries import PreparedRows
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.address import address_writer, make_slug
from articles.models.filing import among_parameter, as_parameter
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
NOTHING = (None, ABSENT, "")
START_AGAIN = (
    "This cursor belongs to another state of the archive, as before a restore. "
    "Drop what you hold and follow the changes again without “since”."
)


def changes(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The changes since a cursor, oldest first: three queries besides that of the snapshot, or fewer."""
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
            _entries(page.changes, snapshot, request),
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


def _entries(changes: Sequence[FeedChange], snapshot: RequestSnapshot, request: SiteRequest) -> list[Json]:
    """Return the changes, each with what readers see of its release now: one query.

    It is asked after the changes were read: what has changed since then comes with a later change.
    """
    public = _public_editions({change.release for change in changes}, snapshot)
    root = _root(request)
    entries = []
    for change in changes:
        edition, state, address = public.get(change.release, NOTHING)
        entries.append(
            {
                "release": change.release,
                "kind": change.kind,
                "at": in_utc(change.effective_at),
                "state": state,
                "edition": edition,
                "url": request.site_url + address if address else None,
                "api": f"{root}releases/{change.release}",
            }
        )
    return entries


def _public_editions(
    releases: Collection[int], snapshot: RequestSnapshot
) -> dict[int, tuple[int | None, str, str]]:
    """Return the number, the state and the path of the public edition of each of these releases."""
    if not releases:
        return {}
    address = address_writer()
    return {
        release: (edition, STATES[state], address(release, slug or make_slug(title)))
        for release, edition, state, slug, title in _PUBLIC_AMONG(snapshot.now, as_parameter(releases))
    }


def _public_among(now: datetime, releases: str) -> QuerySet[Article, Any]:
    """The public editions of some releases."""
    which = f"{Article._meta.db_table}.release {among_parameter()}"
    these = Article.objects.public(now).extra(where=[which], params=[releases])  # noqa: S610 - a parameter
    return these.order_by().values_list("release", "edition", "state", "slug", "title")


_PUBLIC_AMONG = PreparedRows(_public_among, datetime, str)


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
