"""Pages that have not changed are not sent again, and pages that have are never kept."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import workflow
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


def test_a_page_that_has_not_changed_is_not_sent_again(client, django_assert_num_queries):
    article = make_article()
    for address in ("/", "/news/", "/news/feed.atom", "/structures/", article.get_absolute_url()):
        first = client.get(address)

        with django_assert_num_queries(2):
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
    workflow.publish(scheduled, by=editor, at=now + timedelta(minutes=5))
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


def test_a_million_different_questions_do_not_fill_the_memory(client):
    make_article()
    client.get("/news/")

    for number in range(250):
        client.get(f"/news/?utm_source={number}")

    from articles import catalogue

    assert len(catalogue.current(vocabulary.current()).pages) <= 200
