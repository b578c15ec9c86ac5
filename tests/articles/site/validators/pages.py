"""Pages of every kind that readers can get, as a browser gets them, and what their links answer."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from articles.site.outputs.registry import OUTPUTS
from tests.articles.site.validators.releases import OddReleases

SITE = "http://testserver"
# A browser names HTML first, which decides at the address of a feed.
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Dest": "document"}
# Pages for what a test cannot bring about without breaking something: they need no context of their own.
OF_FAILURES = ("403.html", "500.html", "503.html", "full_disk.html", "no_pdf.html")
# Elements that lead elsewhere or load something, with the attribute that says where.
LINKS = {
    "a": "href", "form": "action", "iframe": "src", "img": "src", "link": "href", "script": "src", "source": "src",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page as a browser has it."""

    address: str
    status: int
    html: str

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"{self.status} {self.address}"


class ReadPage(HTMLParser):
    """What a page leads to or loads, where links may point inside it, and its linked data."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: set[str] = set()
        self.linked_data: list[dict] = []
        self._is_linked_data = False
        self._base = SITE + page.address
        self.feed(page.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.ids.add(attributes.get("id") or "")
        self._is_linked_data = attributes.get("type") == "application/ld+json"
        addresses = [attributes.get(LINKS.get(tag, "")), *_candidates(attributes.get("srcset"))]
        if tag == "meta" and (attributes.get("content") or "").startswith(SITE):
            addresses.append(attributes["content"])
        self.addresses |= {urljoin(self._base, address) for address in addresses if address is not None}

    def handle_data(self, data: str) -> None:
        if self._is_linked_data:
            self.linked_data.append(json.loads(data))
        self._is_linked_data = False

    @property
    def internal(self) -> set[str]:
        """Paths of this site that it leads to; to the page itself lead only links into it."""
        paths = {urldefrag(address).url.removeprefix(SITE) for address in self.addresses if _is_ours(address)}
        return paths - {self._base.removeprefix(SITE)}

    @property
    def dangling(self) -> set[str]:
        """The fragments of links into the page that point at nothing in it."""
        inside = {urldefrag(address) for address in self.addresses}
        return {link.fragment for link in inside if link.url == self._base} - self.ids


def _candidates(srcset: str | None) -> Iterator[str]:
    for candidate in (srcset or "").split(","):
        if candidate.strip():
            yield candidate.split()[0]


def _is_ours(address: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(SITE)[:2]


def addresses(odd: OddReleases) -> list[str]:
    """The addresses of one page of each kind at least."""
    public = {kind: article.get_absolute_url() for kind, article in odd.public.items()}
    corrected = public["corrected"]
    return [
        "/",
        "/news/",
        "/news/?page=2&rows=10",
        "/news/?sort=oldest&type=news&type=press-release&structure=secretariat",
        "/news/?country=albania&field=elections&language=en&from=2025&tag=bridges",
        "/news/?q=elections",
        "/news/?q=%22election+observation%22+-water+OR+media",
        "/news/?q=12+May+2025",
        "/news/?q=electons",
        "/news/?q=zanzibarium",
        "/news/?q=%3Cb%3E%22bold%22%26",
        "/news/?type=gossip&year=soon&from=2017&to=2016&type=news",
        "/news/?page=99",
        *public.values(),
        f"{corrected}editions/1/",
        f"{corrected}editions/2/",
        f"{corrected}editions/1/compare/2/",
        f"{public['with a hidden edition']}editions/1/",
        "/fields-of-work/",
        "/fields-of-work/environmental-activities/",
        "/structures/",
        "/structures/presence-in-albania/",
        "/structures/special-monitoring-mission-to-ukraine/",
        "/countries/",
        "/countries/kazakhstan/",
        "/countries/andorra/",
        "/meetings/",
        "/content-types/news/",
        "/events/",
        "/ar/events/",
        "/glossary/",
        "/contact/",
        "/contact/editions/1/",
        "/archive/",
        "/archive/2025/",
        "/archive/2025/5/",
        "/statistics/",
        "/ar/",
        "/ar/statistics/",
        "/fr/news/?q=elections",
        "/news/forms/",
        "/news/forms/?address=/news/?q=elections",
        "/api/",
        *(f"/{output.address}" for output in OUTPUTS if output.is_feed),
        f"/{OUTPUTS[1].address}?structure=secretariat",
        "/bridge-opens-tirana.html",
        "/news/?filters=+im_taxonomy_vid_3:(999)",
        odd.review,
        odd.ended_review,
        f"/admin/articles/article/{odd.draft.pk}/preview/",
    ]


def collect(odd: OddReleases) -> Iterator[Page]:
    """Every page, the desk's preview too, and those of failures."""
    client = Client(headers=BROWSER)
    client.force_login(odd.editor)
    for address in addresses(odd):
        response = client.get(address, follow=True)
        request = response.request
        query = f"?{request['QUERY_STRING']}" if request["QUERY_STRING"] else ""
        yield Page(request["PATH_INFO"] + query, response.status_code, response.content.decode())
    elsewhere = client.get("/", headers={"Host": "elsewhere.example"})
    yield Page("/", elsewhere.status_code, elsewhere.content.decode())
    for template in OF_FAILURES:
        yield Page(f"/{template}", 500, render_to_string(template, {}, RequestFactory().get("/")))


def answers(pages: Iterable[ReadPage]) -> dict[str, int]:
    """The status at the end of every internal link of the pages, as somebody without an account gets it."""
    client = Client(headers=BROWSER)
    paths = sorted(set().union(*(page.internal for page in pages)))
    return {path: _status(client, path) for path in paths}


def _status(client: Client, path: str) -> int:
    """The status at the end of a path; static files lie where Django's finders look, not where a server has them."""
    if path.startswith(settings.STATIC_URL):
        return 200 if finders.find(path.removeprefix(settings.STATIC_URL)) else 404
    return client.get(path, follow=True).status_code


def read_sitemaps() -> dict[str, bytes]:
    """The index of the sitemaps with its parts, by address."""
    client = Client()
    index = client.get("/sitemap.xml").content
    parts = [place.text.removeprefix(SITE) for place in ElementTree.fromstring(index).findall(".//{*}loc")]
    return {"/sitemap.xml": index} | {part: client.get(part).content for part in parts}
