"""What is typed on one computer and not saved is offered on the next."""

import pytest

from articles.models import UnsavedText
from tests.browser.accessibility import assert_accessible
from tests.browser.desk import (
    PATIENCE,
    UNSAVED,
    body,
    page_of,
    save,
    saved,
    sign_in,
    title,
    without_heartbeats,
)

KEPT = "**/unsaved/"


@pytest.fixture
def elsewhere(browser, browser_context_args, site):
    """The same person at another computer."""
    context = browser.new_context(**browser_context_args)
    without_heartbeats(context)
    context.unroute(UNSAVED)
    other = context.new_page()
    other.set_default_timeout(PATIENCE)
    sign_in(other, site, "editor")
    yield other
    context.close()


@pytest.fixture
def desk(page, desk):
    page.context.unroute(UNSAVED)
    return desk


def type_and_keep(page) -> None:
    with page.expect_response(lambda answer: "/unsaved/" in answer.url and answer.request.method == "POST"):
        title(page).fill("A long bridge")
        body(page).fill("One and two.")


def test_unsaved_text_is_offered_on_another_computer_and_gone_once_it_is_saved(page, desk, draft, elsewhere):
    page.goto(page_of(desk, draft))
    type_and_keep(page)

    elsewhere.goto(page_of(desk, draft))
    offer = elsewhere.get_by_role("region", name="Unsaved text")
    offer.get_by_text("from another computer or sign-in, “A long bridge”").wait_for()
    assert_accessible(elsewhere)
    offer.get_by_role("button", name="Restore").click()
    assert (title(elsewhere).input_value(), body(elsewhere).inner_text()) == ("A long bridge", "One and two.")
    save(elsewhere)
    saved(elsewhere)
    elsewhere.wait_for_load_state("networkidle")

    assert not UnsavedText.objects.exists()
    assert page.complaints == []


def test_a_new_release_is_offered_and_what_is_discarded_is_not_offered_again(page, desk, elsewhere):
    add = f"{desk}/admin/articles/article/add/"
    page.goto(add)
    type_and_keep(page)
    elsewhere.goto(add)
    with elsewhere.expect_response("**/drop/"):
        elsewhere.get_by_role("button", name="Discard").click()

    assert not UnsavedText.objects.exists()
    with elsewhere.expect_response(KEPT):
        elsewhere.goto(add)
    assert elsewhere.get_by_role("button", name="Restore").count() == 0


def test_this_browser_offers_a_text_once(page, desk, draft):
    page.goto(page_of(desk, draft))
    type_and_keep(page)
    with page.expect_response(KEPT):
        page.goto(page_of(desk, draft))

    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Restore").count() == 1
    assert "another computer" not in page.get_by_role("region", name="Unsaved text").inner_text()


def test_what_is_undone_is_not_left_on_the_server(page, desk, draft):
    page.goto(page_of(desk, draft))
    type_and_keep(page)
    with page.expect_response("**/drop/"):
        title(page).fill("A bridge")
        body(page).fill("One.")

    assert not UnsavedText.objects.exists()
