"""What is typed and not saved waits on the server, for its writer alone."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.editing import unsaved_texts
from articles.models import Article, UnsavedText
from tests.factories import NO_FILES, make_article, make_editor, make_member

pytestmark = pytest.mark.usefixtures("terms")
DRAFT, OTHER = "a" * 32, "b" * 32
FIELDS = {"title": ["A long bridge"], "version": ["0"]}
NEW = "/admin/articles/article/unsaved/"


@pytest.fixture
def article(db) -> Article:
    return make_article(state="draft", title="A bridge")


def address_of(article: Article) -> str:
    return reverse("admin:articles_article_unsaved", args=[article.pk])


def keep(client, address: str, draft: str = DRAFT, fields: object = FIELDS):
    return client.post(address, {"draft": draft, "fields": json.dumps(fields)})


def titles(client, address: str) -> list[str]:
    return [text["fields"]["title"][0] for text in client.get(address).json()["texts"]]


def test_what_was_typed_last_comes_back_and_the_release_stays_as_it_is(client, editor, article):
    keep(client, address_of(article), fields={"title": ["A lo"]})
    assert keep(client, address_of(article)).status_code == 200

    (text,) = client.get(address_of(article)).json()["texts"]

    assert (text["draft"], text["fields"]) == (DRAFT, FIELDS)
    assert abs(text["at"] / 1000 - timezone.now().timestamp()) < 60
    article.refresh_from_db()
    assert (article.title, article.lock_version) == ("A bridge", 0)
    assert not article.transitions.exists()


def test_a_new_release_and_an_edition_have_their_own(client, editor, article):
    keep(client, address_of(article))
    keep(client, NEW, OTHER, {"title": ["Quite new"]})

    assert titles(client, address_of(article)) == ["A long bridge"]
    assert titles(client, NEW) == ["Quite new"]


def test_nobody_else_sees_it_or_drops_it(client, editor, article):
    keep(client, address_of(article))
    client.force_login(make_editor("ben"))

    client.post(f"{NEW}{DRAFT}/drop/")

    assert titles(client, address_of(article)) == []
    assert (
        "A long bridge"
        not in client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    )
    assert UnsavedText.objects.get().user == editor


def test_dropping_it_forgets_it(client, editor, article):
    keep(client, address_of(article))

    client.post(f"{NEW}{DRAFT}/drop/")

    assert titles(client, address_of(article)) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_saving_forgets_the_text_of_that_form_and_no_other(client, editor, article, is_new):
    page = reverse("admin:articles_article_change", args=[article.pk])
    if is_new:
        page = reverse("admin:articles_article_add")
    address = NEW if is_new else address_of(article)
    keep(client, address)
    keep(client, address, OTHER, {"title": ["In another window"]})

    sent = {"title": "A long bridge", "language": "en", "version": "0", "draft": DRAFT, "_continue": "Save"}
    response = client.post(page, {**sent, **NO_FILES})

    assert response.status_code == 302
    assert titles(client, address) == ["In another window"]


@pytest.mark.parametrize(
    ("draft", "fields", "complaint"),
    [
        ("x", json.dumps(FIELDS), "Enter a valid value."),
        (DRAFT, "no JSON", "JSON object of lists"),
        (DRAFT, "[]", "JSON object of lists"),
        (DRAFT, '{"title": "A"}', "JSON object of lists"),
        (DRAFT, "[" * 100_000, "JSON object of lists"),
        (DRAFT, json.dumps({"title": ["x" * unsaved_texts.LONGEST]}), "Too long to be kept here"),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(client, editor, article, draft, fields, complaint):
    response = client.post(address_of(article), {"draft": draft, "fields": fields})

    assert response.status_code == 400
    assert complaint in response.json()["error"]
    assert not UnsavedText.objects.exists()


def test_of_one_release_the_texts_of_the_last_windows_stay(client, editor, article):
    for number in range(8):
        keep(client, address_of(article), f"{number:032}", {"title": [f"Text {number}"]})

    assert titles(client, address_of(article)) == [f"Text {number}" for number in (7, 6, 5, 4, 3)]


def test_who_may_not_change_an_edition_keeps_nothing_with_it(client, article):
    client.force_login(make_member("reader", "Publisher"))
    assert keep(client, address_of(article)).status_code == 403
    assert keep(client, NEW).status_code == 403

    client.force_login(make_member("writer", "Writer"))  # of releases of their own
    assert keep(client, address_of(article)).status_code == 403
    assert keep(client, NEW).status_code == 200


def test_the_worker_forgets_what_nobody_came_back_to(editor, article, capsys):
    now = timezone.now()
    for draft, age in ((DRAFT, timedelta(days=15)), (OTHER, timedelta(days=13))):
        unsaved_texts.keep(draft, json.dumps(FIELDS), by=editor, article=article, now=now - age)

    call_command("work", "--once")

    assert UnsavedText.objects.get().draft == OTHER
    assert "Cleared: 1 unsaved texts" in capsys.readouterr().out


def test_keeping_and_asking_take_few_queries(client, editor, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(
        9
    ):  # the session, the user, the edition, two transactions, two of its own
        keep(client, address_of(article))
    with django_assert_max_num_queries(4):
        titles(client, address_of(article))
