"""A save that takes long: what is pressed meanwhile happens, with all that was typed."""

import re

import pytest

from articles.models import Article
from tests.browser.desk import body, page_of, save, saved, title, to_move


@pytest.fixture
def slow(page):
    """The first save does not reach the newsroom until the test lets it go on; the test gets its route in a list."""
    held = []

    def hold(route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile(r"/articles/article/(add|\d+/change)/$"), hold)
    return held


def wait_for_the_save(page, held: list) -> None:
    page.get_by_text("Saving …").wait_for()
    for _ in range(100):
        if held:
            return
        page.wait_for_timeout(20)


def test_a_move_pressed_while_a_save_is_under_way_takes_what_was_typed_since(page, desk, draft, slow):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    save(page)
    wait_for_the_save(page, slow)
    body(page).fill("One and two.")
    to_move(page, "Submit for review").click()
    page.locator("#id_summary").fill("It was opened today.")
    with page.expect_navigation():
        slow[0].continue_()

    page.get_by_text("is now submitted").wait_for()
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.title, stored.body, stored.summary, stored.state) == (
        "A long bridge",
        "<p>One and two.</p>",
        "It was opened today.",
        Article.State.SUBMITTED,
    )
    assert page.complaints == []


def test_a_button_that_is_held_down_when_the_answer_comes_is_pressed(page, desk, draft, slow):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    save(page)
    wait_for_the_save(page, slow)
    to_move(page, "Submit for review").hover()
    page.mouse.down()
    with page.expect_response(lambda answer: answer.request.method == "GET" and "/change/" in answer.url):
        slow[0].continue_()
    page.wait_for_timeout(200)  # for the script, if it did not wait, to draw the button anew
    with page.expect_navigation():
        page.mouse.up()

    page.get_by_text("is now submitted").wait_for()
    assert Article.objects.get(pk=draft.pk).title == "A long bridge"


def test_the_menu_of_moves_stays_open_and_keeps_the_focus_when_the_answer_comes(page, desk, draft, slow):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    save(page)
    wait_for_the_save(page, slow)
    to_move(page, "Preview").focus()
    slow[0].continue_()
    saved(page)

    assert page.evaluate("document.activeElement.dataset.then") == "preview"
    to_move(page, "Publish without approval").click()

    page.locator("dialog [name=version][value='1']").wait_for(state="attached")


def test_a_move_pressed_twice_while_a_save_is_under_way_is_made_once(page, desk, draft, slow):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    save(page)
    wait_for_the_save(page, slow)
    to_move(page, "Submit for review").click(click_count=2)
    with page.expect_navigation():
        slow[0].continue_()

    page.get_by_text("is now submitted").wait_for()
    assert draft.transitions.count() == 1
