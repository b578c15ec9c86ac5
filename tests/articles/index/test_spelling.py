"""What a reader may have meant by a search that finds nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.editing import workflow
from articles.index import search
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import did_you_mean
from articles.models import IndexedWord
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


def meant(typed: str) -> str:
    snapshot = RequestSnapshot.take()
    return did_you_mean.meant(typed, snapshot.catalogue, snapshot.vocabularies)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("obsrevers", "observers"),  # two letters swapped
        ("hedgehg", "hedgehog"),
        ("Hedgehg obsrevers", "Hedgehog observers"),
        ("hedgehog obsrevers", "hedgehog observers"),
        ('"hedgehog obsrevers" -gas', '"hedgehog observers" -gas'),
        ("prishtine", ""),  # found as it is
        ("prshtine", "prishtine"),
        ("ODIRH", "ODIHR"),  # a name of a term
        ("набюдатели", "наблюдатели"),
        ("zzzzzzzz", ""),
        ("hedgehg zzzzzzzz", ""),
    ],
)
def test_a_slip_of_the_keys_is_put_right(typed, suggested):
    make_article(title="Hedgehog observers in Prishtinë")
    make_article(title="Наблюдатели", language="ru")
    make_article(structures=["office-for-democratic-institutions-and-human-rights"])

    assert meant(typed) == suggested


def test_a_long_phrase_is_not_compared_with_the_whole_index_word_by_word(django_assert_max_num_queries):
    right = [f"{letter}{vowel}rdition" for letter in "bcdfg" for vowel in "aeiou"]
    make_article(title=" ".join(right))
    RequestSnapshot.take()

    with django_assert_max_num_queries(1):
        suggested = meant('"' + " ".join(word.replace("rd", "rdd") for word in right[:13]) + '"')

    assert suggested == ""


def test_of_two_words_as_near_the_one_that_finds_more_is_offered():
    make_article(title="The bands play")
    for _ in range(2):
        make_article(title="The lands meet")

    assert meant("zands") == "lands"


def test_the_page_offers_what_was_meant_with_what_it_finds(client):
    make_article(title="Hedgehog observers", type="news")

    page = client.get("/news/?q=hedgehg&type=news").content.decode()
    elsewhere = client.get("/news/?q=hedgehg&type=press-release").content.decode()

    assert "Did you mean" in page
    assert 'href="/news/?q=hedgehog&amp;type=news"' in page
    assert "Did you mean" not in elsewhere


@pytest.mark.parametrize("hidden", ["draft", "scheduled", "withdrawn", "unpublished", "superseded"])
def test_no_word_of_what_is_not_listed_is_ever_offered(hidden):
    editor = make_editor()
    match hidden:
        case "draft":
            make_article(title="Hedgehog", state="draft")
        case "scheduled":
            article = make_article(title="Hedgehog", state="approved")
            workflow.publish(article, by=editor, at=timezone.now() + timedelta(days=1))
        case "withdrawn":
            workflow.withdraw(make_article(title="Hedgehog"), by=editor, reason="Wrong.")
        case "unpublished":
            workflow.unpublish(make_article(title="Hedgehog"), by=editor, remark="Wrong.")
        case "superseded":
            article = make_article(title="Hedgehog")
            draft = workflow.open_new_edition(article, by=editor)
            draft.title = "Porcupine"
            workflow.save_draft(draft, by=editor)
            issue(draft, by=editor)

    assert meant("hedgehg") == ""


def test_rebuilding_the_index_learns_the_words_anew():
    make_article(title="Hedgehog")
    IndexedWord.objects.all().delete()

    search.rebuild()

    assert meant("hedgehg") == "hedgehog"
