"""Records that are too many, too long or too much alike: each is named in the report, and the rest comes in."""

import json
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from articles.importing import decide, fitness, import_run, rows, run
from articles.index import ledger
from articles.models import Article, ImportRecord
from taxonomy.models import Structure
from tests.captures import HEADER, entry

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def both(tmp_path, monkeypatch):
    """Tries a capture and imports it; returns the records of the report, which are the same for both."""
    monkeypatch.setattr(run, "PAUSES", {})

    def run_both(*entries: str) -> list[dict]:
        capture, report = tmp_path / "page.txt", tmp_path / "report.json"
        capture.write_text(HEADER + "".join(entries), encoding="utf-8")
        records = []
        for options in (["--dry-run"], []):
            with suppress(SystemExit):
                call_command("import_seeds", str(capture), "--report", str(report), *options)
            records.append(json.loads(report.read_text(encoding="utf-8"))["records"])
        assert records[0] == records[1]
        return records[1]

    return run_both


def named(records: list[dict]) -> list[tuple[str, str, list[str]]]:
    return [
        (record["title"], record["outcome"], [problem["code"] for problem in record["problems"]])
        for record in records
    ]


@pytest.mark.parametrize("chunk", [1, 500])
@pytest.mark.django_db
def test_a_release_for_which_its_day_has_no_place_is_rejected(both, monkeypatch, chunk):
    monkeypatch.setattr(run, "CHUNK", chunk)
    monkeypatch.setattr(ledger, "PLACES_IN_A_DAY", 2 * ledger.STEP + 1)

    records = both(entry("Fox"), entry("Vole"), entry("Owl"), entry("Mole", day="3 July 2025"))

    assert named(records) == [
        ("Fox", "rejected", ["day-full"]),
        ("Vole", "created", []),
        ("Owl", "created", []),
        ("Mole", "created", []),
    ]
    assert "4 July 2025 has no place" in records[0]["problems"][0]["message"].removeprefix("0")


@pytest.mark.parametrize("chunk", [1, 500])
@pytest.mark.django_db
def test_a_record_that_is_like_too_many_releases_waits_for_a_person(both, monkeypatch, chunk):
    monkeypatch.setattr(run, "CHUNK", chunk)
    monkeypatch.setattr(decide, "MOST_ALIKE", 2)
    texts = ("Nobody came to see it.", "Everybody crossed it at once.", "A bridge was opened today.")

    records = both(*(entry(summary=text) for text in texts), entry("Fox"))

    assert [outcome for _, outcome, _ in named(records)] == ["held", "created", "created", "created"]
    assert (named(records)[0][2], records[0]["doubts"]) == (["too-many-alike"], ["too-many-alike"])
    numbers = sorted(Article.objects.filter(title="A bridge opens").values_list("release", flat=True))
    assert f"like release {numbers[0]}, {numbers[1]}," in records[0]["problems"][0]["message"]


@pytest.mark.django_db
def test_a_record_with_too_many_labels_is_rejected(both):
    many = ", ".join(f"Bureau {number}" for number in range(fitness.MOST_LABELS + 1))

    records = both(entry("Fox", where=many), entry("Vole"))

    assert named(records) == [("Fox", "rejected", ["too-many-labels"]), ("Vole", "created", [])]
    assert not Structure.objects.filter(reviewed=False).exists()


@pytest.mark.parametrize("chunk", [1, 500])
@pytest.mark.django_db
def test_a_record_waits_whose_labels_are_more_new_terms_than_an_import_makes(both, monkeypatch, chunk):
    monkeypatch.setattr(run, "CHUNK", chunk)
    for module in (decide, import_run):
        monkeypatch.setattr(module, "MOST_NEW_TERMS", 3)

    records = both(
        entry("Owl", where="Order of Owls"),
        entry("Mole", where="Order of Moles, Order of Mice, Order of Voles"),
        entry("Fox", where="Order of Foxes, Order of Vixens"),
    )

    assert named(records) == [
        ("Owl", "created", ["new-term"]),
        ("Mole", "held", ["unknown-term"] * 3 + ["too-many-new-terms"]),
        ("Fox", "created", ["new-term"]),
    ]
    assert Structure.objects.filter(reviewed=False).count() == 3


@pytest.mark.django_db
def test_a_text_that_is_as_long_as_a_book_is_rejected(both):
    long = "word " * (fitness.LONGEST_TEXT // 5) + "end."

    records = both(entry("Fox", summary=long), entry("Vole"))

    assert named(records) == [("Fox", "rejected", ["text-too-long"]), ("Vole", "created", [])]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such limit.")
@pytest.mark.django_db
def test_what_is_over_a_limit_of_the_database_is_refused_and_the_rest_comes_in(both, monkeypatch):
    create = rows.create

    def index_more_than_fits(created, batch):
        create(created, batch)
        if any(match.resolved.record.title == "Fox" for match in created):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT string_agg('word' || n, ' ')::tsvector FROM generate_series(1, 200000) n"
                )

    monkeypatch.setattr(rows, "create", index_more_than_fits)

    records = both(entry("Fox"), entry("Vole"))

    assert named(records) == [("Fox", "rejected", ["refused"]), ("Vole", "created", [])]
    assert ImportRecord.objects.get(outcome="rejected").title == "Fox"


@pytest.mark.django_db
def test_a_database_that_is_away_refuses_no_record(both, monkeypatch):
    def away(*_):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(rows, "create", away)

    with pytest.raises(OperationalError):
        both(entry("Fox"), entry("Vole"))
