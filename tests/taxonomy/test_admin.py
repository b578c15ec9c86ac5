"""The desk's pages for the vocabularies: their order, their names over time, and what cannot be undone."""

import html

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from taxonomy import vocabulary
from taxonomy.models import FieldOfWork, Structure, VocabularyRevision
from tests.factories import make_article, make_user
from tests.taxonomy.forms import MODELS, page_of, typed

QUERIES = {"list": 6, "form": 6}

pytestmark = pytest.mark.usefixtures("terms")


def list_of(model: type) -> str:
    return reverse(f"admin:taxonomy_{model._meta.model_name}_changelist")


def pages_of(model: type) -> list[str]:
    term = model.objects.first() or model.objects.create(name="A term", slug="a-term")
    return [
        list_of(model),
        list_of(model) + "add/",
        page_of(term),
        page_of(term, "delete"),
        page_of(term, "history"),
    ]


def revision() -> int:
    return VocabularyRevision.objects.values_list("number", flat=True).first() or 0


# Who may


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_sent_to_the_login_page(client, model):
    for address in pages_of(model):
        assertRedirects(client.get(address), f"/admin/login/?next={address}")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.django_db
def test_staff_without_a_permission_for_the_vocabulary_is_refused(client, model):
    client.force_login(make_user("stranger", "view_article", "change_article", "publish_article"))

    for address in pages_of(model):
        assert client.get(address).status_code == 403


@pytest.mark.django_db
def test_who_may_only_look_changes_no_term(client):
    client.force_login(make_user("colleague", "view_structure"))
    secretariat = Structure.objects.get(slug="secretariat")

    response = client.post(page_of(secretariat), typed(secretariat, name="Changed"))

    assert response.status_code == 403
    assert Structure.objects.get(slug="secretariat").name == secretariat.name


# The lists


@pytest.mark.parametrize("model", MODELS)
def test_every_vocabulary_is_listed_in_the_order_of_its_tree(client, editor, model):
    facet = next(name for name, each in vocabulary.MODELS.items() if each is model)

    response = client.get(list_of(model))

    shown = [term.pk for term in response.context["cl"].result_list]
    assert shown == [entry.id for entry in vocabulary.current()[facet]][:200]


def test_what_lies_under_another_term_is_indented(client, editor):
    below = FieldOfWork.objects.get(slug="climate-change")

    response = client.get(list_of(FieldOfWork))

    assertContains(response, f'<span class="depth-1">{below.name}</span>')


def test_a_term_is_found_by_a_former_name(client, editor):
    response = client.get(list_of(Structure), {"q": "Nur-Sultan"})

    assert [term.name for term in response.context["cl"].result_list] == ["Programme Office in Astana"]


@pytest.mark.parametrize(("exists", "is_closed"), [("yes", False), ("no", True)])
def test_structures_are_narrowed_to_those_that_exist(client, editor, exists, is_closed):
    response = client.get(list_of(Structure), {"exists": exists})

    assert {term.closed is not None for term in response.context["cl"].result_list} == {is_closed}


@pytest.mark.parametrize("how_many", [0, 50])
def test_the_pages_ask_the_database_as_often_for_any_number_of_terms(
    client, editor, django_assert_num_queries, how_many
):
    secretariat = Structure.objects.get(slug="secretariat")
    for number in range(how_many):
        Structure.objects.create(name=f"Unit {number}", slug=f"unit-{number}", parent=secretariat)
        secretariat.names.create(name=f"Name {number}")
    vocabulary.forget()
    # Both are asked once a process.
    vocabulary.current()
    ContentType.objects.get_for_model(Structure)

    with django_assert_num_queries(QUERIES["list"]):
        client.get(list_of(Structure))
    with django_assert_num_queries(QUERIES["form"]):
        client.get(page_of(secretariat))


# A term


def test_a_new_term_gets_a_slug_and_names(client, editor):
    name = {"name": "Old Unit", "kind": "former", "language": "en", "used_until": "2001-12-31"}

    client.post(list_of(Structure) + "add/", typed(None, name, name="New Unit", slug="new-unit"))

    unit = Structure.objects.get(slug="new-unit")
    assert [str(name) for name in unit.names.all()] == ["Old Unit"]


def test_a_slug_is_fixed_once_the_term_is_there(client, editor):
    secretariat = Structure.objects.get(slug="secretariat")

    client.post(page_of(secretariat), typed(secretariat, name="Renamed", slug="renamed"))

    secretariat.refresh_from_db()
    assert (secretariat.name, secretariat.slug) == ("Renamed", "secretariat")
    assertNotContains(client.get(page_of(secretariat)), 'name="slug"')


def test_every_process_learns_of_a_changed_term_and_name(client, editor):
    secretariat = Structure.objects.get(slug="secretariat")
    before = revision()

    client.post(
        page_of(secretariat), typed(secretariat, {"name": "The Hut", "kind": "label", "language": "en"})
    )

    assert revision() == before + 1
    assert vocabulary.current().structure.resolve("The Hut").slug == "secretariat"


def test_every_process_learns_of_a_deleted_term(client, editor):
    unit = Structure.objects.create(name="Unit", slug="unit")
    before = revision()

    client.post(page_of(unit, "delete"), {"post": "yes"})

    assert not Structure.objects.filter(slug="unit").exists()
    assert revision() == before + 1


def test_a_name_cannot_end_before_it_begins(client, editor):
    secretariat = Structure.objects.get(slug="secretariat")
    name = {
        "name": "Odd",
        "kind": "former",
        "language": "en",
        "used_from": "2001-01-01",
        "used_until": "1999-01-01",
    }

    response = client.post(page_of(secretariat), typed(secretariat, name))

    assertContains(response, "A name cannot stop being used before it was first used.")
    assert not secretariat.names.filter(name="Odd").exists()


def test_a_tree_stays_a_tree(client, editor):
    above = FieldOfWork.objects.get(slug="environmental-activities")
    below = FieldOfWork.objects.get(slug="climate-change")

    response = client.post(page_of(above), typed(above, parent=below.pk))

    assertContains(response, "lies under")
    above.refresh_from_db()
    assert above.parent is None


def test_a_term_in_use_cannot_be_deleted(client, editor):
    unit = Structure.objects.create(name="Unit", slug="unit")
    make_article(structures=["unit"])

    response = client.post(page_of(unit, "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert Structure.objects.filter(slug="unit").exists()


def test_a_term_with_terms_under_it_cannot_be_deleted(client, editor):
    above = FieldOfWork.objects.get(slug="environmental-activities")

    response = client.post(page_of(above, "delete"), {"post": "yes"})

    assert response.status_code == 403


def test_the_names_of_a_term_are_fields_with_names_of_their_own(client, editor):
    response = client.get(page_of(Structure.objects.get(slug="secretariat")))

    for label in ("Name", "Kind", "Language", "Used from", "Used until", "Delete"):
        assertContains(response, f'aria-label="{label}"')


# What was changed


def test_the_history_of_a_term_says_each_value_before_and_after(client, editor):
    parent = Structure.objects.get(slug="secretariat")
    term = Structure.objects.create(name="Bureau", slug="bureau", kind="department")
    name = term.names.create(name="Office", kind="former")
    row = {"id": name.pk, "term": term.pk, "name": "Desk", "kind": "label", "language": "en"}

    client.post(page_of(term), typed(term, row, name="Bureau of Bridges", parent=parent.pk, reviewed=""))
    client.post(page_of(term), typed(term, row, name="Bureau of Tunnels", parent=parent.pk, reviewed=""))

    history = client.get(page_of(term, "history"))
    page = html.unescape(history.content.decode())
    assert "Name: “Bureau” → “Bureau of Bridges”" in page
    assert "Parent: “” → “Secretariat”" in page
    assert "Reviewed: “yes” → “no”" in page
    assert "Name: “Office” → “Desk”" in page
    assert "Kind: “former name” → “label on pages”" in page
    assert page.index("Tunnels”") < page.index("→ “Bureau of Bridges”")
