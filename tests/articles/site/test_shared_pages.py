"""Pages that processes share: right after every change, in a fixed amount of room, and never needed."""

import json
import pickle
import socket
import subprocess
import sys
from contextlib import closing

import pytest
import redis
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCacheClient
from django.http import HttpResponse
from django.urls import reverse

from articles.editing import workflow
from articles.index import catalogue
from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching import page_cache, shared_cache
from tests.factories import make_article, make_editor
from tests.places import ROOT

pytestmark = pytest.mark.usefixtures("terms")


class Entries(dict):
    """What a Redis holds, as its client gives it; the calls of a client that Django makes."""

    def set(self, key, value, ex=None):
        self[key] = value


@pytest.fixture
def shared(settings, monkeypatch):
    """A cache that all processes would share, with its entries; memory stands in for the server."""
    entries = Entries()
    monkeypatch.setattr(RedisCacheClient, "get_client", lambda self, key=None, *, write=False: entries)
    use_redis(settings, "redis://elsewhere")
    return entries


def use_redis(settings, address: str) -> None:
    """As newsroom.settings has it with CACHE_URL, but for the waiting."""
    settings.CACHE_URL = address
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
            "OPTIONS": {
                "serializer": "newsroom.backends.cache_serializer.Serializer",
                "socket_timeout": 0.02,
                "socket_connect_timeout": 0.02,
                "retry": redis.retry.Retry(redis.backoff.NoBackoff(), 0),
            },
        }
    }


@pytest.fixture
def silent_port():
    """A port of this machine where something listens and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(params=["refuses", "never answers"])
def redis_away(request, settings, silent_port):
    use_redis(settings, f"redis://127.0.0.1:{1 if request.param == 'refuses' else silent_port}")


def as_another_process() -> None:
    catalogue.forget()
    page_cache.clear()
    RequestSnapshot.take()  # all that another process starts with


def test_a_page_made_by_one_process_is_used_by_another(client, shared, django_assert_num_queries):
    make_article(title="Hedgehog")
    client.get("/")
    as_another_process()

    with django_assert_num_queries(1):
        page = client.get("/")

    assert "Hedgehog" in page.content.decode()


def test_a_withdrawn_release_is_on_no_shared_page(client, shared):
    article = make_article(title="Hedgehog")
    assert "Hedgehog" in client.get("/news/").content.decode()

    workflow.withdraw(article, by=make_editor(), reason="Wrong.")
    catalogue.forget()
    page_cache.clear()

    assert "Hedgehog" not in client.get("/news/").content.decode()


def test_a_question_that_falls_into_the_slot_of_another_is_not_answered_with_its_page(
    shared, monkeypatch, rf
):
    monkeypatch.setattr(shared_cache, "SLOTS", 1)
    first, second = rf.get("/first/"), rf.get("/second/")
    shared_cache.put(first, "etag", HttpResponse(b"the first"))

    shared_cache.put(second, "etag", HttpResponse(b"the second"))

    assert shared_cache.get(first, "etag") is None
    assert shared_cache.get(second, "etag").content == b"the second"
    assert shared_cache.get(second, "another etag") is None


@pytest.mark.parametrize(
    "address", ["/news/{}/reference.bib", "/timemap/{}/", "/news/feed.atom", "/sitemap.xml"]
)
def test_a_shared_page_has_all_headers_of_its_own(client, shared, address):
    address = address.format(make_article().release)
    made = client.get(address).headers
    as_another_process()

    assert client.get(address).headers == made


def test_a_question_in_bytes_does_not_answer_another_one_in_percent_signs(shared, rf):
    # "ö", as bytes of UTF-8 that no browser sends bare, and the two letters that these bytes are in Latin-1.
    umlaut = rf.get("/api/v1/releases", QUERY_STRING="q=\xc3\xb6")
    letters = rf.get("/api/v1/releases", {"q": "\xc3\xb6"})
    assert (umlaut.GET["q"], letters.GET["q"]) == ("\xf6", "\xc3\xb6")

    shared_cache.put(umlaut, "etag", HttpResponse(b"the umlaut"))

    assert shared_cache.get(letters, "etag") is None


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("An entry of the cache was run as a program.",)


@pytest.mark.parametrize(
    "foreign",
    [
        b"", b"\0", b"\0\n", b"12", b"null", b"[", b"[" * 100_000, b'{"page": 1}', b"\xff\xfe", b"9" * 10_000,
        b"\0" + b"s" * 32 + b'["/", "etag", "text/html"]\nnot packed',
        pickle.dumps(("/", "etag", b"page", "text/html")), pickle.dumps(Bomb()), b"\0" + pickle.dumps(Bomb()),
    ],
)  # fmt: skip
def test_an_entry_that_the_site_did_not_write_is_a_miss(client, shared, foreign):
    make_article(title="Hedgehog")
    client.get("/")
    (slot,) = shared
    shared[slot] = foreign
    as_another_process()

    page = client.get("/")

    assert page.status_code == 200
    assert "Hedgehog" in page.content.decode()
    assert shared[slot] != foreign


def test_a_page_that_somebody_changed_in_the_cache_is_a_miss(client, shared):
    make_article(title="Hedgehog")
    client.get("/")
    (slot,) = shared
    shared[slot] = shared[slot][:-1] + b"x"
    as_another_process()

    assert "Hedgehog" in client.get("/").content.decode()


def test_entries_are_bytes_or_json(shared):
    cache.set("page", b"bytes")
    cache.set("facts", {"a": [1, None, "ü"]})
    cache.set("count", 7)

    assert sorted(shared.values()) == [b"\0bytes", b"7", json.dumps({"a": [1, None, "ü"]}).encode()]
    assert [cache.get(key) for key in ("page", "facts", "count")] == [b"bytes", {"a": [1, None, "ü"]}, 7]
    with pytest.raises(TypeError):
        cache.set("object", object())


def test_a_cache_that_is_away_costs_no_page_and_is_asked_once(client, redis_away, caplog):
    make_article(title="Hedgehog")

    for address in ("/news/", "/", "/structures/"):
        assert client.get(address).status_code == 200

    assert "Hedgehog" in client.get("/news/").content.decode()
    assert caplog.text.count("The shared cache does not answer") == 1


def test_the_desk_and_its_door_work_while_the_cache_is_away(client, redis_away):
    editor = make_editor()
    editor.set_password("a long password")
    editor.save()
    article = make_article()

    signed_in = client.post(
        "/admin/login/?next=/admin/", {"username": "editor", "password": "a long password"}
    )
    desk = client.get(signed_in.headers["Location"])
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    signed_out = client.post("/admin/logout/")

    assert [answer.status_code for answer in (signed_in, desk, page, signed_out)] == [302, 200, 200, 200]
    assert client.get("/admin/").status_code == 302


def test_the_health_check_says_that_the_cache_is_away_and_sends_no_reader_away(client, redis_away):
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.content == b"ready\nthe cache does not answer: processes make each page anew\n"


def test_the_health_check_says_nothing_of_a_cache_that_answers(client, shared):
    assert client.get("/health/ready").content == b"ready\n"


def test_an_entry_of_another_kind_of_redis_is_a_miss(client, shared, monkeypatch):
    def refuse(key):
        raise redis.ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value")

    monkeypatch.setattr(shared, "get", refuse, raising=False)

    assert client.get("/").status_code == 200


def test_with_a_cache_url_entries_are_no_pickles_and_sessions_are_in_the_database():
    program = (
        "from newsroom import settings;"
        "print(settings.CACHES['default']['OPTIONS']['serializer'], getattr(settings, 'SESSION_ENGINE', 'db'))"
    )
    environment = {"DEBUG": "1", "CACHE_URL": "redis://127.0.0.1:1", "DATABASE_URL": "sqlite://:memory:"}

    printed = subprocess.check_output([sys.executable, "-c", program], env=environment, cwd=ROOT, text=True)

    assert printed.split() == ["newsroom.backends.cache_serializer.Serializer", "db"]
