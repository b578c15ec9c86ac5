"""The page of a search: why a release was found, how to ask, and what is offered besides."""

import re
from datetime import date
from html import unescape

import pytest

from articles.editing import workflow
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


def page(client, words: str, **asked) -> str:
    return client.get("/news/", {"q": words} | asked, follow=True).content.decode()


def test_a_card_shows_the_term_for_which_alone_a_release_was_found(client):
    make_article(title="A calm vote", fields_of_work=["elections"])
    make_article(title="Elections held", fields_of_work=["elections"])

    shown = page(client, "elections")

    assert shown.count("Filed under Elections") == 1
    assert shown.index("A calm vote") < shown.index("Filed under Elections")


@pytest.mark.parametrize(
    "words", ["elections in:text", "in:title elections", '"elections"', "title:elections"]
)
def test_what_is_filed_can_be_left_out(client, words):
    make_article(title="A calm vote", fields_of_work=["elections"])
    make_article(title="Elections held")

    shown = page(client, words)

    assert "/elections-held/" in shown
    assert "/a-calm-vote/" not in shown


def test_words_that_stand_together_are_marked_together(client):
    make_article(title="Border police", summary="The police of the border, a border police.", language="en")

    shown = page(client, '"border police"')

    assert shown.count("<mark>") == 4
    assert "The police of the border" in shown


def test_a_date_among_the_words_is_offered_as_a_filter(client):
    make_article(title="Elections held", publishing_date=date(2025, 5, 12))
    make_article(title="Elections announced", publishing_date=date(2025, 4, 1))

    day = page(client, "elections 12 May 2025")
    month = page(client, "May 2025")
    year = page(client, "Elections of 2025")

    assert 'href="/news/?q=elections&amp;from=2025-05-12&amp;to=2025-05-12"' in day
    assert "issued on 12 May 2025 with the words elections</a> (1)" in day
    assert 'href="/news/?from=2025-05-01&amp;to=2025-05-31"' in month
    assert "issued in 2025 with the words Elections of</a> (2)" in year


@pytest.mark.parametrize("words", ["elections", "1235", '"12 May 2025"', "May"])
def test_what_is_no_date_is_not_offered(client, words):
    assert "Looking for a date" not in page(client, words)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("May 12, 2025", "2025-05-12", "2025-05-12"),
        ("12.05.2025", "2025-05-12", "2025-05-12"),
        ("2025-05-12", "2025-05-12", "2025-05-12"),
        ("12 мая 2025 года", "2025-05-12", "2025-05-12"),
        ("12. Mai 2025", "2025-05-12", "2025-05-12"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("2016", "2016-01-01", "2016-12-31"),
    ],
)
def test_dates_are_read_as_people_write_them(client, words, first, last):
    assert f'href="/news/?from={first}&amp;to={last}"' in page(client, words)


def test_the_page_says_how_to_search(client):
    shown = client.get("/news/").content.decode()

    assert "<summary>How to search</summary>" in shown
    for example in ("OR", "NOT", "title:", "elect*", "in:text", "is:withdrawn"):
        assert example in shown


def test_a_withdrawn_release_is_found_when_nothing_else_fits_and_shows_no_more_than_its_title(client):
    editor = make_editor()
    article = make_article(title="Hedgehog visits", summary="A secret of the meadow.", type="news")
    make_article(title="A bridge")
    workflow.withdraw(article, by=editor, reason="Wrong.")

    shown = page(client, "meadow")

    assert "Hedgehog visits" in shown
    assert ">Withdrawn</span>" in shown
    assert "1 withdrawn release with these words" in shown
    assert "secret" not in shown
    assert "Hedgehog visits" in page(client, "hedgehog", type="news")
    assert "Hedgehog visits" not in page(client, "hedgehog", type="press-release")


def test_a_withdrawn_release_is_found_beside_others_only_when_asked_for(client):
    editor = make_editor()
    article = make_article(title="Hedgehog visits")
    make_article(title="Hedgehog stays")
    workflow.withdraw(article, by=editor, reason="Wrong.")

    usual, asked = page(client, "hedgehog"), page(client, "hedgehog is:withdrawn")

    assert "/hedgehog-stays/" in usual
    assert "/hedgehog-visits/" not in usual
    assert "/hedgehog-visits/" in asked
    assert "/hedgehog-stays/" not in asked


def test_what_is_unpublished_is_found_by_nothing(client):
    editor = make_editor()
    article = make_article(title="Hedgehog visits")
    workflow.unpublish(article, by=editor, remark="Wrong.")

    assert "Hedgehog visits" not in page(client, "hedgehog")
    assert "Hedgehog visits" not in page(client, "hedgehog is:withdrawn")


def test_a_phrase_that_nothing_has_is_offered_as_words(client):
    make_article(title="Managing the border")

    shown = page(client, '"border management"')

    assert 'Without quotation marks: <a href="/news/?q=border+management">' in shown


def test_the_number_of_a_release_comes_first(client):
    make_article(title="Decision 4711", publishing_date=date(2025, 2, 1))
    make_article(title="The one", release=4711, publishing_date=date(2001, 1, 1))

    shown = page(client, "4711")

    assert shown.index("The one") < shown.index("Decision")
    assert "<span>Release 4711</span>" in shown
    assert "Decision" not in page(client, "#4711")


def test_a_search_that_finds_nothing_asks_few_questions(client, django_assert_max_num_queries):
    editor = make_editor()
    for number in range(5):
        article = make_article(title=f"Hedgehog {number}", structures=["secretariat"])
        workflow.withdraw(article, by=editor, reason="Wrong.")
    client.get("/news/")

    with django_assert_max_num_queries(22):
        client.get("/news/?q=hedgehogs")


@pytest.mark.parametrize("words", ["?!", " ".join(f"word{number}" for number in range(13)), '"a"*b" <i>'])
def test_a_refused_search_stays_in_the_box_to_be_changed(client, words):
    shown = client.get("/news/", {"q": words, "year": "never"}).content.decode()

    assert unescape(re.search(r'<input id="q"[^>]* value="([^"]*)"', shown)[1]) == words
