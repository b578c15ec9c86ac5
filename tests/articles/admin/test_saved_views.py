"""Saved views of the release list: whose they are, what they may hold, who sees them."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import SavedView
from tests.factories import make_member

LIST = "/admin/articles/article/"
SAVE = LIST + "views/save/"

pytestmark = pytest.mark.usefixtures("terms")


def save(client, name: str = "Mine", querystring: str = "standing=draft&q=border", **facts):
    return client.post(SAVE, {"name": name, "querystring": querystring} | facts, follow=True)


@pytest.mark.django_db
def test_the_present_filters_are_saved_and_stand_above_the_list_and_on_the_front_page(client):
    client.force_login(make_member("writer", "Writer"))
    assertContains(client.get(LIST + "?standing=draft&q=border"), "Save this view")

    save(client, "Border drafts", "standing=draft&q=border&p=3")

    for page in (LIST, "/admin/"):
        assertContains(
            client.get(page),
            '<a href="/admin/articles/article/?q=border&amp;standing=draft">Border drafts</a>',
        )


@pytest.mark.parametrize(
    ("querystring", "message"),
    [
        ("created_by__password__startswith=a", "has no filter created_by__password__startswith"),
        ("", "This field is required"),
        ("p=3", "Narrow the list first"),
    ],
)
@pytest.mark.django_db
def test_only_known_filters_are_saved(client, editor, querystring, message):
    response = save(client, querystring=querystring)

    assertContains(response, message)
    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_a_name_is_used_once_a_person(client, editor):
    save(client)

    assertContains(save(client), "You have a view of that name already")
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(("role", "is_shared"), [("Publisher", True), ("Editor", False)])
@pytest.mark.django_db
def test_publishers_alone_share_views_with_everybody(client, role, is_shared):
    client.force_login(make_member("member", role))
    save(client, "For all", shared="on")
    client.force_login(make_member("colleague", "Writer"))

    response = client.get(LIST)

    (assertContains if is_shared else assertNotContains)(response, "For all")


@pytest.mark.django_db
def test_own_views_are_deleted_by_their_owner_alone(client):
    owner = make_member("owner", "Publisher")
    view = SavedView.objects.create(user=owner, name="Mine", querystring="q=a", shared=True)
    client.force_login(make_member("colleague", "Administrator"))
    assert client.post(f"{LIST}views/{view.pk}/delete/").status_code == 404
    client.force_login(owner)

    client.post(f"{LIST}views/{view.pk}/delete/")

    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_staff_without_a_role_save_nothing(client):
    client.force_login(make_member("stranger"))

    assert save(client).status_code == 403
    assert client.post(f"{LIST}views/1/delete/").status_code == 403
    assert not SavedView.objects.exists()
