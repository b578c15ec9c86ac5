"""Assignment: an edition is somebody's to bring forward, until a time; they are told, and what is late stands first."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import offices, workflow
from articles.models import Article, Assignment
from taxonomy.models import Structure
from tests.factories import make_article, make_editor, make_member
from tests.worker import work_once

LIST, FRONT = "/admin/articles/article/", "/admin/"
NOTICES = f"{LIST}notices/"
pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def people(db) -> dict:
    return {
        name: make_member(name, name.capitalize(), email=f"{name}@example.org")
        for name in ("writer", "editor", "publisher")
    }


def page_of(article: Article) -> str:
    return f"{LIST}{article.pk}/change/"


def assign(client, article: Article, person="", day: str = "", hour: str = ""):
    """What the page of the move sends."""
    return client.post(
        f"{LIST}{article.pk}/assign/move/",
        {
            "person": getattr(person, "pk", ""), "due_at_0": day, "due_at_1": hour,
            "version": article.lock_version,
        },
    )  # fmt: skip


def told(client, user) -> list[str]:
    client.force_login(user)
    return [f"{one.about} {one.what}: {one.remark}" for one in client.get(NOTICES).context["notices"]]


def test_the_person_is_told_and_finds_it_in_a_list_of_their_own(client, people, mailoutbox, settings):
    settings.SITE_URL = "https://newsroom.example.org"
    article = make_article(state="draft", title="A bridge", created_by=people["writer"])
    # In nobody's office, the person's least of all.
    offices.choose(people["editor"], [Structure.objects.get(slug="secretariat").pk])
    client.force_login(people["publisher"])
    version = article.lock_version

    assert assign(client, article, people["editor"], "2050-05-04", "12:00").status_code == 302

    article.refresh_from_db()
    # What others have open stays valid.
    assert article.lock_version == version
    assertContains(client.get(page_of(article)), "Assigned to <strong>editor</strong>, due")
    assertContains(client.get(LIST), "due 4 May 2050, 12:00")
    due = "To editor, due Wednesday 4 May 2050, 12:00 Europe/Vienna."
    history = client.get(f"{LIST}history/{article.release}/").context["entries"]
    sentence = "Assigned to editor, due Wednesday 4 May 2050, 12:00 Europe/Vienna"
    assert [(entry.what, entry.remark) for entry in history] == [(sentence, "")]
    assert told(client, people["writer"]) == []
    assert told(client, people["editor"]) == [f"A bridge was assigned to you: {due}"]
    work_once()
    [mail] = mailoutbox
    assert (mail.subject, mail.to) == ("Assigned to you: A bridge", ["editor@example.org"])
    assert due in mail.body
    response = client.get(LIST, {"queue": "assigned"})
    assert [row.title for row in response.context["cl"].result_list] == ["A bridge"]
    assert {queue.label: queue.count for queue in response.context["queues"]}["Assigned to me"] == "1"


def test_only_who_may_change_the_edition_gets_it_and_only_who_may_gives_it(client, people):
    article = make_article(state="draft", created_by=people["writer"])
    other = make_member("other", "Writer")
    client.force_login(people["editor"])
    response = client.get(f"{LIST}{article.pk}/assign/move/")
    offered = {str(person) for person in response.context["form"].fields["person"].queryset}
    assert {"writer", "editor"} <= offered
    assert not {"other", "publisher"} & offered

    assert assign(client, article, other).status_code == 200
    with pytest.raises(workflow.NotPossible, match="may not change this edition"):
        workflow.assign(article, by=people["editor"], person=other)
    with pytest.raises(workflow.NotPossible, match="Say who"):
        workflow.assign(article, by=people["editor"], person=None, due_at=timezone.now())
    client.force_login(other)
    assert assign(client, article, people["editor"]).status_code == 403

    assert not Assignment.objects.exists()
    assert not article.transitions.exists()


def test_who_got_it_last_has_it_and_nobody_once_it_is_taken_away(client, people, mailoutbox):
    article = make_article(state="draft", created_by=people["writer"])
    for person in (people["editor"], people["writer"]):
        workflow.assign(article, by=people["publisher"], person=person)
    work_once()
    # The first one was overtaken before it was sent.
    assert [mail.to for mail in mailoutbox] == [["writer@example.org"]]
    assert told(client, people["editor"]) == []
    assert len(told(client, people["writer"])) == 1

    workflow.assign(article, by=people["publisher"], person=None)

    assert told(client, people["writer"]) == []
    assertContains(client.get(page_of(article)), "Assigned to nobody.")


def test_what_is_overdue_stands_first_on_the_front_page_until_it_is_published(client, people):
    chief, now = make_editor("chief"), timezone.now()
    dues = {"Some day": None, "Next week": now + timedelta(days=7), "Late": now - timedelta(hours=1)}
    for title, due_at in dues.items():
        article = make_article(state="submitted", title=title)
        workflow.assign(article, by=chief, person=people["editor"], due_at=due_at)
    client.force_login(people["editor"])

    response = client.get(FRONT)

    first = response.context["home"].panels[0]
    assert (first.name, [str(line.edition) for line in first.lines]) == (
        "assigned",
        ["Late", "Next week", "Some day"],
    )
    assertContains(response, "overdue since", count=1)
    assertContains(client.get(LIST), "overdue since", count=1)
    workflow.force_publish(Article.objects.get(title="Late"), by=chief, reason="Now.")
    assertNotContains(client.get(FRONT), "overdue since")
    assertNotContains(client.get(LIST), "overdue since")
