"""Nothing that is typed gets lost: two browsers with one edition, a page loaded again, a login that expired, no line."""

import re

import pytest
from django.contrib.sessions.models import Session
from taggit.utils import parse_tags

from articles.models import Article
from tests.browser.accessibility import assert_accessible
from tests.browser.desk import (
    HEARTBEAT,
    PATIENCE,
    body,
    buttons,
    caret_at_the_end,
    choose,
    fill_in_the_login_again,
    message,
    page_of,
    press,
    save,
    saved,
    sign_in,
    title,
    to_move,
    without_heartbeats,
)
from tests.factories import make_article, make_editor


def stored_texts(page) -> list[str]:
    """What the browser keeps of unsaved text."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('newsroom-unsaved'))")


def wait_until_stored(page, is_stored: bool = True) -> None:
    """Wait for the script to keep what was typed, or to forget it, which it does when a page has been read."""
    for _ in range(100):
        if bool(stored_texts(page)) == is_stored:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"Stored: {stored_texts(page)}")


@pytest.fixture
def desk(page, site):
    sign_in(page, site, "editor")
    page.on("dialog", lambda dialog: dialog.accept())
    return site


@pytest.fixture
def ben(browser, browser_context_args, site):
    """Another browser, with somebody else signed in."""
    make_editor("ben")
    context = browser.new_context(**browser_context_args)
    without_heartbeats(context)
    other = context.new_page()
    other.set_default_timeout(PATIENCE)
    sign_in(other, site, "ben")
    yield other
    context.close()


def test_two_browsers_see_each_other(page, desk, ben, draft):
    for browser in (page, ben):
        browser.context.unroute(HEARTBEAT)
        with browser.expect_response(HEARTBEAT):
            browser.goto(page_of(desk, draft))

    ben.get_by_text("Also here: editor (since ").wait_for()


def test_two_browsers_merge_what_they_wrote(page, desk, ben, draft):
    page.goto(page_of(desk, draft))
    ben.goto(page_of(desk, draft))
    title(ben).fill("A new bridge")
    ben.locator("#id_summary").fill("It was opened today.")
    save(ben)
    saved(ben)
    title(page).fill("A long bridge")
    body(page).fill("One and two.")
    save(page)

    assert "ben has changed this release" in page.locator(".errornote").inner_text()
    assert page.get_by_role("group", name="Summary").get_by_label("Take theirs").is_checked()
    page.get_by_role("group", name="Title").get_by_label("Take theirs").check()
    assert page.complaints == []
    assert_accessible(page)
    page.get_by_role("button", name="Save what is chosen").click()

    assert "was changed successfully" in message(page)
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.title, stored.summary) == ("A new bridge", "It was opened today.")
    assert stored.body == "<p>One and two.</p>"
    wait_until_stored(page, False)


def test_text_is_offered_after_the_page_was_loaded_again(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    body(page).fill("One and two.")
    choose(page, "structures", "Nur-Sultan", "Programme Office in Astana")
    page.goto(f"{desk}/admin/")

    page.goto(page_of(desk, draft))
    offer = page.get_by_role("region", name="Unsaved text")
    assert re.search(r"Unsaved text of \d\d:\d\d, “A long bridge”", offer.inner_text())
    assert title(page).input_value() == "A bridge"
    assert page.complaints == []
    assert_accessible(page, widths=[1280])
    offer.get_by_role("button", name="Restore").click()

    assert title(page).input_value() == "A long bridge"
    assert body(page).inner_text() == "One and two."
    assert page.locator("#id_structures").evaluate("(select) => select.selectedOptions.length") == 1
    save(page)
    saved(page)
    wait_until_stored(page, False)
    page.goto(page_of(desk, draft))
    assert page.get_by_role("region", name="Unsaved text").count() == 0


def test_what_is_to_be_corrected_takes_the_focus_and_leads_to_its_fields(page, desk):
    page.goto(f"{desk}/admin/articles/article/add/")
    page.locator("#id_embargo_until_0").fill("2030-01-01")
    save(page)

    page.get_by_text("2 things to correct before it can be saved:").wait_for()
    page.locator(".mistakes:focus").wait_for()
    assert page.complaints == []
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link", name="Under embargo until").press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_embargo_until_0"


def test_a_finding_leads_into_the_editor(page, desk, draft):
    Article.objects.filter(pk=draft.pk).update(body='<p><a href="ftp://a.example/">One</a></p>')
    page.goto(page_of(desk, draft))

    page.get_by_role("link", name="Go to the field of this: A link leads to").press("Enter")

    assert page.evaluate("document.activeElement.matches('.field-body [contenteditable=true]')")


def test_a_move_takes_what_is_typed(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    body(page).fill("One and two.")

    press(page, "Submit for review")

    page.get_by_text("is now submitted").wait_for()
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.title, stored.body, stored.state) == (
        "A long bridge",
        "<p>One and two.</p>",
        Article.State.SUBMITTED,
    )
    wait_until_stored(page, False)


def test_a_preview_shows_what_is_typed_and_coming_back_saves_as_ever(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")

    to_move(page, "Preview").click()

    page.wait_for_url("**/preview/frames/")
    assert "A long bridge" in page.frame_locator("iframe").first.locator("h1").inner_text()
    page.go_back()
    page.goto(page_of(desk, draft))
    to_move(page, "Preview").click()
    page.wait_for_url("**/preview/frames/")
    assert Article.objects.get(pk=draft.pk).lock_version == 1  # nothing was typed, nothing is saved


def test_a_move_is_not_gone_to_when_what_is_typed_cannot_be_saved(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("")

    to_move(page, "Submit for review").click()

    page.get_by_text("1 thing to correct before it can be saved:").wait_for()
    title(page).fill("A short bridge")
    save(page)
    saved(page)
    assert page.url == page_of(desk, draft)


def test_discarded_text_is_not_offered_again(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    page.goto(page_of(desk, draft))

    page.get_by_role("button", name="Discard").click()

    wait_until_stored(page, False)
    page.goto(page_of(desk, draft))
    assert page.get_by_role("button", name="Restore").count() == 0


def test_a_new_release_is_offered_after_the_login_expired(page, desk):
    page.goto(f"{desk}/admin/articles/article/add/")
    title(page).fill("Typed for an hour")
    body(page).fill("A long text.")
    Session.objects.all().delete()
    save(page)
    page.get_by_text("Not saved: you are signed out.").wait_for()
    assert title(page).input_value() == "Typed for an hour"
    page.goto(f"{desk}/admin/articles/article/add/")

    assert page.url.endswith("/admin/login/?next=/admin/articles/article/add/")
    page.get_by_text("What you typed is kept in this browser and offered again after you sign in.").wait_for()
    assert_accessible(page)
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Restore").click()

    assert title(page).input_value() == "Typed for an hour"
    save(page)
    saved(page)
    assert Article.objects.get(title="Typed for an hour").body == "<p>A long text.</p>"
    wait_until_stored(page, False)


def test_who_signs_in_and_has_left_no_text_at_that_form_is_told_nothing(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("Typed for an hour")
    wait_until_stored(page)
    page.context.clear_cookies()

    for path in ("articles/article/add/", ""):
        page.goto(f"{desk}/admin/{path}")
        page.get_by_label("Username").wait_for()
        page.wait_for_timeout(200)
        assert page.get_by_text("What you typed is kept").count() == 0


def test_a_form_sent_without_a_line_loses_nothing(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("Typed on a train")
    wait_until_stored(page)
    page.context.set_offline(True)
    save(page)
    page.get_by_text("Not saved: there is no connection to the newsroom.").wait_for()
    page.context.set_offline(False)

    page.goto(page_of(desk, draft))
    page.get_by_role("button", name="Restore").click()

    assert title(page).input_value() == "Typed on a train"


def test_text_restored_on_a_newer_version_is_compared_when_it_is_saved(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("A long bridge")
    page.goto(f"{desk}/admin/")
    Article.objects.filter(pk=draft.pk).update(title="Changed meanwhile", lock_version=1)

    page.goto(page_of(desk, draft))
    assert "you see both side by side" in page.get_by_role("region", name="Unsaved text").inner_text()
    page.get_by_role("button", name="Restore").click()
    save(page)

    assert page.get_by_role("group", name="Title").get_by_label("Keep mine").is_checked()
    assert Article.objects.get(pk=draft.pk).title == "Changed meanwhile"


def test_text_is_not_offered_to_somebody_else_and_gone_after_signing_out(page, desk, draft):
    make_editor("anna")
    page.goto(page_of(desk, draft))
    title(page).fill("A secret")
    page.goto(f"{desk}/admin/")
    sign_in(page, desk, "anna")
    page.goto(page_of(desk, draft))
    assert page.get_by_role("button", name="Restore").count() == 0
    sign_in(page, desk, "editor")
    page.goto(page_of(desk, draft))
    assert page.get_by_role("button", name="Restore").count() == 1

    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/logout/")

    wait_until_stored(page, False)


def test_saving_keeps_caret_scroll_and_what_can_be_undone_and_takes_no_other_page(page, desk, draft):
    Article.objects.filter(pk=draft.pk).update(body="<p>Line.</p>" * 60)
    page.goto(page_of(desk, draft))
    page.evaluate("window.isTheSame = true")
    caret_at_the_end(page)
    page.keyboard.type(" First.")
    page.keyboard.press("Control+s")
    saved(page)
    before = page.evaluate("[scrollY, getSelection().focusOffset]")
    page.keyboard.type(" Second.")
    page.keyboard.press("Control+s")
    saved(page)

    assert page.evaluate("window.isTheSame")
    assert page.evaluate("scrollY") == before[0]
    assert page.evaluate("getSelection().focusOffset") == before[1] + len(" Second.")
    assert Article.objects.get(pk=draft.pk).body.endswith("Line. First. Second.</p>")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")
    saved(page)
    assert "Second" not in Article.objects.get(pk=draft.pk).body
    assert page.complaints == []


def test_a_field_of_terms_saves_with_ctrl_s_too(page, desk, draft):
    page.goto(page_of(desk, draft))
    choose(page, "structures", "Nur-Sultan", "Programme Office in Astana")
    page.locator(".field-structures .select2-search__field").focus()
    page.keyboard.press("Control+s")

    saved(page)
    assert draft.structures.count() == 1


def test_a_new_release_has_its_address_and_its_moves_once_it_is_saved(page, desk):
    page.goto(f"{desk}/admin/articles/article/add/")
    page.evaluate("window.isTheSame = true")
    title(page).fill("A bridge opens")
    page.keyboard.press("Control+s")
    saved(page)

    article = Article.objects.get()
    assert page.url == page_of(desk, article)
    assert page.evaluate("window.isTheSame")
    assert "Submit for review" in buttons(page)
    # What only a new release begins with is gone, and it is not warned of itself.
    assert not page.get_by_text("begin from a Word document").count()
    page.wait_for_function("document.querySelector('#title-advice').dataset.release")
    page.wait_for_load_state("networkidle")
    assert page.locator("#same-title").inner_text() == ""
    title(page).fill("A long bridge opens")
    page.keyboard.press("Control+s")
    saved(page)
    article.refresh_from_db()
    assert (article.title, Article.objects.count()) == ("A long bridge opens", 1)
    wait_until_stored(page, False)


def test_what_is_typed_after_a_save_is_kept_until_the_next(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("Saved")
    save(page)
    saved(page)
    title(page).fill("Not saved")
    page.goto(f"{desk}/admin/")

    page.goto(page_of(desk, draft))
    page.get_by_role("button", name="Restore").click()

    assert title(page).input_value() == "Not saved"


def test_who_signs_in_again_in_another_window_goes_on_saving_in_this_one(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("Typed for an hour")
    Session.objects.all().delete()
    save(page)
    page.get_by_role("link", name="Sign in in another window").wait_for()
    other = page.context.new_page()
    fill_in_the_login_again(other, desk, "editor")

    save(page)

    saved(page)
    assert Article.objects.get(pk=draft.pk).title == "Typed for an hour"


def test_an_error_that_is_mended_in_place_is_gone_after_the_next_save(page, desk, draft):
    page.goto(page_of(desk, draft))
    title(page).fill("")
    save(page)
    page.locator(".field-title .errorlist").wait_for()
    assert_accessible(page)
    title(page).fill("A bridge again")

    save(page)

    saved(page)
    assert page.locator(".form-row .errorlist, .mistakes").count() == 0
    assert page.title().startswith("A bridge again")


def test_what_a_move_asks_opens_beside_the_text_and_closes_by_escape(page, desk):
    article = make_article(state="submitted", title="A bridge")
    page.goto(page_of(desk, article))
    to_move(page, "Return to draft").click()
    asked = page.get_by_role("dialog", name="Return to draft")
    asked.wait_for()
    assert title(page).is_visible()
    assert page.complaints == []
    assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("Escape")
    assert asked.count() == 0

    press(page, "Return to draft", remark="Three lanes?")

    assert "is now a draft" in message(page)
    assert page.url == page_of(desk, article)
    article.refresh_from_db()
    assert article.state == Article.State.DRAFT


def test_a_version_that_somebody_else_saved_is_told_of(page, desk, draft):
    page.context.unroute(HEARTBEAT)
    page.goto(page_of(desk, draft))
    page.get_by_text("draft", exact=True).first.wait_for()
    Article.objects.filter(pk=draft.pk).update(lock_version=7)

    page.get_by_text("saved a newer version").wait_for()


def test_pages_to_read_keep_nothing(page, desk):
    page.goto(page_of(desk, make_article()))
    page.goto(f"{desk}/admin/")

    assert stored_texts(page) == []


def test_lengths_address_and_a_taken_title_are_told_while_writing(page, desk, draft):
    other = make_article(state="draft", title="Bridges of the week")
    page.goto(page_of(desk, draft))

    title(page).fill("Bridges of the week")
    body(page).fill("Three more words")

    page.get_by_text(f"Release {other.release} of this week has the same title (draft).").wait_for()
    assert page.locator("#slug-preview").inner_text() == "bridges-of-the-week"
    assert page.locator("[data-length-of=title]").inner_text() == "19"
    assert page.locator("[data-words-of=body]").inner_text() == "3"
    assert "id_title_helptext" in title(page).get_attribute("aria-describedby")
    page.locator("#id_summary").fill("x" * 301)
    page.get_by_text("The summary has 301 characters; only about 300 are shown everywhere.").wait_for()
    assert page.complaints == []


def test_ctrl_s_saves_from_the_editor_and_escape_leaves_it(page, desk, draft):
    page.goto(page_of(desk, draft))
    body(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed.")

    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "_continue"
    body(page).focus()
    page.keyboard.press("Control+s")

    saved(page)
    assert Article.objects.get(pk=draft.pk).body == "<p>Typed.</p>"


@pytest.fixture
def suggesting(draft):
    """A draft that names a field of work, one below it, a country and two tags of the archive."""
    for _ in range(3):
        make_article(tags=("border guards, armed", "drones"))
    Article.objects.filter(pk=draft.pk).update(
        summary="Environmental activities and border management in Albania, with border guards, armed; and drones."
    )
    return draft


def suggested(page, label: str):
    return page.get_by_role("group", name=f"Suggested: {label}").get_by_role("button")


def test_a_suggested_term_and_tag_are_filed_with_one_click(page, desk, suggesting):
    page.goto(page_of(desk, suggesting))
    suggested(page, "What we do").first.wait_for()

    assert suggested(page, "What we do").all_inner_texts() == [
        "+ Environmental activities",
        "+ Border management",
    ]
    assert suggested(page, "Tags").all_inner_texts() == ["+ border guards, armed", "+ drones"]
    assert page.complaints == []  # before axe, which styles what it looks at
    assert_accessible(page)
    suggested(page, "What we do").last.click()
    suggested(page, "Tags").first.click()
    assert suggested(page, "What we do").all_inner_texts() == ["+ Environmental activities"]
    assert suggested(page, "Tags").all_inner_texts() == ["+ drones"]
    wait_until_stored(page)
    save(page)

    saved(page)
    assert [term.slug for term in suggesting.fields_of_work.all()] == ["border-management"]
    assert list(suggesting.tags.names()) == ["border guards, armed"]


def test_a_suggested_term_and_tag_are_filed_from_the_keyboard(page, desk, suggesting):
    page.goto(page_of(desk, suggesting))
    suggested(page, "Countries").focus()
    page.keyboard.press("Enter")

    # None is left of that field: one goes on in the field itself.
    assert page.evaluate("document.activeElement.closest('.form-row').classList.contains('field-countries')")
    assert page.get_by_role("group", name="Suggested: Countries").count() == 0
    assert page.locator("#writing-status").inner_text() == "Albania is added."
    page.locator("#id_tags").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.textContent") == "+ drones"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_tags"
    page.keyboard.press("Control+s")

    saved(page)
    assert [term.slug for term in suggesting.countries.all()] == ["albania"]
    assert set(suggesting.tags.names()) == {"border guards, armed", "drones"}


def test_what_is_chosen_in_a_field_is_not_suggested_until_it_is_taken_out_again(page, desk, suggesting):
    page.goto(page_of(desk, suggesting))
    suggested(page, "What we do").first.wait_for()

    choose(page, "fields_of_work", "Climate", "Climate change")
    page.locator("#id_tags").fill("DRONES, other")

    assert suggested(page, "What we do").all_inner_texts() == ["+ Border management"]
    assert suggested(page, "Tags").all_inner_texts() == ["+ border guards, armed"]
    page.locator(".field-fields_of_work .select2-selection__choice__remove").first.click()
    page.locator("#id_tags").fill("other")
    assert suggested(page, "What we do").count() == 2
    assert suggested(page, "Tags").count() == 2


def test_a_suggested_tag_leaves_the_others_as_the_server_reads_them(page, desk, suggesting):
    page.goto(page_of(desk, suggesting))
    for typed in (
        "", "one", "one two", "one two,", "one, two three", '"one two"', '"one two" three four', '"one, two", three',
        '"one', 'one "two, three', '"" one', " , one ,, two ", '"one"two', "Şırnak 22, «one»",
    ):  # fmt: skip
        page.locator("#id_tags").fill(typed)
        suggested(page, "Tags").first.click()

        written = page.locator("#id_tags").input_value()
        assert parse_tags(written) == sorted([*parse_tags(typed), "border guards, armed"]), typed
