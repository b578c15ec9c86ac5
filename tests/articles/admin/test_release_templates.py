"""Templates: a new release begins with the text, terms and contact of one, and nothing ties it to it afterwards."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import offices
from articles.models import Article, ReleaseTemplate
from articles.models.facets import FIELDS
from taxonomy.models import FieldOfWork, ReleaseType, Structure
from tests.factories import NO_FILES, make_member

ADD, TEMPLATES = "/admin/articles/article/add/", "/admin/articles/releasetemplate/"
pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def report(db) -> ReleaseTemplate:
    made = ReleaseTemplate.objects.create(
        name="Daily report", title="Daily report XX", release_type=ReleaseType.objects.get(slug="news"),
        place="Kyiv", summary="Based on information of XX.", body="<p>The <b>mission</b> saw XX.</p>",
        contact="Press office, press@example.org",
    )  # fmt: skip
    made.structures.set(Structure.objects.filter(slug="secretariat"))
    made.fields_of_work.set(FieldOfWork.objects.filter(slug="elections"))
    return made


def test_a_release_is_written_from_a_template(client, report):
    writer = make_member("wanda", "Writer")
    client.force_login(writer)
    assertContains(client.get(ADD), f'<a href="{ADD}?template={report.pk}">Daily report</a>')

    form = client.get(ADD, {"template": report.pk}).context["adminform"].form
    begun = {name: form[name].value() for name in ReleaseTemplate.contents()}
    typed = begun | {"title": "Daily report 7", **NO_FILES}
    response = client.post(ADD, {name: value for name, value in typed.items() if value is not None})

    assert response.status_code == 302
    article = Article.objects.get()
    assert (article.title, article.place, article.contact) == ("Daily report 7", "Kyiv", report.contact)
    assert (article.summary, article.created_by) == (report.summary, writer)
    assert "saw XX." in article.body
    assert [one.slug for one in article.structures.all()] == ["secretariat"]
    assert [one.slug for one in article.fields_of_work.all()] == ["elections"]
    # The template changes and goes; what was written from it stays.
    report.delete()
    article.refresh_from_db()
    assert "saw XX." in article.body


def test_those_of_ones_office_come_first_and_what_is_not_there_begins_empty(client, report):
    ReleaseTemplate.objects.create(name="Advisory")
    writer = make_member("wanda", "Writer")
    client.force_login(writer)
    offices.choose(writer, [Structure.objects.get(slug="secretariat").pk])

    response = client.get(ADD, {"template": report.pk})

    assert [one.name for one in response.context["templates"]] == ["Daily report", "Advisory"]
    assertContains(response, 'aria-current="true">Daily report</a>')
    for number in ("999999", "x", "9" * 30):
        assert client.get(ADD, {"template": number}).context["adminform"].form["title"].value() is None
    ReleaseTemplate.objects.all().delete()
    assertNotContains(client.get(ADD), "Write from a template")


def test_editors_keep_the_templates_and_writers_do_not(client, report):
    sent = {"name": "Advisory", "language": "en", "body": "<p>Now</p><script>alert(1)</script>"}
    client.force_login(make_member("ed", "Editor"))
    assert client.post(f"{TEMPLATES}add/", sent).status_code == 302
    assert ReleaseTemplate.objects.get(name="Advisory").body == "<p>Now</p>"
    for role in ("Writer", "Publisher"):
        client.force_login(make_member(role.lower(), role))
        assert client.post(f"{TEMPLATES}add/", sent | {"name": "Mine"}).status_code == 403
        assert client.post(f"{TEMPLATES}{report.pk}/change/", sent).status_code == 403
    assert {one.name for one in ReleaseTemplate.objects.all()} == {"Daily report", "Advisory"}


def test_what_a_template_has_is_in_the_registry_of_fields():
    assert set(ReleaseTemplate.contents()) <= set(FIELDS)
    assert {"title", "body", "contact", "structures", "release_type"} <= set(ReleaseTemplate.contents())
