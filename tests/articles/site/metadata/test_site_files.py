"""The small files that programs ask every site for, and what other sites may show of this one."""

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from newsroom.environment import address_of_contact
from tests.factories import make_article, make_picture

pytestmark = pytest.mark.usefixtures("terms")


def is_allowed(robots: str, address: str) -> bool:
    """Whether crawlers that know wildcards (RFC 9309) may fetch an address."""
    rules = re.findall(r"^Disallow: (.+)$", robots, re.M)
    patterns = [re.escape(rule).replace(r"\*", ".*") for rule in rules]
    return not any(re.match(pattern, address) for pattern in patterns)


def test_crawlers_are_kept_from_deep_filters_only(client):
    article = make_article()
    robots = client.get("/robots.txt").content.decode()

    for address in (
        "/", "/news/", "/news/?type=news", "/news/feed.atom?type=news&structure=secretariat",
        f"{article.get_absolute_url()}?utm_source=a&utm_medium=b", "/sitemap.xml", "/structures/secretariat/",
        "/archive/2025/1/", f"{article.get_absolute_url()}?page=2", "/fr/news/", "/fr/news/?type=news",
        f"/fr{article.get_absolute_url()}?utm_source=a&utm_medium=b",
    ):  # fmt: skip
        assert is_allowed(robots, address), address
    deep = ("/news/?type=news&structure=secretariat", "/news/?q=bridge", "/news/?page=7")
    pdf = f"/news/{article.release}/release.pdf"
    for address in (*deep, *(f"/fr{address}" for address in deep), "/admin/", pdf, f"/fr{pdf}"):
        assert not is_allowed(robots, address), address


def test_security_txt_names_the_contact_that_is_set_and_expires(client, settings):
    settings.SECURITY_CONTACT = "https://example.org/security"

    fields = dict(
        line.split(": ", 1)
        for line in client.get("/.well-known/security.txt").content.decode().strip().splitlines()
    )

    assert fields["Contact"] == "https://example.org/security"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)


def test_without_a_contact_security_txt_names_the_mailbox_of_the_host(client, settings):
    settings.SITE_URL = "https://news.example.org"

    assert (
        "Contact: mailto:security@news.example.org\n"
        in client.get("/.well-known/security.txt").content.decode()
    )


@pytest.mark.parametrize("contact", ["security@example.org", "mailto:security", "http://example.org/"])
def test_a_contact_that_nobody_could_use_is_refused(monkeypatch, contact):
    monkeypatch.setenv("SECURITY_CONTACT", contact)

    with pytest.raises(ImproperlyConfigured, match=r"SECURITY_CONTACT is .* mailto:"):
        address_of_contact("SECURITY_CONTACT")


def test_browsers_learn_how_to_search_here(client):
    described = ElementTree.fromstring(client.get("/opensearch.xml").content)

    addresses = [url.get("template") for url in described.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")]
    assert "http://testserver/news/?q={searchTerms}" in addresses
    assert 'type="application/opensearchdescription+xml"' in client.get("/").content.decode()


def test_icons_are_where_browsers_look_for_them(client):
    for address, begin in {"/favicon.ico": b"\0\0\1\0", "/apple-touch-icon.png": b"\x89PNG"}.items():
        assert client.get(address).getvalue().startswith(begin), address
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert [icon["sizes"] for icon in icons] == ["192x192", "512x512"]
    for icon in icons:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_other_sites_may_show_pictures_and_read_feeds_and_nothing_else(client):
    article = make_article()
    picture = make_picture(article, is_lead=True)
    page = client.get(article.get_absolute_url()).content.decode()
    address = re.search(rf'src="(/media/pictures/{picture.pk}/[^"]+)"', page)[1]

    for open_to_all in (address, "/news/feed.atom", "/news/feed.rss", "/news/feed.json"):
        headers = client.get(open_to_all).headers
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin", open_to_all
        assert headers["Access-Control-Allow-Origin"] == "*", open_to_all
    for page in ("/", "/news/", article.get_absolute_url(), "/admin/login/"):
        headers = client.get(page).headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", page
        assert "Access-Control-Allow-Origin" not in headers, page
