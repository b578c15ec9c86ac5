"""Readers of an old address are led on in one hop, or told what of it means nothing here.

The tables are asked after a 404 or 410 only, and where a list of ours gets parameters of the former site: no
other page pays for it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import quote, urlsplit

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import is_valid_path, resolve, reverse
from django.utils import timezone

from articles import redirects
from articles.index import outage
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.facets import WITH_PAGES
from articles.models.missed_address import LONGEST_PATH
from articles.redirects import former_parameters, former_site, misses, spelling
from articles.redirects.former_question import FormerFilter, FormerQuestion
from articles.redirects.spelling import Parameters
from articles.redirects.translation import translate
from articles.site import former_hosts, other_spellings
from articles.site.caching.page_cache import PublicPage
from articles.site.database_away import ALWAYS_ANSWERED
from articles.site.filters import LABELS, Misunderstanding, read_query
from articles.site.former_hosts import host_of, redirect_to
from articles.site.other_spellings import LISTS, match_of
from articles.site.outputs.output_view import all_of
from articles.site.pages import not_found
from articles.site.pages.not_found import NotFoundPage

DESK = "/admin/"
# Who has the address of a reviewer's page reads the draft, also where the address has been misspelt.
REVIEW = "/review/"
# A filter of the former site by numbers, as the desk may see it.
NUMBERS = re.compile(r"\w{1,40}[:=]\(?[0-9]+(?:(?: OR |,)[0-9]+)*\)?")
# The former site had the page of a body at the top: /odihr.
BODY = re.compile(r"/(?:[a-z]{2}/)?(?P<name>[\w-]{2,100})/?", re.IGNORECASE)
# So many words are the title of one release, wherever the former site filed it: /content/<words>.
MANY_WORDS = re.compile(r"[^\W_]+(?:-+[^\W_]+){3,}")


class OldAddressesMiddleware:
    """Innermost of all: answers in the place of 404 and 410, and of lists asked in the former site's way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, with a redirect where the site has nothing, or where one names the host."""
        try:
            return self._answer(request)
        except DatabaseError as error:
            outage.record(error)
            raise

    def _answer(self, request: HttpRequest) -> HttpResponse:
        is_foreign = (
            request.method in ("GET", "HEAD")
            and redirects.is_foreign(host_of(request))
            and not request.path.startswith((DESK, ALWAYS_ANSWERED))
        )
        if is_foreign and (answer := _at_host(request)):
            return answer
        response = self.get_response(request)
        if not _is_unanswered(request, response):
            return _served_at(request, response) if is_foreign else response
        if request.path.startswith(DESK):
            return not_found.plain_page(request)
        match = request.resolver_match
        gone = match.kwargs.get("release") if match and response.status_code == 410 else None
        if answer := answer_to(request, gone=gone):
            return answer
        return response if response.status_code == 410 else _counted(request, not_found.page(request))

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Return the answer to a page of ours that is asked in the former site's way; None for all others."""
        match = request.resolver_match
        if not (match and request.GET and match.url_name in {"home", *LISTS}):
            return None
        asked = AskedAddress.of(request)
        if asked.is_in_query:
            return answer_to(request) or _counted(request, not_found.page(request, asked.path))
        return _translated(request, asked.question) if asked.question else None


@dataclass(frozen=True)
class AskedAddress:
    """An address as it was asked: its `path` in plain spelling, what was asked of a list of the former site.

    `address` is what the table of redirects may have. `is_in_query` is whether the path stood in the query.
    """

    address: str
    path: str
    parameters: Parameters
    question: FormerQuestion | None
    is_in_query: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return the address that a request asks for."""
        asked = dict(request.GET.lists())
        path, parameters = spelling.plain(request.path_info, asked)
        is_in_query = parameters is not asked
        match = match_of(path)
        is_list = match is not None and match.url_name in LISTS
        question = former_site.read(path, parameters, is_list=is_list, ours=LABELS)
        if (
            question is None
            and match is not None
            and match.url_name == "home"
            and any(parameters.get("q", ()))
        ):
            question = FormerQuestion(is_list=True)  # words on the front page are those of a search
        is_doubled = request.path_info.startswith("//")  # which would be the begin of a host in the table
        address = quote(path) if is_in_query or is_doubled else request.get_full_path()
        return cls(address, path, parameters, question, is_in_query)

    def lacks_only_a_slash(self, request: HttpRequest) -> bool:
        """Return whether this site has the page, and would lead there if nothing else were known of it."""
        path = request.path_info
        return not path.endswith("/") and path == self.path and bool(is_valid_path(f"{path}/"))


def answer_to(request: HttpRequest, *, gone: int | None = None) -> HttpResponse | None:
    """Return what readers of an old address get: a redirect, or a page that says what is not understood.

    `gone` is the release that was unpublished at this address. None when nobody knows the address.
    """
    asked, host = AskedAddress.of(request), host_of(request)
    question = asked.question if asked.is_in_query or not request.resolver_match else None
    page = None
    if question is None and asked.lacks_only_a_slash(request):
        page = other_spellings.answer_of(request, asked.path, asked.parameters)
        if page is not None and page.status_code != 410:
            return _at_our_host(request, page)
        gone = resolve(f"{asked.path}/").kwargs.get("release") if page is not None else None
    destination = redirects.destination(
        asked.address, timezone.now(), host=host, spelled=asked.path, gone=gone
    )
    if destination and (destination.is_release or destination.is_whole or question is None):
        return redirect_to(request, destination.address)
    if question is not None:
        return _translated(request, question, destination.address if destination else "")
    if page := page or other_spellings.answer_of(request, asked.path, asked.parameters):
        return _at_our_host(request, page)
    last = PurePosixPath(asked.path).name
    address = ""
    if gone is None and MANY_WORDS.fullmatch(last):
        address = _release_called(last)
    elif gone is None and (body := BODY.fullmatch(asked.path)):
        address = _page_of_body(body["name"])
    return redirect_to(request, address) if address else None


def _at_host(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect of an address at a host that is not this site's own, whatever it has there."""
    asked = AskedAddress.of(request)
    destination = redirects.destination(
        asked.address, timezone.now(), host=host_of(request), spelled=asked.path, at_host_only=True
    )
    if destination and (destination.is_release or destination.is_whole or not asked.question):
        return redirect_to(request, destination.address)
    return None


def _served_at(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return what readers get at a host that is not this site's own, where the site itself has `response`."""
    if elsewhere := former_hosts.answer_to(request, response):
        return elsewhere
    # What a redirect may take the place of is not kept in memory, where it would not be asked for.
    return response.without_validity() if isinstance(response, PublicPage) else response


def _at_our_host(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """Return a redirect to a page of this site as one of an old address; what else was answered, as it is."""
    return redirect_to(request, page.headers["Location"]) if "Location" in page.headers else page


def _translated(request: HttpRequest, question: FormerQuestion, target: str = "") -> HttpResponse:
    """Return the answer to a question to the former site's list, in the list of ours that is at `target`."""
    snapshot = RequestSnapshot.take()
    path, base = _list_at(target, snapshot)
    if target and not path and not question.is_narrowed:
        return redirect_to(request, target)
    if question.slug and (address := _release_called(question.slug)):
        return redirect_to(request, address)
    question = _of_body(question, host_of(request), snapshot)
    translation = translate(question, snapshot.vocabularies)
    own, misunderstood = _asked_as_here(request, question, snapshot)
    query = _merged(translation.query, own, base)
    misunderstood += [
        Misunderstanding("", part.label, part.sent, part.message) for part in translation.untranslated
    ]
    if misunderstood:
        understood = query.on_page(1).querystring()
        rest = {"misunderstood": misunderstood, "understood": understood, "typed": query.words}
        page = not_found.render(request, "articles/not_translated.html", rest)
        return _counted(request, page, [part.sent for part in translation.untranslated])
    if question.is_feed:
        return redirect_to(request, reverse("feed-rss") + all_of(query).querystring())
    return redirect_to(request, (path or reverse("news")) + query.querystring())


def _asked_as_here(
    request: HttpRequest, question: FormerQuestion, snapshot: RequestSnapshot
) -> tuple[ReleaseQuery, list[Misunderstanding]]:
    """Return what parameters that mean the same here ask for, and the days that the former site's said."""
    _, parameters = spelling.plain(request.path_info, dict(request.GET.lists()))
    ours = QueryDict(mutable=True)
    for name, values in parameters.items():
        if name in LABELS and name not in former_parameters.OF_LISTS:
            ours.setlist(name, list(values))
    for name, day in question.days:
        ours.appendlist(name, day)
    return read_query(ours, snapshot)


def _merged(query: ReleaseQuery, own: ReleaseQuery, base: ReleaseQuery) -> ReleaseQuery:
    """Return a translated query with what was asked as here, in a list of ours that is itself narrowed."""
    return replace(
        query,
        words=query.words or own.words,
        filters={**base.filters, **own.filters, **query.filters},
        issued_from=own.issued_from or base.issued_from,
        issued_to=own.issued_to or base.issued_to,
    )


def _counted(request: HttpRequest, page: NotFoundPage, untranslated: Sequence[str] = ()) -> HttpResponse:
    """Have a page counted as a miss when it is sent, with the old numbers that nobody knows.

    An address with somebody's secret in it is not counted, and no other part of its query.
    """
    asked = AskedAddress.of(request)
    path = asked.path if asked.is_in_query else request.path
    if request.method == "GET" and REVIEW not in path.lower():
        numbers = "&".join(sent for sent in untranslated if NUMBERS.fullmatch(sent))
        path = redirects.key(path) or "/"
        referrer = misses.host_of(request.headers.get("Referer", ""))
        is_short = numbers and len(path) + len(numbers) < LONGEST_PATH
        page.missed = f"{path}?{numbers}" if is_short else path, referrer
    return page


def _of_body(question: FormerQuestion, host: str, snapshot: RequestSnapshot) -> FormerQuestion:
    """Return a question as a body's own host meant it: the list at odihr.example.org had ODIHR's releases."""
    label = host.partition(".")[0]
    if not question.is_list or not former_hosts.body_at(host, snapshot.vocabularies):
        return question
    return replace(question, filters=(*question.filters, FormerFilter(host, (label,), "structure")))


def _list_at(address: str, snapshot: RequestSnapshot) -> tuple[str, ReleaseQuery]:
    """Return the list that is at an address of ours, and what narrows it; no path when none is there."""
    parts = urlsplit(address)
    match = match_of(parts.path) if address else None
    if match and match.url_name in WITH_PAGES:
        return reverse("news"), ReleaseQuery(filters={match.kwargs["facet"]: (match.kwargs["slug"],)})
    if match and match.url_name in LISTS:
        query, _ = read_query(QueryDict(parts.query), snapshot)
        return parts.path, query
    return "", ReleaseQuery()


def _release_called(slug: str) -> str:
    """Return the address of the one public release with this slug; nothing when there are more."""
    public = Article.objects.public(timezone.now()).filter(slug=slug.lower())
    articles = list(public.only("release", "slug", "title")[:2])
    return articles[0].get_absolute_url() if len(articles) == 1 else ""


def _page_of_body(name: str) -> str:
    """Return the address of the page of a body by its name or abbreviation; nothing without one."""
    bodies = RequestSnapshot.take().vocabularies.structure
    entry = bodies.by_slug.get(name.lower()) or bodies.resolve(name.replace("-", " "))
    return entry.url if entry else ""


def _is_unanswered(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether an answer is Django's 404, or the 410 of a page, and may be replaced."""
    if request.method not in ("GET", "HEAD") or response.status_code not in (404, 410):
        return False
    if isinstance(response, not_found.NotFoundPage):
        return False
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return False
    # At the desk CommonMiddleware adds the slash that is missing.
    return not (
        request.path.startswith(DESK)
        and not request.path.endswith("/")
        and is_valid_path(f"{request.path_info}/")
    )
