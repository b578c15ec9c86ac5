"""Whole addresses begin with SITE_URL, by whatever host of ALLOWED_HOSTS a page was asked."""

import json
import re

import pytest

from tests.factories import make_article, make_picture

pytestmark = pytest.mark.usefixtures("terms")

SITE = "https://news.example.org"
FOREIGN = re.compile(r"https?://(?:testserver|localhost)")


@pytest.fixture
def article(settings):
    settings.SITE_URL = SITE
    original = make_article(title="Hedgehog", structures=["secretariat"])
    make_article(title="Igel", language="de", translates=original.release)
    make_picture(original, is_lead=True)
    return original


@pytest.mark.parametrize("host", ["testserver", "localhost"])
def test_no_public_answer_names_the_host_that_was_asked(client, article, host):
    addresses = (
        "/", "/news/", "/news/?q=hedgehog", "/structures/", "/structures/secretariat/", "/archive/2025/",
        "/news/feed.atom", "/news/feed.rss", "/news/feed.json", "/robots.txt", "/sitemap.xml",
        "/sitemap-2025-1.xml", "/sitemap-pages.xml", "/sitemap-news.xml", "/opensearch.xml",
        "/manifest.webmanifest", "/.well-known/security.txt", article.get_absolute_url(),
    )  # fmt: skip

    for address in addresses:
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code == 200, address
        assert not FOREIGN.search(answer.content.decode()), address


def test_the_page_of_a_release_tells_search_engines_and_networks_of_its_one_address(client, article):
    html = client.get(article.get_absolute_url(), headers={"Host": "localhost"}).content.decode()

    address = SITE + article.get_absolute_url()
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html
    assert f'<meta property="og:image" content="{SITE}/media/' in html
    assert f'hreflang="de" href="{SITE}/news/' in html
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert facts["mainEntityOfPage"] == address or facts["url"] == address


@pytest.mark.parametrize("feed", ["atom", "rss", "json"])
def test_feeds_lead_to_the_one_address(client, article, feed):
    text = client.get(f"/news/feed.{feed}?type=news", headers={"Host": "localhost"}).content.decode()

    for address in (article.get_absolute_url(), "/news/?type=news", f"/news/feed.{feed}?type=news"):
        assert SITE + address in text


def test_robots_and_the_sitemap_lead_to_the_one_address(client, article):
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").content.decode()
    assert f"<loc>{SITE}/sitemap-2025-1.xml</loc>" in client.get("/sitemap.xml").content.decode()
    releases = client.get("/sitemap-2025-1.xml").content.decode()
    assert f"<loc>{SITE}{article.get_absolute_url()}</loc>" in releases


def test_hosts_share_their_pages_when_the_site_has_one_address(client, article):
    first, second = (client.get("/news/", headers={"Host": host}) for host in ("testserver", "localhost"))

    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.content == second.content
