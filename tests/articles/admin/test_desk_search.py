"""The desk's search: editions in any state, exactly those with the words in title, place or summary, or the number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.index.search import desk
from articles.models import Article, Change
from tests.factories import issue, make_article

State = Article.State
LIST = "/admin/articles/article/"
MOST_QUERIES_OF_NONE = 20

pytestmark = pytest.mark.usefixtures("terms")


def titles_of(text: str) -> list[str]:
    return sorted(Article.objects.filter(desk.condition_for(text)).values_list("title", flat=True))


STATES = {
    "draft": {"state": State.DRAFT},
    "submitted": {"state": State.SUBMITTED},
    "approved": {"state": State.APPROVED},
    "scheduled": {"public_at": timezone.now() + timedelta(days=365)},
    "live": {},
    "superseded": {"public_until": timezone.now() - timedelta(days=1)},
    "withdrawn": {"state": State.WITHDRAWN},
    "unpublished": {"state": State.UNPUBLISHED},
}


@pytest.mark.parametrize("standing", STATES)
@pytest.mark.parametrize(
    "typed",
    [
        "hedgehog",
        "HEDGEHOG",
        "hedgehogs",
        "hedg",
        "meadow",
        "sirnak",
        "türkiye",
        "tuz",
        "hedgehog meadow",
        '"small hedgehog"',
        "hedgehog -bridge",
        "еж",
        "ЁЖ",
        "dniester",
        "Dnièster riv",
        "hedgehog river",
        '"dniester river"',
        "hedgehog AND (",
        "badger OR hedgehog",
        "a hedgehog (meadow OR forest)",
        "title:hedgehog",
        "hedg* meadow",
    ],
)
def test_words_of_title_place_summary_and_tags_find_an_edition_in_any_state(standing, typed):
    make_article(
        title="A small hedgehog",
        summary="In a meadow of Turkiye: Ёж.",
        place="Şırnak, Tuzla",
        tags=["Dniester river", "animals"],
        **STATES[standing],
    )
    make_article(title="A bridge", summary="It was opened.", tags=["bridges"], **STATES[standing])

    assert titles_of(typed) == ["A small hedgehog"]


@pytest.mark.parametrize("standing", STATES)
@pytest.mark.parametrize(
    "typed",
    [
        "hedgehog bridge",
        '"hedgehog small"',
        "hedgehog -meadow",
        "edgehog",
        "body",
        "-bridge",
        "…",
        "hedgehog -dniester",
        "dniester -hedgehog",
        "dniester bridge",
        '"river animals"',
        '"meadow dniester"',
    ],
)
def test_what_does_not_have_all_the_words_is_not_found(standing, typed):
    make_article(
        title="A small hedgehog",
        summary="It lives in a meadow.",
        body="<p>body text</p>",
        tags=["Dniester river", "animals"],
        **STATES[standing],
    )

    assert titles_of(typed) == []


@pytest.mark.parametrize(
    "typed", ["lorries", "lorry", "LORR", '"two lorries"', "hedgehog lorries", "lorries -bridge", "Bosnie"]
)
def test_the_text_of_a_draft_that_somebody_works_on_is_searched(editor, typed):
    facts = {"state": State.DRAFT, "created_by": editor}
    make_article(title="A hedgehog", body="<p>It met two <b>lorries</b>.</p><p>In Bosnié.</p>", **facts)
    make_article(title="A badger", body="<p>It met two old trucks on a bridge.</p>", **facts)

    assert titles_of(typed) == ["A hedgehog"]


def test_words_of_its_text_leave_a_draft_out_and_are_no_words_of_its_title(editor):
    facts = {"state": State.DRAFT, "created_by": editor}
    make_article(title="A hedgehog", body="<p>It met lorries.</p>", **facts)

    assert titles_of("hedgehog -lorries") == []
    assert titles_of("title:lorries") == []


def test_what_was_saved_last_is_searched(editor):
    draft = make_article(title="A hedgehog", body="<p>Lorries.</p>", state=State.DRAFT, created_by=editor)
    assert titles_of("lorries") == ["A hedgehog"]

    draft.body = "<p>Trains.</p>"
    workflow.save_draft(draft, by=editor)

    assert (titles_of("lorries"), titles_of("trains")) == ([], ["A hedgehog"])


def test_the_list_searches_so(client, editor):
    make_article(title="A hedgehog")
    make_article(title="A bridge")

    response = client.get(LIST, {"q": "hedgehogs"})

    assert [article.title for article in response.context["cl"].result_list] == ["A hedgehog"]


@pytest.mark.parametrize("standing", STATES)
def test_a_number_finds_its_release_and_texts_with_it(standing):
    make_article(title="The one", release=4711, **STATES[standing])
    make_article(title="Decision 4711", **STATES[standing])
    make_article(title="Another", release=47111, **STATES[standing])

    assert titles_of(" 4711 ") == ["Decision 4711", "The one"]


@pytest.mark.parametrize(
    "typed", ["#4711", "release 4711", "Release #4711", " release no. 4711 ", "RELEASE  4711"]
)
def test_a_number_finds_its_release_as_the_desk_writes_it(typed):
    make_article(title="The one", release=4711)
    make_article(title="Another", release=47111)

    assert titles_of(typed) == ["The one"]


@pytest.mark.parametrize("typed", ["4711 47111", "released 4711", "release 4711 hedgehog", "release", "#"])
def test_a_number_among_other_words_is_one_of_the_words(typed):
    make_article(title="The one", release=4711)

    assert titles_of(typed) == []


@pytest.mark.parametrize("typed", ["9" * 40, "٤٧", "'", '"', "%", "_", "*", "a OR b", ":*", "(", "- -"])
def test_nothing_typed_is_an_error(client, editor, typed):
    make_article(title="A hedgehog")

    assert client.get(LIST, {"q": typed}).status_code == 200


def test_a_draft_is_found_at_once_and_by_its_new_words_after_each_move(editor):
    published = make_article(title="A bridge")
    draft = workflow.open_new_edition(published, by=editor)
    draft.title, draft.change_note = "A tunnel", "It is one."
    workflow.save_draft(draft, by=editor)
    assert (titles_of("tunnel"), titles_of("bridge")) == (["A tunnel"], ["A bridge"])

    issue(draft, by=editor)

    assert (titles_of("tunnel"), titles_of("bridge")) == (["A tunnel"], ["A bridge"])
    workflow.withdraw(Article.objects.get(pk=draft.pk), by=editor, reason="It was neither.")
    assert titles_of("tunnel") == ["A tunnel"]


def test_a_deleted_draft_is_not_found(editor):
    draft = make_article(title="A tunnel", state=State.DRAFT)

    workflow.delete_draft(draft, by=editor)

    assert titles_of("tunnel") == []


@pytest.mark.parametrize("typed", ["bridge", "one two three four five -six"])
def test_a_search_asks_two_questions_however_many_words_and_matches_it_has(typed):
    for number in range(30):
        make_article(title=f"Bridge {number}", state=State.DRAFT if number % 2 else State.PUBLISHED)

    with CaptureQueriesContext(connection) as asked:
        desk.condition_for(typed)

    assert len(asked) == 2


def test_a_word_that_tags_have_asks_one_question_more_however_many_have_it():
    for number in range(30):
        tags = [f"Bridge {number}", f"Bridges of {number}"]
        make_article(tags=tags, state=State.DRAFT if number % 2 else State.PUBLISHED)

    with CaptureQueriesContext(connection) as asked:
        condition = desk.condition_for("bridge -tunnel")

    assert len(asked) == 3
    assert Article.objects.filter(condition).count() == 30


# When nothing is found


def test_a_slip_is_told_of_with_what_was_meant(client, editor):
    make_article(title="Border management in Moldova")

    for typed, meant in (("Moldva", "Moldova"), ("bordr management", "border management")):
        response = client.get(LIST, {"q": typed})
        assertContains(response, f"has “{typed}” in its title, place, summary or tags")
        assertContains(response, f"<strong>{meant}</strong></a>?")
        link = response.context["nothing"].meant.address
        assert [article.title for article in client.get(LIST + link).context["cl"].result_list] == [
            "Border management in Moldova"
        ]


def test_what_the_desk_would_not_find_either_is_not_meant(client, editor):
    make_article(title="A hedgehog", body="<p>It met lorries.</p>")

    response = client.get(LIST, {"q": "lorrjes"})

    assertNotContains(response, "Did you mean")


def test_what_only_the_body_of_a_published_release_has_is_a_link_to_the_site(client, editor):
    make_article(title="A hedgehog", body="<p>It met lorries.</p>")
    make_article(title="A draft", body="<p>It met lorries.</p>", state=State.DRAFT)

    response = client.get(LIST, {"q": "lorries"})

    assertContains(response, '<a href="/news/?q=lorries">1 published release on the site</a>')
    assertContains(client.get("/news/?q=lorries"), "A hedgehog")


def test_filters_that_leave_nothing_can_be_taken_away(client, editor):
    make_article(title="A hedgehog")

    searched = client.get(LIST, {"q": "hedgehog", "standing": "draft", "publishing_date__year": "1990"})
    filtered = client.get(LIST, {"standing": "draft"})

    assertContains(searched, "No release under these filters has “hedgehog”")
    assertContains(searched, '<a href="?q=hedgehog">Search all releases, without the filters</a>')
    assertContains(filtered, "No release is under these filters.")
    assertContains(filtered, '<a href="?">Take the filters away</a>')


def test_a_list_with_releases_says_nothing_of_the_kind(client, editor):
    make_article(title="A hedgehog")

    assert "nothing" not in client.get(LIST, {"q": "hedgehog"}).context


@pytest.mark.parametrize("typed", ["<b>&", "word " * 40, "-"])
def test_nothing_typed_breaks_what_is_said_of_it(client, editor, typed):
    response = client.get(LIST, {"q": typed, "standing": "draft"})

    assert response.status_code == 200
    assertNotContains(response, "<b>&")


@pytest.mark.parametrize("how_many", [1, 40])
def test_a_list_without_a_release_asks_a_constant_number_of_questions(client, editor, how_many):
    for number in range(how_many):
        make_article(title=f"Border {number}", tags=[f"Moldova {number}"])
    client.get(LIST, {"q": "bordr"})

    with CaptureQueriesContext(connection) as asked:
        client.get(LIST, {"q": "bordr"})

    # Besides those of any list: the snapshot, the index for each word and spelling, and whether the desk finds them.
    assert len(asked) <= MOST_QUERIES_OF_NONE


WORDS = st.lists(st.sampled_from(["bridge", "water", "gas", "мир", "élan"]), max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.tuples(WORDS, WORDS, st.sampled_from(sorted(STATES))), min_size=1, max_size=6),
    wanted=st.lists(st.sampled_from(["bridge", "water", "gas", "мир", "elan"]), min_size=1, max_size=3),
)
def test_it_finds_what_reading_every_text_finds(db, texts, wanted):
    Article.objects.all().delete()
    expected = []
    for title, summary, standing in texts:
        article = make_article(title=" ".join(["x", *title]), summary=" ".join(summary), **STATES[standing])
        plain = {word.replace("é", "e") for word in (*title, *summary)}
        if set(wanted) <= plain:
            expected.append(article.pk)

    ids = set(Article.objects.filter(desk.condition_for(" ".join(wanted))).values_list("pk", flat=True))

    assert ids == set(expected)


def test_what_it_finds_can_be_part_of_another_question():
    """As an action on all that a search found asks: about rows of its own, not about those of the question around it."""
    hedgehog, _ = make_article(title="Hedgehog"), make_article(title="Badger")
    editions = Article.objects.filter(desk.condition_for("hedgehog"))

    inner = Article.objects.filter(pk__in=editions.values("pk"))
    moves = Change.objects.filter(article__in=editions.values("pk"))

    assert inner.get() == hedgehog
    assert set(moves.values_list("article", flat=True)) == {hedgehog.pk}
    assert str(inner.query).count('U0."position"') == 1
