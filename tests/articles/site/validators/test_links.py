"""Links of every kind of page: each leads to a page of the site that is there, or to a place in its own page."""

from tests.articles.site.validators.pages import ReadPage


def test_every_link_within_the_site_is_answered(site):
    # A feed leads to the notice of a removed release; a preview shows the address that the draft will have.
    expected = {f"/news/{site.gone.release}/": 410, f"/news/{site.draft.release}/": 404}

    assert {path: status for path, status in site.statuses.items() if status != 200} == expected


def test_every_link_into_a_page_has_its_place_there(site):
    assert {page.name: dangling for page in site.pages if (dangling := ReadPage(page).dangling)} == {}
