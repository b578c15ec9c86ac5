"""The front page tells what was taken back; cards say in a few signs what a release has."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.models import PublicChange
from tests.factories import issue, make_article, make_attachment, make_editor, make_picture, picture_upload

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

    html = client.get("/news/").content.decode().partition('<div class="card">')[2]

    assert html.count('<dd><a href="/structures/') + html.count('<dd><a href="/fields-of-work/') == 3
    assert '<dd><a href="/fields-of-work/' in html
    assert '<dd dir="ltr">+ 2</dd>' in html


def test_a_card_with_few_terms_has_no_rest(client):
    make_article(structures=["secretariat"], fields_of_work=["elections", "youth"])

    assertNotContains(client.get("/news/"), "More terms")


def cards_of(client, address="/news/") -> dict[str, str]:
    """The cards of a page by the titles that stand in them."""
    cards = client.get(address).content.decode().split('<div class="card">')[1:]
    titles = re.compile(r'card-title"[^>]*><a [^>]*>(.*?)</a>')
    return {re.sub("<.*?>", "", titles.search(card)[1]): card for card in cards}


def test_a_card_says_that_a_release_was_corrected_and_has_documents(client):
    make_article(title="Plain")
    article = make_article(title="Eight bridges", type="statement")
    make_attachment(article)
    correct(article, make_editor())

    cards = cards_of(client)

    assert "sign" not in cards["Plain"]
    assert re.findall(r'class="sign[^>]*>(.*?)<', cards["Eight bridges"]) == ["Corrected", "Documents"]
    assert '<span class="card-type" data-type="statement">' in cards["Eight bridges"]


def test_a_card_shows_the_lead_picture_or_the_first_in_its_own_shape(client):
    led, other = make_article(title="Led"), make_article(title="Other")
    make_picture(led, picture_upload(size=(1000, 1000)))
    lead = make_picture(led, picture_upload(size=(1000, 1000)), is_lead=True, focal_x=10)
    first = make_picture(other, picture_upload(size=(600, 900)))

    cards = cards_of(client)

    expected = {
        "Led": (f"/media/pictures/{lead.pk}/lead", 480, 270),
        "Other": (f"/media/pictures/{first.pk}/whole", 480, 720),
    }
    for title, (address, width, height) in expected.items():
        assert (
            f'<img src="{address}-480.jpeg" width="{width}" height="{height}" alt="" loading="lazy"'
            in cards[title]
        )
        assert f'<source type="image/avif" srcset="{address}-480.avif 480w, ' in cards[title]
        assert client.get(f"{address}-480.avif").status_code == 200
    assert "Pictures" not in cards["Led"]
    # What leads the front page is there at once.
    assert 'alt="" fetchpriority="high"' in cards_of(client, "/")["Other"]


def test_a_picture_whose_rights_will_end_and_one_of_a_withdrawn_release_stand_on_no_card(client):
    lent, gone = make_article(title="Lent bridge"), make_article(title="Gone bridge")
    make_picture(lent, rights_until=timezone.localdate() + timedelta(days=9))
    make_picture(gone)
    workflow.withdraw(gone, by=make_editor(), reason="It was wrong.")

    assert "<img" not in cards_of(client)["Lent bridge"]
    assert "Pictures" in cards_of(client)["Lent bridge"]
    assert "<img" not in cards_of(client, "/news/?q=gone")["Gone bridge"]


def test_pictures_of_a_list_take_one_query_however_many_there_are(client):
    for _ in range(3):
        make_picture(make_article())

    with CaptureQueriesContext(connection) as asked:
        html = client.get("/news/").content.decode()

    assert html.count("<picture") == 3
    assert len([query for query in asked.captured_queries if "articles_rendition" in query["sql"]]) == 1
