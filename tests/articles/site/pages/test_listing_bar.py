"""The listing says what it found, day by day, and the way to the results is short."""

import re
from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


def test_heading_and_title_say_how_many_releases_the_words_find(client):
    make_article(title="Border officers trained")
    make_article(title="Border officers meet")

    page = client.get("/news/?q=border+officers&type=news")

    assertContains(page, '<h2 id="found">2 releases for “border officers”</h2>')
    assertContains(page, "<title>2 releases for “border officers”, News – ")


def test_a_listing_without_words_has_its_name_as_title(client):
    make_article()

    page = client.get("/news/?type=news")

    assertContains(page, '<h2 id="found">1 release</h2>')
    assertContains(page, "<title>News and press releases: News – ")


def test_releases_stand_under_their_days(client, time_machine):
    time_machine.move_to("2025-07-04T12:00:00+02:00", tick=False)
    for day in (4, 4, 3, 1):
        make_article(publishing_date=date(2025, 7, day))

    page = client.get("/news/").content.decode()

    days = re.findall(r'<h3 class="day"><time datetime="([\d-]+)">([^<]+)</time></h3>', page)
    assert days == [("2025-07-04", "Today"), ("2025-07-03", "Yesterday"), ("2025-07-01", "1 July 2025")]
    assert page.count('<h4 class="card-title"') == 4


def test_releases_in_the_order_of_relevance_stand_under_no_days(client):
    make_article(title="A bridge")

    page = client.get("/news/?q=bridge")

    assertNotContains(page, 'class="day"')
    assertContains(page, '<h3 class="card-title"')


def test_the_first_result_is_six_stops_from_the_field_of_the_search(client):
    make_article(title="A bridge")

    page = client.get("/news/?q=bridge").content.decode()

    stops = re.findall(r"<(?:a|button|input|select|summary)\b[^>]*>", page[page.index('id="q"') :])
    skip = next(place for place, stop in enumerate(stops, start=1) if 'href="#results"' in stop)
    first = re.search(r"<(?:a|button|input|summary)\b[^>]*>", page[page.index('id="results"') :])
    assert skip == 3
    assert "/a-bridge/" in first[0]
