"""The words of Memento (RFC 7089): editions with their instants, and the headers that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import http_date

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.site.site_request import SiteRequest
from taxonomy.interface import path_of

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True)
class Memento:
    """An edition at its own address; `since` is when readers first saw it, to the second as HTTP has it."""

    address: str
    since: datetime


def mark_original(request: SiteRequest, response: HttpResponse, release: int) -> HttpResponse:
    """Tell on the page of a release where its editions are found by date."""
    response.headers["Link"] = joined(
        link(request.site_url + path_of("timegate", release), "timegate"),
        timemap_link(request, release),
    )
    return response


def mark_memento(
    request: SiteRequest, response: HttpResponse, article: Article, current: Article
) -> HttpResponse:
    """Tell on the page of an edition since when readers saw it, and of which release it is."""
    mark_original(request, response, article.release)
    original = link(request.site_url + current.get_absolute_url(), "original")
    response.headers["Link"] = joined(original, response.headers["Link"])
    response.headers["Memento-Datetime"] = http_date(article.issued_at.timestamp())
    return response


def mementos_of(current: Article, snapshot: RequestSnapshot, site_url: str) -> list[Memento]:
    """Return the editions that readers may read, in their order: at least the current one."""
    editions = Article.objects.once_public(snapshot.now).filter(release=current.release).order_by("edition")
    return [
        Memento(
            site_url + path_of("edition", current.release, current.address_slug, edition.edition),
            edition.issued_at.replace(microsecond=0),
        )
        for edition in editions.only("release", "edition", "public_at")
    ]


def memento_links(mementos: Sequence[Memento], among: Memento | None = None) -> list[str]:
    """Return links to editions: all of them, or only those around one, which a client may want next."""
    links = []
    chosen = mementos.index(among) if among else None
    last = len(mementos) - 1
    for number, memento in enumerate(mementos):
        relations = ["first"] * (number == 0) + ["last"] * (number == last)
        if chosen is not None:
            relations += ["prev"] * (number == chosen - 1) + ["next"] * (number == chosen + 1)
        if chosen in (None, number) or relations:
            relation = " ".join([*relations, "memento"])
            links.append(link(memento.address, relation, datetime=http_date(memento.since.timestamp())))
    return links


def timemap_link(request: SiteRequest, release: int) -> str:
    """Return the link to the TimeMap of a release."""
    return link(request.site_url + path_of("timemap", release), "timemap", type=LINK_FORMAT)


def link(address: str, relation: str, **parameters: str) -> str:
    """Return a link as headers and TimeMaps have it (RFC 8288)."""
    return "; ".join(
        [f"<{address}>", f'rel="{relation}"', *(f'{name}="{value}"' for name, value in parameters.items())]
    )


def joined(*links: str) -> str:
    """Return links as the value of a header."""
    return ", ".join(links)
