"""Every error below /api/ is a problem that a program can read, and scripts of other sites may read all answers."""

import pytest
from django.test import Client

from articles.index import change_feed, outage
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.mark.parametrize("address", ["/api/v2/", "/api/v1/nothing", "/api/nothing/at/all"])
def test_an_address_that_is_none_is_a_problem(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json()["status"] == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)("/api/v1/changes")

    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_browsers_are_told_that_scripts_may_ask(client):
    response = client.options("/api/v1/changes", headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]


def test_nothing_can_be_written_by_those_who_prove_nothing():
    response = Client(enforce_csrf_checks=True).post("/api/v1/changes")

    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.fixture
def failing(monkeypatch, client):
    """A client of a server with one fault."""

    def fail(*_, **__):
        raise RuntimeError("A fault")

    monkeypatch.setattr(change_feed, "read", fail)
    client.raise_request_exception = False
    return client


def assert_is_problem(response, status: int):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json()["status"] == status
    assert response.json()["detail"].endswith(".")


def test_a_fault_of_ours_is_a_problem(failing):
    assert_is_problem(failing.get("/api/v1/changes"), 500)


def test_an_outage_is_a_problem_that_says_when_to_ask_again(client, monkeypatch):
    monkeypatch.setattr(outage, "is_on", lambda: True)
    monkeypatch.setattr(outage, "may_ask", lambda: False)

    response = client.get("/api/v1/releases")

    assert_is_problem(response, 503)
    assert response.headers["Retry-After"] == "5"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_body_that_is_too_big_is_a_problem(client):
    response = client.post("/api/v1/releases", b"x" * 100_000, content_type="text/plain")

    assert_is_problem(response, 413)


def test_a_request_that_cannot_be_read_is_a_problem(client):
    response = client.get("/api/v1/releases", headers={"Content-Type": "text/plain; charset=utf-16"})

    assert_is_problem(response, 400)


def test_errors_of_pages_stay_pages(client):
    assert client.get("/nowhere/").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/releases", 304),
        ("/api/v1/releases?rows=7", 400),
        ("/api/v1/releases?colour=red", 400),
        ("/api/v1/releases/999999", 404),
        ("/api/v1/releases?page=99", 404),
        ("/news/export.csv?type=gossip", 400),
        ("/news/999999/", 404),
    ],
)
def test_who_holds_any_answer_still_hears_that_there_is_none(client, address, status):
    make_article()

    response = client.get(address, headers={"If-None-Match": "*"})

    assert response.status_code == status
    assert status == 304 or response.content
