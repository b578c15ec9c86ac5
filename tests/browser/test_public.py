"""The public pages in a real browser: accessible, within a narrow window, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.editing.site_pages import publish_page
from articles.models import Article, SitePage
from tests.browser.accessibility import BEST_PRACTICES, assert_accessible, assert_no_wider_than
from tests.factories import make_article, make_editor

PAGES = (
    "/",
    "/news/",
    "/news/?type=news&structure=secretariat&from=2025-05",
    "/news/?q=border+police",
    "/news/?q=zebra",
    "/news/?type=gossip",
    "/fields-of-work/",
    "/fields-of-work/environmental-activities/",
    "/structures/",
    "/structures/programme-office-in-astana/",
    "/countries/",
    "/countries/kazakhstan/",
    "/meetings/",
    "/content-types/news/",
    "/events/",
    "/glossary/",
    "/contact/",
    "/archive/",
    "/archive/2025/",
    "/archive/2025/5/",
    "/statistics/",
    "/news/forms/?type=news&q=border",
    "/news/feed.atom?type=news",
    "/api/",
    "/nowhere/",
)
# Pages that have one address whatever the language.
ONCE = ("/api/", "/news/feed.")


@pytest.fixture
def site(archive, site):
    """The running site with the seed archive, and a page about the organisation."""
    text = "<h2>Press office</h2><p>Write to <a href='mailto:press@example.org'>press@example.org</a>.</p>"
    publish_page(SitePage(kind="contact", title="Contact", body=text), by=make_editor("web"))
    soon = timezone.now() + timedelta(days=9)
    make_article(title="Ministers meet", event_start=soon, event_end=soon, event_place="Hofburg, Vienna")
    return site


def pages() -> list[str]:
    """Every kind of page, with the release that has most to show."""
    return [*PAGES, Article.objects.get(publishing_date="2006-08-01").get_absolute_url()]


def test_axe_and_the_browser_find_nothing_on_any_page_and_nothing_scrolls_sideways_at_320_pixels(page, site):
    for address in pages():
        # From right to left in the dark, so that each page is judged in both ways at the cost of one.
        other = address if address.startswith(ONCE) else f"/ar{address}"
        for language, scheme in ((address, "light"), (other, "dark")):
            page.set_viewport_size({"width": 320, "height": 640})
            page.goto(site + language)
            assert_no_wider_than(page, 320, language)
            # The browser itself writes a line for the page that is not there; axe styles what it looks at.
            assert [text for text in page.complaints if "404" not in text] == [], language
            assert_accessible(page, language, widths=[1280], schemes=[scheme], rules=BEST_PRACTICES)
            page.complaints.clear()


def test_ticking_a_box_narrows_the_list_at_once(page, site):
    page.goto(site + "/news/")

    page.get_by_role("group", name="Content type").get_by_label("Press release").check()

    page.wait_for_url("**/news/?type=press-release")
    assert page.get_by_label("Press release").is_checked()
    page.get_by_role("link", name="Clear all").click()
    page.wait_for_url("**/news/")


def test_searching_keeps_the_filters(page, site):
    page.goto(site + "/news/?type=news")

    page.get_by_label("Search for words").fill("border")
    page.get_by_role("button", name="Search").click()

    page.wait_for_url("**/news/?*q=border*")
    assert "type=news" in page.url
    assert page.locator("mark").count() > 0


def test_filters_work_without_javascript_and_by_keyboard_alone(browser, browser_context_args, site):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/news/")

    page.get_by_label("Press release").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    page.wait_for_url("**/news/?*type=press-release*")
    assert page.get_by_role("heading", level=4).count() > 3
    context.close()


def test_the_first_tab_stop_skips_to_the_content(page, site):
    page.goto(site + "/news/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.tagName") == "MAIN"
