"""The filters on a telephone: a sheet over the list, whose foot says how many releases it leaves."""

import pytest

from tests.browser.accessibility import assert_accessible
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
PHONE = {"width": 360, "height": 720}


@pytest.fixture
def releases():
    for number in range(5):
        make_article(title=f"Note {number}", type="press-release" if number < 2 else "news")


def opened(page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(address)
    page.locator(".filters-toggle summary").click()


def test_the_foot_of_the_sheet_is_always_seen_and_counts_what_is_ticked(page, site, releases):
    opened(page, site + "/news/")
    button = page.locator("#apply-last")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    assert button.inner_text() == "Show 5 releases"

    page.get_by_label("Press release").check()

    page.get_by_role("button", name="Show 2 releases").click()
    page.wait_for_url("**/news/?type=press-release")


def test_the_sheet_is_accessible_and_its_boxes_are_big_enough_for_a_thumb(page, site, releases):
    opened(page, site + "/news/")

    assert page.get_by_text("Press release", exact=True).first.locator("..").bounding_box()["height"] >= 40
    assert_accessible(page, "the sheet", widths=[PHONE["width"]], schemes=["light", "dark"])


def test_without_javascript_the_sheet_filters_as_well(browser, browser_context_args, site, releases):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    opened(page, site + "/news/")

    page.get_by_label("Press release").check()
    page.locator("#apply-last").click()

    page.wait_for_url("**/news/?*type=press-release*")
    context.close()
