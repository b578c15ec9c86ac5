"""A superseded edition is hidden from readers, who are told why; the release stays as it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.models import Article
from tests.factories import make_article, make_attachment, make_editor, make_member

pytestmark = pytest.mark.usefixtures("terms")
NOTE = "It named a person who was not to be named."


@pytest.fixture
def editions(db) -> list[Article]:
    """Three editions of a release; the last one is live."""
    now = timezone.now()
    ends = [now - timedelta(days=3 - number) for number in range(3)]
    first = make_article(title="First", body="<p>Names.</p>", public_at=ends[0], public_until=ends[1])
    second = make_article(
        title="Second", release=first.release, edition=2, public_at=ends[1], public_until=ends[2]
    )
    return [first, second, make_article(title="Third", release=first.release, edition=3, public_at=ends[2])]


def hide(article: Article) -> None:
    workflow.hide(article, by=make_editor("publisher"), note=NOTE, remark="Asked by the family.")


def address_of(editions: list[Article], number: int) -> str:
    return f"{editions[-1].get_absolute_url()}editions/{number}/"


def test_its_address_says_why_and_the_other_editions_stay(client, editions):
    assertContains(client.get(address_of(editions, 1)), "Names.")
    hide(editions[0])

    gone = client.get(address_of(editions, 1))

    assertContains(gone, NOTE, status_code=410)
    assertNotContains(gone, "Names.", status_code=410)
    assertContains(client.get(address_of(editions, 2)), "Second")
    assert client.get(address_of(editions, 4)).status_code == 404


def test_the_list_of_editions_has_the_note_and_no_way_to_it(client, editions):
    make_attachment(editions[0])
    hide(editions[0])

    page = client.get(editions[-1].get_absolute_url())

    assertContains(page, NOTE)
    assertNotContains(page, "/editions/1/")
    assertContains(page, "/editions/2/")
    assert client.get(f"{editions[-1].get_absolute_url()}editions/1/compare/2/").status_code == 404
    listed = client.get(f"/api/v1/releases/{editions[0].release}").json()
    assert "Names." not in str(listed)


def test_readers_never_learn_the_reason_for_colleagues_and_it_can_be_shown_again(client, editions):
    hide(editions[0])
    assertNotContains(client.get(editions[-1].get_absolute_url()), "family")

    workflow.show(Article.objects.get(pk=editions[0].pk), by=make_editor())

    assertContains(client.get(address_of(editions, 1)), "Names.")
    verbs = list(editions[0].transitions.order_by("pk").values_list("verb", "remark"))
    assert verbs == [("hide", "Asked by the family."), ("show", "")]


def test_the_desk_asks_and_says_what_readers_are_told(client, editions):
    client.force_login(make_member("publisher", "Publisher"))
    address = reverse("admin:articles_article_move", args=[editions[0].pk, "hide"])
    version = editions[0].lock_version

    refused = client.post(address, {"version": version, "note": "", "remark": "Why"})
    assert refused.status_code == 200
    client.post(address, {"version": version, "note": NOTE, "remark": "Why"})

    page = client.get(reverse("admin:articles_article_change", args=[editions[0].pk]))
    assertContains(page, f"Hidden from readers, who are told: {NOTE}")
    assertContains(page, "Show this edition")
    assertNotContains(page, "Hide this edition")


@pytest.mark.parametrize(("role", "number"), [("Editor", 0), ("Writer", 0), ("Publisher", 2)])
def test_others_do_not_hide_it_and_nobody_hides_what_is_live(editions, role, number):
    member = make_member("member", role)

    with pytest.raises(workflow.NotPossible):
        workflow.hide(editions[number], by=member, note=NOTE, remark="x")

    assert not Article.objects.exclude(hidden_note="").exists()
