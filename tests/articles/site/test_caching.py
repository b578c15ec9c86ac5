"""Pages that have not changed are not sent again, and pages that have are never kept."""

import gzip
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from articles.editing import workflow
from articles.index.lru_cache import LRUCache
from articles.models import Change, Ledger
from articles.models.ledger import make_epoch
from articles.site.caching import page_cache
from taxonomy import vocabulary
from taxonomy.models import Structure, VocabularyRevision
from tests.factories import issue, make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")


def raise_(error: Exception):
    raise error


def test_a_page_that_has_not_changed_is_not_sent_again(client, django_assert_num_queries):
    article = make_article()
    for address in ("/", "/news/", "/news/feed.atom", "/structures/", article.get_absolute_url()):
        first = client.get(address)

        with django_assert_num_queries(1):
            again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

        assert again.status_code == 304
        assert again.content == b""
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Cookie" not in first.headers.get("Vary", "")


@pytest.mark.parametrize("change", ["publish", "withdraw", "rename a term", "pass of the clock", "next day"])
def test_every_change_gives_every_page_another_name(client, change):
    editor = make_editor()
    article = make_article(structures=["secretariat"])
    now = timezone.now()
    scheduled = make_article(state="approved")
    issue(scheduled, by=editor, at=now + timedelta(minutes=5))
    before = client.get("/news/").headers["ETag"]

    later = now
    match change:
        case "publish":
            make_article()
        case "withdraw":
            workflow.withdraw(article, by=editor, reason="Wrong.")
        case "rename a term":
            Structure.objects.filter(slug="secretariat").update(name="General Secretariat")
            vocabulary.record_change()
        case "pass of the clock":
            later = now + timedelta(minutes=6)
        case "next day":
            later = now + timedelta(days=1)

    with time_machine.travel(later, tick=False):
        after = client.get("/news/", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_a_page_kept_in_memory_is_dropped_with_the_release_it_shows():
    article = make_article(title="Hedgehog")
    for _ in range(2):
        assert b"Hedgehog" in fetch("/news/").content

    workflow.withdraw(article, by=make_editor(), reason="Wrong.")

    assert b"Hedgehog" not in fetch("/news/").content


def test_a_kept_page_costs_one_question_and_is_not_sent_to_who_has_it(django_assert_num_queries):
    make_article()
    first = fetch("/news/")

    with django_assert_num_queries(1):
        again = fetch("/news/")
    with django_assert_num_queries(1):
        not_again = fetch("/news/", if_none_match=f'"another", {first.headers["ETag"]}')

    assert (again.content, again.headers) == (first.content, first.headers)
    assert (not_again.status_code, not_again.content) == (304, b"")
    assert not_again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_a_kept_page_answers_who_wants_to_read_it_and_nobody_else(method):
    fetch("/news/")

    answer = fetch("/news/", method)

    assert answer.content == b"" or answer.status_code in (403, 405)
    assert fetch("/news/", if_match='"another"').status_code == 412


def test_a_kept_page_shows_a_scheduled_release_at_its_hour_and_a_new_day_when_it_comes():
    make_article()
    coming = make_article(state="approved", title="Hedgehog")
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        issue(coming, by=make_editor(), at=now + timedelta(minutes=5))
        before = fetch("/news/")
        clock.shift(timedelta(minutes=4, seconds=59))
        assert fetch("/news/").content == before.content
        clock.shift(timedelta(seconds=1))
        assert b"Hedgehog" in fetch("/news/").content
        today = fetch("/structures/").headers["ETag"]
        clock.shift(timedelta(days=1))
        assert fetch("/structures/").headers["ETag"] != today


def test_a_kept_page_of_one_scheme_is_not_sent_for_the_other(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make_article()

    secure, plain = (fetch("/news/", x_forwarded_proto=scheme) for scheme in ("https", "http"))

    assert b'href="https://testserver:80/news/"' in secure.content
    assert b'href="http://testserver/news/"' in plain.content


def test_a_kept_page_of_one_prefix_is_not_sent_for_another():
    plain, prefixed = fetch("/news/"), fetch("/news/", script_name="/evil")

    assert b"/evil/" not in fetch("/news/").content
    assert fetch("/news/").content == plain.content
    assert prefixed.status_code == 200


def test_threads_share_a_cache():
    cache = LRUCache(3)
    failed = []

    def use(start: int) -> None:
        try:
            for number in range(start, start + 20_000):
                cache.put(number % 7, number)
                cache.get((number + 3) % 7)
        except RuntimeError as error:
            failed.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(use, range(4)))
    finally:
        sys.setswitchinterval(interval)

    assert failed == []
    assert len(cache) <= 3


def test_a_database_that_went_away_is_asked_again_on_a_new_connection(monkeypatch):
    make_article()
    first = fetch("/news/")
    answers, ask = [OperationalError("the connection is closed")], page_cache.last_numbers
    monkeypatch.setattr(page_cache, "last_numbers", lambda: raise_(answers.pop()) if answers else ask())
    monkeypatch.setattr(page_cache.connection, "close", lambda: None)  # the test's own transaction

    assert fetch("/news/").content == first.content


def test_the_same_page_for_another_host_has_that_hosts_links(client):
    make_article()

    for host in ("testserver", "localhost"):
        assert f'href="http://{host}/news/"' in client.get("/news/", headers={"Host": host}).content.decode()


def test_only_whole_pages_are_kept(client):
    for _ in range(2):
        response = client.get("/news/1/nothing/")
        assert response.status_code == 404
        assert "ETag" not in response.headers


def test_one_question_has_one_address(client):
    make_article()

    response = client.get("/news/?year=2025&utm_source=letter&type=press-release&type=news&page=1")

    assert response.status_code == 301
    assert response.headers["Location"] == "/news/?type=news&type=press-release&year=2025"
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_feed_has_one_address_as_well(client):
    response = client.get("/news/feed.atom?year=2025&type=news&page=7")

    assert response.status_code == 301
    assert response.headers["Location"] == "/news/feed.atom?type=news&year=2025&page=7"


def test_a_page_is_compressed_for_those_who_take_it():
    make_article(title="Hedgehog")

    plain = fetch("/news/", accept_encoding="gzip;q=0, br")
    packed = fetch("/news/", accept_encoding="br, gzip")

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
        assert response.headers["ETag"].startswith('W/"')


def test_a_network_between_may_answer_for_a_while_but_not_past_the_next_scheduled_release(client, settings):
    make_article()
    settings.EDGE_SECONDS = 60

    alone = client.get("/news/").headers["Cache-Control"]
    scheduled = make_article(state="approved")
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        workflow.publish(scheduled, by=make_editor(), at=now + timedelta(seconds=20))
        before = client.get("/news/").headers["Cache-Control"]

    assert alone == "public, max-age=0, must-revalidate, s-maxage=60"
    assert before == "public, max-age=0, must-revalidate, s-maxage=20"


def test_before_a_scheduled_release_networks_between_are_told_how_long_from_page_to_page(settings):
    make_article()
    settings.EDGE_SECONDS = 60
    scheduled = make_article(state="approved")
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        workflow.publish(scheduled, by=make_editor(), at=now + timedelta(seconds=90))
        ages = []
        for _ in range(3):
            ages.append(fetch("/news/").headers["Cache-Control"].rpartition("=")[2])
            clock.shift(timedelta(seconds=40))

    assert ages == ["60", "50", "10"]


@pytest.mark.parametrize(
    "address", ["/news/{}/", "/news/{}/reference.bib", "/api/v1/releases/{}", "/timemap/{}/"]
)
def test_no_network_stores_that_a_release_is_not_there_yet(client, address):
    article = make_article(state="draft")

    early = client.get(address.format(article.release))

    assert early.status_code == 404
    assert early.headers["Cache-Control"] == "no-cache"


def test_no_network_stores_that_a_release_is_gone(client):
    article = make_article(state="unpublished")

    gone = client.get(f"/news/{article.release}/")

    assert gone.status_code == 410
    assert gone.headers["Cache-Control"] == "no-cache"


def test_a_thousand_questions_take_no_more_room_than_two_hundred():
    make_article()
    fetch("/")
    for page in range(1900, 2101):
        fetch(f"/news/?year={page}")
        fetch("/")

    assert len(page_cache._pages) == 200
    assert any("/" in question for question in page_cache._pages)


def test_after_a_restore_no_old_name_of_a_page_is_good_though_the_numbers_come_again():
    make_article()
    before = Ledger.objects.get()
    lost = make_article(title="Lost")
    seen = fetch("/news/")
    assert b"Lost" in seen.content
    rename_epoch_and_go_back_to(before)
    lost.delete()
    restored = make_article(title="Written after the restore")
    assert Ledger.objects.get().last_change == before.last_change + 1

    after = fetch("/news/", if_none_match=seen.headers["ETag"])

    assert after.status_code == 200
    assert b"Lost" not in after.content
    assert restored.title.encode() in after.content


def test_a_process_sees_that_the_numbers_went_back_even_without_a_new_epoch():
    make_article()
    before = Ledger.objects.get()
    lost = make_article(title="Lost")
    vocabulary.record_change()
    fetch("/news/")
    lost.delete()
    VocabularyRevision.objects.update(number=0)
    Ledger.objects.update(last_change=before.last_change)

    assert b"Lost" not in fetch("/news/").content


def rename_epoch_and_go_back_to(before: Ledger) -> None:
    """As a restore does, with the rows of the ledger and the change log as they were."""
    Change.objects.filter(number__gt=before.last_change).delete()
    Ledger.objects.update(
        epoch=make_epoch(), last_change=before.last_change, last_release=before.last_release
    )


def test_pages_in_memory_take_no_more_bytes_than_the_setting_says(monkeypatch):
    monkeypatch.setattr(page_cache._pages, "max_bytes", 200_000)
    article = make_article(body=f"<p>{'Long. ' * 10_000}</p>")
    fetch("/")
    long = fetch(article.get_absolute_url())
    for year in range(1990, 2010):
        fetch(f"/news/?year={year}")
        fetch("/")

    assert len(long.content) > 50_000
    assert 0 < page_cache._pages.bytes <= 200_000
    assert sum(2 * len(page.content) for _, page in page_cache._pages.items()) <= page_cache._pages.bytes
    assert any("/" in question for question in page_cache._pages)


def test_a_cache_is_bounded_in_bytes():
    cache = LRUCache(100, max_bytes=10_000)

    for number in range(50):
        cache.put(number, "x" * 1_000)
        cache.put(number % 3, "y" * 500)
    cache.put("too big", "z" * 20_000)

    assert cache.bytes == sum(sys.getsizeof(text) for _, text in cache.items()) <= 10_000
    assert "too big" not in cache
    assert 49 in cache
    cache.clear()
    assert cache.bytes == 0
