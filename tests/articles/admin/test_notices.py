"""The bell: people are told what others did that concerns them, and of what they want to be told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import desk_notices, review_links, workflow
from articles.models import Article, ReviewAnswer, Transition
from tests.factories import FILED, issue, make_article, make_editor, make_member, make_user

pytestmark = pytest.mark.usefixtures("terms")
NOTICES = "/admin/articles/article/notices/"


@pytest.fixture
def people(db) -> dict:
    return {name: make_member(name, name.capitalize()) for name in ("writer", "editor", "publisher")}


def told(client, user) -> list[str]:
    """What the page tells somebody, newest first."""
    client.force_login(user)
    return [f"{notice.about} {notice.what}" for notice in client.get(NOTICES).context["notices"]]


def new(client, user) -> int:
    client.force_login(user)
    return client.get(f"{NOTICES}count/").json()["new"]


def test_each_hears_of_what_waits_for_them_and_what_became_of_their_own(client, people):
    draft = make_article(state="draft", title="A bridge", created_by=people["writer"], **FILED)
    workflow.submit(draft, by=people["writer"])
    assert told(client, people["editor"]) == ["A bridge waits for a review"]
    assert told(client, people["publisher"]) == told(client, people["writer"]) == []

    workflow.return_to_draft(Article.objects.get(), by=people["editor"], remark="Which bridge?")
    assert told(client, people["writer"]) == ["A bridge was returned"]
    assertContains(client.get(NOTICES), "Which bridge?")
    workflow.submit(Article.objects.get(), by=people["writer"])
    workflow.approve(Article.objects.get(), by=people["editor"])
    assert told(client, people["publisher"]) == ["A bridge was approved"]

    workflow.publish(Article.objects.get(), by=people["publisher"])
    assert told(client, people["writer"])[0].startswith("A bridge was published; live since ")


def test_what_is_scheduled_says_for_when(client, people):
    draft = make_article(state="draft", title="A bridge", created_by=people["writer"], **FILED)

    issue(draft, by=make_editor("chief"), at=timezone.now() + timedelta(days=2))

    assert told(client, people["writer"])[0].startswith("A bridge was scheduled for ")


def test_a_reviewers_comment_reaches_who_made_the_link(client, people):
    draft = make_article(state="submitted", title="A bridge")
    review_links.make_link(draft, by=people["editor"], asks_for="comment")
    ReviewAnswer.objects.create(
        link=draft.review_links.get(), name="The mayor", comment="Three lanes", lock_version=0
    )

    assert told(client, people["editor"]) == ["A bridge has a reviewer's comment"]
    assert told(client, people["publisher"]) == []


def test_the_bell_counts_what_is_new_until_it_was_seen(client, people):
    draft = make_article(state="draft", title="A bridge")
    workflow.submit(draft, by=make_editor("colleague"))
    assert new(client, people["editor"]) == 1
    assertContains(client.get("/admin/"), 'id="bell"')

    client.post(NOTICES)

    assert new(client, people["editor"]) == 0
    assert told(client, people["editor"]) == ["A bridge waits for a review"]
    workflow.submit(make_article(state="draft"), by=make_editor("other"))
    assert new(client, people["editor"]) == 1


def test_a_kind_that_is_switched_off_is_not_told(client, people):
    workflow.submit(make_article(state="draft", title="A bridge"), by=make_editor("colleague"))
    client.force_login(people["editor"])

    client.post(NOTICES, {"kinds": "1", "desk": ["returned", "nonsense"]})

    assert (told(client, people["editor"]), new(client, people["editor"])) == ([], 0)
    assert desk_notices.settings_of(people["editor"]).muted == [
        kind for kind in desk_notices.KINDS if kind != "returned"
    ]
    client.post(NOTICES, {"kinds": "1", "desk": list(desk_notices.KINDS)})
    assert told(client, people["editor"]) == ["A bridge waits for a review"]


def test_what_is_old_is_not_told_and_nobody_is_told_of_their_own_moves(client, people):
    workflow.submit(make_article(state="draft"), by=people["editor"])
    workflow.submit(make_article(state="draft"), by=make_editor("colleague"))
    Transition.objects.exclude(by=people["editor"]).update(at=timezone.now() - timedelta(days=31))

    assert told(client, people["editor"]) == []


def test_who_sees_no_releases_has_no_bell(client):
    client.force_login(make_member("stranger"))

    assertNotContains(client.get("/admin/"), 'id="bell"')
    assert client.post(NOTICES).status_code == 403


@pytest.mark.parametrize("how_many", [1, 30])
def test_it_asks_as_often_for_any_number_of_notices(client, people, how_many, django_assert_max_num_queries):
    for number in range(how_many):
        workflow.submit(make_article(state="draft"), by=make_user(f"u{number}", "change_article"))
    client.force_login(people["editor"])

    with django_assert_max_num_queries(9):
        client.get(NOTICES)
    with django_assert_max_num_queries(9):
        client.get(f"{NOTICES}count/")
