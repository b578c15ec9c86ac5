from datetime import date

import pytest

from articles.text.dates import nearest, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "4 July 2025", "04 July 2025", "4 JULY 2025", "July 4, 2025", "4th of July 2025", "Friday, 4 July 2025",
        "4\u00a0July\u00a02025", "4 Jul 2025", "4 Jul. 2025", "2025-07-04", "04.07.2025", "4.7.2025", "04/07/2025",
        "4. 7. 2025.", "4 июля 2025 г.", "4 июля 2025 года", "4 июля 2025", "пятница, 4 июля 2025 г.", "4 липня 2025 року",
        "4 липня 2025 р.", "4. Juli 2025", "Freitag, 4. Juli 2025", "4 juillet 2025", "le 4 juillet 2025",
        "4. juli 2025.", "4. jula 2025.", "4. srpnja 2025.", "4. јул 2025.", "4. јула 2025. године", "4 јули 2025",
        "4 korrik 2025", "4 July 2025, 14:30", "4\u00adJuly 2025".replace("\u00ad", "\u200b "),
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_style(text):
    assert parse_date(text) == date(2025, 7, 4)


def test_the_first_of_a_month_may_be_an_ordinal():
    assert parse_date("1er juillet 2025") == date(2025, 7, 1)
    assert parse_date("1st July 2025") == date(2025, 7, 1)


def test_months_are_known_in_all_their_forms():
    assert parse_date("12 Sept. 1998") == date(1998, 9, 12)
    assert parse_date("12 вересня 2010") == date(2010, 9, 12)
    assert parse_date("12. listopada 2010.") == date(2010, 10, 12)
    assert parse_date("12 листопада 2010") == date(2010, 11, 12)
    assert parse_date("12 août 2010") == date(2010, 8, 12)
    assert parse_date("12. März 2010") == date(2010, 3, 12)


def test_in_figures_the_day_comes_first():
    assert parse_date("12.01.2010") == date(2010, 1, 12)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31 June 2025", "29 February 2023", "32.01.2025", "4 July 25", "4 July 202", "4 July", "July 2025",
     "4 Julember 2025", "2025-07-4", "13/13/2025", "4 July 2025 and later", "4 July 0202", "0 July 2025",
     "4 July 20255", "2025"],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


def test_a_day_without_year_is_that_of_the_nearest_year():
    assert nearest(12, 30, date(2021, 1, 2)) == date(2020, 12, 30)
    assert nearest(1, 2, date(2020, 12, 30)) == date(2021, 1, 2)
    assert nearest(2, 29, date(2023, 2, 28)) == date(2024, 2, 29)
    assert nearest(2, 29, date(2022, 2, 28)) is None
