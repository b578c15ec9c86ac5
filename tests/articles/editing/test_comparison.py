"""Two editions of a release word by word: what differs, for whom, and how long it takes to say."""

import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import comparison
from articles.editing.comparison import ADDED, COMPARED, REMOVED, UNCHANGED, blocks_of, differences, lines
from articles.models import Article
from tests.factories import make_article, make_user

State = Article.State
WORD = "zanzibarium"
FIRST = datetime(2025, 1, 1, 9, tzinfo=UTC)


def content(**fields) -> comparison.Content:
    return dict.fromkeys((field.name for field in COMPARED), ()) | fields


def runs(before: str, after: str) -> list[tuple[str, str]]:
    """What differs between two one-line texts."""
    found = differences(content(summary=lines(before)), content(summary=lines(after)))
    return [(run.kind, run.text) for passage in found[0].passages for run in passage.runs]


def body_runs(before: str, after: str) -> list[tuple[str, list[tuple[str, str]]]]:
    found = differences(content(body=blocks_of(before)), content(body=blocks_of(after)))
    return [
        (passage.element, [(run.kind, run.text) for run in passage.runs])
        for difference in found
        for passage in difference.passages
    ]


def make_editions(how_many: int = 2, **facts) -> list[Article]:
    """Editions of one release, each public for a day, the last without end."""
    made: list[Article] = []
    for number in range(1, how_many + 1):
        start = FIRST + timedelta(days=number)
        end = start + timedelta(days=1) if number < how_many else None
        more = {"release": made[0].release} if made else {}
        text = f"The meeting took place in hall {number} of the palace."
        given = {"slug": "a-meeting", "title": "A meeting", "summary": text} | facts | more
        made.append(make_article(edition=number, public_at=start, public_until=end, **given))
    return made


def address(article: Article, number: int, other: int, slug: str = "") -> str:
    return reverse("comparison", args=[article.release, slug or article.address_slug, number, other])


# What differs


def test_words_are_kept_added_and_removed():
    assert runs("Ten monitors left Kyiv on Monday", "Twelve monitors left Kyiv early on Monday") == [
        (REMOVED, "Ten"), (ADDED, "Twelve"), (UNCHANGED, "monitors left Kyiv"), (ADDED, "early"), (UNCHANGED, "on Monday"),
    ]  # fmt: skip


def test_texts_that_share_next_to_nothing_stand_one_after_the_other():
    assert runs("Nothing is as it was", "Completely different words here") == [
        (REMOVED, "Nothing is as it was"),
        (ADDED, "Completely different words here"),
    ]


def test_what_is_equal_is_not_mentioned():
    same = content(title=lines("A title"), body=blocks_of("<p>A body</p>"))

    assert differences(same, same) == ()


def test_paragraphs_headings_lists_and_rows_stay_recognisable():
    body = (
        "<h2>Who</h2><p>One<br>two</p><ul><li><p>Item</p></li></ul><blockquote><p>Said</p></blockquote>"
        "<table><tr><th>A</th><td>B</td></tr></table>stray"
    )

    assert [(block.element, " ".join(block.words)) for block in blocks_of(body)] == [
        ("h2", "Who"), ("p", "One two"), ("li", "Item"), ("blockquote", "Said"), ("tr", "A | B"), ("p", "stray"),
    ]  # fmt: skip


def test_a_paragraph_that_became_a_heading_is_a_change():
    assert body_runs("<p>Next steps</p>", "<h2>Next steps</h2>") == [
        ("p", [(REMOVED, "Next steps")]),
        ("h2", [(ADDED, "Next steps")]),
    ]


def test_a_new_paragraph_leaves_its_neighbours_alone_and_far_ones_are_counted():
    paragraphs = [f"<p>Paragraph number {number}.</p>" for number in range(6)]

    found = body_runs("".join(paragraphs), "".join([*paragraphs[:3], "<p>New.</p>", *paragraphs[3:]]))

    assert found == [
        ("gap", []), ("p", [(UNCHANGED, "Paragraph number 2.")]), ("p", [(ADDED, "New.")]),
        ("p", [(UNCHANGED, "Paragraph number 3.")]), ("gap", []),
    ]  # fmt: skip


def test_another_address_behind_the_same_words_is_shown():
    found = body_runs(
        '<p>Read <a href="https://a.example/">the report</a> today.</p>',
        '<p>Read <a href="https://b.example/">the report</a> today.</p>',
    )

    assert found == [
        ("p", [(UNCHANGED, "Read the report"), (REMOVED, "[https://a.example/]"), (ADDED, "[https://b.example/]"),
               (UNCHANGED, "today.")])
    ]  # fmt: skip


def test_terms_and_tags_come_and_go_by_name(terms):
    before = make_article(structures=["secretariat", "permanent-council"], tags=("peace",), type="news")
    after = make_article(
        release=before.release, edition=2, public_at=None, state=State.DRAFT, structures=["secretariat"],
        tags=("peace", "water"), type="press-release", title=before.title, summary=before.summary,
        publishing_date=before.publishing_date, countries=["albania"],
    )  # fmt: skip

    found = differences(*comparison.contents_of([before, after], terms))

    runs_by_field = {
        difference.name: [(run.kind, run.text) for passage in difference.passages for run in passage.runs]
        for difference in found
    }
    assert runs_by_field == {
        "release_type": [(REMOVED, "News"), (ADDED, "Press release")],
        "structures": [(REMOVED, "Permanent Council"), (UNCHANGED, "Secretariat")],
        "countries": [(ADDED, "Albania")],
        "tags": [(UNCHANGED, "peace"), (ADDED, "water")],
    }


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=12).map(tuple)
BLOCKS = st.lists(st.builds(comparison.Block, st.sampled_from(["p", "li"]), WORDS.filter(bool)), max_size=8)


@settings(max_examples=200)
@given(BLOCKS, BLOCKS)
def test_what_was_kept_and_removed_is_the_text_before_and_what_was_kept_and_added_the_text_after(
    before, after
):
    found = comparison._passages(before, after, [comparison.BUDGET])

    def text(left_out):
        return " ".join(run.text for passage in found for run in passage.runs if run.kind != left_out).split()

    assert text(ADDED) == [word for block in before for word in block.words]
    assert text(REMOVED) == [word for block in after for word in block.words]


@pytest.mark.parametrize(("length", "how_many"), [(100, 300), (1_000, 30), (30_000, 1)])
def test_a_very_long_text_is_compared_in_little_time(length, how_many):
    chance = random.Random(7)
    before = [
        comparison.Block("p", tuple(f"w{int(chance.paretovariate(0.6))}" for _ in range(length)))
        for _ in range(how_many)
    ]
    after = [
        comparison.Block("p", tuple("x" if chance.random() < 0.2 else word for word in block.words))
        for block in before
    ]

    start = time.process_time()
    found = differences(content(body=tuple(before)), content(body=tuple(after)))

    assert found
    assert time.process_time() - start < 5


# For readers


def test_readers_see_what_changed_between_two_editions(client, terms):
    first, _ = make_editions()

    page = client.get(address(first, 1, 2))

    assertContains(page, '<del><span class="visually-hidden" lang="en" dir="ltr">removed: </span>1<')
    assertContains(page, '<ins><span class="visually-hidden" lang="en" dir="ltr">added: </span>2<')
    assertContains(page, '<meta name="robots" content="noindex">')
    assertContains(page, f'<link rel="canonical" href="http://testserver{first.get_absolute_url()}">')


def test_the_list_of_editions_leads_there_for_minor_ones_too(client, terms):
    first, second = make_editions()
    Article.objects.filter(pk=second.pk).update(public_until=FIRST + timedelta(days=5))
    make_article(
        release=first.release, edition=3, public_at=FIRST + timedelta(days=5), slug=first.slug,
        is_minor=True, minor_reason=WORD, title="A meeting",
    )  # fmt: skip

    page = client.get(first.get_absolute_url())
    minor = client.get(address(first, 2, 3))

    assertContains(page, address(first, 1, 2))
    assertContains(page, address(first, 2, 3))
    assertNotContains(page, address(first, 1, 3))
    assertContains(minor, "Minor correction")
    assertNotContains(minor, WORD)


def test_the_earlier_edition_comes_first_and_the_slug_is_the_present_one(client, terms):
    first, _ = make_editions()

    for wrong in (address(first, 2, 1), address(first, 1, 2, slug="another")):
        assertRedirects(client.get(wrong), address(first, 1, 2), status_code=301)


@pytest.mark.parametrize("pair", [(1, 1), (1, 3), (0, 1), (2, 99_999_999_999_999_999_999)])
def test_there_is_no_page_for_editions_that_are_not_there(client, terms, pair):
    first, _ = make_editions()

    assert client.get(address(first, *pair)).status_code == 404


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.SUBMITTED, State.APPROVED, "scheduled", State.UNPUBLISHED]
)
def test_an_edition_that_readers_may_not_read_is_not_compared(client, terms, state):
    facts = {"state": state}
    if state == "scheduled":
        later = timezone.now() + timedelta(hours=1)
        facts = {"public_at": later, "publishing_date": timezone.localdate(later)}
    elif state == State.UNPUBLISHED:
        facts |= {"public_until": FIRST + timedelta(days=9, hours=1)}
        facts |= {"public_at": FIRST + timedelta(days=9)}
    first, second = make_editions()
    if state == "scheduled":
        Article.objects.filter(pk=second.pk).update(public_until=later)
    make_article(
        release=first.release, edition=3, slug=first.slug, title=WORD, summary=WORD, body=WORD, **facts
    )

    for pair in ((1, 3), (2, 3)):
        answer = client.get(address(first, *pair))
        assert answer.status_code == 404
        assert WORD not in answer.content.decode()
    assert address(first, 2, 3) not in client.get(first.get_absolute_url()).content.decode()


def test_notes_for_colleagues_are_never_compared(client, terms):
    first, second = make_editions(editor_note="Before")
    Article.objects.filter(pk=second.pk).update(editor_note=WORD, minor_reason=WORD)

    assertNotContains(client.get(address(first, 1, 2)), WORD)


def test_nothing_of_a_release_taken_off_the_site_is_compared(client, terms):
    first, second = make_editions()
    Article.objects.filter(pk=second.pk).update(
        state=State.UNPUBLISHED, public_until=second.public_at + timedelta(hours=1)
    )

    assert client.get(address(first, 1, 2)).status_code == 410


@pytest.mark.parametrize("paragraphs", [1, 300])
def test_the_page_asks_a_constant_number_of_questions(client, terms, django_assert_num_queries, paragraphs):
    body = "".join(f"<p>Paragraph {number}.</p>" for number in range(paragraphs))
    first, _ = make_editions(body=body, structures=["secretariat"], tags=("peace",))
    client.get("/")

    with django_assert_num_queries(4):
        client.get(address(first, 1, 2))


# At the desk


def desk_address(article: Article, number: int) -> str:
    return reverse("admin:articles_article_compare", args=[article.pk, number])


def test_editors_compare_a_draft_with_what_readers_see(client, terms, editor):
    first, second = make_editions()
    draft = make_article(
        release=first.release, edition=3, state=State.DRAFT, slug=first.slug, title="A meeting",
        summary="The meeting took place in hall 5 of the palace.",
    )  # fmt: skip

    page = client.get(reverse("admin:articles_article_change", args=[draft.pk]))
    compared = client.get(desk_address(draft, 2))

    assertContains(page, desk_address(draft, 1))
    assertContains(page, desk_address(draft, 2))
    assertContains(compared, '<ins><span class="visually-hidden">added: </span>5<')
    assert client.get(desk_address(second, 3)).context["after"] == draft


def test_the_desk_compares_no_edition_with_itself_or_with_one_that_is_not_there(client, terms, editor):
    first, _ = make_editions()

    assert client.get(desk_address(first, 1)).status_code == 404
    assert client.get(desk_address(first, 9)).status_code == 404


def test_who_may_not_see_releases_compares_none(client, terms):
    first, _ = make_editions()
    client.force_login(make_user("stranger"))

    assert client.get(desk_address(first, 2)).status_code == 403


@pytest.mark.parametrize("paragraphs", [1, 300])
def test_the_desk_asks_a_constant_number_of_questions(
    client, terms, editor, django_assert_num_queries, paragraphs
):
    body = "".join(f"<p>Paragraph {number}.</p>" for number in range(paragraphs))
    first, _ = make_editions(body=body, structures=["secretariat"], tags=("peace",))
    client.get(desk_address(first, 2))

    with django_assert_num_queries(6):
        client.get(desk_address(first, 2))


def test_a_draft_without_a_date_can_be_compared(client, terms, editor):
    first, _ = make_editions(publishing_date=date(2025, 1, 1))
    draft = make_article(release=first.release, edition=3, state=State.DRAFT)

    assertContains(client.get(desk_address(draft, 1)), "1 January 2025")
