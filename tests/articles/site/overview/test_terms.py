"""Terms: the glossary names all of them by letter, and the page of one has its figures."""

import re
from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.models.facets import WITH_PAGES
from taxonomy import vocabulary
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


def test_the_glossary_leads_to_every_term_of_every_vocabulary(client):
    html = client.get("/glossary/").content.decode()

    terms = vocabulary.current()
    for facet in WITH_PAGES:
        assert all(f'href="{entry.url}"' in html for entry in terms[facet]), facet
    letters = re.findall(r'<a href="#(letter-\d+)">(.)</a>', html)
    assert [letter for _, letter in letters] == sorted({letter for _, letter in letters})
    assert all(f'id="{place}"' in html for place, _ in letters)


def test_a_former_name_stands_at_its_letter_and_leads_to_the_body_of_today(client):
    assertContains(
        client.get("/glossary/"),
        '<dt><span lang="en" dir="ltr">Programme Office in Nur-Sultan</span></dt>\n'
        '      <dd><a href="/structures/programme-office-in-astana/">now: Programme Office in Astana</a></dd>',
    )


def test_the_page_of_a_term_has_its_releases_by_year_and_each_year_leads_to_them(client):
    for year in (2018, 2020, 2020):
        make_article(publishing_date=date(year, 3, 1), fields_of_work=["climate-change"])
    make_article(publishing_date=date(2021, 3, 1), fields_of_work=["youth"])

    page = client.get("/fields-of-work/environmental-activities/")

    assertContains(page, 'aria-label="Releases by year, 2018–2020. Highest: 2 (2020)."')
    assertContains(page, "/news/?field=environmental-activities&amp;year=2020")
    assertNotContains(page, "year=2019")
    found = client.get("/news/?field=environmental-activities&year=2020").context["result"].total
    assert found == 2


def test_companions_are_what_most_releases_share_and_none_of_the_same_family(client):
    for _ in range(3):
        make_article(fields_of_work=["climate-change", "elections"], countries=["albania"])
    make_article(fields_of_work=["climate-change", "youth"])

    figures = client.get("/fields-of-work/environmental-activities/").context["figures"]

    shown = {
        companions.label: [(row[0].slug, row[2]) for row in companions.rows]
        for companions in figures.companions
    }
    assert shown == {"What we do": [("elections", 3)], "Countries": [("albania", 3)]}


def test_words_are_searched_in_the_releases_of_a_term_alone(client):
    make_article(title="A bridge", fields_of_work=["youth"])
    make_article(title="Another bridge")

    page = client.get("/fields-of-work/youth/")

    assertContains(page, '<input type="hidden" name="field" value="youth">')
    assert client.get("/news/?q=bridge&field=youth").context["result"].total == 1


def test_closed_field_operations_stand_apart(client):
    html = client.get("/structures/").content.decode()

    open_ones, closed = html.split("Closed field operations")
    assert "Mission to Croatia" in closed
    assert "Mission to Croatia" not in open_ones
    assert "Programme Office in Astana" in open_ones


def test_meetings_and_content_types_have_pages(client):
    make_article(title="A summit", meetings=["summit-meetings"], type="press-release")

    assertContains(client.get("/meetings/"), '<a href="/meetings/summit-meetings/">')
    assertContains(client.get("/meetings/summit-meetings/"), "A summit")
    assertContains(client.get("/content-types/press-release/"), "A summit")
    assertContains(client.get("/"), '<a href="/meetings/">Meetings</a>')
