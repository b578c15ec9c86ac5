"""The register of press contacts: who may change it, and how a release takes a contact from it and keeps it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import checks, offices, workflow
from articles.models import Article, PressContact
from taxonomy.models import Structure
from tests.factories import FILED, NO_FILES, make_article, make_editor, make_member

REGISTER = "/admin/articles/presscontact/"
FACTS = {
    "name": "Maria Rossi", "role": "Spokesperson", "telephone": "+43 1 514 36 6000",
    "email": "maria@example.org", "languages": "English, Italian",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def save(client, article: Article, **changes):
    """Save the form of a draft as a browser sends it."""
    article.refresh_from_db()
    sent = {
        "title": article.title, "summary": article.summary, "body": article.body, "language": "en",
        "slug": article.slug, "release_type": article.release_type_id, "contact": article.contact,
        "structures": [one.pk for one in article.structures.all()],
        "fields_of_work": [one.pk for one in article.fields_of_work.all()],
        "version": article.lock_version, **NO_FILES,
    }  # fmt: skip
    return client.post(page_of(article), sent | changes)


def offered(client, article: Article) -> list[str]:
    field = client.get(page_of(article)).context["adminform"].form.fields["press_contact"]
    return [contact.name for contact in field.queryset]


def test_editors_and_publishers_keep_the_register_and_writers_only_read_it(client):
    for number, role in enumerate(("Editor", "Publisher"), 1):
        client.force_login(make_member(role.lower(), role))
        assert client.post(f"{REGISTER}add/", FACTS).status_code == 302
        assert PressContact.objects.count() == number
    contact = PressContact.objects.first()
    client.force_login(make_member("writer", "Writer"))

    assertContains(client.get(REGISTER), "Maria Rossi")
    assert client.post(f"{REGISTER}add/", FACTS).status_code == 403
    assert client.post(f"{REGISTER}{contact.pk}/change/", FACTS | {"name": "Me"}).status_code == 403
    assert client.post(f"{REGISTER}{contact.pk}/delete/", {"post": "yes"}).status_code == 403
    assert {contact.name for contact in PressContact.objects.all()} == {"Maria Rossi"}


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"telephone": "514 36 6000"}, "with the code of its country"),
        ({"telephone": "", "email": ""}, "Give a telephone number, a mail address, or both."),
    ],
)
def test_a_contact_that_nobody_could_reach_by_a_link_is_refused(client, editor, facts, complaint):
    response = client.post(f"{REGISTER}add/", FACTS | facts)

    assertContains(response, complaint)
    assert not PressContact.objects.exists()


def test_a_release_takes_the_lines_once_and_readers_get_links(client):
    editor = make_member("ed", "Editor")
    contact = PressContact.objects.create(**FACTS)
    article = make_article(state="draft", contact="Press office", created_by=editor, **FILED)
    client.force_login(editor)

    for _ in range(2):
        assert save(client, article, press_contact=contact.pk).status_code == 302

    article.refresh_from_db()
    lines = "Maria Rossi, Spokesperson\n+43 1 514 36 6000\nmaria@example.org\n(English, Italian)"
    assert article.contact == f"Press office\n\n{lines}"
    workflow.force_publish(article, by=make_editor("chief"), reason="Now.")
    page = client.get(article.get_absolute_url())
    assertContains(page, '<a href="tel:+431514366000" dir="ltr">+43 1 514 36 6000</a>')
    assertContains(page, '<a href="mailto:maria@example.org">maria@example.org</a>')
    assert client.get(f"/api/v1/releases/{article.release}").json()["contact"] == article.contact
    # The register goes on; the release says who answered for it.
    contact.delete()
    assertContains(client.get(article.get_absolute_url()), "Maria Rossi, Spokesperson")


def test_a_retired_contact_is_not_offered_and_drafts_that_name_it_are_warned_of(client):
    editor, today = make_member("ed", "Editor"), timezone.localdate()
    yesterday = today - timedelta(days=1)
    PressContact.objects.create(**FACTS | {"name": "Gone", "used_until": yesterday})
    PressContact.objects.create(name="Leaves today", email="today@example.org", used_until=today)
    mine = PressContact.objects.create(name="Zoe of my office", email="zoe@example.org")
    mine.offices.set(Structure.objects.filter(slug="secretariat"))
    offices.choose(editor, [Structure.objects.get(slug="secretariat").pk])
    draft = make_article(state="draft", contact="Gone, maria@example.org", created_by=editor, **FILED)
    client.force_login(editor)

    assert offered(client, draft) == ["Zoe of my office", "Leaves today"]
    gone = PressContact.objects.get(name="Gone")
    assert save(client, draft, press_contact=gone.pk).status_code == 200
    assertContains(client.get(page_of(draft)), "answers the press until")
    findings = checks.findings(draft, timezone.now())
    assert "retired-contact" in [finding.code for finding in findings]
    Article.objects.filter(pk=draft.pk).update(contact="Zoe of my office, zoe@example.org")
    assertNotContains(client.get(page_of(draft)), "answers the press until")
    # What is read and not written offers nothing.
    issued = make_article(contact="Gone, maria@example.org")
    assertNotContains(client.get(page_of(issued)), "Add from the register")
