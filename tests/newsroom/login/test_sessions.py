"""A session ends when nobody works in it, and everywhere when the password changes."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessFailureLog
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.login import cleanup
from tests.factories import make_member

NOW = timezone.make_aware(timezone.datetime(2026, 3, 2, 9))
PASSWORD = "secret"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def olga(db):
    return make_member("olga", "Writer")


def signed_in(name="olga") -> Client:
    client = Client()
    assert client.post("/admin/login/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def is_signed_in(client: Client, **headers) -> bool:
    return client.get("/admin/password_change/", headers=headers).status_code == 200


def test_a_session_ends_after_twelve_idle_hours(olga):
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        clock.shift(timedelta(hours=11, minutes=59))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=11, minutes=59))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=12, minutes=1))

        assert not is_signed_in(client)


def test_what_an_open_page_asks_for_by_itself_is_no_work(olga):
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        for _ in range(12):
            clock.shift(timedelta(minutes=59))
            assert is_signed_in(client, sec_fetch_mode="cors")
        clock.shift(timedelta(minutes=13))

        assert not is_signed_in(client, sec_fetch_mode="cors")


def test_a_session_is_written_once_in_ten_minutes(olga):
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in()
        is_signed_in(client)
        end = Session.objects.get().expire_date

        clock.shift(timedelta(minutes=9))
        with CaptureQueriesContext(connection) as queries:
            assert is_signed_in(client)
        assert not [query for query in queries if "UPDATE" in query["sql"]]
        assert Session.objects.get().expire_date == end
        clock.shift(timedelta(minutes=2))
        is_signed_in(client)

        assert Session.objects.get().expire_date == end + timedelta(minutes=11)


@pytest.mark.parametrize("engine", ["db", "cached_db"])
def test_all_other_sessions_end_at_a_change_of_the_password(olga, settings, engine):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    here, there = signed_in(), signed_in()
    assert is_signed_in(there)
    new = "hedgehogs cross borders"

    response = here.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert response.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)


@pytest.mark.parametrize("engine", ["db", "cached_db"])
def test_a_password_given_by_an_administrator_ends_all_sessions(client, olga, settings, engine):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    there = signed_in()
    client.force_login(make_member("adam", "Administrator"))
    new = {"password1": "hedgehogs cross", "password2": "hedgehogs cross", "usable_password": "true"}

    client.post(f"/admin/auth/user/{olga.pk}/password/", new)

    assert not is_signed_in(there)


def test_closing_an_account_ends_its_sessions(client, olga):
    there = signed_in()

    olga.is_active = False
    olga.save()

    assert not is_signed_in(there)


def test_the_worker_deletes_ended_sessions_and_old_failures(olga):
    signed_in()
    signed_in()
    ended = Session.objects.order_by("pk").first()
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(minutes=1))
    old, new = (AccessFailureLog.objects.create(username=name) for name in ("old", "new"))
    AccessFailureLog.objects.filter(pk=old.pk).update(attempt_time=timezone.now() - timedelta(days=31))

    call_command("work", "--once")

    assert Session.objects.exclude(pk=ended.pk).count() == Session.objects.count() == 1
    assert list(AccessFailureLog.objects.values_list("pk", flat=True)) == [new.pk]


def test_no_more_failures_are_stored_than_there_is_room_for(db, monkeypatch):
    monkeypatch.setattr(cleanup, "MOST", 3)
    rows = [AccessFailureLog.objects.create(username=str(number)).pk for number in range(5)]

    cleanup.clear_sign_ins()

    assert list(AccessFailureLog.objects.order_by("pk").values_list("pk", flat=True)) == rows[2:]


def test_readers_get_no_session_of_this(client):
    client.get("/")
    client.get("/admin/login/")

    assert not Session.objects.exists()
