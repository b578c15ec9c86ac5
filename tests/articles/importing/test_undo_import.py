"""Taking a batch back and bringing it back: nothing is lost, and what a person has worked on stays."""

import random

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from taggit.models import Tag

from articles.editing import bulk_filing, workflow
from articles.importing import undo
from articles.index import ledger
from articles.management.archive.digest import archive_digest
from articles.models import (
    Article,
    BatchLine,
    BatchStep,
    ImportBatch,
    OutboxMessage,
    Provenance,
    PublicChange,
    Transition,
)
from taxonomy import vocabulary
from taxonomy.models import Structure, TermChange
from tests.captures import HEADER, entry
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")

POOR = entry("Fox", type="", what="", where="", summary="A fox was seen today and many people who live near")
FULL = entry(
    "Fox",
    where="Order of Foxes, OSCE Secretariat",
    summary="A fox was seen today and many people who live near it came to look.",
).replace("What we do:", "Tags: red fox\nWhat we do:")


@pytest.fixture
def bring_in(tmp_path):
    """Imports a capture of these entries as a batch of this name."""

    def run(batch: str, *entries: str) -> None:
        path = tmp_path / "page.txt"
        path.write_text(HEADER + "".join(entries), encoding="utf-8")
        call_command("import_seeds", path, "--batch", batch, verbosity=0)

    return run


@pytest.fixture
def batch(bring_in):
    """Three releases that came in one batch."""
    bring_in("Animals", entry("Hedgehog"), entry("Badger"), entry("Fox"))
    return lambda: bring_in("Animals", entry("Hedgehog"), entry("Badger"), entry("Fox"))


def facts() -> dict[str, object]:
    """All that imports change, as plain values, but for ids and versions, and when a row was stored."""
    return {
        "digest": archive_digest(),
        "tags": sorted(Tag.objects.values_list("name", "slug")),
        "transitions": list(Transition.objects.order_by("pk").values()),
        "editions": list(Article.objects.order_by("pk").values("pk", "release", "position", "state")),
    }


def test_a_batch_taken_back_leaves_only_its_account_behind(batch, client, capsys):
    assert "Hedgehog" in client.get("/news/?q=hedgehog").content.decode()

    call_command("undo_import", "Animals")

    assert "3 releases taken back." in capsys.readouterr().out
    assert not Article.objects.exists()
    assert not Provenance.objects.exists()
    assert client.get("/news/").context["result"].total == 0
    stored = ImportBatch.objects.get()
    assert (stored.undone_at is not None, stored.records.count(), stored.steps.get().created) == (True, 3, 3)
    call_command("doctor")


def test_what_was_taken_back_can_be_imported_again_under_new_numbers(batch):
    before = set(Article.objects.values_list("release", flat=True))

    call_command("undo_import", "Animals")
    batch()

    assert Article.objects.listed(timezone.now()).count() == 3
    assert not before & set(Article.objects.values_list("release", flat=True))
    assert ImportBatch.objects.filter(name="Animals").count() == 2


def test_a_batch_is_brought_back_under_its_old_numbers_and_addresses(batch, client, capsys):
    before, addresses = facts(), [article.get_absolute_url() for article in Article.objects.all()]

    call_command("undo_import", "Animals")
    gone = [client.get(address).status_code for address in addresses]
    call_command("undo_import", "Animals", "--redo")

    assert "3 releases brought back." in capsys.readouterr().out
    assert facts() == before
    assert gone == [404] * 3
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    assert client.get("/news/?q=hedgehog").context["result"].total == 1
    assert [step.kind for step in BatchStep.objects.order_by("pk")] == ["undo", "redo"]
    call_command("doctor")


def test_what_a_batch_completed_returns_to_what_it_was_and_is_completed_again(bring_in):
    bring_in("Poor", POOR, entry("Owl"))
    poor = facts()
    bring_in("Full", FULL, entry("Owl"), entry("Vole"))
    full = facts()

    call_command("undo_import", "Full")
    without = facts()
    call_command("undo_import", "Full", "--redo")

    assert full["digest"] != poor["digest"]
    assert without == poor
    assert facts() == full
    call_command("undo_import", "Full")
    assert facts() == poor
    call_command("doctor")


def test_terms_and_tags_that_a_batch_made_go_with_it_unless_they_are_used(bring_in, capsys):
    bring_in("Orders", FULL, entry("Owl", where="Order of Owls"), entry("Vole", where="Order of Voles"))
    make_article(structures=["order-of-owls"], tags=("red fox",))
    Structure.objects.filter(name="Order of Voles").update(reviewed=True)

    with pytest.raises(CommandError) as error:
        call_command("undo_import", "Orders")

    assert set(str(error.value).splitlines()[1:]) == {
        "structure “Order of Owls”: It is used elsewhere by now.",
        "structure “Order of Voles”: An editor has reviewed or changed it.",
        "tag “red fox”: It is used elsewhere by now.",
    }
    assert sorted(Structure.objects.filter(name__startswith="Order").values_list("name", flat=True)) == [
        "Order of Owls",
        "Order of Voles",
    ]
    assert TermChange.objects.latest("pk").kind == "removed"
    assert vocabulary.current().structure.resolve("Order of Foxes") is None


def test_a_release_that_a_later_batch_completed_waits_for_that_batch(bring_in):
    bring_in("Poor", POOR)
    bring_in("Full", FULL)
    full = facts()

    with pytest.raises(CommandError, match="“Full” has completed it since: take that import back first"):
        call_command("undo_import", "Poor")
    assert facts() == full
    call_command("undo_import", "Full")
    call_command("undo_import", "Poor")

    assert not Article.objects.exists()
    call_command("undo_import", "Poor", "--redo")
    call_command("undo_import", "Full", "--redo")
    assert facts() == full


def test_the_original_of_a_translation_stays_with_the_reason(batch, editor):
    fox = Article.objects.get(title="Fox")
    renard = workflow.translate(fox, by=editor, language="fr")

    with pytest.raises(
        CommandError, match=f"release {fox.release}: An editor has worked on it or translated it"
    ):
        call_command("undo_import", "Animals")

    assert set(Article.objects.values_list("pk", flat=True)) == {fox.pk, renard.pk}


def test_what_an_editor_has_worked_on_stays_with_the_reason(batch, editor):
    fox = Article.objects.get(title="Fox")
    workflow.withdraw(fox, by=editor, reason="Not an animal of ours.")

    with pytest.raises(
        CommandError, match=f"release {fox.release}: editor has worked on it .*withdraw"
    ) as error:
        call_command("undo_import", "Animals")

    assert error.value.returncode == 1
    assert [article.title for article in Article.objects.all()] == ["Fox"]
    call_command("undo_import", "Animals", "--redo")
    assert Article.objects.count() == 3


def test_a_completed_release_that_an_editor_has_worked_on_since_is_not_brought_back(bring_in, editor):
    bring_in("Poor", POOR, entry("Owl"))
    bring_in("Full", FULL, entry("Owl", where="OSCE Secretariat, Permanent Council"))
    call_command("undo_import", "Full")
    workflow.withdraw(Article.objects.get(title="Owl"), by=editor, reason="Not ours.")

    with pytest.raises(CommandError, match="It was changed since the batch was taken back"):
        call_command("undo_import", "Full", "--redo")

    assert Article.objects.get(title="Fox").summary.endswith("came to look.")
    assert Article.objects.get(title="Owl").structures.count() == 1


def test_what_has_come_in_again_is_not_brought_back_beside_it(batch):
    call_command("undo_import", "Animals")
    batch()

    with pytest.raises(CommandError, match="Another import in force is called “Animals”"):
        call_command("undo_import", "Animals", "--redo")

    ImportBatch.objects.in_force().update(name="Again")
    with pytest.raises(CommandError, match="It has come in again, as release"):
        call_command("undo_import", "Animals", "--redo")
    assert Article.objects.count() == 3


def test_a_release_whose_day_is_full_by_now_is_not_brought_back_and_named(bring_in, monkeypatch):
    bring_in("Two", entry("Hedgehog"), entry("Badger"))
    call_command("undo_import", "Two")
    monkeypatch.setattr(ledger, "PLACES_IN_A_DAY", 3 * ledger.STEP + 1)
    bring_in("Others", entry("Fox"), entry("Owl"))

    with pytest.raises(CommandError, match="Its day, 04 July 2025, is full by now"):
        call_command("undo_import", "Two", "--redo")

    there = set(Article.objects.values_list("title", flat=True))
    assert len(there) == 3
    assert {"Fox", "Owl"} < there
    assert BatchStep.objects.get(kind="redo").finished_at


def test_what_was_filed_by_hand_in_bulk_stays(batch, editor, tmp_path):
    fox = Article.objects.get(title="Fox")
    council = {"structure": {Structure.objects.get(slug="permanent-council").pk}}
    bulk_filing.refile(Article.objects.filter(pk=fox.pk), council, {}, by=editor)
    longer = tmp_path / "longer.txt"
    longer.write_text(HEADER + entry("Fox", summary="A bridge was opened today. And a tunnel."), "utf-8")

    call_command("import_seeds", longer, "--batch", "Longer")
    with pytest.raises(CommandError, match=f"release {fox.release}: editor has filed it elsewhere"):
        call_command("undo_import", "Animals")

    assert list(Article.objects.values_list("title", "summary")) == [("Fox", fox.summary)]


def test_what_was_filed_by_hand_and_back_again_goes(batch, editor):
    council = {"structure": {Structure.objects.get(slug="permanent-council").pk}}
    bulk_filing.undo(bulk_filing.refile(Article.objects.all(), council, {}, by=editor), by=editor)

    call_command("undo_import", "Animals")

    assert not Article.objects.exists()


def test_a_dry_run_takes_nothing_back(batch, capsys):
    before = facts()

    call_command("undo_import", "Animals", "--dry-run")

    assert "3 releases would be taken back." in capsys.readouterr().out
    assert facts() == before
    assert not BatchStep.objects.exists()


def test_a_batch_that_is_not_there_is_wrong_usage():
    for redo in ((), ("--redo",)):
        with pytest.raises(CommandError) as error:
            call_command("undo_import", "Nothing", *redo)
        assert error.value.returncode == 2


def test_a_batch_is_not_taken_back_twice_and_nothing_comes_back_that_is_there(batch):
    with pytest.raises(CommandError, match="Nothing of “Animals” is taken back"):
        call_command("undo_import", "Animals", "--redo")
    call_command("undo_import", "Animals")

    with pytest.raises(CommandError, match="is taken back already"):
        call_command("undo_import", "Animals")


def test_a_step_that_was_stopped_goes_on_where_it_was_and_no_import_comes_between(batch, monkeypatch):
    before = facts()
    monkeypatch.setattr(undo, "CHUNK", 1)
    step = undo.request(ImportBatch.objects.get(), BatchStep.Kind.UNDO)

    with pytest.raises(undo.UndoStopped):
        list(undo.work_off(lambda: True))
    assert Article.objects.count() == 2
    with pytest.raises(CommandError, match="was taken back meanwhile"):
        batch()
    call_command("work", "--once")

    step.refresh_from_db()
    assert (step.created, step.kept, Article.objects.count()) == (3, [], 0)
    call_command("undo_import", "Animals", "--redo")
    assert facts() == before


def test_an_import_its_undo_and_its_redo_send_nothing_and_fill_no_feed_of_messages(batch, client):
    call_command("undo_import", "Animals")
    call_command("undo_import", "Animals", "--redo")
    call_command("work", "--once")

    assert not OutboxMessage.objects.exists()
    assert mail.outbox == []
    # Programs that mirror the site learn what readers see: each release once a step.
    kinds = list(PublicChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["published"] * 3 + ["removed"] * 3 + ["published"] * 3


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_imports_taken_back_and_brought_back_returns_to_each_state(seed, bring_in):
    chance = random.Random(seed)
    animals = ["Fox", "Owl", "Vole", "Newt"]
    states = [facts()]
    names: list[str] = []

    def some_entry() -> str:
        animal = chance.choice(animals)
        told = f"A {animal} was seen today and many people who live near it came to look at it"
        kinds = ["", "News"]
        return entry(
            animal,
            type=chance.choice(kinds),
            what=chance.choice(["", "Elections"]),
            where=chance.choice(["", f"Order of {animal}s", f"Order of {animal}s, OSCE Secretariat"]),
            summary=told[: chance.randrange(40, len(told))],
        )

    for number in range(4):
        bring_in(f"Batch {number}", *[some_entry() for _ in range(3)])
        if ImportBatch.objects.filter(name=f"Batch {number}").exists():
            names.append(f"Batch {number}")
            states.append(facts())
    at = len(names)
    for _ in range(12):
        back = chance.random() < (0.7 if at == len(names) else 0.5)
        if back and at:
            at -= 1
            call_command("undo_import", names[at], verbosity=0)
        elif at < len(names):
            call_command("undo_import", names[at], "--redo", verbosity=0)
            at += 1
        assert facts() == states[at]

    assert BatchLine.objects.exists() or at == len(names)
    call_command("doctor", verbosity=0)
