"""Passwords are hashed in a small pool of its own; what does not fit is refused at once, and nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth.hashers import check_password, get_hasher, make_password
from django.test import Client
from pytest_django.asserts import assertContains

from newsroom.login import hashing
from tests.factories import make_editor, make_member

SETTING = ["newsroom.login.hashing.PooledArgon2PasswordHasher"]
# Seconds: only a test that fails waits so long.
LONG = 300


@pytest.fixture(autouse=True)
def _argon2(settings):
    settings.PASSWORD_HASHERS = SETTING


@pytest.fixture
def busy():
    """Takes so many places of the pool, until the test ends: `busy(strangers=2)`."""
    taken = []

    def take(*, strangers: int = 0, known: int = 0):
        for places, count in ((hashing._strangers_places, strangers), (hashing._places, strangers + known)):
            for _ in range(count):
                assert places.acquire(blocking=False)
                taken.append(places)

    yield take
    for places in taken:
        places.release()


def sign_in(client: Client, password="secret", name="olga"):
    return client.post("/admin/login/", {"username": name, "password": password})


def test_a_hash_is_what_owasp_advises_and_opens_the_account():
    encoded = make_password("hedgehogs cross borders")

    decoded = get_hasher().decode(encoded)
    assert (decoded["variety"], decoded["memory_cost"], decoded["time_cost"], decoded["parallelism"]) == (
        "argon2id", 19456, 2, 1,
    )  # fmt: skip
    assert check_password("hedgehogs cross borders", encoded)
    assert not check_password("hedgehogs cross border", encoded)


def test_only_one_password_is_hashed_at_a_time_in_a_thread_of_its_own(monkeypatch):
    running, most, names = 0, 0, set()

    def work(_):
        nonlocal running, most
        running += 1
        most = max(most, running)
        names.add(threading.current_thread().name)
        running -= 1

    with ThreadPoolExecutor(hashing.PLACES) as requests:
        list(requests.map(lambda _: hashing._run(work, ""), range(hashing.PLACES)))

    assert most == 1
    assert len(names) == 1
    assert next(iter(names)).startswith("password-hashing")


def test_one_password_more_than_there_are_places_is_refused(busy):
    busy(known=hashing.PLACES)

    with pytest.raises(hashing.HashingBusy):
        make_password("hedgehogs cross borders")


def test_a_place_is_free_again_after_each_hash_and_each_failure():
    def fail(_):
        raise ValueError("no hash")

    for _ in range(hashing.PLACES + 1):
        with pytest.raises(ValueError, match="no hash"):
            hashing._run(fail, "")
    for _ in range(hashing.PLACES + 1):
        assert hashing._run(str.upper, "a") == "A"


def test_who_waits_too_long_is_refused_and_never_hashed(monkeypatch):
    monkeypatch.setattr(hashing, "LONGEST_WAIT", 0)
    started, ended, hashed = threading.Event(), threading.Event(), []
    hashing._pool.submit(lambda: (started.set(), ended.wait(LONG)))
    started.wait(LONG)

    with pytest.raises(hashing.HashingBusy):
        hashing._run(hashed.append, "password")

    ended.set()
    hashing._pool.submit(str).result(LONG)
    assert hashed == []


def test_a_stranger_is_told_to_try_again_and_nothing_is_counted(terms, busy):
    make_member("olga", "Writer")
    busy(strangers=hashing.STRANGERS_PLACES)

    response = sign_in(Client())

    assertContains(response, "<h1>Please try again</h1>", status_code=503, html=True)
    assert response.headers["Retry-After"] == "5"
    assert not AccessFailureLog.objects.exists()


@pytest.mark.parametrize("name", ["olga", "nobody"])
def test_accounts_that_do_not_exist_wait_for_a_place_as_well(terms, busy, name):
    make_member("olga", "Writer")
    busy(strangers=hashing.STRANGERS_PLACES)

    assert sign_in(Client(), "wrong", name).status_code == 503


def test_the_owner_has_a_place_that_strangers_cannot_take(terms, busy):
    make_member("olga", "Writer")
    at_home = Client()
    sign_in(at_home)
    busy(strangers=hashing.STRANGERS_PLACES)

    assert sign_in(at_home).status_code == 302


def test_after_strangers_were_refused_others_still_have_all_places(terms, busy):
    make_member("olga", "Writer")

    for _ in range(hashing.PLACES + 1):
        assert sign_in(Client(), "wrong").status_code == 200

    assert sign_in(Client()).status_code == 302


def test_giving_somebody_a_password_says_so_too(client, terms, busy):
    client.force_login(make_editor())
    olga = make_member("olga", "Writer")
    before = olga.password
    busy(known=hashing.PLACES)
    new = {"password1": "hedgehogs cross", "password2": "hedgehogs cross", "usable_password": "true"}

    response = client.post(f"/admin/auth/user/{olga.pk}/password/", new)

    assert response.status_code == 503
    olga.refresh_from_db()
    assert olga.password == before
