"""My office: what people work for narrows their lists, and chooses whom the desk tells."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import offices, workflow
from articles.models import Article, OfficeMember
from taxonomy.models import Structure
from tests.factories import make_article, make_editor, make_member

pytestmark = pytest.mark.usefixtures("terms")
LIST, FRONT = "/admin/articles/article/", "/admin/"
OFFICE, NOTICES = f"{LIST}office/", f"{LIST}notices/"


@pytest.fixture
def structures(db) -> dict[str, Structure]:
    """Two structures beside each other, and one below the first."""
    above = Structure.objects.get(slug="secretariat")
    below = Structure.objects.filter(parent=above).first() or Structure.objects.exclude(pk=above.pk)[0]
    Structure.objects.filter(pk=below.pk).update(parent=above)
    other = Structure.objects.get(slug="permanent-council")
    third = Structure.objects.exclude(pk__in=[above.pk, below.pk, other.pk]).filter(parent=None)[0]
    return {"above": above, "below": below, "other": other, "third": third}


def listed(response) -> list[str]:
    return sorted(article.title for article in response.context["cl"].result_list)


def counted(response) -> dict[str, int]:
    return {queue.label: int(queue.count) for queue in response.context["queues"]}


def test_people_choose_what_they_work_for_and_lists_begin_with_it(client, structures):
    editor = make_member("ed", "Editor")
    colleague = make_member("cole", "Editor")
    offices.choose(colleague, [structures["other"].pk])
    for title, filed in (("Mine", "above"), ("Below mine", "below"), ("Theirs", "other")):
        make_article(title=title, state="submitted", structures=[structures[filed].slug])
        make_article(title=f"{title}, live", structures=[structures[filed].slug])
    make_article(title="Nobody's", state="submitted")
    make_article(title="Nobody's, live")
    client.force_login(editor)
    assert len(listed(client.get(LIST))) == 8

    response = client.post(OFFICE, {"structures": [structures["above"].pk]})

    assertRedirects(response, FRONT)
    shown = client.get(LIST)
    mine = ["Below mine", "Below mine, live", "Mine", "Mine, live", "Nobody's"]
    assert listed(shown) == mine
    assert counted(shown)["Waiting for approval"] == 3
    assertContains(shown, '<a href="?office=all">Show everything</a>')
    assert len(listed(client.get(LIST, {"office": "all"}))) == 8
    assert counted(client.get(LIST, {"office": "all"}))["Waiting for approval"] == 4
    assert listed(client.get(LIST, {"queue": "waiting"})) == ["Below mine", "Mine", "Nobody's"]
    # Who looks for something looks everywhere.
    assert listed(client.get(LIST, {"q": "theirs"})) == ["Theirs", "Theirs, live"]
    assert listed(client.get(LIST, {"structures__id__exact": structures["other"].pk})) == [
        "Theirs",
        "Theirs, live",
    ]
    assertContains(client.get(FRONT), "Show everything")
    waiting = {panel.name: int(panel.count) for panel in client.get(FRONT).context["home"].panels}
    everything = {
        panel.name: int(panel.count) for panel in client.get(f"{FRONT}?office=all").context["home"].panels
    }
    assert (waiting["for-me"], everything["for-me"]) == (3, 4)


def test_what_one_began_stays_in_ones_list_and_nothing_chosen_shows_everything(client, structures):
    writer = make_member("wanda", "Writer")
    offices.choose(writer, [structures["above"].pk])
    offices.choose(make_member("cole", "Editor"), [structures["other"].pk])
    make_article(title="Mine", state="draft", created_by=writer, structures=["permanent-council"])
    make_article(title="Another's", state="draft", structures=["permanent-council"])
    client.force_login(writer)
    assert listed(client.get(LIST)) == ["Mine"]

    client.post(OFFICE, {})

    assert listed(client.get(LIST)) == ["Another's", "Mine"]
    assertNotContains(client.get(LIST), "Show everything")


def test_what_is_submitted_is_told_to_the_editors_of_its_structure_or_to_all(client, structures):
    editors = {name: make_member(name, "Editor") for name in ("above", "other", "free")}
    for name in ("above", "other"):
        offices.choose(editors[name], [structures[name].pk])
    # A writer of an office is no editor of it: all are told.
    offices.choose(make_member("wanda", "Writer"), [structures["third"].pk])
    chief = make_editor("chief")
    for title, slug in (
        ("Below", structures["below"].slug),
        ("Third", structures["third"].slug),
        ("Loose", ""),
    ):
        workflow.submit(make_article(title=title, state="draft", structures=[slug] if slug else []), by=chief)

    heard = {}
    for name, user in editors.items():
        client.force_login(user)
        heard[name] = sorted(str(notice.about) for notice in client.get(NOTICES).context["notices"])

    assert heard == {
        "above": ["Below", "Loose", "Third"],
        "other": ["Loose", "Third"],
        "free": ["Loose", "Third"],
    }


def test_administrators_choose_for_others_and_a_stranger_for_nobody(client, structures):
    wanda = make_member("wanda", "Writer")
    client.force_login(make_member("ada", "Administrator"))
    page = f"/admin/auth/user/{wanda.pk}/change/"
    assertContains(client.get(page), 'name="structures"')

    sent = {"username": "wanda", "is_staff": "on", "is_active": "on", "structures": [structures["above"].pk]}
    sent["groups"] = [group.pk for group in wanda.groups.all()]
    client.post(page, sent)

    assert offices.chosen_by(wanda) == [structures["above"].pk]
    client.force_login(make_member("stranger"))
    assert client.post(OFFICE, {"structures": [structures["above"].pk]}).status_code == 403
    client.force_login(wanda)
    assert client.post(page, sent | {"structures": []}).status_code == 403
    assertContains(client.post(OFFICE, {"structures": ["999999"]}), "not one of the available choices")
    assert OfficeMember.objects.count() == 1


@pytest.mark.parametrize("how_many", [1, 20])
def test_an_office_costs_its_list_one_question(client, structures, how_many, django_assert_max_num_queries):
    editor = make_member("ed", "Editor")
    offices.choose(editor, Structure.objects.values_list("pk", flat=True)[:how_many])
    for _ in range(how_many):
        make_article(state=Article.State.SUBMITTED, structures=["secretariat"])
    client.force_login(editor)

    with django_assert_max_num_queries(12):
        client.get(LIST)
