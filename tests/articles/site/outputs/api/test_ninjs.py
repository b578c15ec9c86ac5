"""Releases as ninjs: each is what the IPTC's schema says, and a withdrawn one is the notice alone."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from articles.editing import workflow
from articles.models import Article
from tests.factories import make_article, make_attachment, make_editor, make_picture
from tests.places import ROOT

SCHEMA = ROOT.parent.parent / "shared" / "schemas" / "ninjs-schema_3.1.json"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """The IPTC's own judge, which lies beside the project."""
    places = [SCHEMA, ROOT.parent / "shared" / "schemas" / SCHEMA.name]
    path = next((place for place in places if place.exists()), None)
    if path is None:
        pytest.skip("The schema of ninjs 3.1 is not there: ../shared/schemas/ninjs-schema_3.1.json")
    return Draft202012Validator(json.loads(Path(path).read_text()), format_checker=FormatChecker())


def whole() -> Article:
    article = make_article(
        structures=["secretariat"], fields_of_work=["elections"], countries=["albania"], tags=["Border"],
        body="<p>At the border.</p>", summary="Border.", place="TIRANA",
    )  # fmt: skip
    make_picture(article, alt="A hall", caption="The hall", credit="Somebody", is_lead=True)
    make_attachment(article, title="Report")
    return article


def test_a_release_is_what_the_schema_says(client, validator):
    article = whole()

    release = client.get(f"/api/v1/releases/{article.release}/ninjs").json()

    validator.validate(release)
    assert release["uri"] == f"http://testserver/news/{article.release}/"
    assert release["bodies"][0]["value"].startswith("<p>At the border.</p>")
    assert [place["name"] for place in release["places"]] == ["Albania"]
    assert {subject["name"] for subject in release["subjects"]} == {"Elections", "Border"}
    assert [part["type"] for part in release["associations"]] == ["picture", "component"]


def test_the_releases_of_a_query_are_one_package(client, validator):
    articles = [whole() for _ in range(11)]
    make_article()

    response = client.get("/api/v1/ninjs?structure=secretariat&rows=10")
    package = response.json()

    validator.validate(package)
    uris = [item["uri"] for item in package["associations"]]
    assert uris == [f"http://testserver/news/{article.release}/" for article in articles[:0:-1]]
    following = f"http://testserver/api/v1/ninjs?structure=secretariat&rows=10&cursor={articles[1].release}"
    assert response.headers["Link"] == f'<{following}>; rel="next"'


def test_a_question_without_an_answer_is_an_empty_package(client, validator):
    validator.validate(client.get("/api/v1/ninjs?structure=secretariat").json())


def test_a_withdrawn_release_is_cancelled_and_says_why(client, validator):
    article = whole()
    workflow.withdraw(article, by=make_editor(), reason="It was wrong.")

    response = client.get(f"/api/v1/releases/{article.release}/ninjs")

    validator.validate(response.json())
    assert (response.json()["pubStatus"], response.json()["edNote"]) == ("canceled", "It was wrong.")
    assert not {"bodies", "descriptions", "associations"} & set(response.json())


def test_an_unpublished_release_is_gone(client):
    article = make_article(state=Article.State.UNPUBLISHED)

    assert client.get(f"/api/v1/releases/{article.release}/ninjs").status_code == 410
    assert client.get("/api/v1/releases/99999/ninjs").status_code == 404
