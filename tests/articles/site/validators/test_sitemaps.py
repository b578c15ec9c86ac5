"""Every sitemap of the site, and the rules of sitemaps."""

import pytest

from tests.sitemap_rules import wrong_in_sitemap

HOST = "testserver"
HEAD = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def test_every_sitemap_keeps_the_rules(site):
    wrong = {
        path: found for path, sitemap in site.sitemaps.items() if (found := wrong_in_sitemap(sitemap, HOST))
    }

    assert wrong == {}
    assert {path.strip("/").split("-")[1].removesuffix(".xml") for path in site.sitemaps if "-" in path} >= {
        "2025", "pages", "news",
    }  # fmt: skip
    assert b'hreflang="ru"' in b"".join(site.sitemaps.values())


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("", "0 entries"),
        ("<url><loc>http://testserver/</loc></url>" * 2, "http://testserver/ is there twice"),
        ("<url><loc>/news/</loc></url>", "'/news/' is no address here"),
        (
            "<url><loc>http://testserver/</loc><lastmod>2025-03-04T10:30:15.123456+01:00</lastmod></url>",
            "http://testserver/: changed at '2025-03-04T10:30:15.123456+01:00'",
        ),
        (
            "<url><lastmod>2025-03-04</lastmod><loc>http://testserver/</loc></url>",
            "http://testserver/: ['lastmod', 'loc'] are not the elements of an entry, in their order",
        ),
    ],
)
def test_the_rules_find_what_breaks_them(entries, message):
    assert wrong_in_sitemap(f"{HEAD}{entries}</urlset>".encode(), HOST) == [message]
