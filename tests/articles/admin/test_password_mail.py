"""A password is chosen by a link in a mail: a forgotten one, and the first of somebody who was invited."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from articles.models import Article
from tests.factories import make_article, make_member

PASSWORD = "hedgehogs cross borders"
FORGOTTEN = "/admin/password_reset/"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def nobody_has_asked():
    """One address has one mail in a while, whichever test asked for it."""
    cache.clear()


def choose_password(client, mail) -> None:
    address = re.search(r"https?://[^/]+(/admin/reset/\S+)", mail.body)[1]
    form = client.get(address, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})


def test_a_forgotten_password_is_replaced_by_mail(client, mailoutbox):
    user = make_member("ann", "Writer", email="ann@example.org")

    assertContains(client.get("/admin/login/"), FORGOTTEN)
    assertContains(client.get(FORGOTTEN), "Newsroom desk")
    client.post(FORGOTTEN, {"email": "ann@example.org"})
    choose_password(client, mailoutbox[0])

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("facts", [{"email": "other@example.org"}, {"is_active": False}])
def test_nobody_learns_who_has_an_account(client, mailoutbox, facts):
    make_member("ann", "Writer", **{"email": "ann@example.org"} | facts)

    assertRedirects(client.post(FORGOTTEN, {"email": "ann@example.org"}), "/admin/password_reset/done/")
    assert mailoutbox == []


def test_nobody_is_flooded_with_mail(client, mailoutbox):
    make_member("ann", "Writer", email="ann@example.org")

    for _ in range(3):
        client.post(FORGOTTEN, {"email": "ann@example.org"})

    assert len(mailoutbox) == 1


def test_who_is_invited_chooses_a_password_and_has_none_before(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(make_member("adam", "Administrator"))
    facts = {"username": "wanda", "first_name": "Wanda", "last_name": "Writer", "email": "wanda@example.org"}
    role = {"groups": [Group.objects.get(name="Writer").pk], "password1": "", "password2": ""}

    with django_capture_on_commit_callbacks(execute=True):
        added = client.post("/admin/auth/user/add/", facts | role, follow=True)

    assertContains(added, "An invitation goes to wanda@example.org.")
    assert not User.objects.get(username="wanda").has_usable_password()
    choose_password(Client(), mailoutbox[0])
    assert User.objects.get(username="wanda").check_password(PASSWORD)


def test_an_invitation_needs_an_address(client):
    client.force_login(make_member("adam", "Administrator"))

    page = client.post("/admin/auth/user/add/", {"username": "wanda", "email": "", "groups": []})

    assertContains(page, "Give the address for the invitation, or a password.")


def test_the_list_of_people_has_their_roles(client):
    client.force_login(make_member("adam", "Administrator"))
    make_member("ann", "Editor", "Publisher")

    assertContains(client.get("/admin/auth/user/"), "Editor, Publisher")


def test_people_are_called_by_their_names(client):
    ann = make_member("ann", "Editor", first_name="Ann", last_name="Example")
    client.force_login(ann)

    client.post(f"/admin/articles/article/{make_article().pk}/duplicate/move/", {"version": 0})

    copy = Article.objects.get(state="draft")
    assertContains(client.get(f"/admin/articles/article/{copy.pk}/change/"), "Ann Example")


def test_a_form_from_before_another_sign_in_keeps_its_text_and_is_sent_again(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member("ann", "Writer"))
    typed = {"title": "A bridge <opens>", "summary": "\nTwo\nlines", "csrfmiddlewaretoken": "x" * 32}

    refused = client.post("/admin/articles/article/add/", typed)

    assert refused.status_code == 403
    assertContains(refused, "What you typed is kept on this page", status_code=403)
    assertContains(refused, "A bridge &lt;opens&gt;</textarea>", status_code=403)
    assertContains(refused, 'action="/admin/articles/article/add/"', status_code=403)
    assert not Article.objects.exists()


def test_a_sign_in_from_before_another_one_is_shown_anew(db):
    client = Client(enforce_csrf_checks=True)

    assertRedirects(
        client.post("/admin/login/?next=/admin/", {"username": "a"}), "/admin/login/?next=/admin/"
    )


def test_a_refusal_at_the_desk_looks_like_the_desk(client):
    client.force_login(make_member("ann"))

    refused = client.get("/admin/auth/user/")

    assertContains(refused, "You may not open this page", status_code=403)
    assertContains(refused, "desk/admin.css", status_code=403)
