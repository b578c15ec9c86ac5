"""The description of the API: valid, and true of the answers; the page for people, and each of its examples."""

import re
from urllib.parse import urlsplit

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from articles.editing import workflow
from articles.models import Article
from articles.site.outputs.api.endpoints import ENDPOINTS
from tests.factories import issue, make_article, make_attachment, make_editor, make_picture
from tests.served import connections_left_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
DESCRIPTION = "/api/v1/openapi.json"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture
def releases(db) -> list[Article]:
    """Releases of all kinds: with everything, corrected, withdrawn, gone, and from right to left."""
    by = make_editor()
    whole = make_article(
        structures=["secretariat"], fields_of_work=["elections"], countries=["albania"], tags=["Border"],
        body="<p>At the border.</p>", summary="Border.",
    )  # fmt: skip
    make_picture(whole, alt="A hall")
    make_attachment(whole)
    corrected = make_article()
    issue(workflow.open_new_edition(corrected, by=by), by=by)
    withdrawn = make_article(state=Article.State.WITHDRAWN)
    gone = make_article(state=Article.State.UNPUBLISHED)
    return [whole, corrected, withdrawn, gone, make_article(language="he", title="שלום", type="")]


def test_the_description_is_valid(client):
    description = client.get(DESCRIPTION).json()

    OpenAPIV31SpecValidator(description).validate()

    assert description["openapi"].startswith("3.1")


def test_every_endpoint_is_described_and_indexed(client):
    description, index = client.get(DESCRIPTION).json(), client.get("/api/v1/").json()

    operations = {path["get"]["operationId"] for path in description["paths"].values()}
    assert operations == {endpoint.name for endpoint in ENDPOINTS}
    assert len(index["endpoints"]) == len(ENDPOINTS)
    assert client.get("/api/v1").headers["Location"] == "/api/v1/"


def test_every_example_of_the_page_is_answered_as_described(client, releases):
    page = client.get("/api/").content.decode()
    description = client.get(DESCRIPTION).json()
    schemas = {path["get"]["operationId"]: path["get"] for path in description["paths"].values()}
    examples = [
        example.replace("&amp;", "&") for example in re.findall(r'class="example" href="([^"]+)"', page)
    ]

    asked = set()
    for example in examples:
        parts = urlsplit(example)
        response = client.get(f"{parts.path}?{parts.query}")
        name = response.resolver_match.url_name
        assert response.status_code == 200, example
        (media_type,) = schemas[name]["responses"]["200"]["content"].items()
        assert response.headers["Content-Type"] == media_type[0]
        Draft202012Validator(media_type[1]["schema"]).validate(response.json())
        asked.add(name)

    assert asked == {endpoint.name for endpoint in ENDPOINTS}


def test_the_page_is_there_without_a_release(client):
    assert client.get("/api/").status_code == 200


@pytest.mark.parametrize("path", ["", "/editions", "?fields=title"])
def test_every_kind_of_release_is_answered_as_described(client, releases, path):
    description = client.get(DESCRIPTION).json()
    answers = description["paths"]["/releases/{number}" + path.partition("?")[0]]["get"]["responses"]

    for article in releases:
        response = client.get(f"/api/v1/releases/{article.release}{path}")
        ((media_type, content),) = answers[str(response.status_code)]["content"].items()
        assert response.headers["Content-Type"] == media_type
        schema = {**content["schema"], "components": description["components"]}
        Draft202012Validator(schema).validate(response.json())


def test_whatever_the_description_allows_is_answered_as_it_says(client, releases):
    asked = set()

    with connections_left_open():
        schema = schemathesis.openapi.from_wsgi(DESCRIPTION, get_wsgi_application())

        for result in schema.get_all_operations():
            operation = result.ok()

            @settings(max_examples=15, suppress_health_check=list(HealthCheck), derandomize=True)
            @given(operation.as_strategy())
            def ask(case):
                case.call_and_validate(checks=CHECKS)

            ask()
            asked.add(operation.path)

    assert len(asked) == len(ENDPOINTS)
