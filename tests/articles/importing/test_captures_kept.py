"""Files that were imported: their texts are kept once, and what is unchanged is known again without parsing it."""

import pytest
from django.core.management import call_command
from pytest_django.asserts import assertContains

from articles.editing import workflow
from articles.importing import captures, formats
from articles.models import Article, CaptureText, ImportBatch, ImportFile, ImportRecord, Provenance
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.captures import HEADER, entry, everything, run_import
from tests.factories import make_editor

pytestmark = pytest.mark.usefixtures("terms")

TEXT = HEADER + entry("Hedgehog", where="Order of Badgers, Vienna Unit") + entry("Badger") + entry("Fox")
OTHER = HEADER + entry("Owl") + entry("Fox")


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """The names of the files that were parsed."""
    names = []
    read = formats.read
    monkeypatch.setattr(
        formats, "read", lambda text, name, *more: names.append(name) or read(text, name, *more)
    )
    return names


def told(report) -> list[tuple]:
    """What a report says of each record but for how it came to be."""
    left_out = ("outcome", "problems", "doubts", "changes")
    return [
        {name: fact for name, fact in record.items() if name not in left_out} for record in report["records"]
    ]


def outcomes(report) -> list[str]:
    return [record["outcome"] for record in report["records"]]


def test_an_unchanged_file_is_not_parsed_and_its_records_are_reported_as_ever(importing, parsed):
    first = importing(a=TEXT, b=OTHER)
    before = everything()
    parsed.clear()

    again = importing(a=TEXT, b=OTHER)

    assert parsed == []
    assert outcomes(first) == ["created"] * 4 + ["duplicate"]
    assert outcomes(again) == ["same"] * 4 + ["duplicate"]
    assert told(again) == told(first)
    assert again["unread"] == first["unread"]
    assert everything() == before


def test_a_dry_run_knows_unchanged_files_as_well(importing, parsed):
    importing(a=TEXT)
    parsed.clear()

    assert outcomes(importing("--dry-run", a=TEXT, b=OTHER)) == [
        "same",
        "same",
        "same",
        "created",
        "duplicate",
    ]
    assert parsed == ["b.txt"]


def test_a_file_is_known_under_another_name(importing, parsed):
    importing(a=TEXT)
    parsed.clear()

    report = importing(other=TEXT)

    assert parsed == []
    assert {record["source"] for record in report["records"]} == {"other.txt"}


def test_each_text_is_kept_once_to_the_byte(importing):
    importing(a=TEXT, b=TEXT)
    importing(c=TEXT + entry("Vole"))

    kept = {text.digest: text.data().decode() for text in CaptureText.objects.all()}
    assert sorted(kept.values()) == sorted([TEXT, TEXT + entry("Vole")])
    assert ImportFile.objects.count() == 3


def test_other_options_other_code_and_a_step_of_any_batch_have_files_read_again(
    importing, parsed, monkeypatch
):
    importing("--batch", "First", a=TEXT)
    importing("--batch", "Second", b=OTHER)
    parsed.clear()

    importing("--publish", "all", a=TEXT)
    assert parsed == ["a.txt"]
    call_command("undo_import", "Second")
    importing(a=TEXT)
    assert parsed == ["a.txt"] * 2
    monkeypatch.setattr(captures, "reader", lambda: "another version")
    importing(a=TEXT)
    assert parsed == ["a.txt"] * 3


def test_a_file_that_was_read_again_and_gave_nothing_new_is_known_from_then_on(importing, parsed):
    importing("--batch", "First", a=TEXT)
    importing("--batch", "Second", b=OTHER)
    call_command("undo_import", "Second")
    importing(a=TEXT)
    parsed.clear()

    assert outcomes(importing(a=TEXT)) == ["same"] * 3

    assert parsed == []
    assert list(ImportBatch.objects.in_force().values_list("name", flat=True)) == ["First"]


def test_a_file_of_a_batch_that_was_taken_back_comes_in_again(importing, parsed):
    importing("--batch", "First", a=TEXT)
    call_command("undo_import", "First")

    assert outcomes(importing(a=TEXT)) == ["created"] * 3

    call_command("undo_import", ImportBatch.objects.in_force().get().name)
    call_command("undo_import", "First", "--redo")
    assert outcomes(importing(a=TEXT)) == ["same"] * 3


def test_a_file_with_a_record_that_waits_for_its_term_is_read_again(importing, parsed):
    importing("--unknown-terms", "hold", a=TEXT)
    for name in ("Order of Badgers", "Vienna Unit"):
        Structure.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    vocabulary.record_change()

    report = importing("--unknown-terms", "hold", a=TEXT)

    assert outcomes(report) == ["created", "same", "same"]


def test_a_file_whose_record_an_editor_kept_from_completing_is_read_again(importing, parsed):
    importing(a=HEADER + entry(type=""))
    draft = workflow.open_new_edition(Article.objects.get(), by=make_editor())
    importing(b=HEADER + entry())
    parsed.clear()
    workflow.delete_draft(draft, by=make_editor("another"))

    report = importing(b=HEADER + entry())

    assert parsed == ["b.txt"]
    assert outcomes(report) == ["updated"]


def test_whether_readers_see_a_release_is_told_as_it_is_now(importing, parsed):
    importing(a=TEXT)
    workflow.unpublish(Article.objects.get(title="Fox"), by=make_editor(), remark="It was wrong.")

    records = importing(a=TEXT)["records"]

    assert {record["title"]: record["public"] for record in records} == {
        "Hedgehog": False,
        "Badger": True,
        "Fox": False,
    }


def test_known_files_are_asked_for_in_few_queries(tmp_path, parsed, django_assert_max_num_queries):
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(120):
        (folder / f"{number}.txt").write_text(HEADER + entry(f"Release {number}"), encoding="utf-8")
    run_import(tmp_path, folder)
    parsed.clear()

    with django_assert_max_num_queries(28):
        report = run_import(tmp_path, folder)

    assert (parsed, report["counts"]["same"]) == ([], 120)


def test_the_account_keeps_what_the_report_says_of_each_record(importing):
    importing(a=HEADER + entry(type="", what=""))
    importing("--batch", "Full", b=HEADER + entry(summary="VIENNA, 3 July 2025 – A bridge was opened today."))

    record = ImportRecord.objects.get(batch__name="Full")

    assert record.terms["structure"] == ["secretariat"]
    assert record.dateline_date.isoformat() == "2025-07-03"
    assert {change["field"] for change in record.changes} == {"type", "what", "summary", "place"}


def test_where_each_field_was_read_is_kept_with_the_record_and_with_the_release(importing):
    importing(a=HEADER + entry(type="", what="", where=""))
    importing(b=HEADER + entry("Other") + entry(summary="VIENNA, 4 July 2025 – A bridge was opened today."))

    record = ImportRecord.objects.get(outcome="updated")
    origins = Provenance.objects.get(release=record.release).origins

    assert record.origins["type"] == {"line": 12, "rule": "label “Content type”", "is_sure": True}
    assert origins["title"] == {"source": "a.txt", "line": 4, "rule": "place of the title", "is_sure": True}
    assert origins["type"] == {"source": "b.txt", "line": 12, "rule": "label “Content type”", "is_sure": True}
    assert origins["place"] == {"source": "b.txt", "line": 10, "rule": "dateline", "is_sure": True}


def test_the_desk_shows_the_captured_page_of_a_record_and_where_its_fields_were_read(
    importing, client, editor
):
    importing(a=HEADER + entry())
    record = ImportRecord.objects.get()

    response = client.get(f"/admin/articles/importrecord/{record.pk}/change/")

    assertContains(response, "Publishing date: 4 July 2025\nContent type: News")
    assertContains(response, "type: line 6, label “Content type”")
