"""What stands around a release is kept with it, and is no text."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from articles.importing.fitness import unfit
from articles.importing.formats import read
from articles.importing.record import Record
from articles.models import Article, ImportRecord

LISTING = (
    "Ferry crews learn to fight fires\nPublishing date: 4 April 2016\nContent type: News\n"
    "Twenty members of ferry crews learned this week how to fight fires.\nAvailable in: English | Русский\n"
    "Read more about ferries\n1 2 3 Next\n"
)


def test_furniture_is_kept_with_line_and_kind():
    (record,) = read(LISTING, "page.txt").records

    assert [(one.line, one.kind) for one in record.furniture] == [
        (5, "other_languages"), (6, "related"), (7, "pagination"),
    ]  # fmt: skip
    assert record.extra == ()


@pytest.mark.django_db
def test_report_and_account_have_the_furniture_and_the_release_has_not(tmp_path):
    (tmp_path / "page.txt").write_text(LISTING, encoding="utf-8")
    report = tmp_path / "report.json"

    call_command("import_seeds", tmp_path / "page.txt", report=report)

    (row,) = json.loads(report.read_text(encoding="utf-8"))["records"]
    assert row["furniture"][1] == {"line": 6, "kind": "related", "text": "Read more about ferries"}
    assert ImportRecord.objects.get().as_read["furniture"] == row["furniture"]
    article = Article.objects.get()
    assert "Read more" not in article.summary + article.body
    assert row["public"] is True


def test_contact_data_in_a_text_are_named_with_their_line():
    (record,) = read(LISTING.replace("fires.", "fires, jane@example.org said."), "page.txt").records

    (problem,) = [problem for problem in record.problems if problem.code == "contact-data"]
    assert "line 4: jane@example.org" in problem.message


def test_a_day_before_the_organisation_is_refused_by_name():
    problem = unfit(Record("page.txt", 1, "A bridge opens", date(1974, 5, 1)), date(1975, 8, 1))

    assert problem.code == "bad-date"
    assert "1975-08-01 (IMPORT_EARLIEST_DATE)" in problem.message
    assert unfit(Record("page.txt", 1, "A bridge opens", date(1975, 8, 1)), date(1975, 8, 1)) is None
