"""Releases in the API: those that a query finds, a page at a time; one of them; its editions."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.site.filters import read_query
from articles.site.outputs.api import paging
from articles.site.outputs.api.answers import Json, answer, gone, misunderstood, not_found
from articles.site.outputs.api.paging import CursorPage, UnknownCursor
from articles.site.outputs.api.release_fields import LONG, MEMBERS, SHORT, read_fields, with_members
from articles.site.outputs.problems import not_understood
from articles.site.outputs.release_json import in_utc
from articles.site.outputs.representation import PublicRelease, public_releases
from articles.site.pages.release_views import PUBLIC_EDITION
from articles.site.site_request import SiteRequest
from taxonomy.interface import path_of
from taxonomy.languages import DEFAULT

START_AGAIN = "This is the cursor of no release; begin without one."
ONE_WAY = "Ask for a page by its number or by a cursor, not by both."
BEST_FIRST = "The best first have no cursor: add sort=newest, or ask for pages by number."


class NotAnswered(Exception):
    """A question that has a problem as its answer, `response`."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True, slots=True)
class AskedPage:
    """A page of the releases that a query finds; `cursor` is empty for a page asked for by its number."""

    query: ReleaseQuery
    page: CursorPage
    cursor: str

    @property
    def pages(self) -> int:
        """Return the number of all pages."""
        return -(-self.page.total // self.query.rows)


def releases(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """A page of the releases that a query finds: at most six queries, ten with texts or files."""
    try:
        names = _fields(request, SHORT)
        asked = asked_page(request, snapshot)
    except NotAnswered as refusal:
        return refusal.response
    has_long = not LONG.isdisjoint(names)
    found = list(public_releases(asked.page.ids, snapshot, request.site_url, with_text=has_long))
    last = found[-1].release if found else 0
    content = {
        "total": asked.page.total,
        "rows": asked.query.rows,
        "page": None if asked.cursor else asked.query.page,
        "pages": asked.pages,
        "releases": [with_members(release, names) for release in found],
        "next": _next_address(asked, request, last),
        "listing": request.site_url + reverse("news") + asked.query.on_page(1).at(DEFAULT).querystring(),
    }
    return with_next(answer(content), asked, request, last)


def release(request: SiteRequest, snapshot: RequestSnapshot, number: int) -> HttpResponse:
    """One release as readers see it now, of a withdrawn one the notice alone: at most nine queries."""
    try:
        names = _fields(request, tuple(MEMBERS))
        return answer(with_members(asked_release(request, snapshot, number), names))
    except NotAnswered as refusal:
        return refusal.response


def asked_page(request: SiteRequest, snapshot: RequestSnapshot) -> AskedPage:
    """Return the page of releases that a request asks for. Raises NotAnswered."""
    query, misunderstandings = read_query(request.GET, snapshot)
    if misunderstandings:
        raise NotAnswered(not_understood(misunderstandings))
    cursor = request.GET.get("cursor", "")
    if cursor and (reason := _against_cursor(request, query)):
        raise NotAnswered(misunderstood("cursor", cursor, reason))
    try:
        page = paging.by_cursor(snapshot, query, cursor) if cursor else paging.by_number(snapshot, query)
    except UnknownCursor as error:
        raise NotAnswered(misunderstood("cursor", cursor, START_AGAIN)) from error
    asked = AskedPage(query, page, cursor)
    if not cursor and query.page > max(1, asked.pages):
        detail = f"There is no page {query.page}: these releases fill {asked.pages}."
        raise NotAnswered(not_found(detail))
    return asked


def asked_release(request: SiteRequest, snapshot: RequestSnapshot, number: int) -> PublicRelease:
    """Return the release with this number as readers see it. Raises NotAnswered."""
    ids = [edition.pk for edition in PUBLIC_EDITION(snapshot.now, number)]
    for found in public_releases(ids, snapshot, request.site_url):
        return found
    raise NotAnswered(_not_there(number))


def with_next(response: HttpResponse, asked: AskedPage, request: SiteRequest, last: int) -> HttpResponse:
    """Return the answer with a link to the next page; `last` is the last release on this one, 0 for none."""
    if address := _next_address(asked, request, last):
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


def _next_address(asked: AskedPage, request: SiteRequest, last: int) -> str | None:
    following = _following(asked.query, asked.page, last)
    fields = [("fields", value) for value in request.GET.getlist("fields")]
    return f"{request.site_url}{request.path}?{urlencode([*following, *fields])}" if following else None


def _fields(request: SiteRequest, usual: tuple[str, ...]) -> tuple[str, ...]:
    """Return the members that a request asks for, or the usual ones. Raises NotAnswered."""
    asked = request.GET.getlist("fields")
    try:
        return read_fields(asked) or usual
    except ValueError as error:
        raise NotAnswered(misunderstood("fields", ",".join(asked), str(error))) from error


def editions(request: SiteRequest, snapshot: RequestSnapshot, number: int) -> HttpResponse:
    """The editions of a release that readers may read, the first one first: two queries."""
    current = next(iter(PUBLIC_EDITION(snapshot.now, number)), None)
    if current is None:
        return _not_there(number)
    readable = Article.objects.once_public(snapshot.now).filter(release=number).order_by("edition")
    return answer(
        {"release": number, "editions": [_edition(one, current, snapshot, request) for one in readable]}
    )


def _edition(article: Article, current: Article, snapshot: RequestSnapshot, request: SiteRequest) -> Json:
    address = path_of("edition", article.release, current.address_slug, article.edition)
    until = article.public_until
    # An end that is to come is that of a schedule, of which nobody knows.
    is_ended = until is not None and until <= snapshot.now
    return {
        "edition": article.edition,
        "url": request.site_url + address,
        "title": article.title,
        "public_at": in_utc(article.issued_at),
        "public_until": in_utc(until) if until and is_ended else None,
        "is_current": article.pk == current.pk,
        "is_withdrawn": article.state == Article.State.WITHDRAWN,
        "is_minor": article.is_minor,
        "change_note": "" if article.is_minor else article.change_note,
    }


def _against_cursor(request: SiteRequest, query: ReleaseQuery) -> str:
    """Return why a cursor cannot be used with the rest of the question; nothing when it can."""
    if request.GET.get("page"):
        return ONE_WAY
    return BEST_FIRST if query.order == "relevance" else ""


def _following(query: ReleaseQuery, page: CursorPage, last: int) -> Sequence[tuple[str, str]]:
    """Return the parameters of the next page; none when there is none."""
    if not page.has_more:
        return ()
    if query.order == "relevance" or not last:
        return query.on_page(query.page + 1).pairs()
    return [*query.on_page(1).pairs(), ("cursor", str(last))]


def _not_there(number: int) -> HttpResponse:
    """410 for what was taken from readers, 404 for what was never there."""
    if number <= paging.LARGEST_NUMBER and Article.objects.unpublished().filter(release=number).exists():
        return gone(f"Release {number} has been unpublished.")
    return not_found(f"There is no release {number}.")
