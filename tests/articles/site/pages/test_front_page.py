"""Editors put releases first on the front page until a day; without them the newest stand there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from articles.editing import workflow
from articles.models import FrontPageRelease
from tests.factories import make_article, make_editor, make_member
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")
ADD = "/admin/articles/frontpagerelease/add/"


@pytest.fixture
def releases():
    return [make_article(title=f"Note {number}") for number in range(6)]


def titles_of(client) -> list[str]:
    context = client.get("/").context
    return [card.url.rsplit("/", 2)[1] for card in (*context["lead"], *context["cards"])]


def choose(client, place: int, article, days: int = 2):
    until = timezone.localdate() + timedelta(days=days)
    return client.post(ADD, {"place": place, "release": article.release, "until": until.isoformat()})


def test_without_a_choice_the_newest_leads(client, releases):
    assert titles_of(client) == [f"note-{number}" for number in (5, 4, 3, 2, 1, 0)]


def test_an_editor_chooses_the_lead_and_the_next_and_readers_see_it_at_once(client, releases):
    assert b"Note 0" in fetch("/").content
    client.force_login(make_member("editor", "Editor"))

    choose(client, 1, releases[0])
    choose(client, 2, releases[2])

    assert titles_of(client) == [f"note-{number}" for number in (0, 2, 5, 4, 3, 1)]
    lead = fetch("/").content.decode().partition('<div class="home-lead">')[2].partition("</h2>")[0]
    assert "Note 0" in lead


def test_without_a_lead_the_newest_leads_and_the_chosen_follow(client, releases):
    client.force_login(make_member("publisher", "Publisher"))

    choose(client, 3, releases[1])

    assert titles_of(client)[:3] == ["note-5", "note-1", "note-4"]


def test_after_its_last_day_a_choice_means_nothing(client, releases):
    client.force_login(make_member("editor", "Editor"))

    choose(client, 1, releases[0], days=-1)

    assert titles_of(client)[0] == "note-5"


def test_a_choice_that_is_deleted_or_withdrawn_leaves_its_place_at_once(client, releases):
    client.force_login(make_member("editor", "Editor"))
    choose(client, 1, releases[0])
    choose(client, 2, releases[1])

    workflow.withdraw(releases[1], by=make_editor("withdrawer"), reason="Wrong.")
    assert titles_of(client)[:2] == ["note-0", "note-5"]
    lead = FrontPageRelease.objects.get(place=1)
    client.post(f"/admin/articles/frontpagerelease/{lead.pk}/delete/", {"post": "yes"})

    assert titles_of(client)[0] == "note-5"


def test_what_readers_may_not_see_is_refused(client):
    draft = make_article(state="draft")
    client.force_login(make_member("editor", "Editor"))

    assertContains(choose(client, 1, draft), f"Release {draft.release} is not public")
    assert not FrontPageRelease.objects.exists()


def test_a_writer_chooses_nothing(client, releases):
    client.force_login(make_member("writer", "Writer"))

    assert choose(client, 1, releases[0]).status_code == 403
