"""Terms in memory: trees, labels, names over time."""

from datetime import date

import pytest

from taxonomy import vocabulary
from taxonomy.folding import fold, fold_name
from taxonomy.models import Structure, StructureName


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OSCE Programme Office in Astana", "programme  office in ASTANA"),
        ("OSCE Mission to Georgia (closed)", "Mission to Georgia"),
        ("The OSCE Secretariat", "Secretariat"),
        ("Türkiye", "TURKIYE"),
        ("Economic and environmental cooperation", "Economic and Environmental Co-operation"),
        ("Project Coordinator in Uzbekistan", "OSCE Project Co-ordinator in Uzbekistan"),
        ("Cyber/ICT Security", "cyber ict security"),
        ("Finland – OSCE Chairpersonship 2025", "Finland"),
        ("Миссия ОБСЕ в Грузии (закрыта)", "Миссия ОБСЕ в Грузии"),
        ("Roma and Sinti", "Roma and Sinti"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same_key(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Mission to Moldova", "Mission to Serbia"), ("Youth", "You")])
def test_different_names_stay_different(one, other):
    assert fold_name(one) != fold_name(other)


def test_folding_leaves_no_accents_of_any_script():
    assert fold("Prishtinë Şırnak Žižek Łódź Зелёный Йод") == "prishtine sirnak zizek lodz зеленый йод"


def test_a_label_means_the_term_of_its_day(terms):
    office = terms.structure.by_slug["programme-office-in-astana"]

    for label, day in [
        ("OSCE Programme Office in Nur-Sultan", date(2021, 1, 7)),
        ("OSCE Centre in Astana", date(2010, 5, 1)),
        ("OSCE Programme Office in Astana", date(2025, 7, 3)),
        ("OSCE Programme Office in Nur-Sultan", None),
    ]:
        assert terms.structure.resolve(label, day) == office


def test_a_reader_sees_the_name_of_the_day_of_issue(terms):
    office = terms.structure.by_slug["programme-office-in-astana"]

    assert office.name_on(date(2021, 1, 7)) == "Programme Office in Nur-Sultan"
    assert office.name_on(date(2025, 7, 3)) == "Programme Office in Astana"


def test_closed_is_derived_from_the_date(terms):
    mission = terms.structure.by_slug["special-monitoring-mission-to-ukraine"]

    assert mission.label(date(2021, 1, 1)) == "Special Monitoring Mission to Ukraine"
    assert mission.label(date(2025, 1, 1)) == "Special Monitoring Mission to Ukraine (closed)"


def test_a_name_that_two_bodies_used_at_different_times_is_told_apart_by_the_day(terms):
    first = Structure.objects.create(name="Liaison Bureau East", slug="bureau-east")
    second = Structure.objects.create(name="Liaison Bureau West", slug="bureau-west")
    period = {"name": "Liaison Bureau", "kind": StructureName.Kind.FORMER}
    first.names.create(used_from=date(1993, 1, 1), used_until=date(1999, 12, 31), **period)
    second.names.create(used_from=date(2000, 1, 1), used_until=date(2010, 12, 31), **period)
    vocabulary.record_change()

    bodies = vocabulary.current().structure

    assert bodies.resolve("Liaison Bureau", date(1995, 1, 1)).slug == "bureau-east"
    assert bodies.resolve("Liaison Bureau", date(2005, 1, 1)).slug == "bureau-west"
    assert bodies.resolve("Liaison Bureau", date(2020, 1, 1)) is None


def test_terms_are_read_once_until_one_changes(terms, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert vocabulary.current() is terms

    Structure.objects.filter(slug="secretariat").update(name="General Secretariat")
    vocabulary.record_change()

    assert vocabulary.current().structure.by_slug["secretariat"].name == "General Secretariat"


def test_parents_stand_before_what_lies_under_them(terms):
    for name in ("structure", "field"):
        seen = set()
        for entry in terms[name]:
            assert entry.parent_id is None or entry.parent_id in seen
            seen.add(entry.id)
