"""The desk in a real browser: an editor writes, tags, publishes and corrects a release under the strict policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Article
from tests.browser.test_public import RULES


@pytest.fixture
def desk(page, site):
    """Signed in at the desk."""
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    return site


def choose(page, field: str, typed: str, found: str) -> None:
    """Pick a term in an autocomplete field by typing one of its names."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field:focus").press_sequentially(typed)
    page.get_by_role("option", name=found).click()


def test_a_release_is_written_tagged_published_and_corrected(page, desk):
    page.goto(f"{desk}/admin/articles/article/add/")
    page.get_by_label("Title", exact=False).first.fill("Foresters learn to fly drones")
    page.get_by_label("Summary").fill("Twelve foresters learned to fly drones this week.")
    page.locator(".field-body [contenteditable=true]").fill("They will count trees.")
    page.get_by_label("Content type").select_option(label="News")
    choose(page, "structures", "Nur-Sultan", "Programme Office in Astana")
    page.get_by_label("Tags").fill("forests, drones")
    page.get_by_role("button", name="Save and continue editing").first.click()

    page.get_by_role("link", name="Publish or schedule").click()
    page.get_by_role("button", name="Publish or schedule").click()
    assert "is now live" in page.locator(".messagelist").inner_text()

    page.get_by_role("link", name="Open a new edition").click()
    page.get_by_role("button", name="Open a new edition").click()
    page.get_by_label("Title", exact=False).first.fill("Foresters learn to fly two drones")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_role("link", name="Publish or schedule").click()
    page.get_by_role("button", name="Publish or schedule").click()

    first, second = Article.objects.filter(title__startswith="Foresters").order_by("edition")
    assert (first.standing(), second.standing()) == ("superseded", "live")
    assert second.body == "<p>They will count trees.</p>"
    assert set(second.tags.names()) == {"forests", "drones"}
    page.goto(f"{desk}/news/?q=drones&structure=programme-office-in-astana")
    assert page.get_by_role("link", name="Foresters learn to fly two drones").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_the_pages_of_the_desk(page, desk, width):
    page.set_viewport_size({"width": width, "height": 800})
    published = Article.objects.first()
    addresses = (
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        f"/admin/articles/article/{published.pk}/change/",
        f"/admin/articles/article/{published.pk}/withdraw/move/",
        "/admin/taxonomy/structure/",
        "/admin/articles/importbatch/",
        "/admin/articles/importrecord/",
    )

    for address in addresses:
        page.goto(desk + address)
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{address}\n{results.generate_report()}"
