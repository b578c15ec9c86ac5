"""A day at the press office, from the first words of a writer to a withdrawal, each person in turn."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests.browser.desk import choose, fill_in_the_login, message, paste, press, save, saved, title
from tests.factories import make_member

TITLE = "River crossing reopens"


@pytest.fixture
def people(site):
    """A writer, two editors and a publisher."""
    make_member("wanda", "Writer")
    make_member("ed", "Editor")
    make_member("edna", "Editor")
    make_member("paul", "Publisher")
    return site


def open_release(page, site: str, name: str, address: str) -> None:
    fill_in_the_login(page, site, name)
    page.goto(address)


def fill_in_an_hour(page) -> datetime:
    """Answer when the release is to be public: in an hour from now, which is returned."""
    hour = timezone.localtime(timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    page.get_by_label("Public from: day").fill(f"{hour:%Y-%m-%d}")
    page.get_by_label("Public from: time").fill(f"{hour:%H:%M:%S}")
    return hour


def listed(page, site: str) -> int:
    page.goto(f"{site}/news/?q=crossing+reopens")
    return page.get_by_role("link", name=TITLE).count()


def test_a_release_is_written_returned_mended_approved_scheduled_corrected_and_withdrawn(
    page, people, word_document, time_machine
):
    fill_in_the_login(page, people, "wanda")
    page.goto(f"{people}/admin/articles/article/add/")
    title(page).fill(TITLE)
    page.get_by_label("Summary").fill("Two lanes are open.")
    paste(page, word_document)
    page.get_by_label("Content type").select_option(label="News")
    choose(page, "structures", "Nur-Sultan", "Programme Office in Astana")
    choose(page, "fields_of_work", "Border", "Border management")
    save(page)
    press(page, "Submit for review", remark="Ready, I think.")
    assert "is now submitted" in message(page)
    address = page.url

    open_release(page, people, "ed", address)
    press(page, "Return to draft", remark="Three lanes, surely?")
    assert "is now a draft" in message(page)

    open_release(page, people, "wanda", address)
    assert "Three lanes, surely?" in page.locator("#reading-first").inner_text()
    page.get_by_label("Summary").fill("Three lanes are open.")
    save(page)
    press(page, "Submit for review")
    assert "is now submitted" in message(page)

    open_release(page, people, "edna", address)
    press(page, "Approve", remark="Good.")
    assert "is now approved" in message(page)
    assert listed(page, people) == 0

    open_release(page, people, "paul", address)
    page.get_by_role("link", name="Publish or schedule").click()
    page.get_by_label("At a set date and time").check()
    hour = fill_in_an_hour(page)
    page.get_by_role("button", name="Schedule").click()
    assert "is now scheduled" in message(page)
    assert listed(page, people) == 0
    time_machine.move_to(hour)  # for the server as well, which is a thread of this process
    assert listed(page, people) == 1
    page.get_by_role("link", name=TITLE).click()
    assert page.locator("main th").all_inner_texts() == ["Year", "Lorries"]
    assert page.locator("main ul > li > ul > li").inner_text() == "One for lorries."

    open_release(page, people, "ed", address)
    press(page, "Open a new edition")
    page.get_by_label("Summary").fill("Three of four lanes are open.")
    page.get_by_label("Change note").fill("There are four lanes.")
    save(page)
    press(page, "Submit for review")
    assert "is now submitted" in message(page)
    second = page.url
    open_release(page, people, "edna", second)
    press(page, "Approve")
    assert "is now approved" in message(page)
    open_release(page, people, "paul", second)
    press(page, "Publish or schedule")
    assert "is now live" in message(page)
    page.goto(people + Article.objects.get(title=TITLE, edition=2).get_absolute_url())
    assert "There are four lanes." in page.locator("main").inner_text()

    open_release(page, people, "paul", second)
    press(page, "Withdraw", reason="The bridge is closed again.")
    assert "is now withdrawn" in message(page)
    page.goto(people + Article.objects.get(title=TITLE, edition=2).get_absolute_url())
    assert "The bridge is closed again." in page.locator("main").inner_text()
    # Found by its words, it stands among the withdrawn ones and nowhere else.
    assert listed(page, people) == 1
    withdrawn = page.get_by_role("region", name="1 withdrawn release with these words")
    assert withdrawn.get_by_role("link", name=TITLE).count() == 1
    assert page.complaints == []


def tab_to(page, name: str) -> None:
    """Press Tab until the element of this `id`, `name` or text has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "[document.activeElement.id, document.activeElement.name, document.activeElement.value, "
            "document.activeElement.textContent.trim(), document.activeElement.getAttribute('aria-labelledby')]"
        )
        if name in here:
            return
    raise AssertionError(f"Tab does not lead to {name}.")


def test_a_release_is_written_and_published_by_keyboard_alone(page, site, people):
    make_member("both", "Editor", "Publisher")
    fill_in_the_login(page, people, "both")
    page.goto(f"{people}/admin/articles/article/add/")
    assert page.evaluate("document.activeElement.id") == "id_title", "the first field has the focus"
    page.keyboard.type("Typed without a mouse")
    tab_to(page, "id_summary")
    page.keyboard.type("It was typed.")
    tab_to(page, "id_body_label")
    page.keyboard.type("- not a list")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "_continue"
    tab_to(page, "id_release_type")
    page.keyboard.type("News")
    page.keyboard.press("Control+s")
    saved(page)

    page.locator("#id_summary").focus()
    tab_to(page, "More")
    page.keyboard.press("Enter")
    tab_to(page, "Publish without approval")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    tab_to(page, "reason")
    page.keyboard.type("The mouse is broken.")
    for _ in range(page.locator("[name=acknowledged]").count()):
        tab_to(page, "acknowledged")
        page.keyboard.press("Space")
    tab_to(page, "Publish now")
    page.keyboard.press("Enter")

    assert "is now live" in message(page)
    article = Article.objects.get(title="Typed without a mouse")
    assert article.release_type.slug == "news"
    assert page.complaints == []
