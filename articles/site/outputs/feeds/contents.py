"""What every format says of a feed's document: its title and its addresses."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from articles.editing.outbox import websub
from articles.index.request_snapshot import RequestSnapshot
from articles.site.outputs.feeds.paging import FeedDocument
from articles.site.pages import presenters
from articles.site.site_request import SiteRequest
from articles.text.characters import without_controls


@dataclass(frozen=True, slots=True)
class FeedContents:
    """One document of a feed. Every address is whole.

    `url` is its own, `listing_url` that of the page with the same releases, `links` are the documents beside
    it and the hubs that announce it, by their relations.
    """

    document: FeedDocument
    filters: str
    url: str
    listing_url: str
    site_url: str
    links: tuple[tuple[str, str], ...]
    hubs: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return the name of the organisation and of the site, and the filters in force."""
        title = f"{settings.ORGANISATION} – {settings.SITE_NAME}"
        return f"{title}: {self.filters}" if self.filters else title

    @property
    def description(self) -> str:
        """Return what a reader of feeds shows under the title."""
        return f"News and press releases of the {settings.ORGANISATION}."


def contents_of(document: FeedDocument, request: SiteRequest, snapshot: RequestSnapshot) -> FeedContents:
    """Return what `document` says at the address that is asked for."""
    query, path = document.address.query, request.site_url + request.path
    # Hubs know the first document of a feed; they do not announce what never changes.
    is_first = document.address.page == 1 and not document.is_archive
    hubs = tuple(settings.WEBSUB_HUBS) if is_first and websub.is_announced(query) else ()
    links = [(relation, path + address.querystring()) for relation, address in document.links]
    chips = presenters.chips(query, snapshot, "")
    return FeedContents(
        document=document,
        filters=without_controls(", ".join(chip.text for chip in chips)),
        url=path + document.address.querystring(),
        listing_url=request.site_url + reverse("news") + query.querystring(),
        site_url=request.site_url,
        links=(*links, *(("hub", hub) for hub in hubs)),
        hubs=hubs,
    )
