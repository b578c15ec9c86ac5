"""Templates of the seeds: there from the first day, followed as long as no office has changed them."""

import shutil

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.asserts import assertContains

from articles.editing import checks, template_seeds, workflow
from articles.models import Article, ReleaseTemplate
from taxonomy.models import Structure
from tests.factories import make_member
from tests.places import ROOT

TEMPLATES = ROOT / "seeds" / "templates"
NAMES = {"Condolences", "Daily report", "Joint statement", "Media advisory"}
pytestmark = pytest.mark.usefixtures("terms", "db")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return tmp_path / "templates"


def rewrite(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_fresh_installation_offers_the_usual_kinds_of_release(client, capsys):
    call_command("load_templates")

    assert "Templates: 4 created" in capsys.readouterr().out
    assert {one.name for one in ReleaseTemplate.objects.all()} == NAMES
    client.force_login(make_member("wanda", "Writer"))
    page = client.get("/admin/articles/article/add/")
    for name in NAMES:
        assertContains(page, f">{name}</a>")


def test_a_template_leaves_nothing_to_mend_but_what_is_to_be_filled_in():
    call_command("load_templates")
    writer = make_member("wanda", "Writer")

    for template in ReleaseTemplate.objects.all():
        values = {name: value for name, value in template.values().items() if not isinstance(value, list)}
        values["release_type_id"] = values.pop("release_type").pk
        article = workflow.save_draft(Article(**values), by=writer)
        codes = {finding.code for finding in checks.findings(article, timezone.now())}
        # Terms, place and event are the office's own.
        assert codes - {"no-structure", "no-field", "advisory-without-event"} == {"placeholder"}


def test_loading_again_changes_nothing(capsys):
    call_command("load_templates")
    call_command("load_templates")

    assert "0 created, 0 updated, 4 the same, 0 left" in capsys.readouterr().out


def test_what_an_office_has_changed_stays_and_the_rest_follows_the_file(folder):
    template_seeds.load(folder)
    report = ReleaseTemplate.objects.get(name="Daily report")
    report.title, report.name = "Daily report of our mission XX", "Report of the day"
    report.save()
    report.structures.set(Structure.objects.filter(slug="secretariat"))
    rewrite(folder / "daily-report.toml", "Daily report XX:", "Daily report no. XX:")
    rewrite(folder / "daily-report.toml", "What the mission observed up to", "What it observed up to")

    counts = template_seeds.load(folder)

    assert (counts["updated"], counts["same"]) == (1, 3)
    report.refresh_from_db()
    assert (report.name, report.title) == ("Report of the day", "Daily report of our mission XX")
    assert report.summary.startswith("What it observed up to")
    assert [one.slug for one in report.structures.all()] == ["secretariat"]
    assert template_seeds.load(folder)["edited"] == 1
    assert ReleaseTemplate.objects.count() == 4


def test_what_an_office_has_deleted_or_named_so_itself_does_not_come(folder):
    own = ReleaseTemplate.objects.create(name="Condolences", title="Ours")
    template_seeds.load(folder)
    ReleaseTemplate.objects.get(name="Daily report").delete()

    counts = template_seeds.load(folder)

    assert (counts["deleted"], counts["edited"], counts["same"]) == (1, 1, 2)
    assert {one.name for one in ReleaseTemplate.objects.all()} == NAMES - {"Daily report"}
    own.refresh_from_db()
    assert own.title == "Ours"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[template]", "[page]", "the section [template] with a name is missing"),
        ("[template]", "[template", "daily-report.toml"),
        ('place = ""', "place = 1, 2", "daily-report.toml"),
        ('place = ""', 'plaec = ""', "no field of a template: plaec"),
        ('"daily-report"', '"daly-report"', "release_type has no “daly-report”"),
        ('place = ""', "place = 2026-01-01", "place is no text in quotes"),
        ('place = ""', 'structures = "secretariat"', "structures is no list of slugs"),
        ('place = ""', "structures = [1]", "structures is no list of slugs"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_changes_nothing(folder, old, new, complaint):
    rewrite(folder / "daily-report.toml", old, new)

    with pytest.raises(CommandError, match="Nothing was changed") as refusal:
        call_command("load_templates", str(folder))

    assert complaint in str(refusal.value)
    assert not ReleaseTemplate.objects.exists()


def test_terms_of_a_file_may_stand_in_any_order(folder):
    rewrite(folder / "daily-report.toml", 'place = ""', 'structures = ["secretariat", "permanent-council"]')
    template_seeds.load(folder)

    assert template_seeds.load(folder) == {"same": 4}


def test_a_folder_without_templates_is_refused(tmp_path):
    with pytest.raises(CommandError, match="has no templates"):
        call_command("load_templates", str(tmp_path))
