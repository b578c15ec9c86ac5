"""The archive as a whole: every year, month and day with its number, and a way to its releases."""

import re
from collections import Counter
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from articles.site.overview.bar_plot import HEIGHT, MOST_LABELS, bar_plot
from articles.site.overview.month_calendar import months_of, weekdays
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
DAYS = (date(2019, 12, 31), date(2021, 5, 12), date(2021, 5, 12), date(2021, 5, 30), date(2021, 6, 1))


@pytest.fixture
def page(client):
    def page(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 200, address
        return response.content.decode()

    return page


def test_all_years_stand_in_one_table_whose_figures_lead_to_their_months(page):
    for day in DAYS:
        make_article(publishing_date=day)

    html = page("/archive/")

    assert '<a href="/archive/2021/">2021</a>' in html
    assert '<a href="/archive/2021/5/">3</a>' in html
    assert '<a href="/archive/2021/6/">1</a>' in html
    assert '<a href="/archive/2019/12/">1</a>' in html
    assert "/archive/2021/7/" not in html


def test_the_plot_of_years_says_in_words_what_it_shows(page):
    for day in DAYS:
        make_article(publishing_date=day)

    html = page("/archive/")

    assert 'role="img" aria-label="Releases by year, 2019–2021. Highest: 4 (2021)."' in html
    # A year without releases has its place too.
    assert re.findall(r"<title>(\d{4}: \d+)</title>", html) == ["2019: 1", "2020: 0", "2021: 4"]


def test_every_day_of_a_year_leads_to_exactly_its_releases(client, page):
    for day in DAYS:
        make_article(publishing_date=day)

    html = page("/archive/2021/")

    found = re.findall(r'<a href="(/news/\?from=([\d-]+)&amp;to=\2)">\d+<span [^>]*>: (\d+) release', html)
    assert {date.fromisoformat(day): int(count) for _, day, count in found} == Counter(DAYS[1:])
    for address, _, count in found:
        listing = client.get(address.replace("&amp;", "&"))
        assert listing.context["result"].total == int(count)


def test_an_archive_without_releases_says_so(page):
    assert "Nothing has been published yet." in page("/archive/")


def test_a_week_begins_as_readers_of_the_language_expect():
    with override("fr"):
        assert weekdays()[0][1] == "lundi"
    with override("ar"):
        assert weekdays()[0][1] == "الأحد"


@given(st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.integers(1, 50), max_size=40))
def test_a_calendar_has_each_day_of_its_year_once_and_loses_no_release(counts):
    months = months_of(2024, counts)

    days = [day for month in months for week in month.weeks for day in week if day]
    assert len({day.day for day in days}) == len(days) == 366
    assert {day.day: day.total for day in days if day.total} == counts
    assert sum(month.total for month in months) == sum(counts.values())


@given(st.lists(st.tuples(st.integers(1950, 2100).map(str), st.integers(0, 10**6)), max_size=150))
def test_the_bars_of_a_plot_keep_within_it_and_few_of_them_have_a_label(figures):
    plot = bar_plot("Releases", figures)

    if plot is None:
        assert len(figures) < 2 or not any(number for _, number in figures)
        return
    assert len(plot.bars) == len(plot.labels) == len(figures)
    assert all(0 <= bar.y <= HEIGHT and abs(bar.y + bar.height - HEIGHT) < 0.2 for bar in plot.bars)
    assert max(bar.height for bar in plot.bars) == HEIGHT
    assert sum(map(bool, plot.labels)) <= MOST_LABELS + 1
