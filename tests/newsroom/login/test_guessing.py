"""Who guesses passwords is refused; the owner of the account signs in all the same."""

import logging
from datetime import timedelta

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from newsroom.login import limits
from tests.factories import make_editor, make_member

LOGIN = "/admin/login/"
PASSWORD = "secret"  # of the accounts that the factories make

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def owner(db):
    return make_member("olga", "Writer")


def sign_in(client: Client, name="olga", password=PASSWORD, address="198.51.100.1", **headers):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address, **headers)


def guess(times: int, name="olga", address="198.51.100.1", **headers) -> list[int]:
    """Wrong passwords, each from a browser that was never here; returns the status of each answer."""
    return [
        sign_in(Client(), name, f"wrong {number}", address, **headers).status_code for number in range(times)
    ]


def fail_before(count: int, *, ago: timedelta = timedelta(), **facts) -> None:
    """Failures that were written down so long ago."""
    rows = AccessFailureLog.objects.bulk_create(AccessFailureLog(**facts) for _ in range(count))
    AccessFailureLog.objects.filter(pk__in=[row.pk for row in rows]).update(attempt_time=timezone.now() - ago)


def test_a_guesser_is_refused_after_ten_wrong_passwords_even_with_the_right_one(owner):
    assert guess(10) == [200] * 10

    response = sign_in(Client())

    assert response.status_code == 429
    assert AccessFailureLog.objects.count() == 10


def test_no_account_is_opened_by_300_wrong_passwords_from_one_address_and_the_owner_gets_in_from_another(
    owner,
):
    answers = guess(300)

    assert answers == [200] * 10 + [429] * 290
    assert sign_in(Client(), address="203.0.113.7").headers["Location"] == "/admin/"


def test_no_account_is_opened_by_300_wrong_passwords_from_as_many_addresses_and_the_owner_gets_in(owner):
    for number in range(300):
        assert guess(1, address=f"198.51.{number // 200}.{number % 200}") == [200]

    assert sign_in(Client(), address="203.0.113.7").headers["Location"] == "/admin/"


def test_an_address_that_tries_many_accounts_is_refused_for_all(owner):
    for number in range(limits.ADDRESS.failures):
        assert guess(1, name=f"person{number}") == [200]

    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(), address="203.0.113.7").status_code == 302


def test_from_the_guessers_own_address_the_owner_gets_in_where_he_or_she_did_before(owner):
    at_home = Client()
    sign_in(at_home)
    at_home.post("/admin/logout/")

    guess(60)

    assert sign_in(at_home).status_code == 302
    assert sign_in(Client()).status_code == 429


def test_an_account_that_a_thousand_addresses_guess_at_opens_only_where_the_owner_was_before(owner):
    at_home = Client()
    sign_in(at_home)
    fail_before(limits.ACCOUNT.failures, username="olga", ip_address="192.0.2.9", ago=timedelta(hours=1))

    assert sign_in(Client(), address="203.0.113.7").status_code == 429
    assert sign_in(at_home, address="203.0.113.8").status_code == 302


def test_a_known_browser_has_ten_tries_too(owner):
    at_home = Client()
    sign_in(at_home)

    for number in range(limits.DEVICE.failures):
        assert sign_in(at_home, password=f"wrong {number}").status_code == 200

    assert sign_in(at_home).status_code == 429


def test_a_browser_known_for_one_person_is_no_help_with_another(owner):
    make_member("boris", "Writer")
    at_home = Client()
    sign_in(at_home, "boris")
    guess(10)

    assert sign_in(at_home, "olga").status_code == 429


@pytest.mark.parametrize("value", ["", "x", "a.b", "0.0:1:2", "known device 0"])
def test_a_made_up_device_is_none(owner, value):
    guess(10)
    forger = Client()
    forger.cookies["newsroom_device"] = value

    assert sign_in(forger).status_code == 429


def test_the_cookie_of_a_device_is_for_the_desk_alone_and_no_script(owner):
    client = Client()

    sign_in(client)

    cookie = client.cookies["newsroom_device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")
    assert "olga" not in cookie.value


def test_a_wrong_password_gives_no_device(owner):
    client = Client()

    sign_in(client, password="wrong")

    assert "newsroom_device" not in client.cookies


def test_after_a_quarter_of_an_hour_the_address_may_try_again(owner):
    fail_before(10, username="olga", ip_address="198.51.100.1", ago=timedelta(minutes=16))

    assert sign_in(Client()).status_code == 302


def test_a_command_lets_everybody_try_again(owner):
    guess(10)

    call_command("axes_reset_failure_logs", "--age", "0")

    assert sign_in(Client()).status_code == 302


def test_trying_while_refused_does_not_make_it_longer(owner):
    fail_before(10, username="olga", ip_address="198.51.100.1", ago=timedelta(minutes=14))

    first, later = sign_in(Client()), sign_in(Client())

    assert 50 <= int(later.headers["Retry-After"]) <= int(first.headers["Retry-After"]) <= 60
    assert AccessFailureLog.objects.count() == 10


def test_a_refusal_looks_like_the_desk_and_says_when_to_try_again(owner):
    fail_before(10, username="olga", ip_address="198.51.100.1")
    until = timezone.localtime(timezone.now() + limits.PAIR.window)

    response = sign_in(Client())

    assertContains(response, "<h1>Too many wrong passwords</h1>", status_code=429, html=True)
    assertContains(response, f'until <time datetime="{until:%Y-%m-%d}', status_code=429)
    assertContains(response, 'id="header"', status_code=429)
    assert "no-store" in response.headers["Cache-Control"]


def test_accounts_that_do_not_exist_are_refused_in_the_same_words(owner):
    fail_before(10, username="olga", ip_address="198.51.100.1")
    fail_before(10, username="nobody", ip_address="198.51.100.1")
    AccessFailureLog.objects.update(attempt_time=timezone.now())

    assert sign_in(Client()).content == sign_in(Client(), "nobody").content


def test_while_refused_no_password_is_hashed(owner, monkeypatch):
    fail_before(10, username="olga", ip_address="198.51.100.1")

    def refuse(*_):
        raise AssertionError("a password was looked at")

    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", refuse)
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", refuse)

    assert sign_in(Client()).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "203.0.113.1", "198.51.100.1"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "192.0.2.66, 203.0.113.1", "203.0.113.1"),
        (1, "192.0.2.66, 10.0.0.1", "10.0.0.1"),
        (1, "rubbish, ::::, 203.0.113.1", "203.0.113.1"),
        (1, None, "198.51.100.1"),
        (2, "192.0.2.66, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (2, "203.0.113.1", "198.51.100.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_failures_are_counted_by_the_address_that_our_own_proxies_saw(
    owner, settings, proxies, forwarded, counted
):
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    guess(1, **headers)

    assert AccessFailureLog.objects.get().ip_address == counted


def test_without_an_address_failures_are_counted_together(owner):
    assert guess(10, address="") == [200] * 10

    assert sign_in(Client(), address="").status_code == 429


def test_a_failure_is_one_line_of_the_log_whatever_was_typed(owner, caplog):
    with caplog.at_level(logging.WARNING, logger="newsroom.login"):
        guess(1, name="olga\r\n2026-11-26 WARNING forged")
        fail_before(10, username="olga", ip_address="198.51.100.1")
        sign_in(Client())

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("newsroom.login")]
    assert lines[0] == r"Wrong name or password: 'olga\r\n2026-11-26 WARNING forged' from 198.51.100.1"
    assert lines[1].startswith("Sign-in refused until ")
    assert not any("wrong 0" in line for line in lines)


def test_administrators_see_failures_and_change_none(client, owner):
    guess(1, name="mallory")
    row = AccessFailureLog.objects.get()
    client.force_login(make_member("adam", "Administrator"))

    assertContains(client.get("/admin/axes/accessfailurelog/"), "mallory")
    assertContains(client.get("/admin/axes/accessfailurelog/?q=198.51"), "mallory")
    assertNotContains(client.get("/admin/axes/accessfailurelog/?q=nobody"), "mallory")
    assert client.post(f"/admin/axes/accessfailurelog/{row.pk}/change/", {"username": "x"}).status_code == 403
    assert client.post(f"/admin/axes/accessfailurelog/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_front_page_warns_administrators_of_many_failures_and_nobody_else(client, owner):
    fail_before(9, username="olga", ip_address="198.51.100.1")
    fail_before(5, username="olga", ip_address="198.51.100.1", ago=timedelta(hours=25))
    client.force_login(make_member("adam", "Administrator"))
    assertNotContains(client.get("/admin/"), "sign-ins failed")
    fail_before(1, username="olga", ip_address="198.51.100.1")

    assertContains(client.get("/admin/"), "10 sign-ins failed")
    client.force_login(make_member("erin", "Editor"))
    assertNotContains(client.get("/admin/"), "sign-ins failed")


@pytest.mark.parametrize("name", ["", "\0", "olga\0", "o" * 300, "ö" * 300])
def test_odd_names_are_a_mistake_in_the_form(owner, name):
    assert guess(1, name=name) == [200]


def test_signing_in_leads_to_the_desk(owner):
    assert sign_in(Client()).headers["Location"] == "/admin/"


def test_a_superuser_is_no_exception(db):
    make_editor("root")

    assert guess(12, name="root") == [200] * 10 + [429] * 2
