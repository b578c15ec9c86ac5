"""Accounts at the desk: made on one page, with a role, for people who can then sign in and work."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_member

LIST = "/admin/auth/user/"
PASSWORD = "hedgehogs cross borders"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def administrator(client):
    user = make_member("adam", "Administrator")
    client.force_login(user)
    return user


def add(client, **changes):
    data = {
        "username": "wanda",
        "first_name": "Wanda",
        "last_name": "Writer",
        "email": "wanda@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "groups": [Group.objects.get(name="Writer").pk],
    }
    return client.post(f"{LIST}add/", data | changes)


def page_of(user) -> str:
    return f"{LIST}{user.pk}/change/"


def test_somebody_who_was_added_signs_in_and_finds_work(client, administrator):
    response = add(client)

    assert response.headers["Location"] == LIST
    client.logout()
    assert client.login(username="wanda", password=PASSWORD)
    assertContains(client.get("/admin/"), "Write a release")
    assert get_user_model().objects.get(username="wanda").email == "wanda@example.org"


def test_nobody_is_added_without_a_role(client, administrator):
    assertContains(add(client, groups=[]), "This field is required.")
    assert not get_user_model().objects.filter(username="wanda").exists()


def test_a_weak_password_is_refused(client, administrator):
    assertContains(add(client, password1="wanda", password2="wanda"), "too short")
    assert not get_user_model().objects.filter(username="wanda").exists()


def test_the_page_of_somebody_says_whether_there_is_a_password_and_not_how_it_is_stored(
    client, administrator
):
    add(client)
    wanda = get_user_model().objects.get(username="wanda")
    assertContains(client.get(page_of(wanda)), "A password is set.")

    assertNotContains(client.get(page_of(wanda)), "argon2")
    wanda.set_unusable_password()
    wanda.save()
    assertContains(client.get(page_of(wanda)), "No password is set")


def test_a_role_is_changed_and_an_account_closed(client, administrator):
    wanda = make_member("wanda", "Writer")
    editor = Group.objects.get(name="Editor")

    response = client.post(page_of(wanda), {"username": "wanda", "groups": [editor.pk], "is_staff": "on"})

    assert response.status_code == 302
    wanda.refresh_from_db()
    assert (list(wanda.groups.all()), wanda.is_active, wanda.is_staff) == ([editor], False, True)


def test_an_administrator_makes_nobody_a_superuser(client, administrator):
    data = {"username": "adam", "groups": [], "is_staff": "on", "is_active": "on", "is_superuser": "on"}

    client.post(page_of(administrator), data)

    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_a_superuser_still_does(client, editor):
    wanda = make_member("wanda", "Writer")
    data = {"username": "wanda", "groups": [], "is_staff": "on", "is_active": "on", "is_superuser": "on"}

    client.post(page_of(wanda), data)

    wanda.refresh_from_db()
    assert wanda.is_superuser


def test_the_form_of_a_new_account_asks_little(client, administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(f"{LIST}add/")
