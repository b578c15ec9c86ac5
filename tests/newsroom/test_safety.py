"""What a stranger finds: strict headers everywhere, nothing of the desk, and no start without a secret."""

import os
import subprocess
import sys

import pytest
from django.urls import get_resolver

from tests.factories import make_article
from tests.places import ROOT

STRONG = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFG"
PAGES = (
    "/",
    "/news/",
    "/fields-of-work/",
    "/structures/",
    "/countries/",
    "/admin/login/",
    "/nowhere/",
    "/robots.txt",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_strict_headers(client, terms, address):
    response = client.get(address)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_inline_script_or_style(client, terms, address):
    make_article()

    html = client.get(address).content.decode()

    assert "<style" not in html
    assert " style=" not in html
    assert "onclick=" not in html
    for opening in html.split("<script")[1:]:
        # Linked data is no script: browsers never run it.
        assert " src=" in opening.split(">")[0] or opening.startswith(' type="application/ld+json">')


def admin_addresses() -> list[str]:
    """Every address below /admin/ with 1 for each number and a word for each word in it."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            else:
                found.append(route)

    walk(get_resolver().url_patterns, "/")
    fillings = {"<path:object_id>": "1", "<int:pk>": "1", "<int:number>": "1", "<int:release>": "1", "<slug:verb>": "publish", "<id>": "1",
                "<int:content_type_id>": "1", "<path:content_type_id>": "1", "<app_label>": "articles"}  # fmt: skip
    addresses = []
    for route in found:
        for name, value in fillings.items():
            route = route.replace(name, value)
        if route.startswith("/admin/") and "(?P" not in route:
            addresses.append(route)
    return addresses


def test_a_stranger_is_asked_to_sign_in_at_every_address_of_the_desk(client, terms):
    open_to_all = {"/admin/login/", "/admin/jsi18n/", "/admin/logout/"}
    forgotten = ("/admin/password_reset/", "/admin/reset/")
    addresses = [
        address
        for address in admin_addresses()
        if address not in open_to_all and not address.startswith(forgotten)
    ]
    assert len(addresses) > 50

    for address in addresses:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, address
            assert response.headers["Location"].startswith("/admin/login/"), address


def test_public_pages_do_not_mention_the_desk(client, terms):
    article = make_article()

    for address in ("/", "/news/", article.get_absolute_url(), "/structures/"):
        assert "/admin" not in client.get(address).content.decode()


def test_answers_of_the_desk_are_kept_in_no_cache(client, terms):
    assert "no-store" in client.get("/admin/login/").headers["Cache-Control"]


def test_reading_sets_no_cookie(client, terms):
    for address in PAGES:
        if not address.startswith("/admin"):
            assert not client.get(address).cookies


def start(**environment):
    """Start Django in a process of its own with this environment only."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_refuses_to_start_without_a_secret_key():
    ended = start()

    assert ended.returncode != 0
    assert "SECRET_KEY is not set" in ended.stderr


@pytest.mark.parametrize("weak", [STRONG[:49], "abcd" * 20])
def test_it_refuses_to_start_with_a_secret_key_that_can_be_guessed(weak):
    ended = start(SECRET_KEY=weak, DATABASE_URL="sqlite://:memory:")

    assert ended.returncode != 0
    assert "SECRET_KEY is too weak" in ended.stderr
    assert weak not in ended.stderr


def test_in_debug_mode_any_secret_key_will_do():
    ended = start(SECRET_KEY="short", DEBUG="1", DATABASE_URL="sqlite://:memory:")

    assert "SECRET_KEY is too weak" not in ended.stderr


@pytest.mark.parametrize(
    ("value", "header"), [("", "max-age=31536000"), ("1", "max-age=31536000; includeSubDomains")]
)
def test_subdomains_are_bound_to_https_only_where_the_owner_of_the_domain_says_so(value, header):
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "print(Client().get('/health/live', secure=True, SERVER_NAME='localhost').headers['Strict-Transport-Security'])"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": STRONG,
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": "sqlite://:memory:",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "HSTS_SUBDOMAINS": value,
    }

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert ended.stdout.strip() == header


def test_a_switch_that_is_neither_on_nor_off_is_refused():
    ended = start(SECRET_KEY=STRONG, DATABASE_URL="sqlite://:memory:", HSTS_SUBDOMAINS="yes")

    assert ended.returncode != 0
    assert "HSTS_SUBDOMAINS is “yes”: give 1 for on or 0 for off." in ended.stderr


@pytest.mark.parametrize("address", ["foo", "mysql://a/b", "/srv/db.sqlite3"])
def test_it_says_what_an_address_of_a_database_looks_like(address):
    ended = start(SECRET_KEY=STRONG, DATABASE_URL=address)

    assert ended.returncode != 0
    assert "it must begin with sqlite:// or postgres://" in ended.stderr


def test_it_refuses_to_start_with_a_webhook_that_nobody_could_verify():
    ended = start(SECRET_KEY=STRONG, PUBLISH_WEBHOOK_URL="https://example.org/hook")

    assert ended.returncode != 0
    assert "PUBLISH_WEBHOOK_URL is set and PUBLISH_WEBHOOK_SECRET is not." in ended.stderr


def test_asking_for_the_headers_alone_sends_no_body(client, terms):
    whole, head = client.get("/news/"), client.head("/news/")

    assert head.content == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_with_a_secret_key_djangos_deployment_check_finds_nothing():
    ended = start(
        SECRET_KEY=STRONG,
        ALLOWED_HOSTS="newsroom.example.org",
        DATABASE_URL="sqlite://:memory:",
    )

    assert ended.returncode == 0, ended.stderr


def test_health_checks_answer_without_https_and_without_a_session(client, terms):
    assert client.get("/health/live").content == b"alive\n"
    assert client.get("/health/ready").content == b"ready\n"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_can_only_be_read(client, terms, method):
    article = make_article()

    for address in ("/", "/news/", "/news/feed.atom", article.get_absolute_url(), "/structures/secretariat/"):
        assert getattr(client, method)(address).status_code == 405
