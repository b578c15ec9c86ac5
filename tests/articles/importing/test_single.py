from datetime import date

import pytest

from articles.importing.formats import read
from benchmarks.single_pages import MENU

LEAD = (
    "VIENNA, 1 August 2006 - Six experts came back today from a visit to two border posts in the mountains."
)
MORE = "They spoke with officers, drivers and traders about what takes long and what could go faster."
LAST = "A list of advice will follow in the autumn."
LABELS = ("- Date:", "- 2 August 2006", "- Place:", "- VIENNA", "- Source:", "- OSCE Secretariat", "- Fields of work:",
          "- Policing, Youth")  # fmt: skip
PAGE = (*MENU, "Press release", "Experts visit border posts", *LABELS, LEAD, MORE, LAST)


def page(*lines: str, end: str = "\n") -> str:
    return "\n".join(lines) + end


def record(*lines: str, end: str = "\n"):
    (found,) = read(page(*lines, end=end), "page.txt").records
    return found


def codes(found) -> list[str]:
    return [problem.code for problem in found.problems]


def test_a_release_is_read_below_its_menu():
    found = record(*PAGE)

    assert (found.title, found.line, found.type) == ("Experts visit border posts", 12, "Press release")
    assert (found.date, found.place, found.dateline_date) == (date(2006, 8, 2), "VIENNA", date(2006, 8, 1))
    assert (found.where, found.what) == (("OSCE Secretariat",), ("Policing", "Youth"))
    assert found.summary == LEAD
    assert found.body == f"{LEAD}\n\n{MORE}\n\n{LAST}"
    assert codes(found) == ["dateline-differs"]
    assert read(page(*PAGE), "page.txt").unread == ()


def test_an_empty_date_is_that_of_the_dateline():
    # Seen: "- Date:" followed at once by "- Place:".
    found = record("Press release", "Title", "- Date:", "- Place:", "- WARSAW", LEAD, MORE)

    assert (found.date, found.place) == (date(2006, 8, 1), "WARSAW")
    assert codes(found) == ["date-from-dateline"]


def test_a_release_is_read_without_menu_and_type():
    found = record("Title", *LABELS, LEAD)

    assert (found.title, found.type, codes(found)) == ("Title", None, ["missing-type", "dateline-differs"])


def test_an_unknown_type_is_taken_as_read():
    found = record("Newsroom", "Communiqué royal", "Title", *LABELS, LEAD)

    assert (found.title, found.type) == ("Title", "Communiqué royal")


def test_labels_may_come_in_another_order_be_new_or_hold_their_value():
    found = record(
        "News",
        "Title",
        "- Source: OSCE Mission to Serbia",
        "- Reference:",
        "- No. 14/06",
        "- Date: 3 May 2006",
        MORE,
    )

    assert (found.date, found.where, found.what) == (date(2006, 5, 3), ("OSCE Mission to Serbia",), ())
    assert found.extra == (("Reference", "No. 14/06"),)
    assert codes(found) == ["unknown-label"]


def test_labels_may_have_no_bullets():
    found = record(
        "News",
        "Title",
        "Date: 3 May 2006",
        "Place: Tirana",
        "Source:",
        "OSCE Presence in Albania",
        MORE,
        LAST,
    )

    assert (found.title, found.date, found.place) == ("Title", date(2006, 5, 3), "Tirana")
    assert (found.where, found.summary) == (("OSCE Presence in Albania",), MORE)


def test_a_date_that_cannot_be_read_is_told():
    found = record("News", "Title", "- Date:", "- 31 June 2006", "- Place:", "- VIENNA", LEAD)

    assert (found.date, codes(found)) == (date(2006, 8, 1), ["date-from-dateline", "bad-date"])


@pytest.mark.parametrize(
    "caption",
    [
        "Photo: A bridge in the mountains",
        "Officers at a border post (OSCE/Jane Roe)",
        "Officers at a border post. (OSCE)",
    ],
)
def test_captions_of_photographs_are_kept_apart(caption):
    found = record("News", "Title", *LABELS, caption, LEAD, MORE)

    assert found.extra == (("photo caption", caption),)
    assert (found.summary, found.body) == (LEAD, f"{LEAD}\n\n{MORE}")


def test_a_repeated_body_is_kept_once():
    found = record("News", "Title", *LABELS, LEAD, MORE, LAST, LEAD, MORE, LAST)

    assert found.body == f"{LEAD}\n\n{MORE}\n\n{LAST}"
    assert "repeated-body" in codes(found)


def test_a_list_in_the_text_is_text():
    found = record("News", "Title", *LABELS, LEAD, "- first point", "- Date: to be fixed")

    assert found.body == f"{LEAD}\n\n- first point\n\n- Date: to be fixed"


def test_russian_labels_are_read():
    found = record("Пресс-релиз", "Заголовок", "- Дата:", "- 4 июля 2006 г.", "- Место:", "- ВЕНА", "- Источник:",
                   "- Секретариат ОБСЕ", "Эксперты вернулись сегодня.")  # fmt: skip

    assert (found.type, found.date, found.place) == ("Пресс-релиз", date(2006, 7, 4), "ВЕНА")
    assert (found.where, found.language) == (("Секретариат ОБСЕ",), "ru")


@pytest.mark.parametrize(
    ("lines", "date_", "place", "where"),
    [
        (("- Date:",), None, "", ()),
        (("- Date:", "- 2 Augu"), None, "", ()),
        (("- Date:", "- 2 August 2006"), date(2006, 8, 2), "", ()),
        (("- Date:", "- 2 August 2006", "- Place:", "- VIEN"), date(2006, 8, 2), "", ()),
        (
            ("- Date:", "- 2 August 2006", "- Place:", "- VIENNA", "- Source:", "- OSCE Sec"),
            date(2006, 8, 2),
            "VIENNA",
            (),
        ),
    ],
)
def test_a_value_at_the_cut_is_left_out(lines, date_, place, where):
    found = record("News", "Title", *lines, end="")

    assert (found.title, found.date, found.place, found.where) == ("Title", date_, place, where)
    assert (found.is_cut_in_header, codes(found)) == (True, ["truncated"])


def test_a_cut_text_is_told():
    found = record(*PAGE[:-1], LAST[:20], end="")

    assert (codes(found)[0], found.is_cut_in_header) == ("truncated", False)
    assert found.summary == LEAD


def test_a_page_cut_above_its_labels_is_all_unread():
    reading = read(page(*PAGE[:12], end=""), "page.txt")

    assert reading.records == ()
    assert [one.text for one in reading.unread][-1] == "Experts visit border posts"
