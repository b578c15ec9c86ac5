from datetime import date

import pytest

from articles.importing.formats import read

SUMMARY = (
    "Thirty officers took part in a course on the safe storage of ammunition, held in the capital this week."
)
OTHER = "Experts from eleven countries spoke about rivers that cross borders and about the treaties that govern them."


def listing(*lines: str, end: str = "\n") -> str:
    return "\n".join(lines) + end


def records(*lines: str, end: str = "\n"):
    return read(listing(*lines, end=end), "page.txt").records


def codes(record) -> list[str]:
    return [problem.code for problem in record.problems]


FIRST = ("First title", "Publishing date: 4 July 2025", "Content type: News", "Where we are: OSCE Secretariat",
         "What we do: Policing, Youth", SUMMARY)  # fmt: skip
LAST = ("Last title", "Publishing date: 1 July 2025", "Content type: News", OTHER)


def test_a_record_is_read_with_all_its_labels():
    first, last = records("Newsroom", "News and press releases", *FIRST, *LAST)

    assert (first.title, first.line, first.date, first.type) == ("First title", 3, date(2025, 7, 4), "News")
    assert (first.where, first.what) == (("OSCE Secretariat",), ("Policing", "Youth"))
    assert (first.summary, first.problems) == (SUMMARY, ())
    assert (last.title, last.where, last.what, last.summary) == ("Last title", (), (), OTHER)


def test_a_record_may_have_only_a_date():
    record, _ = records("Title", "Publishing date: 4 July 2025", SUMMARY, *LAST)

    assert (record.type, record.where, record.what, record.summary) == (None, (), (), SUMMARY)
    assert codes(record) == ["missing-type"]


def test_a_record_may_lack_its_date():
    _, record, _ = records(
        *FIRST, "Second", "Content type: News", "Where we are: OSCE Mission to Serbia", OTHER, *LAST
    )

    assert (record.title, record.date, record.type, record.summary) == ("Second", None, "News", OTHER)
    assert codes(record) == ["bad-date"]


def test_a_record_may_lack_its_summary():
    first, second, _ = records(*FIRST[:-1], *FIRST, *LAST)

    assert (first.title, first.summary, codes(first)) == ("First title", "", ["missing-summary"])
    assert second.summary == SUMMARY


@pytest.mark.parametrize("text", ["31 June 2025", "soon", "4 July 25", "14 Brumaire 2025"])
def test_a_date_that_cannot_be_read_is_told_with_its_text(text):
    record, _ = records("Title", f"Publishing date: {text}", "Content type: News", SUMMARY, *LAST)

    assert (record.title, record.date, codes(record)) == ("Title", None, ["bad-date"])
    assert text in record.problems[0].message


# Unknown labels


@pytest.mark.parametrize("place", [1, 2, 3, 4, 5])
def test_an_unknown_label_is_kept_wherever_it_stands(place):
    lines = list(FIRST)
    lines.insert(place, "Reading level: Intermediate")

    _, record, _ = records(*LAST, *lines, *LAST)

    assert record.extra == (("Reading level", "Intermediate"),)
    assert codes(record) == ["unknown-label"]
    assert (record.title, record.type, record.what, record.summary) == (
        "First title", "News", ("Policing", "Youth"), SUMMARY,
    )  # fmt: skip


def test_an_unknown_label_may_hold_a_list_a_date_or_nothing():
    _, record, _ = records(
        *LAST,
        *FIRST[:-1],
        "Languages: English, Russian",
        "Event date: 2 July 2025",
        "Participants:",
        SUMMARY,
        *LAST,
    )

    assert record.extra == (
        ("Languages", "English, Russian"),
        ("Event date", "2 July 2025"),
        ("Participants", ""),
    )
    assert record.date == date(2025, 7, 4)
    assert record.summary == SUMMARY


def test_a_label_proved_elsewhere_is_believed_where_the_summary_is_missing():
    _, record, _ = records(
        "A", "Publishing date: 5 July 2025", "Series: Water", OTHER,
        "B", "Publishing date: 4 July 2025", "Series: Youth",
        *LAST,
    )  # fmt: skip

    assert (record.title, record.extra, record.summary) == ("B", (("Series", "Youth"),), "")


def test_other_known_labels_fill_their_fields():
    record, _ = records(
        *FIRST[:-1], "Location: Vienna, Austria", "Collection: Annual reports", SUMMARY, *LAST
    )

    assert (record.locations, record.collections) == (("Vienna", "Austria"), ("Annual reports",))


def test_the_usual_label_wins_over_a_synonym():
    record, _ = records(
        "Title", "Publishing date: 4 July 2025", "Content type: News", "Topics: Water", "What we do: Youth", SUMMARY, *LAST
    )  # fmt: skip

    assert (record.what, record.extra) == (("Youth",), (("Topics", "Water"),))


# Summaries and titles that look like labels


@pytest.mark.parametrize(
    "summary",
    [
        "Summary The mission recorded ten ceasefire violations in one region and seven in the other.",
        "Summary: The mission recorded ten ceasefire violations in one region and seven in the other.",
        "Note: the hearing is open to the public.",
        "Statement: We call on all sides to keep to the law.",
        "Location: the meeting took place in Vienna, where delegations met for two days.",
        "What we do: every year the office trains judges, and this is how.",
        "Publishing date of the report was moved to 12 May 2025, the office said.",
        "VIENNA, 3 July 2025 – The chair: a portrait",
        "Wahl: Die Beobachter sind da",
        "Short summary without a stop",
    ],
)
def test_a_summary_that_starts_like_a_label_stays_the_summary(summary):
    first, second, last = records(*FIRST[:-1], summary, *FIRST, *LAST)

    assert (first.title, first.summary) == ("First title", summary)
    assert (second.title, second.extra, last.title) == ("First title", (), "Last title")


@pytest.mark.parametrize(
    "title",
    [
        "Wahl: OSCE Mission trains clerks",
        "Building Climate Resilience: a Chairpersonship Event in Vienna",
        "What we do: a look back",
        "Where we are: Missions on the map",
        "Publishing date: the story of a calendar",
        "Summary: ten years",
        "“Water: a right”, experts say in Oš",
        "2024: the year of elections",
        "4 July 2025",
        "Call for calm in Washington D.C.",
        "Who votes? And why?",
        "News",
        "Location: Almaty",
    ],
)
def test_a_title_that_looks_like_a_label_stays_the_title(title):
    first, second, last = records(*FIRST, title, *FIRST[1:], *LAST)

    assert (first.title, first.summary) == ("First title", SUMMARY)
    assert (second.title, second.summary, second.what) == (title, SUMMARY, ("Policing", "Youth"))
    assert last.title == "Last title"


def test_titles_that_share_a_word_before_a_colon_are_no_labels():
    found = records(*[line for n in range(5) for line in (f"Ukraine: report {n}", *FIRST[1:])], *LAST)

    assert [record.title for record in found[:5]] == [f"Ukraine: report {n}" for n in range(5)]
    assert all(record.summary == SUMMARY for record in found[:5])


def test_a_second_label_of_a_kind_is_the_summary():
    record, last = records(*FIRST[:-1], "Where we are: Between Two Rivers", *LAST)

    assert (record.where, record.summary, last.title) == (
        ("OSCE Secretariat",), "Where we are: Between Two Rivers", "Last title",
    )  # fmt: skip


def test_a_summary_may_equal_the_title():
    record, last = records("Same words", *FIRST[1:-1], "Same words", *LAST)

    assert (record.title, record.summary, last.title) == ("Same words", "Same words", "Last title")


@pytest.mark.parametrize(
    "text", ["Where we are: missions in pictures", "Mjesto: Sarajevo – a story", "Elections: what next"]
)
def test_a_summary_may_equal_a_title_that_looks_like_a_label(text):
    record, last = records(text, *FIRST[1:4], text, *LAST)

    assert (record.title, record.summary, record.locations, record.extra) == (text, text, (), ())
    assert last.title == "Last title"


@pytest.mark.parametrize(
    "summary",
    [
        "Date: 3 May 2010",
        "Source: OSCE",
        "Topic: Elections in Georgia",
        "Place: Hofburg, Vienna",
        "Location: Hotel Sheraton, Tirana",
        "WHAT: News conference WHO: International observers WHEN: 10:00, 3 May 2010 WHERE: Hotel Marriott",
    ],
)
def test_a_synonym_of_a_label_is_the_summary_where_none_follows(summary):
    record, last = records(*FIRST[:-1], summary, *LAST)

    assert (record.summary, record.extra, record.locations) == (summary, (), ())
    assert (record.date, record.where) == (date(2025, 7, 4), ("OSCE Secretariat",))
    assert last.title == "Last title"


def test_a_synonym_that_has_a_summary_below_it_elsewhere_is_a_label():
    first, second, _ = records(*FIRST[:2], "Country: Albania", SUMMARY, *FIRST[:2], "Country: Georgia", *LAST)

    assert (first.locations, second.locations, second.summary) == (("Albania",), ("Georgia",), "")


@pytest.mark.parametrize("label", ["Locations", "Collections", "Länder", "Страны"])
def test_a_usual_label_is_a_label_also_where_no_summary_follows(label):
    record, _ = records(*FIRST[:-1], f"{label}: Albania", *LAST)

    assert (record.summary, record.locations or record.collections) == ("", ("Albania",))


def test_a_second_publishing_date_is_that_of_the_next_record():
    first, second, last = records(*FIRST[:-1], "Topic: water", *FIRST[1:], *LAST)

    assert (first.title, first.summary) == ("First title", "")
    assert (second.title, second.summary, last.title) == ("Topic: water", SUMMARY, "Last title")


def test_a_summary_of_several_lines_is_joined():
    record, last = records(*FIRST, OTHER, "Third line, also said today.", *LAST)

    assert record.summary == f"{SUMMARY} {OTHER} Third line, also said today."
    assert last.title == "Last title"


# Values


def test_commas_inside_parentheses_do_not_split_a_value():
    where = "OSCE Mission to Georgia (closed), Office (Vienna, Prague), A (B"
    record, _ = records(
        "T", "Publishing date: 4 July 2025", "Content type: News", f"Where we are: {where}", SUMMARY, *LAST
    )
    other, _ = records(
        "T",
        "Publishing date: 4 July 2025",
        "Where we are: Mission (closed), Office (Vienna, Prague)",
        SUMMARY,
        *LAST,
    )

    assert record.where == ("OSCE Mission to Georgia (closed)", "Office (Vienna", "Prague)", "A (B")
    assert other.where == ("Mission (closed)", "Office (Vienna, Prague)")


def test_a_list_of_twenty_is_read():
    names = [f"OSCE Mission number {n}" for n in range(20)]
    record, _ = records(*FIRST[:3], f"Where we are: {', '.join(names)}", SUMMARY, *LAST)

    assert record.where == tuple(names)


def test_an_empty_value_is_no_value():
    record, _ = records(
        "Title", "Publishing date: 4 July 2025", "Content type: News", "Where we are:", SUMMARY, *LAST
    )

    assert (record.where, record.summary, codes(record)) == ((), SUMMARY, [])


def test_a_value_may_stand_on_the_next_line():
    record, _ = records(
        "Title", "Publishing date:", "4 July 2025", "Content type:", "News", "Where we are:", "OSCE Secretariat", SUMMARY,
        *LAST,
    )  # fmt: skip

    assert (record.date, record.type, record.where) == (date(2025, 7, 4), "News", ("OSCE Secretariat",))
    assert record.summary == SUMMARY


# The page around


@pytest.mark.parametrize("header", [(), ("Newsroom",), ("Skip to main content", "Search", "1 2 3 … Next")])
def test_known_furniture_is_neither_title_nor_unread(header):
    reading = read(listing(*header, *FIRST, *LAST, "Load more", "1 2 3 … Next", "Last »"), "page.txt")

    assert [record.title for record in reading.records] == ["First title", "Last title"]
    assert reading.unread == ()


def test_unknown_lines_before_the_first_title_are_unread():
    reading = read(listing("Nyhedsrum", "Alt om vores arbejde.", *FIRST, *LAST), "page.txt")

    assert reading.records[0].title == "First title"
    assert [(one.line, one.text) for one in reading.unread] == [
        (1, "Nyhedsrum"),
        (2, "Alt om vores arbejde."),
    ]


@pytest.mark.parametrize(
    "header", [(), ("Newsroom",), ("Nyhedsrum",), ("Nyhedsrum", "Alt om vores arbejde.")]
)
@pytest.mark.parametrize(
    "title",
    [
        "Location: Kyiv – a story",
        "Ort: Wien – eine Geschichte",
        "Where we are: Field operations in pictures",
        "Source: OSCE",
        "World Press Freedom Day: 3 May 2012",
        "Date: changed for the conference in Armenia",
        "1999",
        "The chair meets the president, the prime minister and " + "the speaker of the parliament, " * 9 + "the press",
    ],
)  # fmt: skip
def test_what_stands_right_above_the_first_date_is_the_title(header, title):
    first, last = records(*header, title, *FIRST[1:], *LAST)

    assert (first.title, first.where, first.locations, first.extra) == (title, ("OSCE Secretariat",), (), ())
    assert last.title == "Last title"


def test_a_year_is_a_title_and_no_page_number():
    first, second, _ = records(*FIRST, "1999", *FIRST[1:], *LAST)

    assert (first.summary, second.title) == (SUMMARY, "1999")


def test_a_capture_may_begin_in_the_middle_of_a_record():
    first, last = records(*FIRST[2:], *LAST)

    assert (first.title, first.line, first.type, first.summary) == ("", 1, "News", SUMMARY)
    assert "no-title" in codes(first)
    assert last.title == "Last title"


def test_page_furniture_is_no_title():
    first, _ = records("Newsroom", *FIRST[1:], *LAST)

    assert (first.title, first.line) == ("", 2)


def test_two_pages_in_one_capture_are_read_like_one():
    found = records(
        "Newsroom", *FIRST, *LAST, "Load more", "Newsroom", "News and press releases", *FIRST, *LAST
    )

    assert [record.title for record in found] == ["First title", "Last title"] * 2
    assert found[1].summary == OTHER


@pytest.mark.parametrize(
    "text", ["", "\n \n", "One line", "A poem\n\nwith lines.\nNothing: else\n", "-\n- Elsewhere\n"]
)
def test_a_text_without_releases_gives_none_and_loses_nothing(text):
    reading = read(text, "page.txt")

    assert reading.records == ()
    assert [one.text for one in reading.unread if one.text not in "-"] == [
        line for line in text.split("\n") if line.strip(" -")
    ]
    assert all(one.reason for one in reading.unread)


# Other languages


def test_russian_labels_are_read():
    record, _ = records(
        "Новый курс для пограничников", "Дата публикации: 4 июля 2025 г.", "Тип контента: Новости",
        "Где мы работаем: Центр ОБСЕ в Ашхабаде, Миссия ОБСЕ в Грузии (закрыта)", "Чем мы занимаемся: Выборы",
        "ВЕНА, 3 июля 2025 г. – Тридцать человек прошли курс.", *LAST,
    )  # fmt: skip

    assert (record.date, record.type, record.language) == (date(2025, 7, 4), "Новости", "ru")
    assert record.where == ("Центр ОБСЕ в Ашхабаде", "Миссия ОБСЕ в Грузии (закрыта)")
    assert (record.what, record.place, record.dateline_date) == (("Выборы",), "ВЕНА", date(2025, 7, 3))


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("uk", ("Дата публікації: 4 липня 2025", "Тип контенту: Новини", "Де ми працюємо: А", "Що ми робимо: Б")),
        ("de", ("Veröffentlichungsdatum: 4. Juli 2025", "Inhaltstyp: News", "Wo wir sind: A", "Was wir tun: B")),
        ("fr", ("Date de publication : 4 juillet 2025", "Type de contenu : News", "Où nous sommes : A", "Ce que nous faisons : B")),
        ("bs", ("Datum objavljivanja: 4. juli 2025.", "Vrsta sadržaja: Vijesti", "Gdje smo: A", "Šta radimo: B")),
        ("sr", ("Датум објављивања: 4. јул 2025.", "Врста садржаја: Вести", "Где смо: А", "Шта радимо: Б")),
        ("sq", ("Data e publikimit: 4 korrik 2025", "Lloji i përmbajtjes: Lajme", "Ku jemi: A", "Çfarë bëjmë: B")),
        ("mk", ("Датум на објавување: 4 јули 2025", "Вид на содржина: Вести", "Каде сме: А", "Што правиме: Б")),
    ],
)  # fmt: skip
def test_labels_of_other_languages_are_read(language, labels):
    record, other = records("Title", *labels, SUMMARY, "Title", *labels, OTHER)

    for one in (record, other):
        assert one.date == date(2025, 7, 4)
        assert one.type
        assert len(one.where) == len(one.what) == 1
        assert (one.language, one.extra) == (language, ())
    assert record.summary == SUMMARY


def test_a_date_behind_labels_of_an_unknown_language_is_the_publishing_date():
    record, _ = records("Titel", "Udgivelsesdato: 04.07.2025", "Indholdstype: News", SUMMARY, "Titel to",
                        "Udgivelsesdato: 03.07.2025", OTHER)  # fmt: skip

    assert (record.title, record.date, record.type, record.summary) == (
        "Titel",
        date(2025, 7, 4),
        "News",
        SUMMARY,
    )


@pytest.mark.parametrize(
    "summary",
    [
        "Η Αποστολή διοργάνωσε στην Αθήνα εκπαίδευση.",
        "Misija surengė Vilniuje seminarą apie žiniasklaidą ir rinkimus.",
        "Місія арганізавала ў Мінску семінар пра выбары.",
    ],
)
def test_the_language_of_a_text_in_none_of_the_languages_is_unknown(summary):
    assert records("OSCE", *FIRST[1:-1], summary, *LAST)[0].language == "und"


def test_the_language_under_english_labels_is_that_of_the_text():
    def language(title, summary):
        return records(title, *FIRST[1:-1], summary, *LAST)[0].language

    assert language("Новый курс", "Тридцать человек прошли курс.") == "ru"
    assert language("Новий курс", "Тридцять людей закінчили курс.") == "uk"
    assert language("Нов курс", "Триесет луѓе го завршија курсот.") == "mk"
    assert language("Нови курс", "Тридесет људи је завршило обуку у Београду.") == "sr"
    assert (
        language(
            "Neuer Kurs für die Polizei", "Dreißig Menschen haben den Kurs mit dem Zeugnis der Stadt beendet."
        )
        == "de"
    )
    assert (
        language(
            "Kurs i ri",
            "Tridhjetë oficerë nga të gjitha rajonet morën pjesë në një kurs për ruajtjen e municionit.",
        )
        == "sq"
    )
    assert (
        language(
            "Novi kurs",
            "Trideset osoba je završilo kurs za čuvanje municije koji su organizovali u Sarajevu.",
        )
        == "bs"
    )
    assert (
        language(
            "Cours", "Trente agents ont suivi une formation sur le stockage des munitions dans la capitale."
        )
        == "fr"
    )
    assert (
        language("OSCE and GIZ", "The Deutsche Gesellschaft für Zusammenarbeit hosted a course in Berlin.")
        == "en"
    )


# Characters


def test_line_ends_and_invisible_characters_at_the_ends_are_no_text():
    text = "\ufeffNewsroom\r\n" + "\r\n".join(
        [" First\u00a0title\u200b", "\tPublishing\u00a0date:\u00a04\u00a0July\u00a02025 ", "- Content type: News",
         "Where we are: OSCE\u00a0Secretariat,\u00a0Soft\u00adhyphen", SUMMARY, *LAST, ""]
    )  # fmt: skip

    record = read(text, "page.txt").records[0]

    assert (record.title, record.date, record.type) == ("First\u00a0title", date(2025, 7, 4), "News")
    assert record.where == ("OSCE\u00a0Secretariat", "Soft\u00adhyphen")


# Datelines and shortened summaries


def test_a_dateline_that_differs_from_the_publishing_date_is_told():
    record, _ = records(*FIRST[:-1], f"Skopje, 4 July 2024 – {SUMMARY}", *LAST)

    assert (record.place, record.dateline_date) == ("Skopje", date(2024, 7, 4))
    assert record.summary.startswith("Skopje, 4 July 2024 – ")
    assert codes(record) == ["dateline-differs"]


@pytest.mark.parametrize("dots", ["...", "…"])
def test_a_summary_that_ends_with_dots_was_shortened_at_any_length(dots):
    first, _ = records(*FIRST[:-1], f"Thirty officers took part in a course on{dots}", *LAST)

    assert codes(first) == ["summary-cut"]


def test_a_long_summary_without_a_stop_was_shortened_by_the_site():
    long = ("word " * 60)[:290].strip()

    assert codes(records(*FIRST[:-1], long, *LAST)[0]) == ["summary-cut"]
    assert codes(records(*FIRST[:-1], long + ".", *LAST)[0]) == []
    assert codes(records(*FIRST[:-1], "The office opens at 3 pm", *LAST)[0]) == []


# The end of a capture


@pytest.mark.parametrize(
    ("last_line", "unread"),
    [("Publishing da", True), ("Pub", True), ("Publishing date: 4 Ju", True), ("Publishing date:", True)],
)
def test_a_title_before_a_cut_label_is_a_record_that_says_so(last_line, unread):
    reading = read(listing(*FIRST, "Second title", last_line, end=""), "page.txt")

    record = reading.records[1]
    assert (record.title, record.date, record.is_cut_in_header, codes(record)) == (
        "Second title",
        None,
        True,
        ["truncated"],
    )
    assert [one.text for one in reading.unread] == ([last_line] if unread else [])


@pytest.mark.parametrize(
    "cut", ["Where we are: OSCE Mission to Mo", "Where we are: OSCE Secretariat", "Where we", "W"]
)
def test_a_value_at_the_cut_is_no_term(cut):
    reading = read(listing(*LAST, *FIRST[:3], cut, end=""), "page.txt")

    record = reading.records[1]
    assert (record.type, record.where, record.summary) == ("News", (), "")
    assert (record.is_cut_in_header, codes(record)) == (True, ["truncated"])
    assert [one.text for one in reading.unread] == [cut]


def test_a_cut_type_is_no_type():
    record = records(*FIRST[:2], "Content type: Press rel", end="")[0]

    assert (record.type, record.date, record.is_cut_in_header) == (None, date(2025, 7, 4), True)


@pytest.mark.parametrize(
    ("text", "day"), [("4 July 2025", date(2025, 7, 4)), ("4 July 202", None), ("2025-07-04", None)]
)
def test_a_date_at_the_cut_is_taken_when_its_year_is_whole(text, day):
    (record,) = records("Title", f"Publishing date: {text}", end="")

    assert (record.date, record.is_cut_in_header) == (day, True)


def test_a_header_at_the_end_of_whole_lines_keeps_its_values():
    (record,) = records(*FIRST[:-1])

    assert (record.what, record.summary, record.is_cut_in_header) == (("Policing", "Youth"), "", True)
    assert codes(record) == ["truncated"]


def test_a_cut_summary_is_told():
    record = records(*FIRST[:-1], SUMMARY[:49], end="")[0]

    assert (record.summary, codes(record), record.is_cut_in_header) == (SUMMARY[:49], ["truncated"], False)


def test_a_last_summary_that_ends_like_a_sentence_is_whole():
    assert codes(records(*FIRST, end="")[0]) == []
    assert codes(records(*FIRST[:-1], ("word " * 60)[:290].strip(), end="")[0]) == ["summary-cut"]


def test_a_text_that_ends_with_a_space_or_at_a_round_number_of_characters_was_cut():
    text = listing(*FIRST, end="")

    assert codes(read(text + " ", "page.txt").records[0]) == ["truncated"]
    assert codes(read("x" * (1998 - len(text)) + "\n\n" + text, "page.txt").records[0]) == ["truncated"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_end_after_a_round_number_of_characters_does_not_hide_the_cut(end):
    text = listing(*FIRST[:-1], ("word " * 60)[:290].strip(), end="")
    padded = "x" * (1998 - len(text)) + "\n\n" + text

    assert codes(read(padded + end, "page.txt").records[0]) == ["truncated"]
    assert codes(read(padded[1:] + end, "page.txt").records[0]) == ["summary-cut"]


def test_a_title_cut_after_a_word_that_may_be_a_label_is_no_record():
    reading = read(listing(*FIRST[:-1], f"{SUMMARY[:-1]};", "Date:", end=""), "page.txt")

    assert [record.title for record in reading.records] == ["First title"]


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_start_of_a_title_at_the_end_is_no_record(end):
    reading = read(listing(*FIRST, "OSCE Mission opens a new off", end=end), "page.txt")

    assert [record.title for record in reading.records] == ["First title"]
    assert reading.records[0].summary == SUMMARY
    assert [(one.line, one.text) for one in reading.unread] == [(7, "OSCE Mission opens a new off")]


def test_a_format_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unknown format"):
        read("", "page.txt", format="docx")


def test_the_first_record_of_a_capture_may_lack_its_date():
    text = "Newsroom\nA dateless bridge\nContent type: News\nWhere we are: OSCE Secretariat\nIt was opened today.\n"

    (record,) = read(text, "page.txt").records

    assert (record.title, record.date, record.type) == ("A dateless bridge", None, "News")
    assert "bad-date" in {problem.code for problem in record.problems}
