"""Renaming a term at the desk: its old name goes on to be known, by its day."""

import html
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import make_user
from tests.taxonomy.forms import MODELS, page_of, typed

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def bureau(db) -> Structure:
    bureau = Structure.objects.create(name="Bureau of Bridges", slug="bureau")
    vocabulary.record_change()
    return bureau


def rename(client, term, name, *names, **typed_too):
    return client.post(page_of(term), typed(term, *names, name=name, **typed_too), follow=True)


def names_of(term) -> list[tuple]:
    return list(term.names.order_by("pk").values_list("name", "kind", "used_from", "used_until"))


def shown_on(term, day: date) -> str:
    return vocabulary.current()[type(term)._meta.model_name].by_id[term.pk].name_on(day)


def today_less(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.mark.parametrize("model", MODELS)
def test_the_old_name_of_a_term_of_any_vocabulary_is_kept_with_its_last_day(client, editor, model):
    term = model.objects.first() or model.objects.create(name="A term", slug="a-term")
    term.names.all().delete()
    old, facts = term.name, {"iso": getattr(term, "iso", ""), "status": getattr(term, "status", "")}

    response = rename(client, term, "Another name", **facts)

    assert names_of(term) == [(old, "former", None, today_less(1))]
    assertContains(response, f"“{html.escape(old)}” is kept as a former name")


def test_releases_of_before_the_renaming_show_the_name_of_their_day(client, editor, bureau):
    rename(client, bureau, "Bureau of Tunnels", renamed_on="2020-03-01")

    assert shown_on(bureau, date(2020, 2, 29)) == "Bureau of Bridges"
    assert shown_on(bureau, date(2020, 3, 1)) == "Bureau of Tunnels"


def test_names_that_follow_each_other_do_not_overlap(client, editor, bureau):
    bureau.names.create(name="Office", used_until=date(1999, 12, 31))
    rows = {"id": bureau.names.get().pk, "name": "Office", "kind": "former", "language": "en"}

    rename(client, bureau, "Bureau of Tunnels", rows | {"used_until": "1999-12-31"}, renamed_on="2020-03-01")

    assert names_of(bureau)[1] == ("Bureau of Bridges", "former", date(2000, 1, 1), date(2020, 2, 29))
    assert [shown_on(bureau, date(year, 6, 1)) for year in (1999, 2000, 2021)] == [
        "Office", "Bureau of Bridges", "Bureau of Tunnels",
    ]  # fmt: skip


def test_a_name_of_less_than_a_day_is_only_known_to_imports(client, editor, bureau):
    rename(client, bureau, "Bureau of Tunnles")
    former = bureau.names.get()
    row = {"id": former.pk, "name": former.name, "kind": "former", "language": "en"}

    rename(client, bureau, "Bureau of Tunnels", row | {"used_until": str(former.used_until)})

    assert names_of(bureau)[1] == ("Bureau of Tunnles", "label", None, None)
    assert shown_on(bureau, today_less(1)) == "Bureau of Bridges"


def test_a_slip_of_the_pen_is_not_kept(client, editor, bureau):
    response = rename(client, bureau, "Bureau of bridges", is_slip="on")

    assert names_of(bureau) == []
    assertNotContains(response, "is kept as")


def test_a_former_name_that_is_listed_already_stays_as_it_is(client, editor, bureau):
    name = {"name": "Bureau of Bridges", "kind": "former", "language": "en", "used_until": "2015-12-31"}

    response = rename(client, bureau, "Bureau of Tunnels", name)

    assert names_of(bureau) == [("Bureau of Bridges", "former", None, date(2015, 12, 31))]
    assertContains(response, "stands among the names over time already")


def test_a_term_that_keeps_its_name_gets_no_other(client, editor, bureau):
    rename(client, bureau, bureau.name, renamed_on="2020-03-01", description="Changed")

    assert names_of(bureau) == []
    assertNotContains(client.get(page_of(bureau, "history")), "slip")


def test_no_term_is_renamed_in_the_future(client, editor, bureau):
    response = rename(client, bureau, "Bureau of Tunnels", renamed_on=str(today_less(-1)))

    assertContains(response, "choose today or a day before")
    bureau.refresh_from_db()
    assert (bureau.name, names_of(bureau)) == ("Bureau of Bridges", [])


def test_the_history_says_what_was_kept_and_what_was_a_slip(client, editor, bureau):
    rename(client, bureau, "Bureau of Bridge", is_slip="on")
    rename(client, bureau, "Bureau of Tunnels", renamed_on="2020-03-01")

    history = html.unescape(client.get(page_of(bureau, "history")).content.decode())

    assert "was never its name: “no” → “yes”" in history
    assert "Added former name “Bureau of Bridge, in use until 2020-02-29”" in history


def test_an_old_page_with_the_old_name_makes_no_second_structure(client, editor, bureau, tmp_path):
    rename(client, bureau, "Bureau of Tunnels")
    capture = (
        "Newsroom\nNews and press releases\nNews and press releases from the OSCE's global activities.\n"
        "A bridge opens\nPublishing date: 4 July 2005\nContent type: News\nWhere we are: OSCE Bureau of Bridges\n"
        "What we do: Elections\nA bridge was opened today.\n"
    )
    (tmp_path / "old.txt").write_text(capture, encoding="utf-8")
    report = tmp_path / "report.json"
    before = Structure.objects.count()

    call_command("import_seeds", str(tmp_path / "old.txt"), "--report", str(report))

    (record,) = json.loads(report.read_text(encoding="utf-8"))["records"]
    assert record["terms"]["structure"] == ["bureau"]
    assert Structure.objects.count() == before


def test_a_new_term_and_one_only_looked_at_ask_for_no_renaming(client, editor, bureau):
    new = client.get(reverse("admin:taxonomy_structure_add"))
    client.force_login(make_user("colleague", "view_structure"))

    for response in (new, client.get(page_of(bureau))):
        assertContains(response, "The name in use today")
        assertNotContains(response, "Renamed on")
