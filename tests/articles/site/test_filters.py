"""What a reader may ask: every parameter, in every form the addresses promise, and what is not understood."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.site.filters import read_query
from tests.factories import make_article


def read(terms, querystring: str):
    return read_query(QueryDict(querystring), RequestSnapshot.take())


@pytest.mark.parametrize(
    ("querystring", "expected"),
    [
        ("", ReleaseQuery()),
        ("type=news&type=press-release", ReleaseQuery(filters={"type": ("news", "press-release")})),
        (
            "structure=secretariat&field=elections",
            ReleaseQuery(filters={"structure": ("secretariat",), "field": ("elections",)}),
        ),
        ("country=albania&language=ru", ReleaseQuery(filters={"country": ("albania",), "language": ("ru",)})),
        ("year=2016&year=2017", ReleaseQuery(filters={"year": (2016, 2017)})),
        ("from=2016", ReleaseQuery(issued_from=date(2016, 1, 1))),
        ("from=2016-05", ReleaseQuery(issued_from=date(2016, 5, 1))),
        ("from=2016-05-09", ReleaseQuery(issued_from=date(2016, 5, 9))),
        ("from=12+May+2025", ReleaseQuery(issued_from=date(2025, 5, 12))),
        ("to=12.05.2025", ReleaseQuery(issued_to=date(2025, 5, 12))),
        (
            "from=May+2025&to=May+2025",
            ReleaseQuery(issued_from=date(2025, 5, 1), issued_to=date(2025, 5, 31)),
        ),
        ("to=12+мая+2025", ReleaseQuery(issued_to=date(2025, 5, 12))),
        ("from=1er+mai+2025", ReleaseQuery(issued_from=date(2025, 5, 1))),
        ("from=mayo+de+2025", ReleaseQuery(issued_from=date(2025, 5, 1))),
        ("from=12+%D9%85%D8%A7%D9%8A%D9%88+2025", ReleaseQuery(issued_from=date(2025, 5, 12))),
        ("from=２０１６", ReleaseQuery(issued_from=date(2016, 1, 1))),
        ("to=2016", ReleaseQuery(issued_to=date(2016, 12, 31))),
        ("to=2016-02", ReleaseQuery(issued_to=date(2016, 2, 29))),
        ("to=2016-05-09", ReleaseQuery(issued_to=date(2016, 5, 9))),
        ("sort=oldest&page=3&rows=50", ReleaseQuery(sort="oldest", page=3, rows=50)),
        ("type=&from=&q=&page=", ReleaseQuery()),
        ("type=news&type=news", ReleaseQuery(filters={"type": ("news",)})),
        ("utm_source=newsletter", ReleaseQuery()),
    ],
)
def test_parameters_become_a_query(terms, querystring, expected):
    assert read(terms, querystring) == (expected, [])


@pytest.mark.parametrize(
    ("querystring", "parameter"),
    [
        ("type=gossip", "type"),
        ("type=news&type=gossip", "type"),
        ("structure=News", "structure"),
        ("field=%00", "field"),
        ("country=atlantis", "country"),
        ("meeting=tea", "meeting"),
        ("tag=no-such-tag", "tag"),
        ("language=xx", "language"),
        ("year=last", "year"),
        ("year=-5", "year"),
        ("from=yesterday", "from"),
        ("from=2016-13", "from"),
        ("from=12+May+2025+or+later", "from"),
        ("from=31+February+2025", "from"),
        ("to=2015-02-29", "to"),
        ("from=0000", "from"),
        ("from=2017&to=2016", "from"),
        ("sort=best", "sort"),
        ("sort=newest&sort=oldest", "sort"),
        ("from=garbage&from=2016", "from"),
        ("from=%20", "from"),
        ("q=zebra&q=election", "q"),
        ("q=%20", "q"),
        ("q=%00", "q"),
        ("q=" + "+".join(f"word{number}" for number in range(13)), "q"),
        ("tag=%00", "tag"),
        ("tag=%0B", "tag"),
        ("page=0", "page"),
        ("page=two", "page"),
        ("page=99999999999999999999", "page"),
        ("rows=1000", "rows"),
    ],
)
def test_what_is_not_understood_is_named(terms, querystring, parameter):
    _, misunderstood = read(terms, querystring)

    assert [wrong.parameter for wrong in misunderstood] == [parameter]
    assert misunderstood[0].message


HIDDEN = {
    "draft": {"state": Article.State.DRAFT},
    "scheduled": {"public_at": timezone.now() + timedelta(days=9)},
    "unpublished": {"state": Article.State.UNPUBLISHED},
}


@pytest.mark.parametrize("page", ["/news/", "/news/feed.atom", "/news/feed.json"])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_tag_of_a_hidden_edition_is_answered_as_one_that_is_not_there(client, terms, hidden, page):
    make_article(tags=("Secret",), **HIDDEN[hidden])

    there, nowhere = (client.get(f"{page}?tag={tag}") for tag in ("secret", "nosuch"))

    assert there.status_code == nowhere.status_code
    assert there.content.decode().replace("secret", "nosuch") == nowhere.content.decode()


def test_a_tag_of_a_withdrawn_release_is_understood(terms):
    make_article(tags=("Water",), state=Article.State.WITHDRAWN)

    assert read(terms, "tag=water")[1] == []


def test_a_tag_that_exists_is_understood(terms):
    make_article(tags=("Water", "Energy security"))

    query, misunderstood = read(terms, "tag=energy-security&tag=water")

    assert misunderstood == []
    assert query.selected("tag") == ("energy-security", "water")


def test_validating_asks_the_database_nothing(terms, django_assert_num_queries):
    asked = QueryDict("type=news&structure=secretariat&field=elections&country=albania&year=2016&from=2016")
    snapshot = RequestSnapshot.take()

    with django_assert_num_queries(0):
        read_query(asked, snapshot)


def test_a_query_and_its_parameters_are_each_others_mirror(terms):
    query = ReleaseQuery(
        filters={
            "type": ("news",),
            "structure": ("permanent-council", "secretariat"),
            "year": (2016, 2017),
        },
        issued_from=date(2016, 5, 9),
        issued_to=date(2017, 5, 9),
        sort="oldest",
        page=2,
        rows=50,
    )

    assert read(terms, query.querystring().removeprefix("?")) == (query, [])


def test_the_order_of_parameters_does_not_matter(terms):
    one, _ = read(terms, "year=2017&type=news&year=2016")
    other, _ = read(terms, "type=news&year=2016&year=2017")

    assert one.querystring() == other.querystring()


def test_taking_one_value_away_leads_to_the_first_page():
    query = ReleaseQuery(filters={"type": ("news", "press-release")}, page=4)

    assert query.without("type", "news") == ReleaseQuery(filters={"type": ("press-release",)})
    assert query.without("type") == ReleaseQuery()


def test_a_page_beyond_the_end_keeps_the_question(client, terms):
    for number in range(12):
        make_article(title=f"Bridge {number}", structures=["secretariat"])

    response = client.get("/news/?structure=secretariat&rows=10&page=7")

    assertContains(response, "There is no page 7", status_code=404)
    assertContains(response, "12 releases on 2 pages", status_code=404)
    for page in ("", "&amp;page=2"):
        assertContains(response, f'href="/news/?structure=secretariat&amp;rows=10{page}"', status_code=404)
    assertNotContains(response, "Bridge 1", status_code=404)


def test_a_page_beyond_nothing_leads_back_to_the_same_question(client, terms):
    response = client.get("/news/?q=hedgehog&page=3")

    assertContains(response, "No release fits the question.", status_code=404)
    assertContains(response, 'href="/news/?q=hedgehog"', status_code=404)
