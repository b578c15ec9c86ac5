"""Taking a batch back: what it created goes, what a person has worked on stays."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import filing_changes, workflow
from articles.models import Article, ImportBatch, Provenance
from taxonomy.models import Structure
from tests.articles.test_import import HEADER, entry

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def batch(tmp_path):
    """Three releases that came in one batch."""
    path = tmp_path / "page.txt"
    path.write_text(HEADER + entry("Hedgehog") + entry("Badger") + entry("Fox"), encoding="utf-8")

    def bring_in():
        call_command("import_seeds", path, "--batch", "Animals")

    bring_in()
    return bring_in


def test_a_batch_taken_back_leaves_nothing_behind(batch, client, capsys):
    assert "Hedgehog" in client.get("/news/?q=hedgehog").content.decode()

    call_command("undo_import", "Animals")

    assert "3 releases taken back." in capsys.readouterr().out
    assert not Article.objects.exists()
    assert not Provenance.objects.exists()
    assert not ImportBatch.objects.exists()
    assert client.get("/news/").context["found"].total == 0
    call_command("doctor")


def test_what_was_taken_back_can_be_imported_again_under_new_numbers(batch):
    before = set(Article.objects.values_list("release", flat=True))

    call_command("undo_import", "Animals")
    batch()

    assert Article.objects.listed(timezone.now()).count() == 3
    assert not before & set(Article.objects.values_list("release", flat=True))


def test_what_an_editor_has_worked_on_stays(batch, editor):
    fox = Article.objects.get(title="Fox")
    workflow.withdraw(fox, by=editor, reason="Not an animal of ours.")

    with pytest.raises(CommandError, match=f"so they stay: {fox.release}") as error:
        call_command("undo_import", "Animals")

    assert error.value.returncode == 1
    assert [article.title for article in Article.objects.all()] == ["Fox"]
    assert ImportBatch.objects.filter(name="Animals").exists()


def test_what_was_filed_by_hand_in_bulk_stays(batch, editor, tmp_path):
    fox = Article.objects.get(title="Fox")
    council = {"structure": {Structure.objects.get(slug="permanent-council").pk}}
    filing_changes.refile(Article.objects.filter(pk=fox.pk), council, {}, by=editor)
    longer = tmp_path / "longer.txt"
    longer.write_text(HEADER + entry("Fox", summary="A bridge was opened today. And a tunnel."), "utf-8")

    call_command("import_seeds", longer, "--batch", "Longer")
    with pytest.raises(CommandError, match=f"so they stay: {fox.release}"):
        call_command("undo_import", "Animals")

    assert list(Article.objects.values_list("title", "summary")) == [("Fox", fox.summary)]


def test_what_was_filed_by_hand_and_back_again_goes(batch, editor):
    council = {"structure": {Structure.objects.get(slug="permanent-council").pk}}
    filing_changes.undo(filing_changes.refile(Article.objects.all(), council, {}, by=editor), by=editor)

    call_command("undo_import", "Animals")

    assert not Article.objects.exists()


def test_a_dry_run_takes_nothing_back(batch, capsys):
    call_command("undo_import", "Animals", "--dry-run")

    assert "3 releases would be taken back." in capsys.readouterr().out
    assert Article.objects.listed(timezone.now()).count() == 3
    call_command("doctor")


def test_a_batch_that_is_not_there_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        call_command("undo_import", "Nothing")

    assert error.value.returncode == 2
