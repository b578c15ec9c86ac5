"""Pages that have not changed are not sent again, and pages that have are never kept."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import kept_pages, workflow
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


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


def test_a_page_kept_in_memory_is_dropped_with_the_release_it_shows(client):
    article = make_article(title="Hedgehog")
    for _ in range(2):
        assert "Hedgehog" in client.get("/news/").content.decode()

    workflow.withdraw(article, by=make_editor(), reason="Wrong.")

    assert "Hedgehog" not in client.get("/news/").content.decode()


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
    assert response.headers["Location"] == "/news/feed.atom?type=news&year=2025"


def test_a_page_is_compressed_for_those_who_take_it(client):
    make_article(title="Hedgehog")

    plain = client.get("/news/", headers={"Accept-Encoding": "gzip;q=0, br"})
    packed = client.get("/news/", headers={"Accept-Encoding": "br, gzip"})

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


def test_a_thousand_questions_take_no_more_room_than_two_hundred(client):
    make_article()
    client.get("/")
    for page in range(1900, 2101):
        client.get(f"/news/?year={page}")
        client.get("/")

    assert len(kept_pages._pages) == 200
    assert "http://testserver/" in kept_pages._pages
