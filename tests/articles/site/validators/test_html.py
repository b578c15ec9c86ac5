"""Every kind of page, and the standard of HTML as the W3C's own checker reads it."""

from django.conf import settings

from tests.articles.site.validators.html_checker import complaints

SITE = settings.BASE_DIR / "templates" / "site"
# Frames of pages, parts of feeds, and those of the desk.
NO_PAGES = {"base.html", "articles/feed_content.html", "articles/feed_notice.html"}
# What the checker has to find, to show that it judges: HTML allows three decimals of a second.
BROKEN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Broken</title></head>
<body><p><time datetime="2025-03-04T10:30:15.123456+01:00">now</time></p></body></html>"""


def test_every_kind_of_page_is_valid_html(site, tmp_path):
    pages = {f"{number}: {page.name}": page.html for number, page in enumerate(site.pages)}

    wrong = {
        name: found for name, found in complaints({**pages, "broken": BROKEN}, tmp_path).items() if found
    }

    [message] = wrong.pop("broken")
    assert "datetime" in message
    assert wrong == {}


def test_every_template_of_a_page_is_among_the_pages(site):
    templates = {str(path.relative_to(SITE)) for path in SITE.rglob("[!_]*.html")}

    of_pages = {name for name in templates if not name.startswith("admin/")} - NO_PAGES

    assert of_pages <= site.templates
