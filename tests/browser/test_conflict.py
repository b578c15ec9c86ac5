"""Two browsers with one edition open: the second one to save is shown what the first one did, and chooses."""

import pytest

from tests.browser.accessibility import assert_accessible
from tests.browser.desk import PATIENCE, open_row, photograph, save, saved, sign_in, without_heartbeats
from tests.factories import FILED, make_article, make_attachment, make_editor, make_picture


@pytest.fixture
def colleague(desk, browser, browser_context_args):
    """The browser of somebody else, signed in."""
    make_editor("ben")
    context = browser.new_context(**browser_context_args)
    without_heartbeats(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page, desk, "ben")
    yield page
    context.close()


def test_pictures_that_two_people_describe_are_asked_about_and_nothing_is_lost(
    page,
    desk,
    colleague,
):
    draft = make_article(
        state="draft", title="A hall opens", slug="a-hall-opens", body="<p>Text.</p>", **FILED
    )
    make_picture(draft, photograph(), is_lead=True, caption="The hall", alt="A hall")
    make_picture(draft, photograph("stairs.jpg", (900, 1200)), caption="The stairs", alt="Stairs")
    make_attachment(draft, title="The report")
    address = f"{desk}/admin/articles/article/{draft.pk}/change/"
    for one in (page, colleague):
        one.goto(address)

    open_row(colleague, "pictures-0")
    colleague.locator("#id_pictures-0-caption").fill("The hall by day")
    colleague.locator("#id_pictures-1-DELETE").check()
    save(colleague)
    saved(colleague)
    open_row(page, "pictures-0", "pictures-1")
    page.locator("#id_pictures-0-caption").fill("The hall by night")
    page.locator("#id_pictures-1-caption").fill("The old stairs")
    page.locator("#id_attachments-0-title").fill("The report of 2026")
    save(page)

    hall = page.get_by_role("group", name="Picture 1")
    assert hall.get_by_label("Keep mine").is_checked()
    assert "The hall by day" in hall.inner_text()
    assert "The hall by night" in hall.inner_text()
    assert page.complaints == []
    assert_accessible(page)
    page.complaints.clear()  # axe brings styles of its own
    hall.get_by_label("Take theirs").check()
    page.get_by_role("button", name="Save what is chosen").click()
    page.get_by_text("was changed successfully").wait_for()

    assert list(draft.pictures.values_list("caption", flat=True)) == ["The hall by day", "The old stairs"]
    assert draft.attachments.get().title == "The report of 2026"
    assert page.complaints == []
