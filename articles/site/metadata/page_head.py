"""The values in the head of a page: what it tells search engines, networks and other programs of itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.site.metadata import citations, linked_data
from articles.site.metadata.alternates import Alternate
from articles.site.metadata.linked_data import Node
from articles.site.metadata.release_facts import ReleaseFacts, to_second
from articles.site.metadata.share_pictures import SharePicture, site_picture
from articles.site.pages.breadcrumb import Crumb
from articles.site.site_request import SiteRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """The head of a page; `address` is the one that search engines are to remember.

    `kind` is Open Graph's. `properties` and `names` are further <meta>, in their order, by their property or
    name; `schemas` are prefixes of names and what they stand for. `robots` is empty for a page that may be
    indexed.
    """

    title: str
    description: str
    address: str
    picture: SharePicture
    kind: str = "website"
    robots: str = ""
    alternates: Sequence[Alternate] = ()
    properties: Sequence[tuple[str, str]] = ()
    names: Sequence[tuple[str, str]] = ()
    schemas: Sequence[tuple[str, str]] = ()
    short_address: str = ""
    linked_data: Sequence[Node] = ()


def page_head(  # noqa: PLR0913  each is a fact of the page
    request: SiteRequest,
    title: str,
    description: str,
    *,
    trail: Iterable[Crumb] = (),
    path: str = "",
    robots: str = "",
    things: Sequence[Node] = (),
) -> PageHead:
    """Return the head of a page that is no release.

    `path` is its address without SITE_URL, if it is another than the one asked for. `things` is its linked
    data, to which the breadcrumb is added.
    """
    address = request.site_url + (path or request.path)
    trail = tuple(trail)
    breadcrumb = [linked_data.breadcrumb_list(request.site_url, trail, title, address)] if trail else []
    return PageHead(
        title=title,
        description=description,
        address=address,
        robots=robots,
        picture=site_picture(request.site_url),
        linked_data=[linked_data.document(thing) for thing in (*things, *breadcrumb)],
    )


def release_head(
    facts: ReleaseFacts,
    *,
    trail: Iterable[Crumb],
    picture: SharePicture,
    alternates: Sequence[Alternate],
    robots: str,
) -> PageHead:
    """Return the head of the page of an edition."""
    return PageHead(
        title=facts.title,
        description=facts.description,
        address=facts.address,
        kind="article",
        robots=robots,
        picture=picture,
        alternates=alternates,
        properties=_of_open_graph(facts),
        names=[*(("author", author) for author in facts.authors), *citations.scholarly(facts)],
        schemas=citations.SCHEMAS,
        short_address=facts.short_address,
        linked_data=[
            linked_data.document(linked_data.news_article(facts, picture.address)),
            linked_data.document(
                linked_data.breadcrumb_list(facts.site_url, trail, facts.title, facts.own_address)
            ),
        ],
    )


def _of_open_graph(facts: ReleaseFacts) -> list[tuple[str, str]]:
    """Return the properties of an article, https://ogp.me/#type_article."""
    return [
        ("article:published_time", to_second(facts.first_public)),
        ("article:modified_time", to_second(facts.last_updated)),
        *([("article:section", facts.type)] if facts.type else []),
        *(("article:tag", keyword) for keyword in facts.keywords),
    ]
