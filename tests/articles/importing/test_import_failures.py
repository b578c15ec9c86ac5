"""Imports that end in the middle: what was rolled back is not remembered, and the account is right in the end."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from articles.importing import load, rows, run
from articles.models import Article, ImportBatch
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.captures import HEADER, entry

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def capture(tmp_path):
    """A capture with one release of a body that is no term yet."""
    path = tmp_path / "page.txt"
    path.write_text(HEADER + entry("Hedgehog", where="Order of Badgers"), encoding="utf-8")
    return path


def add_term(name: str) -> Structure:
    """What the desk does when an editor adds a term."""
    term = Structure.objects.create(name=name, slug=name.lower())
    vocabulary.record_change()
    return term


def filed_under() -> list[str]:
    return list(Article.objects.get().structures.values_list("name", flat=True))


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
@pytest.mark.django_db
def test_terms_of_an_import_that_broke_off_are_forgotten(capture, monkeypatch, options):
    with monkeypatch.context() as broken:
        broken.setattr(rows, "create", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("import_seeds", capture, *options)
    add_term("Foxes")

    call_command("import_seeds", capture)

    assert filed_under() == ["Order of Badgers"]


def test_terms_of_a_dry_run_that_was_stopped_after_its_records_are_forgotten(capture):
    def stop(records, source):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.import_paths([capture], run.Options(dry_run=True), progress=stop)
    add_term("Foxes")

    call_command("import_seeds", capture)

    assert filed_under() == ["Order of Badgers"]


def test_a_single_record_that_is_refused_is_tried_once_more_with_terms_read_anew(capture, monkeypatch):
    create, forgotten = rows.create, []

    def refuse_once(created, batch):
        if not forgotten:
            raise IntegrityError("FOREIGN KEY constraint failed")
        create(created, batch)

    monkeypatch.setattr(rows, "create", refuse_once)
    monkeypatch.setattr(load.vocabulary, "forget", lambda: forgotten.append(True))

    call_command("import_seeds", capture)

    assert forgotten
    assert (Article.objects.get().title, ImportBatch.objects.get().counts["rejected"]) == ("Hedgehog", 0)


def test_a_record_that_is_refused_twice_is_rejected_and_named(capture, monkeypatch):
    def refuse(*_):
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr(rows, "create", refuse)

    with pytest.raises(SystemExit):
        call_command("import_seeds", capture)

    assert not Article.objects.exists()
    (record,) = ImportBatch.objects.get().records.all()
    assert (record.outcome, record.problems[0]["code"]) == ("rejected", "refused")


def test_the_account_of_a_batch_counts_what_was_read_again_once_and_as_what_it_brought(capture, tmp_path):
    other = tmp_path / "other" / "page.txt"
    other.parent.mkdir()
    other.write_text(HEADER + entry("Badger") + entry("Fox"), encoding="utf-8")

    def counts() -> dict[str, int]:
        return {outcome: count for outcome, count in ImportBatch.objects.get().counts.items() if count}

    call_command("import_seeds", capture, "--batch", "Animals", "--unknown-terms", "hold")
    assert counts() == {"held": 1}
    call_command("import_seeds", capture, other, "--batch", "Animals")
    assert counts() == {"created": 3}
    call_command("import_seeds", capture, "--batch", "Animals")
    assert counts() == {"created": 3}


def test_a_batch_that_was_stopped_and_brought_nothing_new_is_not_kept(capture):
    def stop(records, source):
        raise KeyboardInterrupt

    call_command("import_seeds", capture, "--batch", "Animals")
    with pytest.raises(KeyboardInterrupt):
        run.import_paths([capture], run.Options(batch="Again"), progress=stop)

    call_command("import_seeds", capture, "--batch", "Again")

    assert ImportBatch.objects.get().name == "Animals"
