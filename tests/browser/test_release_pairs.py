"""Pairs of releases in a real browser: accessible, within a narrow window, decided by a button."""

from articles.models import Article, ReleasePair
from tests.browser.accessibility import assert_accessible
from tests.browser.desk import sign_in
from tests.factories import make_article, make_pair

TEXT = (
    "Owners and tenants of houses in three towns met today to find out what a new law means for all of them."
)


def pair_of_captures() -> ReleasePair:
    """Two public releases with one title, of two types and fields, one text longer than the other."""
    facts = {"title": "A talk about property", "structures": ["secretariat"]}
    first = make_article(**facts, summary=TEXT, fields_of_work=["elections"])
    second = make_article(**facts, summary=f"{TEXT} They meet again.", type="press-release", tags=("houses",))
    return make_pair(release=first.release, other=second.release)


def test_axe_finds_nothing_where_two_releases_stand_side_by_side(page, site):
    pair = pair_of_captures()
    sign_in(page, site, "editor")

    for address in ("/admin/articles/releasepair/", f"/admin/articles/releasepair/{pair.pk}/change/"):
        page.goto(site + address)
        assert page.complaints == [], address
        assert_accessible(page, address, widths=[360, 1280], schemes=["light", "dark"])
        page.complaints.clear()


def test_an_officer_merges_two_releases_and_undoes_it(page, site):
    pair = pair_of_captures()
    sign_in(page, site, "editor")

    page.goto(f"{site}/admin/articles/releasepair/")
    page.get_by_role("link", name="A talk about property").click()
    page.get_by_label(f"Release {pair.other}").check()
    page.get_by_role("button", name="Same release: merge").click()

    page.get_by_text(f"Release {pair.release} was merged into release {pair.other}.").wait_for()
    assert Article.objects.get(release=pair.release).state == "unpublished"

    page.goto(f"{site}/admin/articles/releasepair/{pair.pk}/change/")
    page.get_by_role("button", name="Undo this decision").click()
    page.get_by_text("are two again").wait_for()

    assert Article.objects.get(release=pair.release).state == "published"
