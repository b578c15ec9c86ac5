"""The records of a file on its page: a page of them, by outcome, readers and doubt, and the whole report as a file."""

import csv
import io
import json

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from articles.importing import queue, upload_report
from articles.models import ImportUpload, UploadRecord
from tests.captures import HEADER, entry, run_import
from tests.factories import make_member
from tests.worker import work_once

UNKNOWN = "The Order of Badgers"
TEXT = HEADER + entry("Hedgehog") + entry("Fox", where=UNKNOWN) + entry("Elk", day="no date at all")

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def records(client):
    """Somebody who keeps the records, signed in."""
    user = make_member("archivist", "Records")
    client.force_login(user)
    return user


def tried(by, text: str = TEXT, **options) -> ImportUpload:
    upload = queue.add("animals.txt", text.encode(), by=by, batch_name="Animals", **options)
    work_once()
    upload.refresh_from_db()
    return upload


def imported(by, text: str = TEXT) -> ImportUpload:
    upload = tried(by, text)
    queue.start(upload, by=by)
    work_once()
    upload.refresh_from_db()
    return upload


def page(client, upload: ImportUpload, **narrowed):
    return client.get(reverse("admin:articles_importupload_change", args=[upload.pk]), narrowed)


def titles(client, upload: ImportUpload, **narrowed) -> list[str]:
    return [record["title"] for record in page(client, upload, **narrowed).context["records"]]


def report(client, upload: ImportUpload, ending: str) -> str:
    answer = client.get(reverse("admin:articles_importupload_report", args=[upload.pk, ending]))
    assert answer.status_code == 200
    assert f"animals.txt-report.{ending}" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content).decode()


def test_records_are_narrowed_by_outcome_readers_and_doubt(client, records):
    upload = tried(records)

    assert titles(client, upload) == ["Hedgehog", "Fox", "Elk"]
    assert titles(client, upload, outcome="created") == ["Hedgehog", "Fox"]
    assert titles(client, upload, outcome="created", public="yes") == ["Hedgehog"]
    assert titles(client, upload, public="no") == ["Fox", "Elk"]
    assert titles(client, upload, doubt="new-term") == ["Fox"]
    assert titles(client, upload, doubt="any", outcome="created") == ["Fox"]
    assert titles(client, upload, doubt="nonsense") == []
    assertContains(page(client, upload), "a new term (1)")
    assertContains(page(client, upload, doubt="nonsense"), "Show all")


@pytest.mark.parametrize("how_many", [3, 120])
@pytest.mark.django_db
def test_a_page_has_fifty_records_and_asks_as_often_for_any_number(
    client, records, django_assert_num_queries, how_many
):
    upload = tried(records, HEADER + "".join(entry(f"Animal {number}") for number in range(how_many)))
    page(client, upload)

    with django_assert_num_queries(9):
        found = titles(client, upload, page=99)
    assert len(found) == (how_many % 50 or 50)
    assert found[-1] == f"Animal {how_many - 1}"


def test_a_dry_run_shows_each_fact_before_and_after(client, records):
    imported(records, HEADER + entry("Hedgehog", what="Elections"))

    upload = tried(
        records,
        HEADER + entry("Hedgehog", what="Elections", summary="A bridge was opened today. By hedgehogs."),
    )

    assert upload.account["counts"]["updated"] == 1
    response = page(client, upload)
    assertContains(response, "<del>A bridge was opened today.</del>", html=True)
    assertContains(response, "<ins>A bridge was opened today. By hedgehogs.</ins>", html=True)


def test_the_report_is_what_the_command_writes(client, records, tmp_path):
    (tmp_path / "animals.txt").write_text(TEXT, encoding="utf-8")
    expected = run_import(tmp_path, tmp_path / "animals.txt", "--batch", "Animals", "--dry-run")
    upload = tried(records)

    found = json.loads(report(client, upload, "json"))

    assert found["records"] == expected["records"]
    assert {name: found[name] for name in ("batch", "dry_run", "counts", "new_terms", "unread")} == {
        name: expected[name] for name in ("batch", "dry_run", "counts", "new_terms", "unread")
    }


def test_after_the_import_the_report_is_that_of_the_import(client, records):
    upload = imported(records)

    found = json.loads(report(client, upload, "json"))

    assert found["dry_run"] is False
    assert [record["outcome"] for record in found["records"]] == ["created", "created", "held"]
    assert titles(client, upload, doubt="new-term") == ["Fox"]
    assert UploadRecord.objects.count() == 3


def test_the_table_holds_a_line_a_record_and_no_formula(client, records):
    upload = tried(records, HEADER + entry("=HYPERLINK(A1)", summary="@SUM(1)") + entry("Fox", where=UNKNOWN))

    rows = list(csv.DictReader(io.StringIO(report(client, upload, "csv"))))

    assert [row["title"] for row in rows] == ["'=HYPERLINK(A1)", "Fox"]
    assert rows[0]["summary"] == "'@SUM(1)"
    assert (rows[0]["public"], rows[1]["public"], rows[1]["doubts"]) == ("yes", "no", "new-term")
    assert "Nobody has reviewed" in rows[1]["problems"]


def test_a_report_is_read_and_written_in_chunks(client, records, monkeypatch):
    monkeypatch.setattr(upload_report, "CHUNK", 2)
    upload = tried(records, HEADER + "".join(entry(f"Animal {number}") for number in range(5)))

    assert len(json.loads(report(client, upload, "json"))["records"]) == 5
    assert len(report(client, upload, "csv").splitlines()) == 6


def test_an_empty_report_is_a_report(client, records):
    upload = tried(records, "Nothing in here looks like a release.\n")
    UploadRecord.objects.all().delete()

    assert json.loads(report(client, upload, "json"))["records"] == []


@pytest.mark.parametrize("ending", ["json", "csv", "xml"])
@pytest.mark.django_db
def test_only_people_who_may_import_read_a_report(client, records, ending):
    upload = tried(records)
    address = reverse("admin:articles_importupload_report", args=[upload.pk, ending])
    assert client.get(address).status_code == (404 if ending == "xml" else 200)

    client.force_login(make_member("somebody", "Publisher"))
    assert client.get(address).status_code == 403


def test_a_file_that_was_not_tried_has_no_report(client, records):
    upload = queue.add("animals.txt", TEXT.encode(), by=records)

    address = reverse("admin:articles_importupload_report", args=[upload.pk, "json"])

    assert client.get(address).status_code == 404
    assertNotContains(page(client, upload), "The whole report")
