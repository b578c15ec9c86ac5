"""The number of a release in a series, as titles of thirty years say it."""

import pytest

from articles.text.series import series_number


@pytest.mark.parametrize(
    ("title", "place", "text"),
    [
        ("Daily report 214/2016", (2016, 214), "214/2016"),
        ("SMM Daily Report 3/2021 issued on 6 January 2021", (2021, 3), "3/2021"),
        ("Ежедневный отчёт 12 / 2019 от 15 января", (2019, 12), "12 / 2019"),
        ("Spot report No. 7: situation at the line", (0, 7), "No. 7"),
        ("Bulletin № 81", (0, 81), "№ 81"),
    ],
)
def test_a_number_of_a_series_is_read(title, place, text):
    found = series_number(title)

    assert (found.place, found.text) == (place, text)


@pytest.mark.parametrize(
    "title", ["A bridge opens", "214/2016", "Report of 12/05/2016", "Elections 2016", "Note on 3-4/2016"]
)
def test_other_numbers_are_of_no_series(title):
    assert series_number(title) is None


def test_another_number_is_written_like_the_first():
    assert series_number("Daily report 21/2021").text_of(22) == "22/2021"
