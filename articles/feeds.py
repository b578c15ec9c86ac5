"""The listing as Atom, RSS and JSON Feed, with the listing's own query."""

from collections.abc import Callable
from datetime import datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from articles import presenting
from articles.caching import canonical_redirect, public_page
from articles.filters import read_query
from articles.json_feed import JSONFeed
from articles.moment import Moment
from articles.presenting import Card
from articles.query import ReleaseQuery


def as_page(feed: Feed) -> Callable[..., HttpResponse]:
    """A feed's view, with the ETag and the 304 of every public page."""

    def answer(request: HttpRequest, moment: Moment) -> HttpResponse:
        query, misunderstood = read_query(request.GET, moment.vocabularies)
        if misunderstood:
            raise Http404("; ".join(f"{wrong.parameter}: {wrong.message}" for wrong in misunderstood))
        query = query.on_page(1)
        return canonical_redirect(request, query.querystring()) or feed(request, moment=moment, query=query)

    return public_page(answer)


class ReleasesFeed(Feed):
    """The newest releases that a query finds."""

    feed_type = Rss201rev2Feed
    address = "feed-rss"
    item_guid_is_permalink = False

    def get_object(
        self, request: HttpRequest, moment: Moment, query: ReleaseQuery
    ) -> tuple[Moment, ReleaseQuery]:
        return moment, query

    def title(self, asked: tuple[Moment, ReleaseQuery]) -> str:
        filters = ", ".join(chip.text for chip in presenting.chips(asked[1], asked[0], ""))
        return f"{settings.SITE_NAME}: {filters}" if filters else settings.SITE_NAME

    def link(self, asked: tuple[Moment, ReleaseQuery]) -> str:
        return reverse("news") + asked[1].querystring()

    def feed_url(self, asked: tuple[Moment, ReleaseQuery]) -> str:
        """With the query: of itself Django names the address without, which is the feed of all releases."""
        return reverse(self.address) + asked[1].querystring()

    def description(self, asked: tuple[Moment, ReleaseQuery]) -> str:
        return f"News and press releases of the {settings.ORGANISATION}."

    subtitle = description

    def items(self, asked: tuple[Moment, ReleaseQuery]) -> list[Card]:
        moment, query = asked
        return presenting.cards_of(moment.articles(moment.find(query).ids), moment)

    def item_title(self, card: Card) -> str:
        return card.title

    def item_description(self, card: Card) -> str:
        return card.summary

    def item_link(self, card: Card) -> str:
        return card.url

    def item_pubdate(self, card: Card) -> datetime:
        return timezone.make_aware(datetime.combine(card.day, time.min))

    def item_updateddate(self, card: Card) -> datetime:
        """When the present edition became public, unless it is minor: a correction is news to whoever has read
        the first, a slip of the pen is not.
        """
        return card.last_updated

    def item_guid(self, card: Card) -> str:
        """The same for all editions, whatever title, slug or host they have."""
        return f"tag:{urlsplit(settings.SITE_URL).hostname or 'newsroom.invalid'},2026:release/{card.number}"

    def item_categories(self, card: Card) -> list[str]:
        return [
            name for name in (card.type, *(link.name for link in (*card.structures, *card.fields))) if name
        ]


class AtomReleasesFeed(ReleasesFeed):
    feed_type = Atom1Feed
    address = "feed-atom"


class JSONReleasesFeed(ReleasesFeed):
    feed_type = JSONFeed
    address = "feed-json"

    def item_extra_kwargs(self, card: Card) -> dict[str, str]:
        return {"language": card.language}
