"""Who is at an edition sees who else is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.editing import presence
from articles.models import Presence
from tests.factories import make_article, make_editor, make_member, make_user

pytestmark = pytest.mark.usefixtures("terms")


def address_of(article) -> str:
    return reverse("admin:articles_article_presence", args=[article.pk])


def test_two_people_at_one_edition_see_each_other(client, editor):
    article = make_article(state="draft")
    presence.note(article, by=make_user("anna", first_name="Anna", last_name="Berg"))

    answer = client.post(address_of(article))

    since = timezone.localtime(Presence.objects.get(user__username="anna").since)
    assert answer.json() == {"present": f"Also here: Anna Berg (since {since:%H:%M})", "newer": ""}
    assert Presence.objects.count() == 2


def test_the_page_says_it_without_javascript_too(client, editor):
    article = make_article(state="draft")
    presence.note(article, by=make_editor("anna"))

    page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    assert "Also here: anna (since " in page
    assert Presence.objects.count() == 1, "looking at a page writes nothing"


def test_people_at_other_editions_are_not_here(client, editor):
    presence.note(make_article(state="draft"), by=make_editor("anna"))

    assert client.post(address_of(make_article(state="draft"))).json() == {"present": "", "newer": ""}


def test_who_has_gone_does_not_count_and_is_forgotten(client, editor):
    article = make_article(state="draft")
    gone = timezone.now() - timedelta(seconds=61)
    presence.note(article, by=make_editor("anna"), now=gone)

    assert client.get(address_of(article)).json() == {"present": "", "newer": ""}
    client.post(address_of(article))

    assert [one.user for one in Presence.objects.all()] == [editor]


def test_who_comes_back_within_a_minute_is_here_since_the_first_time(client, editor):
    article = make_article(state="draft")
    first = timezone.now() - timedelta(seconds=40)
    presence.note(article, by=editor, now=first)

    client.post(address_of(article))

    assert Presence.objects.get().since == first


@pytest.mark.parametrize("how_many", [1, 8])
def test_asking_takes_as_many_queries_for_any_number_of_people(
    client, editor, django_assert_num_queries, how_many
):
    article = make_article(state="draft")
    for _ in range(how_many):
        presence.note(article, by=make_user())
    client.post(address_of(article))

    # The session, the user, the edition, and three of its own.
    with django_assert_num_queries(6):
        client.post(address_of(article))


def test_whoever_may_not_see_releases_is_refused(client, db):
    article = make_article(state="draft")
    presence.note(article, by=make_editor("anna"))
    client.force_login(make_member("stranger"))

    answer = client.post(address_of(article))

    assert answer.status_code == 403
    assert "anna" not in answer.content.decode()
    assert Presence.objects.count() == 1


def test_a_user_who_leaves_takes_presence_along(db):
    anna = make_user("anna")
    presence.note(make_article(state="draft"), by=anna)

    anna.delete()

    assert not Presence.objects.exists()
