"""Loading the vocabularies: again and again, without undoing what editors changed."""

import csv
import shutil
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from taxonomy import seeding
from taxonomy.models import Country, FieldOfWork, Structure
from tests.places import VOCABULARIES

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(VOCABULARIES, tmp_path / "vocabularies")
    return tmp_path / "vocabularies"


def change_row(path, slug, **values):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["slug"] == slug:
            row.update(values)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_the_seeds_hold_the_whole_menu():
    assert Country.objects.filter(status="participating-state").count() == 57
    assert Country.objects.filter(status="asian-partner").count() == 5
    assert Country.objects.filter(status="mediterranean-partner").count() == 6
    assert FieldOfWork.objects.filter(parent=None).count() == 23
    assert FieldOfWork.objects.get(slug="climate-change").parent.slug == "environmental-activities"


def test_loading_again_changes_nothing(capsys):
    call_command("load_vocabularies")

    assert "0 terms created, 0 updated" in capsys.readouterr().out


def test_what_the_seeds_change_is_updated(folder):
    change_row(folder / "structures.csv", "mission-to-moldova", description="Works in Chisinau and Tiraspol.")

    counts = seeding.load(folder)

    assert counts["updated"] == 1
    assert Structure.objects.get(slug="mission-to-moldova").description == "Works in Chisinau and Tiraspol."


def test_a_term_that_the_seeds_move_to_the_root_moves(folder):
    change_row(folder / "fields_of_work.csv", "climate-change", parent="")

    seeding.load(folder)

    assert FieldOfWork.objects.get(slug="climate-change").parent is None


def test_what_an_editor_changed_is_kept(folder):
    Structure.objects.filter(slug="mission-to-moldova").update(description="By hand.")
    change_row(folder / "structures.csv", "mission-to-moldova", description="From the seeds.")

    counts = seeding.load(folder)

    assert counts["edited"] == 1
    assert Structure.objects.get(slug="mission-to-moldova").description == "By hand."


def test_a_name_that_an_editor_removed_does_not_come_back():
    office = Structure.objects.get(slug="programme-office-in-astana")
    office.names.filter(name__contains="Nur-Sultan").delete()

    seeding.load(VOCABULARIES)

    assert not office.names.filter(name__contains="Nur-Sultan").exists()


def test_a_period_that_an_editor_corrected_stays_corrected():
    office = Structure.objects.get(slug="programme-office-in-astana")
    office.names.filter(kind="former", name="Programme Office in Nur-Sultan").update(
        used_until=date(2022, 10, 1)
    )

    seeding.load(VOCABULARIES)

    name = office.names.get(kind="former", name="Programme Office in Nur-Sultan")
    assert name.used_until == date(2022, 10, 1)


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("opened", "sometime", "is not a date"),
        ("opened", "2019-1", "is not a date"),
        ("country", "XX", "no country with the ISO code"),
        ("parent", "nowhere", "must stand above"),
        ("kind", "castle", "castle"),
        ("closed", "1900", "cannot close before it opens"),
    ],
)
def test_a_bad_row_names_file_and_line_and_changes_nothing(folder, column, value, complaint):
    change_row(folder / "fields_of_work.csv", "elections", description="Should not be loaded.")
    change_row(folder / "structures.csv", "mission-to-moldova", **{column: value})

    with pytest.raises(CommandError, match=complaint) as error:
        call_command("load_vocabularies", folder)

    assert "structures.csv, line " in str(error.value)
    assert FieldOfWork.objects.get(slug="elections").description != "Should not be loaded."


def test_a_column_that_no_vocabulary_has_is_refused(folder):
    path = folder / "countries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("joined", "jioned", 1), encoding="utf-8")

    with pytest.raises(CommandError, match="no vocabulary has a column “jioned”"):
        call_command("load_vocabularies", folder)


def test_a_folder_without_the_files_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no such file"):
        call_command("load_vocabularies", tmp_path)
