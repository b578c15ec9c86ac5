"""Pages in several languages: each text says in which it is, and which way that runs."""

import pytest
from pytest_django.asserts import assertContains

from articles.models import make_slug
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


@pytest.mark.parametrize(
    ("code", "title"), [("ar", "جسر جديد"), ("he", "גשר חדש"), ("fa", "یک پل تازه"), ("ur", "نیا پل")]
)
def test_a_language_that_runs_from_the_right_says_so(client, code, title):
    release = make_article(title=title, language=code, summary=f"{title} {title}.")

    listing, page = client.get("/news/"), client.get(release.get_absolute_url())

    assertContains(listing, f'class="card-title" lang="{code}" dir="rtl"')
    assertContains(listing, f'class="card-summary" lang="{code}" dir="rtl"')
    assertContains(page, f'class="release-text" lang="{code}" dir="rtl"')


def test_a_text_in_english_says_so_as_well(client):
    make_article(title="A bridge", summary="It opened.")

    assertContains(client.get("/news/"), 'class="card-title" lang="en" dir="ltr"')


def test_browsers_judge_the_direction_of_a_language_that_nobody_knows(client):
    make_article(title="Tjan", language="cnr")

    assertContains(client.get("/news/"), '<span lang="cnr" dir="auto">cnr</span>')


def test_the_listing_counts_languages_and_calls_them_by_their_own_names(client):
    make_article(title="Мост", language="ru")
    make_article(title="Школа", language="ru")
    make_article(title="Een brug", language="nl")

    listing = client.get("/news/?language=nl")

    assertContains(listing, "<legend>Language</legend>")
    assertContains(
        listing,
        '<input type="checkbox" name="language" value="ru"> <span>Русский</span> <span class="count">2<',
    )
    assertContains(listing, 'value="nl" checked> <span>Nederlands</span> <span class="count">1<')
    assert client.get("/api/v1/facets").json()["facets"]["language"]["values"] == [
        {"value": "ru", "name": "Русский", "releases": 2},
        {"value": "nl", "name": "Nederlands", "releases": 1},
    ]


def test_a_title_in_any_letters_makes_an_address_and_the_old_one_goes_on_working(client):
    release = make_article(title="Новый мост", language="ru", slug="")
    assert release.get_absolute_url().endswith("/novyy-most/")

    old = client.get(f"/news/{release.release}/release/")

    assert (old.status_code, old["Location"]) == (301, release.get_absolute_url())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Daily Report 214/2016", "daily-report-214-2016"),
        ("Strategy 2025–2029", "strategy-2025-2029"),
        ("Straße nach Öskemen", "strasse-nach-oskemen"),
        ("გზა", "gza"),
        ("!!!", "release"),
    ],
)
def test_a_slug_is_in_latin_letters_and_keeps_numbers_apart(title, slug):
    assert make_slug(title) == slug
