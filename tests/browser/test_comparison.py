"""Comparison, findings and history in a real browser: accessible, within a narrow window."""

from datetime import UTC, datetime

from articles.editing import workflow
from articles.models import Article
from tests.browser.accessibility import assert_accessible, assert_no_wider_than
from tests.browser.desk import sign_in
from tests.factories import make_article, make_editor

BODY = (
    "<h2>Who came</h2><p>Ten people came to the palace in Vienna on Monday, and stayed for the whole of the first "
    "day of the meeting.</p><ul><li>Forests</li><li>Rivers</li></ul><p>They left.</p>"
)


def make_pages() -> list[str]:
    """A release of two editions and a draft with something to find; the pages that tell of them."""
    change = datetime(2025, 3, 1, 9, tzinfo=UTC)
    facts = {"title": "A meeting in Vienna", "slug": "a-meeting", "structures": ["secretariat"]}
    first = make_article(**facts, body=BODY, public_until=change)
    corrected = BODY.replace("Ten people", "Twelve people").replace(
        "<li>Rivers</li>", "<li>Lakes and rivers</li>"
    )
    make_article(
        **facts | {"title": "A meeting in Vienna ends"}, release=first.release, edition=2, body=corrected,
        public_at=change, change_note="The number of people.", fields_of_work=["elections"],
    )  # fmt: skip
    editor = make_editor("colleague")
    draft = workflow.open_new_edition(Article.objects.get(release=first.release, edition=2), by=editor)
    draft.summary, draft.body = "Cut in the", draft.body + '<p><a href="/news/999999/x/">Gone</a></p>'
    workflow.save_draft(draft, by=editor)
    desk = "/admin/articles/article"
    return [
        f"/news/{first.release}/a-meeting/editions/1/compare/2/",
        f"{desk}/{draft.pk}/change/",
        f"{desk}/{draft.pk}/compare/1/",
        f"{desk}/{draft.pk}/history/",
        f"{desk}/{draft.pk}/force/move/",
    ]


def test_axe_and_the_browser_find_nothing_and_the_pages_fit_a_narrow_window(page, site):
    addresses = make_pages()
    sign_in(page, site, "editor")

    for address in addresses:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(site + address)
        assert_no_wider_than(page, 320, address)
        assert page.complaints == [], address  # before axe, which styles what it looks at
        assert_accessible(page, address, widths=[1280], schemes=["light", "dark"])
        page.complaints.clear()


def test_warnings_are_ticked_one_by_one_before_publication(page, site):
    address = make_pages()[-1]
    sign_in(page, site, "editor")
    page.goto(site + address)

    page.locator("[name=reason]").fill("It cannot wait.")
    page.get_by_role("button", name="Publish now").click()

    assert "Tick each warning" in page.locator(".errorlist").first.inner_text()
    assert page.get_by_role("checkbox").count() == 2
