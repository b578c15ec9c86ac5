"""What the desk says while somebody writes: lengths, the address, and a title that is taken."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from articles.admin.releases.form.writing_help import count_words
from articles.models import make_slug
from tests.factories import make_article, make_member

pytestmark = pytest.mark.usefixtures("terms")
ADVICE = "/admin/articles/article/title/"


def test_the_form_says_how_long_its_texts_are(client, editor):
    draft = make_article(
        state="draft", title="Twelve signs", summary="Four.", body="<p>Two words</p><p>and&nbsp;two.</p>"
    )

    page = client.get(reverse("admin:articles_article_change", args=[draft.pk]))

    assertContains(page, '<span data-length-of="title" data-most="110">12</span>')
    assertContains(page, '<span data-length-of="summary" data-most="300">5</span>')
    assertContains(page, '<span data-words-of="body">4</span>')


@pytest.mark.parametrize(
    ("html", "words"),
    [("", 0), ("<p>a</p><p>b c</p>", 3), ("<p>a&nbsp;b</p>", 2), ("<p>fish &amp; chips</p>", 3)],
)
def test_words_are_counted_between_tags(html, words):
    assert count_words(html) == words


@pytest.mark.parametrize("title", ["A bridge in Žepče", "Да", "x" * 300, "  a \n b "])
def test_the_slug_shown_is_the_one_that_saving_makes(client, editor, title):
    answer = client.get(ADVICE, {"title": title}).json()

    assert answer["slug"] == make_slug(" ".join(title.split()))


@pytest.mark.parametrize(
    ("facts", "is_taken"),
    [
        ({"publishing_date": timezone.localdate() - timedelta(days=2)}, True),
        ({"publishing_date": timezone.localdate() - timedelta(days=9)}, False),
        ({"state": "draft"}, True),
        ({"state": "draft", "title": "Another"}, False),
    ],
)
def test_a_title_that_another_release_of_this_week_has_is_warned_of(client, editor, facts, is_taken):
    other = make_article(**{"title": "A bridge", **facts})

    same = client.get(ADVICE, {"title": " a  Bridge"}).json()["same"]

    assert (f"Release {other.release} of this week has the same title" in same) is is_taken


def test_a_release_does_not_warn_of_itself(client, editor):
    draft = make_article(state="draft", title="A bridge")

    assert client.get(ADVICE, {"title": "A bridge", "release": draft.release}).json()["same"] == ""


@pytest.mark.parametrize("release", ["x", "-1", "9" * 40, "²"])
def test_an_odd_release_number_is_none(client, editor, release):
    make_article(state="draft", title="A bridge")

    assert "same title" in client.get(ADVICE, {"title": "A bridge", "release": release}).json()["same"]


def test_titles_of_drafts_are_for_those_who_may_see_them(client, db):
    make_article(state="draft", title="A bridge")
    client.force_login(make_member("stranger"))

    assert client.get(ADVICE, {"title": "A bridge"}).status_code == 403


def test_advice_takes_as_many_queries_for_any_number_of_releases(client, editor, django_assert_num_queries):
    for _ in range(20):
        make_article(state="draft", title="A bridge")

    with django_assert_num_queries(3):
        client.get(ADVICE, {"title": "A bridge"})


PASTE = "/admin/articles/article/paste/"


def test_pasted_html_comes_back_as_a_body_may_hold_it(client, editor):
    answer = client.post(PASTE, {"html": "<p>·   one</p><script>alert(1)</script>"})

    assert answer.json() == {"html": "<ul><li><p>one</p></li></ul>", "left_out": ""}


def test_who_pastes_is_told_what_was_left_out(client, editor):
    pasted = "<h1>A bridge.</h1><p>It is <del>not </del>open.</p>"

    answer = client.post(PASTE, {"html": pasted, "title": "A bridge"})

    assert answer.json() == {
        "html": "<p>It is open.</p>",
        "left_out": "Left out: the title, deleted or struck-out text.",
    }


def test_pasting_is_for_people_who_write(client, db):
    client.force_login(make_member("stranger"))

    assert client.post(PASTE, {"html": "<p>one</p>"}).status_code == 403


def test_pasting_is_a_post(client, editor):
    assert client.get(PASTE).status_code == 405
