"""A dry run says beforehand what the import then says, whatever is found twice and wherever a chunk ends."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.importing import run
from articles.models import Ledger
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.captures import HEADER, entry, everything
from tests.places import CAPTURES, ROOT

pytestmark = pytest.mark.usefixtures("terms")

PAUSES = run.PAUSES
SEEDS = sorted((ROOT / "seeds" / "releases").glob("*.txt"))


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setattr(run, "PAUSES", {})


@pytest.fixture
def both(tmp_path):
    """Tries captures, then imports them; returns both reports without what is meant to differ."""

    def run_both(*texts: str, unknown_terms: str = "create") -> list[dict]:
        for number, text in enumerate(texts):
            (tmp_path / f"page-{number}.txt").write_text(text, encoding="utf-8")
        paths = [tmp_path / f"page-{number}.txt" for number in range(len(texts))]
        return [report(paths, unknown_terms, dry_run=dry_run) for dry_run in (True, False)]

    return run_both


def report(paths, unknown_terms: str = "create", *, dry_run: bool) -> dict:
    account = run.import_paths(paths, run.Options("auto", "Animals", unknown_terms, dry_run)).as_json()
    del account["dry_run"]
    return account


TWINS = (
    HEADER
    # Lines of one release: poor, fuller, the same again, and one that contradicts them.
    + entry("Hedgehog", type="", where="", what="", summary="A hedgehog was seen today and many people who")
    + entry("Badger", where="Order of Badgers")
    + entry("Hedgehog", summary="A hedgehog was seen today and many people who live near it came.")
    + entry("Fox", where="Order of Badgers, Order of Foxes", what="Burrows & setts")
    + entry("Hedgehog", type="Press release", where="Permanent Council")
    + entry("Fox", where="Order of Badgers, Order of Foxes", what="Burrows setts", day="3 July 2025")
    + entry("Owl", where="The OSCE Order of Owls (closed)")
    + entry("Owl", where="The OSCE Order of Owls (closed)", day="2 July 2025")
    + entry("Badger", where="Order of Badgers")
    + entry("Nobody", day="4 July 1925")
    + entry("Vole", type="", what="", summary="A vole was seen today and many people who")
)
AGAIN = (
    TWINS
    + entry("Mole", where="Order of Foxes")
    + entry("Hedgehog", summary="")
    + entry("Vole", summary="A vole was seen today and many people who live near it came.")
)


@pytest.mark.parametrize("chunk", [1, 2, 3, 500])
@pytest.mark.parametrize("unknown_terms", ["create", "hold", "fail"])
@pytest.mark.django_db
def test_what_a_file_holds_twice_is_found_across_the_ends_of_chunks(both, monkeypatch, chunk, unknown_terms):
    monkeypatch.setattr(run, "CHUNK", chunk)

    tried, imported = both(TWINS, AGAIN, unknown_terms=unknown_terms)

    assert tried == imported
    if unknown_terms == "create":
        assert imported["counts"]["updated"]
        assert imported["counts"]["duplicate"]
        assert len(imported["new_terms"]) > 4


@pytest.mark.parametrize("paths", [SEEDS, CAPTURES], ids=["seeds", "captures"])
@pytest.mark.parametrize("chunk", [7, 500])
@pytest.mark.django_db
def test_what_real_pages_would_become_is_what_they_become(monkeypatch, paths, chunk):
    if not paths:
        pytest.skip("The captures do not lie beside the project.")
    monkeypatch.setattr(run, "CHUNK", chunk)
    # Unknown labels, as in a newsroom that is not set up yet.
    for structure in Structure.objects.filter(children=None)[:20]:
        Structure.objects.filter(pk=structure.pk).update(name=f"Formerly {structure.pk}")
        structure.names.all().delete()
    vocabulary.record_change()

    assert report(paths, dry_run=True) == report(paths, dry_run=False)
    assert report(paths[:2], dry_run=True) == report(paths[:2], dry_run=False)


ENTRIES = st.builds(
    entry,
    title=st.sampled_from(["Hedgehog", "Badger"]),
    day=st.sampled_from(["4 July 2025", "3 July 2025"]),
    type=st.sampled_from(["", "News", "Animal News"]),
    where=st.sampled_from(
        ["", "Permanent Council", "OSCE Secretariat", "Order A & B", "Order A B", "Order A"]
    ),
    what=st.sampled_from(["", "Elections", "Burrows"]),
    summary=st.sampled_from(["Seen today and", "Seen today and by many.", "Somebody else saw it somewhere."]),
)


@given(
    st.lists(st.lists(ENTRIES, max_size=6).map("".join), min_size=1, max_size=3),
    st.lists(ENTRIES, max_size=8).map("".join),
    st.sampled_from([1, 2, 3]),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_files_are_told_beforehand_what_becomes_of_them(both, monkeypatch, pages, there_before, chunk):
    monkeypatch.setattr(run, "CHUNK", chunk)

    with transaction.atomic():
        both(HEADER + there_before)
        tried, imported = both(*(HEADER + page for page in pages))
        transaction.set_rollback(True)
    vocabulary.forget()

    assert tried == imported


def test_a_record_may_say_what_an_earlier_chunk_would_have_completed(both, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 1)
    poor, full = entry(summary="It was seen today and"), entry(summary="It was seen today and by many.")
    both(HEADER + poor)

    tried, imported = both(HEADER + poor + poor + full)

    assert tried == imported
    assert [record["outcome"] for record in tried["records"]] == ["duplicate", "created", "updated"]


def test_between_two_chunks_those_who_wait_have_the_time_to_look_again(tmp_path, monkeypatch):
    pauses = []
    monkeypatch.setattr(run, "PAUSES", PAUSES)
    monkeypatch.setattr(run, "WRITING_WITHOUT_PAUSE", 0)
    monkeypatch.setattr(run, "CHUNK", 1)
    monkeypatch.setattr(run.time, "sleep", pauses.append)
    (tmp_path / "page.txt").write_text(HEADER + entry("Fox") + entry("Vole") + entry("Owl"), encoding="utf-8")

    report([tmp_path / "page.txt"], dry_run=True)

    # SQLite looks each tenth of a second, PostgreSQL lets them in by turns.
    assert len(pauses) == 2
    assert all(pause > 0.1 if connection.vendor == "sqlite" else pause == 0 for pause in pauses)


@pytest.mark.parametrize("chunk", [1, 500])
@pytest.mark.django_db
def test_a_dry_run_leaves_nothing_behind(both, tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(run, "CHUNK", chunk)
    (tmp_path / "page.txt").write_text(TWINS, encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(b"\xff\xd8\xff\xe0")
    paths = [tmp_path / "page.txt", tmp_path / "picture.txt"]
    before, numbers = everything(), Ledger.objects.values().first()

    account = report(paths, dry_run=True)

    assert (account["counts"]["created"], account["counts"]["rejected"]) == (9, 2)
    assert (everything(), Ledger.objects.values().first()) == (before, numbers)


def test_a_dry_run_shows_field_by_field_what_the_import_then_changes(both):
    poor = HEADER + entry(type="", what="", summary="A bridge was opened today and many people who live")
    full = HEADER + entry(summary="A bridge was opened today and many people who live near it came.")
    both(poor)

    tried, done = both(full)

    assert tried["records"] == done["records"]
    assert tried["records"][0]["changes"] == [
        {"field": "type", "before": None, "after": "News"},
        {"field": "what", "before": [], "after": ["Elections"]},
        {
            "field": "summary",
            "before": "A bridge was opened today and many people who live",
            "after": "A bridge was opened today and many people who live near it came.",
        },
    ]


@pytest.mark.django_db
def test_a_record_is_paired_with_a_release_that_an_earlier_chunk_found_by_title_and_day(both, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 2)
    seen = "Seen today and by many."
    badger = entry("Badger", type="", where="Order A", what="Burrows", summary=seen)
    hedgehog = entry("Hedgehog", day="3 July 2025", type="Animal News", what="Elections", summary=seen)
    other = entry("Badger", type="Animal News", where="Permanent Council", what="", summary=seen)
    day_before = entry(
        "Badger", day="3 July 2025", type="Animal News", where="Order A", what="", summary=seen
    )
    both(HEADER + badger + hedgehog + other)

    tried, imported = both(HEADER + day_before + badger + hedgehog + badger)

    assert tried == imported
    assert "likely-duplicate" in str(imported)
