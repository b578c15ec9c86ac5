"""The front page tells what was taken back; cards say in a few signs what a release has."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.models import PublicChange
from tests.factories import issue, make_article, make_attachment, make_editor, make_picture

pytestmark = pytest.mark.usefixtures("terms")
HEADING = "Corrected or withdrawn in the last days"


def correct(article, editor):
    draft = workflow.open_new_edition(article, by=editor)
    draft.body = "<p>Seven, not eight.</p>"
    draft.change_note = "The number."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)
    draft.refresh_from_db()
    return draft


def test_a_correction_stands_on_the_front_page_for_some_days(client):
    article = make_article(title="Eight bridges")
    assertNotContains(client.get("/"), HEADING)

    corrected = correct(article, make_editor())

    assertContains(client.get("/"), HEADING)
    assert [one.title for one in client.get("/").context["changed"]] == ["Eight bridges"]
    PublicChange.objects.filter(article=corrected.pk).update(effective_at=timezone.now() - timedelta(days=15))
    make_article()
    assertNotContains(client.get("/"), HEADING)


def test_a_withdrawal_stands_on_the_front_page_and_an_unpublished_release_does_not(client):
    editor = make_editor()
    withdrawn, gone = make_article(title="Wrong bridge"), make_article(title="Secret bridge")
    workflow.withdraw(withdrawn, by=editor, reason="It was wrong.")
    corrected = correct(gone, editor)
    workflow.unpublish(corrected, by=editor, remark="A mistake.")

    changed = client.get("/").context["changed"]

    assert [(one.title, one.is_withdrawn) for one in changed] == [("Wrong bridge", True)]
    assertNotContains(client.get("/"), "Secret bridge")


def test_the_front_page_has_the_months_up_to_the_newest_release_and_leads_into_the_archive(client):
    for day in (date(2023, 1, 5), date(2024, 11, 30), date(2024, 12, 1)):
        make_article(publishing_date=day)

    page = client.get("/")

    assertContains(page, "Releases by month, Jan 2023–Dec 2024. Highest: 1 (Jan 2023).")
    assert [bar.height for bar in page.context["plot"].bars] == [100] + [0] * 21 + [100, 100]
    assertContains(page, '<a href="/archive/">All years and months')


def test_a_card_names_three_terms_and_says_how_many_more_there_are(client):
    make_article(
        structures=["secretariat", "mission-to-moldova"], fields_of_work=["elections", "youth", "education"]
    )

    html = client.get("/news/").content.decode().partition('<article class="card">')[2]

    assert html.count('<dd><a href="/structures/') + html.count('<dd><a href="/fields-of-work/') == 3
    assert '<dd><a href="/fields-of-work/' in html
    assert '<dd dir="ltr">+ 2</dd>' in html


def test_a_card_with_few_terms_has_no_rest(client):
    make_article(structures=["secretariat"], fields_of_work=["elections", "youth"])

    assertNotContains(client.get("/news/"), "More terms")


def test_a_card_says_that_a_release_was_corrected_and_has_pictures_and_documents(client):
    plain = make_article(title="Plain")
    article = make_article(title="Eight bridges")
    make_picture(article)
    make_attachment(article)
    correct(article, make_editor())

    cards = client.get("/news/").content.decode().split('<article class="card">')[1:]

    by_title = {title: card for card in cards for title in ("Plain", "Eight bridges") if title in card}
    assert "sign" not in by_title["Plain"], plain
    signs = [
        sign
        for sign in ("Corrected", "Pictures", "Documents")
        if f'"sign">{sign}<' in by_title["Eight bridges"]
    ]
    assert signs == ["Corrected", "Pictures", "Documents"]
