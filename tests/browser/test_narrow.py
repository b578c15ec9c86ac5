"""The desk on a telephone: lists and forms fit a window of 360 pixels, and what one came for is reached at once."""

import pytest

from articles.importing import queue
from taxonomy.models import Structure
from tests.browser.accessibility import assert_no_wider_than
from tests.captures import HEADER, entry
from tests.factories import make_article, make_user
from tests.worker import work_once

HEIGHT = 800


@pytest.fixture
def phone(page, desk):
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    return desk


def box_of(locator) -> dict:
    box = locator.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    return box


def test_each_cell_of_the_list_is_seen_with_its_heading(page, phone):
    make_article(title="Hedgehogs cross the border")
    page.goto(f"{phone}/admin/articles/article/")

    cell = page.locator("#result_list .field-day")

    box_of(cell)
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Date: "'


def test_the_editor_fits_before_the_font_of_its_icons_has_come(page, phone):
    article = make_article(state="draft")
    page.route("**/*.woff2*", lambda route: route.abort())

    page.goto(f"{phone}/admin/articles/article/{article.pk}/change/")
    page.locator(".prose-menubar").wait_for()

    assert_no_wider_than(page, 360)


def test_filters_are_folded_until_they_are_asked_for(page, phone):
    make_article(title="Hedgehogs cross the border")
    page.goto(f"{phone}/admin/articles/article/")
    draft = page.locator("#changelist-filter").get_by_role("link", name="draft", exact=True)
    assert not draft.is_visible()
    assert box_of(page.get_by_role("link", name="Hedgehogs cross the border"))["y"] < HEIGHT

    page.locator("#changelist-filter summary").first.click()
    draft.click()

    page.locator("#changelist-filter").get_by_role("link", name="Clear all filters").wait_for()
    # Whoever filters goes on filtering.
    draft.wait_for()


def test_a_term_field_of_the_batch_form_is_a_field_high(page, phone):
    make_article(title="Hedgehogs cross the border")
    page.goto(f"{phone}/admin/articles/article/")
    page.locator("input[name=_selected_action]").check()
    page.locator("select[name=action]").first.select_option(label="Change the filing …")
    page.get_by_role("button", name="Go").click()
    page.locator(".field-structure .select2-container").wait_for()

    assert box_of(page.locator(".field-structure"))["height"] < 150


def test_all_facts_of_a_former_name_are_reached(page, phone):
    structure = Structure.objects.get(slug="mission-to-moldova")
    page.goto(f"{phone}/admin/taxonomy/structure/{structure.pk}/change/")

    for name in ("name", "kind", "language", "used_from", "used_until"):
        box_of(page.locator(f"tr.form-row:not(.empty-form) .field-{name}").first)


def test_the_problem_of_an_imported_record_stands_under_its_title(page, phone):
    text = (HEADER + entry("Hedgehog", where="The Order of Badgers")).encode()
    found = queue.add("page.txt", text, by=make_user(), unknown_terms="hold")
    work_once()
    page.goto(f"{phone}/admin/articles/importupload/{found.pk}/change/")

    title, outcome = page.locator(".account td").nth(1), page.locator(".account td").nth(3)

    assert "The Order of Badgers" in title.inner_text()
    for cell in (title, outcome):
        box_of(cell)
