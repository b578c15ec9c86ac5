"""Vocabularies and counts in the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models.facets import OF_TERMS
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.mark.parametrize("name", OF_TERMS)
def test_a_vocabulary_has_all_its_terms(client, terms, name):
    answer = client.get(f"/api/v1/terms/{name}").json()

    assert [term["slug"] for term in answer["terms"]] == [entry.slug for entry in terms[name]]


def test_a_term_has_its_names_over_time_its_place_and_its_releases(client):
    term = Structure.objects.get(slug="secretariat")
    term.names.create(name="Old house", used_from="1999-01-01", used_until="2001-12-31")
    vocabulary.record_change()
    make_article(structures=["secretariat"])

    terms = {one["slug"]: one for one in client.get("/api/v1/terms/structure").json()["terms"]}

    secretariat = terms["secretariat"]
    former = {
        "name": "Old house",
        "kind": "former",
        "language": "en",
        "from": "1999-01-01",
        "until": "2001-12-31",
    }
    assert former in secretariat["names"]
    assert secretariat["releases"] == 1
    assert secretariat["url"] == "http://testserver/structures/secretariat/"
    assert {one["parent"] for one in terms.values()} <= {*terms, None}
    assert any(one["country"] for one in terms.values())


def test_there_are_no_other_vocabularies(client):
    assert client.get("/api/v1/terms/colour").status_code == 404


def test_counts_are_those_of_the_listing(client):
    make_article(structures=["secretariat"], countries=["albania"])
    make_article(structures=["permanent-council"])

    answer = client.get("/api/v1/facets?structure=secretariat").json()
    page = client.get("/news/?structure=secretariat").context["result"]

    assert answer["total"] == 1
    counts = {
        name: {value["value"]: value["releases"] for value in facet["values"]}
        for name, facet in answer["facets"].items()
    }
    assert counts == {name: {str(value): n for value, n in page.counts[name].items()} for name in counts}
    assert counts["structure"]["permanent-council"] == 1


def test_a_value_that_the_query_names_is_counted_even_if_nothing_is_found(client):
    make_article(structures=["secretariat"])

    facets = client.get("/api/v1/facets?country=albania&year=1999").json()["facets"]

    assert facets["country"]["values"] == [{"value": "albania", "name": "Albania", "releases": 0}]
    assert [one["releases"] for one in facets["year"]["values"] if one["value"] == "1999"] == [0]
    assert "structure" in facets
    assert facets["structure"]["values"] == []


@pytest.mark.parametrize("query", ["colour=red", "rows=10", "type=none"])
def test_counts_of_what_is_not_understood_are_a_problem(client, query):
    assert client.get(f"/api/v1/facets?{query}").status_code == 400


@pytest.mark.parametrize(
    "address", ["/api/v1/terms/structure", "/api/v1/facets", "/api/v1/", "/api/v1/openapi.json"]
)
def test_terms_and_counts_ask_the_database_for_nothing_but_whether_they_changed(client, address):
    make_article()
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    assert len(queries) == 1
