"""One release in several captures: sure ones become one, likely ones are paired for a person, others stay two."""

import pytest

from articles.models import Article
from tests.captures import HEADER, entry

pytestmark = pytest.mark.usefixtures("terms")
TEXT = "Owners and tenants of houses in three towns met today to find out what a new law means for them."
MORE = "The chair asked both sides to write down what they want before the next round in the autumn."


def public(report) -> list[bool]:
    return [record["public"] for record in report["records"]]


def doubts(report) -> list[list[str]]:
    return [record["doubts"] for record in report["records"]]


def single(text: str) -> str:
    labels = "- Date:\n- 4 July 2003\n- Place:\n- TIRANA\n- Source:\n- OSCE Secretariat"
    return f"News\nA talk about property\n{labels}\nTIRANA, 4 July 2003 - {text}\n"


def test_a_cut_teaser_and_its_page_are_one_release_with_the_best_of_both(importing):
    listed = entry(
        "A talk about property", "4 July 2003", summary=f"TIRANA, 4 July 2003- {TEXT} The chair..."
    )

    importing(listing=HEADER + listed)
    report = importing(page=single(f"{TEXT} {MORE}"))

    article = Article.objects.get()
    assert [record["outcome"] for record in report["records"]] == ["updated"]
    assert article.summary.endswith(MORE)
    assert [str(field) for field in article.fields_of_work.all()] == ["Elections"]


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("A talk — about “property”", TEXT),
        ("A talk - about 'property'", TEXT.replace(" ", "  ")),
        ("A talk – about property", f"TIRANA, 4 July 2003 – {TEXT}"),
        ("A talk – about property", f"{TEXT[:-1]}..."),
    ],
)
def test_dashes_quotes_spaces_and_datelines_make_no_second_release(importing, title, summary):
    importing(a=HEADER + entry("A talk – about property", "4 July 2003", summary=TEXT))
    importing(b=HEADER + entry(title, "4 July 2003", summary=summary))

    assert Article.objects.count() == 1


@pytest.mark.parametrize("title", ["A talk about propertty", "A tlak about property", "A talkabout property"])
def test_a_mended_title_of_the_same_text_makes_no_second_release(importing, title):
    facts = {"day": "4 July 2003", "summary": TEXT}
    importing(a=HEADER + entry("A talk about property", **facts))

    report = importing(b=HEADER + entry(title, **facts))
    again = importing(b=HEADER + entry(title, **facts))

    assert [record["outcome"] for record in report["records"]] == ["same"]
    assert [problem["code"] for problem in report["records"][0]["problems"]] == ["differs"]
    assert again["counts"]["same"] == 1
    assert Article.objects.get().title == "A talk about property"


def test_a_replaced_field_of_work_makes_no_second_release_and_both_are_kept(importing):
    facts = {"title": "A talk about property", "day": "4 July 2003", "summary": TEXT}
    importing(a=HEADER + entry(**facts, what="Elections"))

    report = importing(b=HEADER + entry(**facts, what="Youth"))
    again = importing(a=HEADER + entry(**facts, what="Elections"))

    assert [record["outcome"] for record in report["records"]] == ["updated"]
    assert {str(field) for field in Article.objects.get().fields_of_work.all()} == {"Elections", "Youth"}
    assert again["counts"]["same"] == 1


def test_a_letter_less_in_a_title_is_no_reason_to_merge_two_texts(importing):
    first = entry("Course for judge ends", "4 July 2003", summary=TEXT)
    second = entry("Course for judges ends", "4 July 2003", summary=MORE)

    importing(a=HEADER + first)
    report = importing(b=HEADER + second)

    assert (public(report), Article.objects.count()) == ([True], 2)


def test_of_two_releases_of_a_page_neither_is_taken_for_the_other_of_an_earlier_page(importing):
    one = entry("Course for judge ends", "4 July 2003", summary=TEXT)
    other = entry("Course for judges ends", "4 July 2003", summary=TEXT)

    importing(a=HEADER + one)
    report = importing(b=HEADER + one + other)

    assert [record["outcome"] for record in report["records"]] == ["same", "created"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "A talk about houses"},
        {"type": "Press release"},
        {"day": "5 July 2003"},
        {"where": "Bureau of Bridges"},
    ],
    ids=["another word", "another type", "a day later", "an unknown body"],
)
def test_what_is_likely_one_release_is_paired_and_waits(importing, other):
    facts = {"title": "A talk about property", "day": "4 July 2003", "summary": TEXT}

    first = importing(a=HEADER + entry(**facts))
    second = importing(b=HEADER + entry(**facts | other))
    third = importing(b=HEADER + entry(**facts | other))

    assert (public(first), public(second)) == ([True], [False])
    assert doubts(second)[0][0] == "likely-duplicate"
    number = first["records"][0]["article"]
    [problem] = [one for one in second["records"][0]["problems"] if one["code"] == "likely-duplicate"]
    assert f"Release {number} " in problem["message"]
    assert third["counts"]["same"] == 1


def test_a_pair_is_found_within_one_import(importing):
    facts = {"day": "4 July 2003", "summary": TEXT}
    captures = {
        "a": HEADER + entry("A talk about property", **facts),
        "b": HEADER + entry("A talk about property", type="Press release", **facts),
    }

    tried = importing("--dry-run", **captures)
    done = importing(**captures)

    assert doubts(tried) == doubts(done) == [[], ["likely-duplicate"]]


def test_numbers_of_a_series_are_never_likened(importing):
    for number in (214, 215):
        title = f"Daily report {number}/2016"
        report = importing(a=HEADER + entry(title, f"{number - 200} July 2016", summary=TEXT))

        assert public(report) == [True]


def test_releases_of_two_bodies_stay_two_and_public(importing):
    twins = entry(where="Forum for Security Co-operation", summary=TEXT) + entry(
        where="Permanent Council", summary=f"{TEXT} {MORE}"
    )

    assert public(importing(a=HEADER + twins)) == [True, True]


def test_publish_all_makes_doubtful_ones_public(importing):
    facts = {"day": "4 July 2003", "summary": TEXT}
    importing(a=HEADER + entry("A talk about property", **facts))

    report = importing("--publish", "all", b=HEADER + entry("A talk about houses", **facts))

    assert public(report) == [True]


def test_a_label_that_nobody_knows_keeps_its_release_from_readers(importing):
    report = importing(a=HEADER + entry(where="Bureau of Bridges"))

    assert (public(report), doubts(report)) == ([False], [["new-term"]])


def test_a_file_that_nobody_reads_is_refused_and_costs_only_itself(importing):
    report = importing(a=HEADER + entry(), b="<html><body>Bridges</body></html>", status=1)

    assert [record["outcome"] for record in report["records"]] == ["created", "rejected"]
    assert report["records"][1]["problems"][0]["code"] == "unknown-format"


def test_an_import_may_be_told_the_order_of_dates(importing):
    report = importing("--date-format", "month-first", a=HEADER + entry(day="03/11/2019"))

    assert (report["records"][0]["date"], public(report)) == ("2019-03-11", [True])
