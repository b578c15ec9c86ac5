"""WebSub (w3.org/TR/websub): hubs are told which feeds have changed, and tell those who follow them.

A feed that hubs are told of names them. Those are the feeds of all releases and those of one term: of a
search or a combination nobody could tell which release changes it without asking every search there is.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from articles.editing.outbox import exchange, http_post
from articles.index.query import ReleaseQuery
from articles.models import Article, OutboxMessage
from articles.models.facets import OF_MANY_TERMS, OF_TERMS
from articles.models.filing import filings_of
from taxonomy import vocabulary

SECONDS = 15  # the end of a whole exchange, see `notices`
# The names of the feeds among the addresses of the site.
FEEDS = ("feed-atom", "feed-rss", "feed-json")


def is_announced(query: ReleaseQuery) -> bool:
    """Return whether hubs are told when the feed of `query` changes."""
    values = [(facet, value) for facet, asked in query.filters.items() for value in asked]
    has_more = bool(query.words or query.issued_from or query.issued_to)
    return not has_more and len(values) <= 1 and all(facet in OF_TERMS for facet, _ in values)


def announce(message: OutboxMessage) -> None:
    """Tell every hub of WEBSUB_HUBS which feeds a move has changed; nothing without a hub or an address.

    A hub that fails does not keep the others from being told; all of them are told again at the next try.
    """
    if not settings.WEBSUB_HUBS or not settings.SITE_URL:
        return
    topics = [settings.SITE_URL + address for address in addresses_of(message.made.article)]
    body = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]).encode()
    errors = list(_ping(settings.WEBSUB_HUBS, body))
    if errors:
        raise errors[0]


def addresses_of(article: Article) -> Iterator[str]:
    """Yield the paths of the announced feeds that an edition stands in: two queries at most."""
    queries = [ReleaseQuery(), *(ReleaseQuery(filters={facet: (slug,)}) for facet, slug in _filed(article))]
    for query in queries:
        for name in FEEDS:
            yield reverse(name) + query.querystring()


def _filed(article: Article) -> list[tuple[str, str]]:
    """Return the facet and slug of each term that an edition is filed under, and of those above it."""
    vocabularies = vocabulary.current()
    filing = filings_of([article.pk], tuple(OF_MANY_TERMS))[article.pk]
    slugs: dict[tuple[str, str], None] = {}
    for facet, field in OF_TERMS.items():
        ids = filing.terms[facet] if facet in OF_MANY_TERMS else {getattr(article, f"{field.name}_id")}
        for entry in vocabularies[facet].in_order(ids):
            slugs |= {(facet, step.slug): None for step in vocabularies[facet].lineage(entry)}
    return list(slugs)


def _ping(hubs: Iterable[str], body: bytes) -> Iterator[Exception]:
    """Tell each hub; yield what went wrong."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for hub in hubs:
        try:
            exchange.within(SECONDS, partial(http_post.post, hub, body, headers, setting="WEBSUB_HUBS"))
        except Exception as error:  # any fault of a receiver or of the network: the outbox stores it
            yield error
