"""Search by words: what finds a release, what does not, and that nothing typed is an error."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editing import workflow
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import words
from articles.index.search.text import extract, marked
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


def titles(text: str, **asked) -> list[str]:
    snapshot = RequestSnapshot.take()
    found = snapshot.find(ReleaseQuery(words=text, rows=50, **asked))
    return [article.title for article in snapshot.articles(found.ids)]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Visit to Türkiye", "turkiye"),
        ("Visit to Türkiye", "TÜRKİYE"),
        ("Office in Prishtinë opens", "prishtine"),
        ("Meeting in Şırnak", "sirnak"),
        ("Миссия ОБСЕ завершила работу", "миссия"),
        ("Зелёный коридор", "зеленый"),
        ("Economic co-operation grows", "cooperation"),
        ("Economic cooperation grows", "co-operation"),
        ("Mitrovicë/Mitrovica bridge opens", "mitrovica"),
        ("Elections observed", "election"),
        ("Observing an election", "elections"),
        ("Border guards trained", "bord"),
        ("Report 3/2021 issued", "3/2021"),
        ("Electoral rolls printed", "elector"),
    ],
)
def test_a_release_is_found_however_its_words_are_spelled(stored, typed):
    make_article(title=stored, summary="")
    make_article(title="Something else", summary="")

    assert titles(typed) == [stored]


def test_all_words_must_be_there_wherever_they_stand():
    make_article(title="Bridge opens", summary="In Tirana.", body="<p>Ministers <b>came</b>.</p>")
    make_article(title="Bridge closes", summary="In Skopje.")

    assert titles("bridge tirana came") == ["Bridge opens"]
    assert titles("bridge tirana skopje") == []


def test_words_in_quotation_marks_stand_together():
    make_article(title="Border management course")
    make_article(title="Management of a border")

    assert titles('"border management"') == ["Border management course"]
    assert titles("„border management“") == ["Border management course"]


def test_words_with_a_minus_are_left_out():
    make_article(title="Bridge in Tirana")
    make_article(title="Bridge in Skopje")

    assert titles("bridge -tirana") == ["Bridge in Skopje"]
    assert titles("-tirana") == ["Bridge in Skopje"]
    assert titles("bridge -sko") == ["Bridge in Skopje", "Bridge in Tirana"]


@pytest.mark.parametrize(
    ("typed", "structure"),
    [
        ("ODIHR", "office-for-democratic-institutions-and-human-rights"),
        ("Democratic Institutions", "office-for-democratic-institutions-and-human-rights"),
        ("nur-sultan", "programme-office-in-astana"),
        ("Chairmanship", "chairpersonship"),
    ],
)
def test_a_term_is_found_by_any_of_its_names(typed, structure):
    make_article(title="Filed under it", structures=[structure])
    make_article(title="Filed elsewhere", structures=["court-of-conciliation-and-arbitration"])

    assert titles(typed) == ["Filed under it"]


def test_an_unfinished_word_finds_what_begins_with_it_and_not_what_shares_its_stem():
    make_article(title="Electricity for the valley", summary="")
    make_article(title="Elections in the valley", summary="")

    assert titles("election") == ["Elections in the valley"]
    assert titles("electri") == ["Electricity for the valley"]


def test_words_meet_filters_and_their_counts(client):
    wanted = make_article(title="Bridge one", type="news", structures=["secretariat"])
    make_article(title="Bridge two", type="press-release")
    make_article(title="Tunnel", type="news")

    found = client.get("/news/?q=bridge&type=news").context["result"]

    assert found.ids == [wanted.pk]
    assert found.counts["type"] == {"news": 1, "press-release": 1}
    assert found.counts["structure"] == {"secretariat": 1}


def test_the_best_come_first_and_by_date_when_asked():
    make_article(title="Water is life", summary="Water, water.", publishing_date=date(2001, 1, 1))
    make_article(title="A long day", summary="They spoke of water.", publishing_date=date(2020, 1, 1))

    assert titles("water") == ["Water is life", "A long day"]
    assert titles("water", sort="newest") == ["A long day", "Water is life"]
    assert titles("water", sort="oldest") == ["Water is life", "A long day"]


def test_a_rare_word_counts_for_more_than_a_frequent_one():
    for number in range(8):
        make_article(title=f"Conference {number}", summary="A hedgehog." if number == 3 else "")
    make_article(title="Hedgehog", summary="", body="<p>conference</p>", publishing_date=date(2001, 1, 1))

    assert titles("conference hedgehog") == ["Hedgehog", "Conference 3"]


def test_pages_of_ranked_results_hold_every_hit_once(monkeypatch):
    monkeypatch.setattr("articles.index.search.RANKED", 15)
    for number in range(40):
        make_article(title=f"Water {number}", publishing_date=date(2020, 1, 1) + timedelta(days=number))
    snapshot = RequestSnapshot.take()

    pages = [snapshot.find(ReleaseQuery(words="water", rows=10, page=page)).ids for page in (1, 2, 3, 4, 5)]

    assert [len(page) for page in pages] == [10, 10, 10, 10, 0]
    assert len({pk for page in pages for pk in page}) == 40


def test_what_is_withdrawn_or_corrected_is_found_no_longer_by_its_old_words():
    editor = make_editor()
    withdrawn = make_article(title="Hedgehog one")
    corrected = make_article(title="Hedgehog two")
    workflow.withdraw(withdrawn, by=editor, reason="Wrong.")
    draft = workflow.open_new_edition(corrected, by=editor)
    draft.title = "Badger"
    draft.slug = ""
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    assert titles("hedgehog") == []
    assert titles("badger") == ["Badger"]


def test_what_is_scheduled_is_not_found_before_its_hour():
    editor = make_editor()
    draft = make_article(title="Zanzibarium", state="draft")
    issue(draft, by=editor, at=timezone.now() + timedelta(hours=1))
    assert titles("zanzibarium") == []

    workflow.cancel_schedule(draft, by=editor)
    assert titles("zanzibarium") == []

    issue(draft, by=editor)
    assert titles("zanzibarium") == ["Zanzibarium"]


def test_nothing_that_is_typed_is_an_error():
    make_article(title="One")

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(
        text=st.text(max_size=60)
        | st.lists(
            st.sampled_from(
                [
                    '"',
                    "AND",
                    "OR NOT",
                    "NEAR(",
                    "a:b",
                    "-",
                    "*",
                    "^",
                    "{",
                    "'",
                    ":*",
                    "&",
                    "|",
                    "!",
                    "один",
                    "one",
                    "\\",
                    "%",
                    "_",
                ]
            ),
            max_size=8,
        ).map(" ".join)
    )
    def check(text):
        if words.read(text):
            titles(text.replace("\x00", ""))

    check()


def test_a_search_that_finds_nothing_says_what_each_word_would_find(client):
    make_article(title="Hedgehogs at the border", type="news")
    make_article(title="Hedgehogs elsewhere", type="press-release")

    page = client.get("/news/?q=hedgehogs+zebra&type=news")

    assert [(word.text, word.total) for word in page.context["words_alone"]] == [
        ("hedgehogs", 1),
        ("zebra", 0),
    ]
    assert 'href="/news/?q=hedgehogs&amp;type=news"' in page.content.decode()


def test_what_holds_no_word_finds_nothing_and_is_said(client):
    make_article(title="Must not be listed")

    response = client.get("/news/?q=!!!")

    assert "Must not be listed" not in response.content.decode()
    assert response.context["misunderstood"][0].parameter == "q"


def test_marks_and_extracts_are_safe_against_markup():
    text = "<script>alert('water')</script> Waters & <b>watering</b> the garden"

    shown = marked(text, words.read("water"))

    assert "<script>" not in shown
    assert shown.count("<mark>") == 3
    assert "&amp; &lt;b&gt;" in shown


def test_an_extract_shows_the_words_around_the_first_hit():
    long = "Nothing here. " * 60 + "Then the hedgehog came. " + "Nothing again. " * 60

    piece = extract(["No animal.", long], words.read("hedgehog"))

    assert "hedgehog" in piece
    assert len(piece) < 320
    assert extract(["No animal."], words.read("hedgehog")) == ""


def test_a_search_asks_few_questions(client, django_assert_num_queries):
    for _ in range(5):
        make_article(title="Bridge and tunnel", structures=["secretariat"])
    client.get("/news/")

    # One for freshness, one a word, one for the ranking, two for the cards.
    with django_assert_num_queries(6):
        client.get("/news/?q=bridge+tunnel")
    # What was found for a frequent word is remembered.
    with django_assert_num_queries(4):
        client.get("/news/?q=bridge+tunnel&rows=50")


def test_what_is_remembered_of_a_word_follows_every_change(client):
    editor = make_editor()
    first = make_article(title="Bridge one", publishing_date=date(2024, 1, 1))
    make_article(title="Bridge three", publishing_date=date(2024, 3, 1))
    assert titles("bridge") == ["Bridge three", "Bridge one"]

    make_article(title="Bridge two", publishing_date=date(2024, 2, 1))
    make_article(title="A tunnel", publishing_date=date(2024, 2, 2))
    workflow.withdraw(first, by=editor, reason="Wrong.")

    assert titles("bridge") == ["Bridge three", "Bridge two"]
    assert titles("tunnel") == ["A tunnel"]
    assert titles("-tunnel bridge") == ["Bridge three", "Bridge two"]
