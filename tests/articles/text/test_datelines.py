from datetime import date

import pytest

from articles.text.datelines import read_dateline


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("PARIS, 3 July 2025 — The visit", "PARIS", date(2025, 7, 3)),
        ("KYIV, 3 JULY 2025 – A delegation", "KYIV", date(2025, 7, 3)),
        ("STOCKHOLM/VIENNA, 6 JANUARY 2021- The Chair", "STOCKHOLM/VIENNA", date(2021, 1, 6)),
        ("Batken, Kyrgyz Republic | 23 June 2025 – The Office", "Batken, Kyrgyz Republic", date(2025, 6, 23)),
        ("PRISHTINË/PRIŠTINA, 05 May 2025 – The Head", "PRISHTINË/PRIŠTINA", date(2025, 5, 5)),
        ("Trainees in court WARSAW, 6 May 2025 – In a report", "WARSAW", date(2025, 5, 6)),
        ("Photo: OSCE/Jane Roe VIENNA, 6 May 2025 – In a report", "VIENNA", date(2025, 5, 6)),
        ("THE HAGUE, 1 August 2006 - Experts", "THE HAGUE", date(2006, 8, 1)),
        ("Vienna, 12 Feb 1998 - Experts", "Vienna", date(1998, 2, 12)),
        ("VIENNA, 1 August 2006 (OSCE) - Experts", "VIENNA", date(2006, 8, 1)),
        ("VIENNA (OSCE), 1 August 2006 - Experts", "VIENNA", date(2006, 8, 1)),
        ("VIENNA, Monday, 4 August 2025: Experts", "VIENNA", date(2025, 8, 4)),
        ("VIENNA, July 4, 2025 – Experts", "VIENNA", date(2025, 7, 4)),
        ("ВЕНА, 3 июля 2025 г. – Председатель", "ВЕНА", date(2025, 7, 3)),
        ("КИЇВ, 3 липня 2025 року – Голова", "КИЇВ", date(2025, 7, 3)),
        ("Wien, am 3. Juli 2025 – Die Experten", "Wien", date(2025, 7, 3)),
        ("Paris, le 3 juillet 2025 – Les experts", "Paris", date(2025, 7, 3)),
        ("Sarajevo, 3. jula 2025. – Misija", "Sarajevo", date(2025, 7, 3)),
        ("NUR-SULTAN,\u00a03\u00a0July 2025\u00a0– The Office", "NUR-SULTAN", date(2025, 7, 3)),
        ("ST. PETERSBURG, 3 July 2025 – The Office", "ST. PETERSBURG", date(2025, 7, 3)),
        ("Frankfurt am Main, 3 July 2025 – The Office", "Frankfurt am Main", date(2025, 7, 3)),
        ("VIENNA 3 July 2025 – The Office", "VIENNA", date(2025, 7, 3)),
    ],
)  # fmt: skip
def test_a_dateline_is_read_in_every_style(text, place, day):
    dateline = read_dateline(text)

    assert dateline is not None
    assert (dateline.place, dateline.day) == (place, day)


def test_a_missing_year_is_the_one_nearest_to_the_publishing_date():
    assert read_dateline("VIENNA, 14 May – Today", date(2025, 5, 14)).day == date(2025, 5, 14)
    assert read_dateline("WARSAW, 30 December - Today", date(2021, 1, 2)).day == date(2020, 12, 30)
    assert read_dateline("WARSAW, 30 December - Today").day is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On 19 June in Almaty, the OSCE Office opened",
        "Moscow, 5 May 2020 was a day of mourning",
        "On 3 May 2025 – the day of the press – journalists met",
        "From 1 to 4 July 2025 – for four days – experts met",
        "VIENNA, 1 August 2006",
        "VIENNA, 1 Au",
        "The mission, which began on 3 May 2025 – late – continued",
        "Between Vienna and Prague, 3 May 2025-based data",
        "Today – in Vienna – the Chair spoke",
        "The Vienna Document 2011 – a milestone",
        "The meeting in Vienna on 3 May 2025: a summary",
    ],
)
def test_a_text_that_only_mentions_place_and_day_has_no_dateline(text):
    assert read_dateline(text) is None
