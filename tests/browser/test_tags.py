"""Tags that there are are offered while one is typed."""

from tests.browser.accessibility import assert_accessible
from tests.browser.desk import page_of, save, saved
from tests.factories import make_article


def test_a_tag_is_chosen_with_the_keyboard_between_others(page, desk, draft):
    make_article(tags=["forest fires"])
    make_article(tags=["forest fires", "forests"])
    page.goto(page_of(desk, draft))
    field = page.get_by_label("Tags")
    field.fill("water, ")
    field.press_sequentially("fore")
    page.get_by_role("option", name="forest fires 2").wait_for()
    assert page.locator(".completions li").count() == 2
    assert page.complaints == []  # before axe, which styles what it looks at
    assert_accessible(page, widths=[1280])
    page.complaints.clear()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "water, forest fires, "
    field.press_sequentially("forests")
    page.get_by_role("option", name="forests 1").click()
    save(page)
    saved(page)

    assert sorted(draft.tags.names()) == ["forest fires", "forests", "water"]
    assert page.complaints == []
