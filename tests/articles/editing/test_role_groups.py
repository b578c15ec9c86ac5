"""The groups that every migrate writes: what a new installation has, and what an administrator changed."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from articles.editing.permissions import ROLES

pytestmark = pytest.mark.django_db


def migrate() -> None:
    call_command("migrate", verbosity=0)


def permissions_of(role: str) -> set[str]:
    of_group = Group.objects.get(name=role).permissions
    return {
        f"{label}.{codename}"
        for label, codename in of_group.values_list("content_type__app_label", "codename")
    }


def test_a_fresh_database_has_the_roles_with_permissions_that_exist():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    for role, wanted in ROLES.items():
        assert {name for name in wanted if "*" not in name} <= permissions_of(role)
    everything = Permission.objects.filter(content_type__app_label__in=("articles", "taxonomy", "auth"))
    assert len(permissions_of("Administrator")) == everything.count()
    assert "articles.view_redirect" in permissions_of("Records")
    assert "articles.change_article" not in permissions_of("Records")


def test_a_second_migrate_changes_nothing():
    before = set(Group.objects.values_list("name", "permissions"))
    permissions = Permission.objects.count()

    migrate()

    assert set(Group.objects.values_list("name", "permissions")) == before
    assert Permission.objects.count() == permissions


def test_a_permission_that_was_taken_stays_taken_and_one_that_was_given_stays_given():
    editor = Group.objects.get(name="Editor")
    editor.permissions.remove(Permission.objects.get(codename="delete_article"))
    editor.permissions.add(Permission.objects.get(codename="view_session"))

    migrate()

    assert "articles.delete_article" not in permissions_of("Editor")
    assert "sessions.view_session" in permissions_of("Editor")


def test_a_new_permission_reaches_the_roles_that_are_there(monkeypatch):
    Group.objects.get(name="Writer").permissions.remove(Permission.objects.get(codename="add_article"))
    monkeypatch.setitem(ROLES, "Writer", (*ROLES["Writer"], "articles.view_transition"))

    migrate()

    assert "articles.view_transition" in permissions_of("Writer")
    assert "articles.add_article" not in permissions_of("Writer")


@pytest.mark.parametrize("with_something_new", [False, True])
def test_a_role_that_was_deleted_does_not_come_back(monkeypatch, with_something_new):
    Group.objects.get(name="Records").delete()
    if with_something_new:
        monkeypatch.setitem(ROLES, "Records", (*ROLES["Records"], "articles.change_article"))

    migrate()

    assert not Group.objects.filter(name="Records").exists()


def test_a_role_that_is_new_is_created(monkeypatch):
    monkeypatch.setitem(ROLES, "Reader", ("articles.view_article",))

    migrate()

    assert permissions_of("Reader") == {"articles.view_article"}


def test_a_group_of_the_same_name_from_before_keeps_what_it_has(monkeypatch):
    Group.objects.create(name="Reader").permissions.add(Permission.objects.get(codename="view_session"))
    monkeypatch.setitem(ROLES, "Reader", ("articles.view_article",))

    migrate()

    assert permissions_of("Reader") == {"articles.view_article", "sessions.view_session"}
