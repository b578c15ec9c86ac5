"""Layouts of pages seen in old archives: each is read as the release that a person sees in it."""

from datetime import date

import pytest

from articles.importing.formats import read
from articles.text.dates import DateOrder

LEAD = "ZAGREB, 14 June 2007 - Officers of six towns met today to learn how to keep a register of boats."
MORE = (
    "They saw how the first year went, and what the harbour masters still have to do before the summer comes."
)
LABELS = ("- Date:", "- 14 June 2007", "- Place:", "- ZAGREB", "- Source:", "- OSCE Secretariat")
HEAD = ("Press release", "Harbours keep a register")


def records(*lines: str, order: DateOrder | None = None):
    return read("\n".join(lines) + "\n", "page.txt", order=order).records


def codes(record) -> list[str]:
    return [problem.code for problem in record.problems]


def test_two_pages_in_one_file_are_two_releases():
    first, second = records(
        *HEAD, *LABELS, LEAD, MORE, "News item", "Boats get a number", *LABELS, LEAD, "A second group met."
    )

    assert (first.title, first.body) == (HEAD[1], f"{LEAD}\n\n{MORE}")
    assert (second.title, second.type, second.line) == ("Boats get a number", "News item", 12)
    assert second.body == f"{LEAD}\n\nA second group met."


def test_a_list_with_a_date_in_a_text_is_no_second_page():
    (record,) = records(*HEAD, *LABELS, LEAD, "The next meetings:", "- Date: 3 May", "- Place: Split", MORE)

    assert record.body.endswith(MORE)


def test_a_caption_between_title_and_labels_is_a_caption():
    caption = "Officers at the harbour, 13 June 2007. (OSCE/Jane Roe)"

    (record,) = records(*HEAD, caption, *LABELS, LEAD)

    assert (record.title, record.type) == (HEAD[1], "Press release")
    assert record.extra == (("photo caption", caption),)


def test_a_sentence_between_title_and_labels_is_the_summary():
    (record,) = records("News Item", HEAD[1], "Boats will be found more easily.", "- Issued on:", "- 14 June 2007",
                        "- Issued by:", "- OSCE Mission to Croatia", LEAD)  # fmt: skip

    assert (record.title, record.type, record.date) == (HEAD[1], "News Item", date(2007, 6, 14))
    assert (record.summary, record.body) == ("Boats will be found more easily.", LEAD)
    assert (record.where, record.place) == (("OSCE Mission to Croatia",), "ZAGREB")


def test_the_day_of_the_last_update_is_not_that_of_publication():
    (record,) = records(
        *HEAD, "Last updated: 2 September 2009", "Published: 14 June 2007", "Source: OSCE Secretariat", LEAD
    )

    assert (record.title, record.type, record.date) == (HEAD[1], "Press release", date(2007, 6, 14))
    assert ("Last updated", "2 September 2009") in record.extra


@pytest.mark.parametrize("notice", ["CORRECTED VERSION", "EMBARGOED UNTIL 10:00"])
def test_a_notice_above_the_title_is_no_title(notice):
    (record,) = records(HEAD[0], notice, HEAD[1], *LABELS, LEAD)

    assert record.title == HEAD[1]
    assert ("notice", notice) in record.extra


def test_a_notice_above_the_text_is_no_text():
    (record,) = records(
        *HEAD, *LABELS, "PLEASE FIND BELOW THE CORRECT VERSION OF TODAY'S RELEASE", LEAD, MORE
    )

    assert record.summary == LEAD


def test_what_stands_below_a_text_is_no_part_of_it():
    below = (
        "Contacts",
        "Jane Roe, +43 1 514 36 0, jane@example.org",
        "Related links",
        "Boats",
        "© OSCE 2007",
    )

    (record,) = records(*HEAD, *LABELS, LEAD, MORE, *below)

    assert record.body == f"{LEAD}\n\n{MORE}"
    assert [one.text for one in record.furniture] == list(below)
    assert [one.kind for one in record.furniture] == [
        "contacts",
        "contacts",
        "related",
        "related",
        "copyright",
    ]


def test_a_title_above_the_text_again_is_no_text():
    (record,) = records(*HEAD, *LABELS, HEAD[1], LEAD, MORE)

    assert record.body == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize("copies", [(LEAD, MORE, LEAD, MORE), (LEAD, MORE) * 3, (LEAD, MORE, MORE)])
def test_a_text_that_comes_several_times_is_read_once(copies):
    (record,) = records(*HEAD, *LABELS, *copies)

    assert record.body == f"{LEAD}\n\n{MORE}"
    assert "repeated-body" in codes(record)


def test_lines_that_a_program_broke_are_joined_to_paragraphs():
    text = (f"{LEAD} {MORE} " * 2).split()
    lines, line = [], ""
    for word in text:
        if len(line) + len(word) > 72:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)

    (record,) = records(*HEAD, *LABELS, *lines, "", "A second paragraph follows here.")

    assert record.body == f"{' '.join(text)}\n\nA second paragraph follows here."


def test_marks_of_a_text_browser_are_no_text():
    (record,) = records(*HEAD, *LABELS, LEAD, "See the [1]register, the [2]list and the [3]map of the coast.",
                        "References", "1. https://example.org/register")  # fmt: skip

    assert record.body == f"{LEAD}\n\nSee the register, the list and the map of the coast."


def test_a_page_without_labels_is_read_by_its_places_and_is_doubtful():
    (record,) = records("Newsroom", HEAD[1], "14 June 2007", LEAD, MORE, MORE)

    assert (record.title, record.date, record.place) == (HEAD[1], date(2007, 6, 14), "ZAGREB")
    assert record.body == f"{LEAD}\n\n{MORE}"
    assert {"no-labels", "repeated-body"} <= set(codes(record))


TITLE = "Harbours of six towns keep a register"


@pytest.mark.parametrize(
    ("head", "is_sure"),
    [
        (("Newsroom", TITLE, "ZAGREB 14 June 2007"), True),
        (("Press release", TITLE, "ZAGREB 14 June 2007"), True),
        (("Newsroom", TITLE, "ZAGREB 15 June 2007"), False),  # another day than the dateline's
        (("Newsroom", TITLE, "SPLIT 14 June 2007"), False),  # another place
        (("Newsroom", TITLE, "14 June 2007"), False),  # no place that the dateline could say again
        (("Newsroom", "Mission to Croatia", TITLE, "ZAGREB 14 June 2007"), False),  # which is the title?
        (("Newsroom", TITLE, "ZAGREB 14 June 2007", "Officers meet"), False),
        (("Newsroom", "OSCE Mission to Croatia", "ZAGREB 14 June 2007"), False),  # it may be no title
    ],
)
def test_what_a_date_line_and_the_dateline_say_alike_below_a_title_is_sure(head, is_sure):
    (record,) = records(*head, LEAD, MORE)

    assert (record.date.month, record.date.year) == (6, 2007)
    assert ("date-witnessed" in codes(record)) == is_sure
    assert bool({"title", "date"} & record.fields_in_doubt) == (not is_sure)


def test_a_text_without_a_title_has_its_beginning_for_one_and_is_doubtful():
    (record,) = records(LEAD, MORE)

    assert record.title == "Officers of six towns met today to learn how to keep a register of boats"
    assert (record.date, record.place, record.body) == (date(2007, 6, 14), "ZAGREB", f"{LEAD}\n\n{MORE}")
    assert "title-from-text" in codes(record)
    assert "title" in record.fields_in_doubt


def test_sentences_without_a_day_are_no_release():
    assert records(MORE, MORE) == ()


def test_tags_below_a_summary_are_tags():
    first, second = records(
        "Boats get a number", "Publishing date: 11 March 2019", "Content type: News", "Six towns keep a register now.",
        "Tags: boats, harbours", "Statement by the harbour master: all must go on", "Publishing date: 10 March 2019",
        "The harbour master said that all must go on.",
    )  # fmt: skip

    assert first.tags == ("boats", "harbours")
    assert second.title == "Statement by the harbour master: all must go on"


def listing(*dates: str) -> list[str]:
    return [
        line
        for number, day in enumerate(dates)
        for line in (f"Boat {number} gets a number", f"Publishing date: {day}", "Content type: News", MORE)
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (("Mon, 03/11/2019 - 12:08",), date(2019, 3, 11)),
        (("03/11/2019", "25/10/2019"), date(2019, 11, 3)),
        (("03/11/2019", "10/25/2019"), date(2019, 3, 11)),
        (("03.11.2019",), date(2019, 11, 3)),
    ],
)
def test_weekday_and_other_dates_of_a_page_tell_day_from_month(written, day):
    record, *_ = records(*listing(*written))

    assert (record.date, codes(record)) == (day, [])


def test_a_date_that_nothing_explains_is_doubtful_unless_the_import_is_told():
    (guess,) = records(*listing("03/11/2019"))
    (told,) = records(*listing("03/11/2019"), order=DateOrder.MONTH_FIRST)

    assert (guess.date, codes(guess)) == (date(2019, 11, 3), ["ambiguous-date"])
    assert (told.date, codes(told)) == (date(2019, 3, 11), [])


def test_marks_of_direction_are_no_text():
    (record,) = records(
        "Boats get a number",
        "Publishing date: \u202a12 March 2019\u202c",
        "Content type: \u202aNews\u202c",
        MORE,
    )

    assert (record.date, record.type) == (date(2019, 3, 12), "News")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<!DOCTYPE html>\n<html><body><h1>Boats</h1></body></html>", "HTML"),
        ('<?xml version="1.0"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/">', "WXR"),
        ('{"title": "Boats", "date": "2019-03-12"}\n{"title": "Harbours"}', "JSON Lines"),
        ("title,date,body\nBoats,2019-03-12,Six towns", "CSV"),
    ],
)
def test_a_format_that_nobody_reads_is_refused_by_its_name(text, name):
    parsed = read(text, "page.txt")

    assert (parsed.records, [problem.code for problem in parsed.problems]) == ((), ["unknown-format"])
    assert name in parsed.problems[0].message


def test_a_text_without_a_release_is_refused():
    parsed = read("A note to myself.\nBuy bread.\n", "note.txt")

    assert [problem.code for problem in parsed.problems] == ["nothing-read"]
