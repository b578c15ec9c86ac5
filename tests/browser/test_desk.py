"""The desk in a real browser: an editor writes, tags, publishes and corrects a release under the strict policy."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.editing import bulk_filing, review_links
from articles.models import Article, SavedView
from taxonomy.models import Structure
from tests.browser.accessibility import assert_accessible
from tests.browser.desk import buttons, choose, message, press, save, saved, sign_in
from tests.factories import FILED, make_article, make_member


def test_a_release_is_written_tagged_approved_published_and_corrected(page, desk):
    make_member("colleague", "Editor", "Publisher")
    page.goto(f"{desk}/admin/articles/article/add/")
    page.get_by_label("Title", exact=False).first.fill("Foresters learn to fly drones")
    page.get_by_label("Summary").fill("Twelve foresters learned to fly drones this week.")
    page.locator(".field-body [contenteditable=true]").fill("They will count trees.")
    page.get_by_label("Content type").select_option(label="News")
    choose(page, "structures", "Nur-Sultan", "Programme Office in Astana")
    page.get_by_label("Tags").fill("forests, drones")
    save(page)
    saved(page)
    press(page, "Submit for review")
    assert "somebody else has to approve it" in page.locator(".move-hint").inner_text()
    assert "Approve" not in buttons(page)
    address = page.url

    sign_in(page, desk, "colleague")
    page.goto(f"{desk}/admin/articles/article/")
    page.get_by_role("link", name="Waiting for approval").first.click()
    page.get_by_role("link", name="Foresters learn to fly drones").click()
    press(page, "Approve", remark="Fine.")
    press(page, "Publish or schedule")
    assert "is now live" in message(page)

    sign_in(page, desk, "editor")
    page.goto(address)
    press(page, "Open a new edition")
    page.get_by_label("Title", exact=False).first.fill("Foresters learn to fly two drones")
    page.get_by_label("Change note").fill("There are two drones.")
    save(page)
    saved(page)
    press(page, "Publish without approval", reason="The first one says one drone.")
    assert "is now live" in message(page)
    assert "somebody else has yet to approve it" in page.locator(".release-standing").inner_text()
    address = page.url

    sign_in(page, desk, "colleague")
    page.goto(address)
    press(page, "Approve afterwards")

    first, second = Article.objects.filter(title__startswith="Foresters").order_by("edition")
    assert (first.standing(), second.standing()) == ("superseded", "live")
    assert (second.body, second.forced_by) == ("<p>They will count trees.</p>", None)
    assert set(second.tags.names()) == {"forests", "drones"}
    page.goto(f"{desk}/news/?q=drones&structure=programme-office-in-astana")
    assert page.get_by_role("link", name="Foresters learn to fly two drones").count() == 1
    assert page.complaints == []


def test_an_hour_that_comes_twice_is_asked_about_in_the_form(page, desk):
    article = make_article(state="approved", title="The clocks go back", **FILED)
    page.goto(f"{desk}/admin/articles/article/{article.pk}/publish/move/")
    day = page.get_by_label("Public from: day")
    button = page.locator("input.move-publish")
    assert (day.is_visible(), button.input_value()) == (False, "Publish now")
    page.get_by_label("At a set date and time").check()
    assert (day.is_visible(), button.input_value()) == (True, "Schedule")
    year = timezone.localdate().year + 2
    last_sunday = next(date(year, 10, n) for n in range(31, 24, -1) if date(year, 10, n).weekday() == 6)
    day.fill(last_sunday.isoformat())
    page.get_by_label("Public from: time").fill("02:30:00")
    page.get_by_role("button", name="Schedule").click()

    page.get_by_label("Public from: which of the two").select_option(label="the second one (CET, UTC+01:00)")
    page.get_by_role("button", name="Schedule").click()

    assert "is now scheduled" in message(page)
    assert "02:30 Europe/Vienna (CET, UTC+01:00)" in page.locator(".embargo").inner_text()


def test_axe_finds_nothing_on_the_pages_of_the_desk(page, desk):
    published = make_article(title="A bridge opens", **FILED)
    draft = make_article(state="submitted", embargo_until=timezone.now() + timedelta(days=9))
    coming = make_article(public_at=timezone.now() + timedelta(days=9), title="Coming")
    later = make_article(edition=2, state="draft", release=published.release)
    editor = get_user_model().objects.get(username="editor")
    SavedView.objects.create(user=editor, name="Scheduled ones", querystring="queue=scheduled")
    secretariat = {Structure.objects.get(slug="secretariat").pk}
    draft_alone = Article.objects.filter(pk=draft.pk)
    batch = bulk_filing.refile(draft_alone, {"structure": secretariat}, {}, by=editor)
    draft.refresh_from_db()
    addresses = (
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        "/admin/articles/article/planning/",
        "/admin/articles/article/planning/new/",
        f"/admin/articles/article/{published.pk}/change/",
        f"/admin/articles/article/{published.pk}/withdraw/move/",
        f"/admin/articles/article/{draft.pk}/change/",
        f"/admin/articles/article/{draft.pk}/force/move/",
        f"/admin/articles/article/{draft.pk}/delete/",
        f"/admin/articles/article/{draft.pk}/preview/",
        f"/admin/articles/article/{draft.pk}/preview/frames/",
        f"/admin/articles/article/{draft.pk}/reviews/",
        f"/review/{review_links.make_link(draft, by=editor, asks_for='approval')}/",
        f"/admin/articles/filingbatch/{batch.pk}/change/",
        f"/admin/articles/filingbatch/{batch.pk}/undo/",
        f"/admin/articles/article/{later.pk}/change/",
        f"/admin/articles/article/{later.pk}/publish/move/",
        f"/admin/articles/article/{coming.pk}/change/",
        f"/admin/articles/article/{coming.pk}/history/",
        f"/admin/articles/article/{coming.pk}/reschedule/move/",
        "/admin/articles/article/?queue=scheduled",
        "/admin/articles/article/?q=release&editions=all",
        "/admin/articles/article/deleted/",
        "/admin/taxonomy/structure/",
        "/admin/articles/importbatch/",
        "/admin/articles/importrecord/",
    )

    for address in addresses:
        page.goto(desk + address)
        assert_accessible(page, address)
