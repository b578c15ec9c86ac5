"""What a reader may ask: every parameter, in every form the addresses promise, and what is not understood."""

from datetime import date

import pytest
from django.http import QueryDict

from articles.filters import read_query
from articles.query import ReleaseQuery
from tests.factories import make_article


def read(terms, querystring: str):
    return read_query(QueryDict(querystring), terms)


@pytest.mark.parametrize(
    ("querystring", "expected"),
    [
        ("", ReleaseQuery()),
        ("type=news&type=press-release", ReleaseQuery(type=("news", "press-release"))),
        (
            "structure=secretariat&field=elections",
            ReleaseQuery(structure=("secretariat",), field=("elections",)),
        ),
        ("country=albania&language=ru", ReleaseQuery(country=("albania",), language=("ru",))),
        ("year=2016&year=2017", ReleaseQuery(year=(2016, 2017))),
        ("from=2016", ReleaseQuery(issued_from=date(2016, 1, 1))),
        ("from=2016-05", ReleaseQuery(issued_from=date(2016, 5, 1))),
        ("from=2016-05-09", ReleaseQuery(issued_from=date(2016, 5, 9))),
        ("to=2016", ReleaseQuery(issued_to=date(2016, 12, 31))),
        ("to=2016-02", ReleaseQuery(issued_to=date(2016, 2, 29))),
        ("to=2016-05-09", ReleaseQuery(issued_to=date(2016, 5, 9))),
        ("sort=oldest&page=3&rows=50", ReleaseQuery(sort="oldest", page=3, rows=50)),
        ("type=&from=&q=&page=", ReleaseQuery()),
        ("type=news&type=news", ReleaseQuery(type=("news",))),
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
        ("to=2015-02-29", "to"),
        ("from=0000", "from"),
        ("from=２０１６", "from"),
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


def test_a_tag_that_exists_is_understood(terms):
    make_article(tags=("Water", "Energy security"))

    query, misunderstood = read(terms, "tag=energy-security&tag=water")

    assert misunderstood == []
    assert query.tag == ("energy-security", "water")


def test_validating_asks_the_database_nothing(terms, django_assert_num_queries):
    with django_assert_num_queries(0):
        read(terms, "type=news&structure=secretariat&field=elections&country=albania&year=2016&from=2016")


def test_a_query_and_its_parameters_are_each_others_mirror(terms):
    query = ReleaseQuery(
        type=("news",),
        structure=("permanent-council", "secretariat"),
        year=(2016, 2017),
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
    query = ReleaseQuery(type=("news", "press-release"), page=4)

    assert query.without("type", "news") == ReleaseQuery(type=("press-release",))
    assert query.without("type") == ReleaseQuery()
