"""What whoever reads an edition is told first, and what is told of a newer version."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.models import Article
from tests.factories import FILED, make_article, make_editor, make_member

pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


@pytest.fixture
def writer(db):
    return make_member("wanda", "Writer", first_name="Wanda", last_name="Writer")


@pytest.fixture
def submitted(writer) -> Article:
    """An edition that its writer handed in with a remark."""
    draft = make_article(state="draft", summary="Two lanes are open.", created_by=writer, **FILED)
    workflow.submit(draft, by=writer, version=draft.lock_version, remark="Ready, I think.")
    draft.refresh_from_db()
    return draft


def test_the_remark_of_who_submitted_stands_above_the_text(client, submitted):
    client.force_login(make_editor("edna"))

    response = client.get(page_of(submitted))

    page = response.content.decode()
    assertContains(response, "Submitted by Wanda Writer")
    assert page.index("Ready, I think.") < page.index('id="id_title"')


def test_what_changed_since_the_last_look_is_shown_to_who_had_looked(client, submitted, writer):
    edna, other = make_editor("edna"), make_editor("other")
    workflow.return_to_draft(submitted, by=edna, version=submitted.lock_version, remark="Three?")
    submitted.refresh_from_db()
    client.force_login(writer)
    workflow_save(submitted, writer, summary="Three lanes are open.")
    workflow.submit(submitted, by=writer, version=submitted.lock_version)

    client.force_login(edna)
    assertContains(client.get(page_of(submitted)), "Changed since you had it on")
    client.force_login(other)
    assertNotContains(client.get(page_of(submitted)), "Changed since you had it on")


def workflow_save(article: Article, by, **facts) -> None:
    for name, value in facts.items():
        setattr(article, name, value)
    workflow.save_draft(article, by=by)
    article.refresh_from_db()


def test_a_move_that_is_asked_for_beside_the_text_answers_with_an_address(client, submitted):
    client.force_login(make_editor("edna"))
    address = reverse("admin:articles_article_move", args=[submitted.pk, "return"])

    response = client.post(
        address,
        {"version": submitted.lock_version, "remark": "Three?"},
        headers={"accept": "application/json"},
    )

    assert response.json() == {"address": page_of(submitted)}
    assertContains(client.get(page_of(submitted)), "is now a draft")


@pytest.mark.parametrize(
    ("version", "is_told"), [("0", True), ("1", False), ("", False), ("x", False), ("9" * 40, False)]
)
def test_a_newer_version_is_told(client, writer, version, is_told):
    draft = make_article(state="draft", created_by=writer)
    workflow_save(draft, writer, summary="Three lanes are open.")
    client.force_login(make_editor("edna"))

    response = client.get(reverse("admin:articles_article_presence", args=[draft.pk]), {"version": version})

    assert ("Wanda Writer saved a newer version" in response.json()["newer"]) == is_told


def test_what_is_needed_to_save_and_to_publish_is_marked(client, writer):
    client.force_login(writer)

    page = client.get(reverse("admin:articles_article_add"))

    assertContains(page, '<span class="needed">needed to save</span>', count=1)
    assertContains(page, '<span class="needed">needed to publish</span>', count=1)
    assertContains(page, "this or the text is needed to publish")
