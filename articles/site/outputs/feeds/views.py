"""Views of feeds: programs get a feed, a browser that opens one gets a page that explains it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching import forms
from articles.site.caching.public_page import public_page
from articles.site.filters import canonical_redirect, read_query
from articles.site.metadata.page_head import page_head
from articles.site.metadata.release_facts import shortened
from articles.site.outputs.embedding import embeddable
from articles.site.outputs.feeds.atom import AtomFeed
from articles.site.outputs.feeds.contents import FeedContents, contents_of
from articles.site.outputs.feeds.entries import entries_of
from articles.site.outputs.feeds.fragments import Fragment, fragments_of
from articles.site.outputs.feeds.json_feed import JSONFeed
from articles.site.outputs.feeds.paging import NoSuchArchive, document_at, read_address
from articles.site.outputs.feeds.rss import RssFeed
from articles.site.outputs.problems import not_understood, problem
from articles.site.site_request import SiteRequest
from taxonomy.languages import DEFAULT

FeedKind = type[AtomFeed] | type[RssFeed] | type[JSONFeed]
NO_SUCH_ARCHIVE = "archive: Give the number of an archive, a whole number from 1, without a page."
# The documents beside one that readers of the page are led to, by their relations.
LABELS = {
    "previous": "Later releases",
    "next": "Earlier releases",
    "next-archive": "Later archive",
    "prev-archive": "Earlier releases, as an archive that stays as it is",
    "current": "The newest releases",
}


def feed_view(kind: FeedKind) -> Callable[..., HttpResponseBase]:
    """Return the view of a kind of feed, with the ETag and the 304 of every public page."""

    @public_page
    def answer(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponseBase:
        query, misunderstood = read_query(request.GET, snapshot, usual=DEFAULT)
        if misunderstood:
            return not_understood(misunderstood)
        try:
            address = read_address(query, request.GET)
        except NoSuchArchive:
            return problem(HTTPStatus.BAD_REQUEST, NO_SUCH_ARCHIVE)
        if elsewhere := canonical_redirect(request, address.querystring()):
            return elsewhere
        document = document_at(address, snapshot)
        if document is None:
            raise Http404("The feed ends before this document.")
        contents = contents_of(document, request, snapshot)
        if forms.is_page(request.META):
            return _page(request, contents, snapshot)
        return _written(kind, contents, fragments_of(kind, document, snapshot, request.site_url))

    @wraps(answer)
    def negotiated(request: SiteRequest) -> HttpResponseBase:
        response = answer(request)
        patch_vary_headers(response, forms.HEADERS)
        return response

    return embeddable(negotiated)


def _page(request: SiteRequest, contents: FeedContents, snapshot: RequestSnapshot) -> HttpResponse:
    """Return a document as a page that explains itself; search engines are to remember the listing."""
    what = contents.filters or "all releases"
    head = page_head(
        request,
        f"Feed: {what}",
        shortened(f"{contents.description} This is a feed of {what}."),
        path=contents.listing_url.removeprefix(request.site_url),
        robots="noindex, follow",
    )
    links = dict(contents.links)
    ways_on = [(label, links[relation]) for relation, label in LABELS.items() if relation in links]
    entries = [entry for _, entry in entries_of(contents.document.slots, snapshot, request.site_url)]
    context = {"head": head, "feed": contents, "entries": entries, "ways_on": ways_on}
    return render(request, "articles/feed.html", context)


def _written(kind: FeedKind, contents: FeedContents, fragments: list[Fragment]) -> HttpResponse:
    """Return a document in one format."""
    feed = kind(
        title=contents.title,
        link=contents.listing_url,
        description=contents.description,
        subtitle=contents.description,
        language=settings.LANGUAGE_CODE.partition("-")[0],
        feed_url=contents.url,
        contents=contents,
        fragments=fragments,
        author_name=settings.ORGANISATION,
        author_link=f"{contents.site_url}/",
    )
    response = HttpResponse(feed.writeString("utf-8"), content_type=kind.content_type)
    if contents.hubs:  # WebSub, section 4
        links = [("self", contents.url), *(("hub", hub) for hub in contents.hubs)]
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links)
    return response
