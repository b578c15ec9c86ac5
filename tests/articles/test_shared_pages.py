"""Pages that processes share: right after every change, in a fixed amount of room, and never needed."""

import pytest
from django.http import HttpResponse

from articles import catalogue, kept_pages, shared_pages, workflow
from articles.moment import Moment
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def shared(settings):
    """A cache that all processes would share; memory stands in for the server."""
    settings.CACHE_URL = "redis://elsewhere"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def test_a_page_made_by_one_process_is_used_by_another(client, shared, django_assert_num_queries):
    make_article(title="Hedgehog")
    client.get("/")
    catalogue.forget()
    kept_pages.forget()
    Moment.take()  # all that another process starts with

    with django_assert_num_queries(1):
        page = client.get("/")

    assert "Hedgehog" in page.content.decode()


def test_a_withdrawn_release_is_on_no_shared_page(client, shared):
    article = make_article(title="Hedgehog")
    assert "Hedgehog" in client.get("/news/").content.decode()

    workflow.withdraw(article, by=make_editor(), reason="Wrong.")
    catalogue.forget()
    kept_pages.forget()

    assert "Hedgehog" not in client.get("/news/").content.decode()


def test_a_question_that_falls_into_the_slot_of_another_is_not_answered_with_its_page(
    shared, monkeypatch, rf
):
    monkeypatch.setattr(shared_pages, "SLOTS", 1)
    first, second = rf.get("/first/"), rf.get("/second/")
    shared_pages.keep(first, "etag", HttpResponse(b"the first"))

    shared_pages.keep(second, "etag", HttpResponse(b"the second"))

    assert shared_pages.get(first, "etag") is None
    assert shared_pages.get(second, "etag").content == b"the second"
    assert shared_pages.get(second, "another etag") is None


def test_a_cache_that_does_not_answer_costs_no_page(client, settings):
    make_article(title="Hedgehog")
    settings.CACHE_URL = "redis://127.0.0.1:1"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.CACHE_URL}
    }

    assert "Hedgehog" in client.get("/news/").content.decode()
