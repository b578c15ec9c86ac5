"""Editions by date: TimeGate, TimeMap and the headers of editions, with a client of others as the judge."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from memento_client import MementoClient

from articles.models import Article
from tests.factories import make_article

FIRST = datetime(2025, 3, 4, 9, 30, 15, 500_000, tzinfo=UTC)
SECOND = datetime(2025, 3, 6, 12, 0, 0, tzinfo=UTC)
THIRD = datetime(2025, 4, 1, 8, 0, 0, tzinfo=UTC)


def make_editions(**last) -> Article:
    """A release with three editions; `last` are facts of the third."""
    first = make_article(title="A bridge opens", public_at=FIRST, public_until=SECOND)
    more = {"release": first.release, "slug": "a-bridge"}
    make_article(edition=2, public_at=SECOND, public_until=THIRD, **more)
    return make_article(edition=3, public_at=THIRD, **more | last)


def headers_at(client, release: int, at: str = "") -> dict:
    headers = {"Accept-Datetime": at} if at else {}
    return client.get(f"/timegate/{release}/", headers=headers).headers


@pytest.mark.parametrize(
    ("at", "edition"),
    [
        ("Mon, 01 Jan 2024 00:00:00 GMT", 1),
        ("Tue, 04 Mar 2025 09:30:15 GMT", 1),
        ("Thu, 06 Mar 2025 11:59:59 GMT", 1),
        ("Thu, 06 Mar 2025 12:00:00 GMT", 2),
        ("Tue, 01 Apr 2025 07:59:59 GMT", 2),
        ("Tue, 01 Apr 2025 08:00:00 GMT", 3),
        ("Sun, 01 Jan 2040 00:00:00 GMT", 3),
        ("", 3),
    ],
)
def test_the_timegate_leads_to_what_readers_saw_at_an_instant(client, terms, at, edition):
    article = make_editions()

    answer = headers_at(client, article.release, at)

    assert answer["Location"] == f"http://testserver{article.get_absolute_url()}editions/{edition}/"
    assert "Accept-Datetime" in answer["Vary"]
    assert f'<http://testserver{article.get_absolute_url()}>; rel="original"' in answer["Link"]


def test_an_edition_says_since_when_it_was_public_and_of_what_it_is(client, terms):
    article = make_editions()
    path = article.get_absolute_url()

    for number, since in ((1, "Tue, 04 Mar 2025 09:30:15 GMT"), (3, "Tue, 01 Apr 2025 08:00:00 GMT")):
        headers = client.get(f"{path}editions/{number}/").headers
        assert headers["Memento-Datetime"] == since
        assert f'<http://testserver{path}>; rel="original"' in headers["Link"]
    headers = client.get(path).headers
    assert "Memento-Datetime" not in headers
    assert f'<http://testserver/timegate/{article.release}/>; rel="timegate"' in headers["Link"]
    assert f'<http://testserver/timemap/{article.release}/>; rel="timemap"' in headers["Link"]


def test_the_timemap_lists_the_editions_that_readers_may_read(client, terms):
    article = make_editions()
    path = article.get_absolute_url()
    Article.objects.filter(pk=article.pk).update(public_until=datetime(2030, 1, 1, tzinfo=UTC))
    make_article(edition=4, release=article.release, public_at=datetime(2030, 1, 1, tzinfo=UTC))
    make_article(edition=5, release=article.release, state="draft")

    response = client.get(f"/timemap/{article.release}/")

    assert response.headers["Content-Type"] == "application/link-format"
    mementos = re.findall(r'<([^>]+)>; rel="([a-z ]*memento)"; datetime="([^"]+)"', response.content.decode())
    assert mementos == [
        (f"http://testserver{path}editions/1/", "first memento", "Tue, 04 Mar 2025 09:30:15 GMT"),
        (f"http://testserver{path}editions/2/", "memento", "Thu, 06 Mar 2025 12:00:00 GMT"),
        (f"http://testserver{path}editions/3/", "last memento", "Tue, 01 Apr 2025 08:00:00 GMT"),
    ]


def test_an_instant_that_cannot_be_read_is_answered_with_what_would_be_right(client, terms):
    article = make_editions()

    answer = client.get(f"/timegate/{article.release}/", headers={"Accept-Datetime": "last spring"})

    assert answer.status_code == 400
    assert "write an instant like" in answer.content.decode()


@pytest.mark.parametrize(("facts", "status"), [({"state": "draft"}, 404), ({"state": "unpublished"}, 410)])
def test_what_readers_may_not_see_has_no_editions_by_date(client, terms, facts, status):
    hidden = make_article(**facts)

    for place in ("timegate", "timemap"):
        assert client.get(f"/{place}/{hidden.release}/").status_code == status
        assert client.get(f"/{place}/999999/").status_code == 404


def test_editions_by_date_take_the_same_queries_however_many_there_are(
    client, terms, django_assert_num_queries
):
    one, three = make_article(), make_editions()
    client.get("/")

    for article in (one, three):
        for place in ("timegate", "timemap"):
            with django_assert_num_queries(3, info=place):
                client.get(f"/{place}/{article.release}/")


def test_a_client_of_others_finds_the_edition_of_a_day(live_server, terms):
    article = make_editions()
    address = f"{live_server.url}{article.get_absolute_url()}"

    for start in (address, f"{live_server.url}/news/{article.release}/", f"{address}editions/1/"):
        info = MementoClient().get_memento_info(start, datetime(2025, 3, 10))  # noqa: DTZ001  it takes no zone

        assert info["original_uri"] in (address, start)
        assert info["timegate_uri"] == f"{live_server.url}/timegate/{article.release}/"
        mementos = info["mementos"]
        assert mementos["closest"]["uri"] == [f"{address}editions/2/"]
        assert mementos["closest"]["datetime"] == SECOND.replace(tzinfo=None)
        assert mementos["closest"]["http_status_code"] == 200
        assert mementos["first"]["uri"] == mementos["prev"]["uri"] == [f"{address}editions/1/"]
        assert mementos["last"]["uri"] == mementos["next"]["uri"] == [f"{address}editions/3/"]
        assert mementos["last"]["datetime"] - mementos["first"]["datetime"] == timedelta(
            days=27, hours=22, minutes=29, seconds=45
        )
