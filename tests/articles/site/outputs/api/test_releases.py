"""Releases in the API: the same as in the listing, a page at a time, one of them, its editions."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.editing import workflow
from articles.models import Article
from articles.site.outputs.api.release_fields import MEMBERS
from tests.factories import issue, make_article, make_attachment, make_editor, make_picture

API = "/api/v1/releases"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def ask(client, path: str = "", **parameters) -> dict:
    response = client.get(API + path, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def follow(client, address: str) -> list[dict]:
    """All pages from an address on, as `next` leads."""
    pages = []
    while address:
        parts = urlsplit(address)
        pages.append(client.get(f"{parts.path}?{parts.query}").json())
        address = pages[-1]["next"]
    return pages


def numbers(page: dict) -> list[int]:
    return [release["release"] for release in page["releases"]]


def test_the_parameters_of_the_listing_mean_the_same(client):
    found = [make_article(structures=["secretariat"], publishing_date=date(2024, 5, day)) for day in (1, 2)]
    make_article(structures=["secretariat"], publishing_date=date(2023, 5, 1))
    make_article(publishing_date=date(2024, 5, 1))

    page = ask(client, structure="secretariat", year=2024, sort="oldest")

    assert numbers(page) == [article.release for article in found]
    assert (page["total"], page["pages"], page["page"], page["next"]) == (2, 1, 1, None)
    assert page["listing"] == "http://testserver/news/?structure=secretariat&year=2024&sort=oldest"


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_follow_each_other_by_a_cursor_while_releases_come_and_go(client, order):
    articles = [make_article(publishing_date=date(2024, 5, 1 + day // 3)) for day in range(25)]
    expected = [article.release for article in articles]
    first = ask(client, rows=10, sort=order)
    workflow.withdraw(
        Article.objects.get(release=numbers(first)[-1]), by=make_editor(), reason="It was wrong."
    )
    make_article(publishing_date=date(2025, 1, 1) if order == "newest" else date(2023, 1, 1))

    read = numbers(first) + [number for page in follow(client, first["next"]) for number in numbers(page)]

    assert read == (expected if order == "oldest" else expected[::-1])


def test_pages_have_numbers_too(client):
    articles = [make_article() for _ in range(25)]

    page = ask(client, rows=10, page=3)

    assert numbers(page) == [article.release for article in articles[4::-1]]
    assert (page["page"], page["pages"], page["next"]) == (3, 3, None)
    assert client.get(API, {"rows": 10, "page": 4}).status_code == 404


def test_the_best_first_go_on_by_number(client):
    for _ in range(11):
        make_article(title="Hedgehog")

    pages = follow(client, f"{API}?q=hedgehog&rows=10")

    assert [len(numbers(page)) for page in pages] == [10, 1]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("year=x", "year"),
        ("structure=none", "structure"),
        ("tag=none", "tag"),
        ("colour=red", "colour"),
        ("fields=title,colour", "fields"),
        ("cursor=99999", "cursor"),
        ("cursor=x", "cursor"),
        ("cursor=99999999999999999999", "cursor"),
        ("q=hedgehog&cursor=1", "cursor"),
        ("page=2&cursor=1", "cursor"),
        ("rows=7", "rows"),
    ],
)
def test_what_is_not_understood_is_answered_with_a_problem(client, query, parameter):
    response = client.get(f"{API}?{query}")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_a_cursor_names_no_release_that_is_not_public(client):
    later = timezone.now() + timedelta(hours=1)
    scheduled = make_article(public_at=later, publishing_date=timezone.localdate(later))

    assert client.get(API, {"cursor": scheduled.release}).status_code == 400


def test_a_release_has_all_that_readers_see(client):
    article = make_article(
        body="<p>Body</p>", summary="Summary.", structures=["secretariat"], tags=["Gas"], place="VIENNA"
    )
    make_picture(article, alt="A hall")
    make_attachment(article, title="Report")

    release = ask(client, f"/{article.release}")

    assert release["url"] == f"http://testserver{article.get_absolute_url()}"
    assert (release["summary"], release["place"]) == ("Summary.", "VIENNA")
    assert "<p>Body</p>" in release["body"]
    assert [term["slug"] for term in release["structure"]] == ["secretariat"]
    assert [tag["name"] for tag in release["tag"]] == ["Gas"]
    assert [picture["alt"] for picture in release["pictures"]] == ["A hall"]
    assert [document["title"] for document in release["documents"]] == ["Report"]


def test_a_release_has_each_member_that_is_described(client):
    assert set(ask(client, f"/{make_article().release}")) == set(MEMBERS)


def test_only_the_fields_asked_for_are_there(client):
    article = make_article(body="<p>Body</p>")

    assert list(ask(client, f"/{article.release}", fields="body,title")) == ["title", "body"]
    assert list(ask(client, fields="title,body")["releases"][0]) == ["title", "body"]
    assert "body" not in ask(client)["releases"][0]


def test_of_a_withdrawn_release_there_is_the_notice_alone(client):
    article = make_article(body="<p>Hedgehog</p>", summary="Hedgehog.", contact="Hedgehog", place="HEDGEHOG")
    make_picture(article, alt="Hedgehog")
    workflow.withdraw(article, by=make_editor(), reason="It was wrong.")

    release = ask(client, f"/{article.release}")

    assert (release["is_withdrawn"], release["withdrawal_reason"]) == (True, "It was wrong.")
    assert {**release, "place": ""} == {
        **release,
        "place": "",
        "summary": "",
        "body": "",
        "contact": "",
        "pictures": [],
    }
    assert ask(client)["releases"] == []


def test_an_unpublished_release_is_gone_and_others_were_never_there(client):
    gone, draft = make_article(state=Article.State.UNPUBLISHED), make_article(state=Article.State.DRAFT)

    for path in ("", "/editions"):
        assert client.get(f"{API}/{gone.release}{path}").status_code == 410
        assert client.get(f"{API}/{draft.release}{path}").status_code == 404
        assert client.get(f"{API}/{2**70}{path}").status_code == 404


def test_the_editions_of_a_release_say_what_they_changed(client):
    article, by = make_article(), make_editor()
    correction = workflow.open_new_edition(article, by=by)
    issue(correction, by=by)
    scheduled = workflow.open_new_edition(correction, by=by)
    issue(scheduled, by=by, at=timezone.now() + timedelta(hours=1))

    first, second = ask(client, f"/{article.release}/editions")["editions"]

    assert first["url"] == f"http://testserver{article.get_absolute_url()}editions/1/"
    assert first["public_until"] == second["public_at"]
    assert (first["is_current"], second["is_current"]) == (False, True)
    assert second["change_note"] == "Something was wrong."
    # The end is that of a schedule, of which nobody knows.
    assert second["public_until"] is None


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("query", "expected"), [("?rows=50", 4), ("?rows=50&fields=body,pictures", 7)])
def test_a_page_asks_as_much_whatever_is_on_it(client, query, expected):
    def make(how_many: int) -> None:
        for _ in range(how_many):
            article = make_article(structures=["secretariat"], tags=["Gas"], body="<p>[picture 1]</p>")
            make_picture(article)
            make_attachment(article)
            Article.objects.filter(pk=article.pk).update(edition=2, change_note="It was wrong.")

    make(2)
    few = queries_of(client, API + query)
    make(10)

    assert (few, queries_of(client, API + query)) == (expected, expected)


def test_a_release_and_its_editions_ask_as_much_whatever_there_is(client):
    article = make_article(structures=["secretariat"])
    make_picture(article)

    assert queries_of(client, f"{API}/{article.release}") <= 8
    assert queries_of(client, f"{API}/{article.release}/editions") == 3


def test_an_answer_that_has_not_changed_is_a_304(client):
    article = make_article()
    etag = client.get(f"{API}/{article.release}").headers["ETag"]

    assert client.get(f"{API}/{article.release}", headers={"If-None-Match": etag}).status_code == 304


def test_instants_are_in_utc_to_the_second(client):
    article = make_article(publishing_date=date(2025, 7, 1))

    release = ask(client, f"/{article.release}")

    assert release["publishing_date"] == "2025-07-01"
    assert release["public_at"] == "2025-06-30T22:00:00Z"
    assert datetime.fromisoformat(release["public_at"]) == article.public_at
