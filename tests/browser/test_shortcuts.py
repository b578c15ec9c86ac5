"""The list of keys opens on "?", and never while somebody types one."""

from tests.browser.accessibility import assert_accessible
from tests.browser.desk import page_of, title


def test_a_question_mark_lists_the_keys_unless_it_is_typed(page, desk, draft):
    page.goto(page_of(desk, draft))
    keys = page.get_by_role("dialog", name="Keys")
    title(page).press("End")
    title(page).press("?")
    assert title(page).input_value() == "A bridge?"
    assert keys.count() == 0

    page.get_by_role("button", name="All keys (?)").click()
    keys.wait_for()
    assert page.complaints == []
    assert_accessible(page, widths=[1280])
    page.keyboard.press("Escape")
    assert keys.count() == 0

    page.locator("h1").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("?")
    keys.wait_for()
