"""Accounts at the desk: made on one page, with a role, for people who can then sign in and work."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_editor, make_member

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
    client.post("/admin/login/", {"username": "wanda", "password": PASSWORD})
    assertContains(client.get("/admin/"), "Write a release")
    assert get_user_model().objects.get(username="wanda").email == "wanda@example.org"


def test_nobody_is_added_without_a_role(client, administrator):
    assertContains(add(client, groups=[]), "This field is required.")
    assert not get_user_model().objects.filter(username="wanda").exists()


def test_a_weak_password_is_refused(client, administrator):
    assertContains(add(client, password1="wanda", password2="wanda"), "too short")
    assert not get_user_model().objects.filter(username="wanda").exists()


@pytest.mark.parametrize(
    "password",
    ["wandawandawanda", "Wanda-Writer-2026", "wanda@example.org1", "correct.correct.", "zzzzzzzzzzzz"],
)
def test_a_password_of_ones_names_or_of_one_piece_is_refused(client, administrator, password):
    response = add(client, password1=password, password2=password)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() == {"password2"}
    assert not get_user_model().objects.filter(username="wanda").exists()


def test_a_name_written_twice_is_no_password_of_ones_own_either(client):
    user = make_member("writer2", "Writer")
    client.force_login(user)

    def change_to(password):
        data = {"old_password": "secret", "new_password1": password, "new_password2": password}
        return client.post("/admin/password_change/", data)

    assertContains(change_to("writer2writer2"), "The password repeats one piece.")
    assertContains(change_to("writer2-writer2!"), "needs at least 8 characters")
    assertContains(change_to("writer2writer2wr"), "needs at least 8 characters")
    assert change_to("writer2 likes hedgehogs").status_code == 302


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


def test_an_administrator_changes_nothing_about_a_superuser(client, administrator):
    superuser = make_editor("sonia")
    before = get_user_model().objects.values().get(pk=superuser.pk)
    new = {"username": "adams", "email": "adam@example.org", "password1": PASSWORD, "password2": PASSWORD}

    assertContains(client.get(page_of(superuser)), "sonia")
    assert client.post(page_of(superuser), new).status_code == 403
    assert client.get(f"{LIST}{superuser.pk}/password/").status_code == 403
    assert client.post(f"{LIST}{superuser.pk}/password/", new).status_code == 403
    assert client.post(f"{LIST}{superuser.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"}
    client.post(LIST, chosen)

    assert get_user_model().objects.values().get(pk=superuser.pk) == before


def test_an_administrator_sets_the_password_of_others_and_deletes_their_accounts(client, administrator):
    wanda = make_member("wanda", "Writer")
    new = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}

    assert client.post(f"{LIST}{wanda.pk}/password/", new).status_code == 302
    wanda.refresh_from_db()
    assert wanda.check_password(PASSWORD)
    assert client.post(f"{LIST}{wanda.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not get_user_model().objects.filter(username="wanda").exists()


def test_no_new_account_of_an_administrator_is_a_superuser(client, administrator):
    add(client, is_superuser="on", user_permissions=[1])

    wanda = get_user_model().objects.get(username="wanda")
    assert not wanda.is_superuser
    assert not wanda.user_permissions.exists()


def test_a_superuser_still_does(client, editor):
    wanda = make_member("wanda", "Writer")
    data = {"username": "wanda", "groups": [], "is_staff": "on", "is_active": "on", "is_superuser": "on"}

    client.post(page_of(wanda), data)

    wanda.refresh_from_db()
    assert wanda.is_superuser


def test_the_form_of_a_new_account_asks_little(client, administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(f"{LIST}add/")
