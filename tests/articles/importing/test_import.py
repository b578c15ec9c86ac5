"""Importing from end to end: captures in, releases out, once each, nothing lost and nothing overwritten."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.editing import workflow
from articles.models import Article, ImportBatch, ImportRecord, Transition
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.captures import HEADER, entry, everything, run_import
from tests.factories import make_editor
from tests.places import CAPTURES, ROOT

pytestmark = pytest.mark.usefixtures("terms")


def outcomes(report):
    return [record["outcome"] for record in report["records"]]


def codes(record):
    return [problem["code"] for problem in record["problems"]]


def test_the_seeds_become_a_whole_newsroom(tmp_path):
    report = run_import(tmp_path)

    assert report["counts"] == {
        "created": 72,
        "updated": 0,
        "same": 0,
        "duplicate": 0,
        "held": 0,
        "rejected": 0,
    }
    assert Article.objects.listed(timezone.now()).count() == 72
    assert not any("unknown-term" in codes(record) for record in report["records"])
    assert not Structure.objects.filter(reviewed=False).exists()


def test_importing_the_seeds_again_changes_nothing(tmp_path):
    run_import(tmp_path)
    before = everything()

    report = run_import(tmp_path)

    assert report["counts"]["same"] == 72
    assert everything() == before


def test_the_seeds_tell_the_same_facts_as_the_captures_they_were_made_from(tmp_path):
    if not CAPTURES:
        pytest.skip("The captures do not lie beside the project.")

    ours = run_import(tmp_path, "--dry-run")["records"]
    theirs = run_import(tmp_path, "--dry-run", CAPTURES[0].parent)["records"]

    def facts(records):
        return sorted(
            (
                record["title"],
                record["date"],
                record["type"] or "",
                record["where"],
                record["what"],
                record["place"],
            )
            for record in records
        )

    assert facts(ours) == facts(theirs)


def test_real_captures_are_taken_in_whole_with_every_label_a_term(tmp_path):
    if not CAPTURES:
        pytest.skip("The captures do not lie beside the project.")

    first = run_import(tmp_path, CAPTURES[0].parent)
    before = everything()
    second = run_import(tmp_path, CAPTURES[0].parent)

    assert first["counts"]["created"] == 72
    assert not any("unknown-term" in codes(record) for record in first["records"])
    assert first["unread"] == []
    assert second["counts"]["same"] == 72
    assert everything() == before


def test_a_record_is_reported_as_read_and_as_resolved(importing):
    report = importing(a=HEADER + entry(where="OSCE Mission to Montenegro, OSCE Secretariat", what="Climate change",
                                        summary="PODGORICA, 3 July 2025 – It rained."))  # fmt: skip

    (record,) = report["records"]
    assert record["problems"][0].pop("message")
    assert record == {
        "source": "a.txt",
        "line": 4,
        "outcome": "created",
        "title": "A bridge opens",
        "date": "2025-07-04",
        "type": "News",
        "where": ["OSCE Mission to Montenegro", "OSCE Secretariat"],
        "what": ["Climate change"],
        "locations": [],
        "tags": [],
        "collections": [],
        "extra": [],
        "furniture": [
            {"line": number, "kind": "menu", "text": text}
            for number, text in enumerate(HEADER.splitlines(), start=1)
        ],
        "terms": {
            "type": ["news"],
            "structure": ["mission-to-montenegro", "secretariat"],
            "field": ["climate-change"],
            "country": ["montenegro"],
            "meeting": [],
        },
        "summary": "PODGORICA, 3 July 2025 – It rained.",
        "place": "PODGORICA",
        "dateline_date": "2025-07-03",
        "language": "en",
        "article": Article.objects.get().release,
        "public": True,
        "doubts": [],
        "changes": [],
        "problems": [{"code": "dateline-differs"}],
    }


def test_the_first_listed_of_a_day_is_the_latest(importing):
    importing(
        a=HEADER + entry("First listed") + entry("Second listed") + entry("Yesterday", day="3 July 2025")
    )

    titles = list(Article.objects.order_by("-position").values_list("title", flat=True))
    assert titles == ["First listed", "Second listed", "Yesterday"]


def test_two_releases_with_one_title_and_day_stay_two_also_when_imported_again(importing):
    twins = HEADER + entry(where="Forum for Security Co-operation", summary="A bridge was opened today.") + entry(
        where="Permanent Council", summary="A bridge was opened today. Many people came and crossed it"
    )  # fmt: skip

    first = importing(a=twins)
    again = importing(a=twins)

    assert outcomes(first) == ["created", "created"]
    assert "possible-duplicate" in codes(first["records"][0])
    assert outcomes(again) == ["same", "same"]
    assert Article.objects.count() == 2


def test_the_same_release_in_two_captures_stays_one(importing):
    report = importing(a=HEADER + entry(), b=HEADER + entry("Another") + entry())

    assert sorted(outcomes(report)) == ["created", "created", "duplicate"]
    assert Article.objects.count() == 2


def test_a_fuller_capture_completes_a_release_and_a_poorer_one_changes_nothing(importing):
    poor = HEADER + entry(
        type="", where="", what="", summary="A bridge was opened today and many people who live near it"
    )
    full = HEADER + entry(
        where="OSCE Secretariat",
        summary="A bridge was opened today and many people who live near it crossed it.",
    )

    importing(a=poor)
    completed = importing(b=full)
    before = everything()
    again = importing(a=poor, b=full)

    article = Article.objects.get()
    assert outcomes(completed) == ["updated"]
    assert article.summary.endswith("crossed it.")
    assert article.release_type.slug == "news"
    assert [structure.slug for structure in article.structures.all()] == ["secretariat"]
    assert sorted(outcomes(again)) == ["duplicate", "same"]
    assert everything() == before


def test_two_releases_of_a_title_never_become_the_same(importing):
    bare, whole = entry(where=""), entry()
    importing(a=HEADER + bare + whole)
    before = everything()["articles"]

    completing = importing(b=HEADER + entry(type="") + whole)
    shorter_first = importing(c=HEADER + whole + entry(summary=""))

    assert outcomes(completing) == ["same", "same"]
    assert "possible-duplicate" in codes(completing["records"][0])
    assert outcomes(shorter_first) == ["duplicate", "same"]
    assert everything()["articles"] == before


def test_files_of_one_name_in_two_folders_are_two_captures_and_never_take_turns(tmp_path):
    for folder, summary in (
        ("a", "A bridge was opened here today."),
        ("b", "A bridge was opened there today."),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.txt").write_text(HEADER + entry(summary=summary), encoding="utf-8")

    together = run_import(tmp_path, tmp_path / "a", tmp_path / "b")
    before = everything()
    apart = [run_import(tmp_path, tmp_path / folder) for folder in "abab"]

    assert outcomes(together) == ["created", "duplicate"]
    assert [outcomes(report) for report in apart] == [["same"]] * 4
    assert codes(apart[1]["records"][0]) == ["differs"]
    assert everything()["articles"] == before["articles"]


def test_a_label_given_to_another_term_since_makes_no_two_releases_of_one(importing):
    cut = HEADER + entry(
        where="Radio Unit", what="", summary="A bridge was opened today and many people who live"
    )
    importing(a=cut)
    importing(
        b=HEADER
        + entry(where="Radio Unit", summary="A bridge was opened today and many people who live there.")
    )
    secretariat, made = Structure.objects.get(slug="secretariat"), Structure.objects.get(name="Radio Unit")
    Article.objects.get().structures.set([secretariat])
    made.delete()
    secretariat.names.create(name="Radio Unit", kind="label")
    vocabulary.record_change()

    report = importing(a=cut)

    assert outcomes(report) == ["same"]
    assert Article.objects.count() == 1


def test_a_label_too_long_for_a_term_holds_its_record_each_time(importing):
    text = HEADER + entry(where="Bureau of " + "very " * 60 + "long names")

    for _ in range(2):
        report = importing(a=text)
        assert outcomes(report) == ["held"]
        assert "label-too-long" in codes(report["records"][0])


def test_control_characters_are_no_part_of_a_text(importing):
    importing(a=HEADER + entry("A bri\x00dge\x0b opens"))

    assert Article.objects.get().title == "A bridge opens"


def test_an_old_name_and_todays_name_of_a_body_are_no_difference(importing):
    importing(a=HEADER + entry(day="7 January 2021", where="OSCE Programme Office in Nur-Sultan"))

    report = importing(b=HEADER + entry(day="7 January 2021", where="OSCE Programme Office in Astana"))

    assert outcomes(report) == ["same"]


def test_what_an_editor_has_worked_on_is_never_overwritten(importing):
    editor = make_editor()
    importing(a=HEADER + entry(type=""))
    draft = workflow.open_new_edition(Article.objects.get(), by=editor)
    draft.title = "A bridge opens at last"
    workflow.save_draft(draft, by=editor)
    before = everything()["articles"]

    report = importing(a=HEADER + entry(type="News", summary="A bridge was opened today, at last."))

    assert outcomes(report) == ["same"]
    assert "not-updated" in codes(report["records"][0])
    assert everything()["articles"] == before


def test_a_withdrawn_release_is_not_brought_back(importing):
    importing(a=HEADER + entry())
    workflow.withdraw(Article.objects.get(), by=make_editor(), reason="Wrong bridge.")

    report = importing(a=HEADER + entry(what="Elections, Youth"))

    assert outcomes(report) == ["same"]
    assert Article.objects.get().state == "withdrawn"


def test_unknown_labels_become_terms_to_be_reviewed(importing):
    report = importing(
        a=HEADER + entry(where="Bureau of Bridges") + entry("Next", where="OSCE Bureau of Bridges")
    )

    bureau = Structure.objects.get(name="Bureau of Bridges")
    assert not bureau.reviewed
    assert bureau.articles.count() == 2
    assert outcomes(report) == ["created", "created"]
    assert report["new_terms"] == [{"vocabulary": "structure", "name": "Bureau of Bridges"}]


@pytest.mark.parametrize(("policy", "outcome", "status"), [("hold", "held", 0), ("fail", "rejected", 1)])
def test_unknown_labels_can_hold_or_fail_their_record_alone(importing, policy, outcome, status):
    text = HEADER + entry("Known") + entry("Unknown", where="Bureau of Bridges")

    report = importing("--unknown-terms", policy, a=text, status=status)

    assert outcomes(report) == ["created", outcome]
    assert codes(report["records"][1]) == ["unknown-term"]
    assert not Structure.objects.filter(name="Bureau of Bridges").exists()


def test_a_release_in_no_language_with_a_file_is_held(importing):
    spoken = "Η Αποστολή διοργάνωσε στην Αθήνα εκπαίδευση για δημοσιογράφους."

    report = importing(a=entry(title="Εκπαίδευση στην Αθήνα", summary=spoken))

    record = report["records"][0]
    assert (record["outcome"], record["language"], record["article"]) == ("held", "und", None)
    assert "unknown-language" in [problem["code"] for problem in record["problems"]]
    assert not Article.objects.exists()


def test_a_held_record_comes_in_once_its_term_is_there(importing):
    text = HEADER + entry(where="Bureau of Bridges")
    importing("--unknown-terms", "hold", a=text)

    report = importing(a=text)

    assert outcomes(report) == ["created"]


def test_a_dry_run_tells_everything_and_keeps_nothing(importing):
    before = everything()
    text = HEADER + entry(where="Bureau of Bridges") + entry("Next")

    rehearsal = importing("--dry-run", a=text)
    assert everything() == before
    report = importing(a=text)

    assert rehearsal["dry_run"] is True
    assert rehearsal["counts"] == report["counts"]


def test_what_the_capture_cut_off_is_held_and_not_published(importing):
    report = importing(
        a=HEADER + entry("Whole") + "Cut off in its labels\nPublishing date: 3 July 2025\nContent type: Ne"
    )

    assert outcomes(report)[0] == "created"
    assert not Article.objects.filter(title__startswith="Cut off").exists()
    assert all("truncated" in codes(record) for record in report["records"][1:])


def test_a_bad_record_costs_only_itself(importing):
    long_title = "A very long title " * 40

    report = importing(a=HEADER + entry("Good") + entry(long_title.strip()) + entry("Good too"), status=1)

    assert outcomes(report) == ["created", "rejected", "created"]
    assert codes(report["records"][1]) == ["unusual-title", "title-too-long"]


def test_a_record_without_a_date_waits_for_a_person(importing):
    report = importing(a=HEADER + entry("Good") + entry("Undated", day="the other day"))

    assert outcomes(report) == ["created", "held"]
    assert "bad-date" in codes(report["records"][1])


def test_a_file_that_is_not_text_is_rejected_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xff\x00\xfe" * 50 + b"\n" * 5 + b"\xff" * 9)
    (tmp_path / "b.txt").write_text(HEADER + entry(), encoding="utf-8")

    report = run_import(tmp_path, tmp_path / "a.txt", tmp_path / "b.txt", status=1)

    assert outcomes(report) == ["rejected", "created"]
    assert codes(report["records"][0]) == ["bad-encoding"]
    assert ImportRecord.objects.filter(outcome="rejected", source="a.txt").exists()


def test_a_file_that_cannot_be_opened_is_rejected_and_the_rest_goes_on(importing, monkeypatch):
    read = Path.read_bytes

    def refuse(path):
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)

    report = importing(a="never read", b=HEADER + entry(), status=1)

    assert outcomes(report) == ["rejected", "created"]
    assert codes(report["records"][0]) == ["unreadable"]


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_imported(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere" / "report.json"):
        with pytest.raises(CommandError, match="report cannot be written") as error:
            call_command("import_seeds", "--report", str(path))
        assert error.value.returncode == 2

    assert not Article.objects.exists()


def test_an_empty_path_is_wrong_usage():
    with pytest.raises(CommandError, match="a path is empty"):
        call_command("import_seeds", "")


def test_a_path_that_is_not_there_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        call_command("import_seeds", "/nowhere/at/all")

    assert error.value.returncode == 2


def test_strict_makes_a_problem_an_error(importing):
    importing("--strict", a=HEADER + entry())
    importing("--strict", b=HEADER + entry("Other", type=""), status=1)


def test_the_batch_keeps_the_account_of_every_record(importing):
    importing("--batch", "July", a=HEADER + entry() + entry("Undated", day="someday"))

    batch = ImportBatch.objects.get(name="July")
    records = batch.records.order_by("line")
    assert (batch.counts["created"], batch.counts["held"]) == (1, 1)
    assert [record.outcome for record in records] == ["created", "held"]
    assert records[1].as_read["title"] == "Undated"
    assert Transition.objects.get().remark == "Imported from a.txt, line 4, in batch “July”."


def test_locations_are_countries_or_kept_as_tags(importing):
    text = HEADER + entry().replace("What we do:", "Locations: Albania, Vienna\nWhat we do:")

    report = importing(a=text)

    article = Article.objects.get()
    assert report["records"][0]["locations"] == ["Albania", "Vienna"]
    assert [country.slug for country in article.countries.all()] == ["albania"]
    assert list(article.tags.names()) == ["Vienna"]


def test_labels_nobody_knows_are_kept_with_their_values(importing):
    text = HEADER + entry().replace("What we do:", "Dimension: Human\nWhat we do:") + entry("Next")

    record = importing(a=text)["records"][0]

    assert record["extra"] == [["Dimension", "Human"]]
    assert "unknown-label" in codes(record)
    assert ImportRecord.objects.filter(as_read__extra__0__0="Dimension").exists()


def test_a_label_nobody_knows_is_understood_by_its_values(importing):
    text = HEADER + entry(where="", what="").replace(
        "Content type: News",
        "Content type: News\nLugar de trabajo: OSCE Mission to Serbia, OSCE Secretariat\nTemas: Elections, Youth",
    )

    record = importing(a=text + entry("Another bridge opens"))["records"][0]

    assert record["where"] == ["OSCE Mission to Serbia", "OSCE Secretariat"]
    assert record["what"] == ["Elections", "Youth"]
    assert record["extra"] == []
    assert record["terms"]["structure"] == ["mission-to-serbia", "secretariat"]


def test_a_single_release_gets_its_body_and_the_date_of_its_dateline(tmp_path):
    run_import(tmp_path, ROOT / "seeds" / "releases" / "release-2006-08-01-tajikistan.txt")

    article = Article.objects.get()
    assert article.publishing_date == date(2006, 8, 1)
    assert article.body.count("<p>") == 6
    assert article.place == "VIENNA"
    assert {field.slug for field in article.fields_of_work.all()} == {
        "border-management",
        "conflict-prevention-and-resolution",
    }


def test_an_archive_of_many_records_takes_few_queries(importing, django_assert_max_num_queries):
    text = HEADER + "".join(entry(f"Release {number}") for number in range(400))

    with django_assert_max_num_queries(900):
        importing(a=text)

    assert Article.objects.count() == 400
