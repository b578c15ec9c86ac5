"""The page of error 404 searches for the words of its address, and misses are counted, without harm to anybody."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles import redirects
from articles.index import outage
from articles.models import Article, MissedAddress, OldTerm, missed_address
from articles.redirects import misses
from articles.site.pages import not_found
from tests.factories import make_article, make_editor, make_member

LIST = "/admin/articles/missedaddress/"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def _nothing_waits():
    yield
    misses._take()


def counts() -> dict:
    return {(row.path, row.referrer): row.count for row in MissedAddress.objects.all()}


# The page


def test_the_words_of_an_address_are_searched_for(client):
    bridge = make_article(title="Bridge opens in Sarajevo")
    make_article(title="A fox")

    response = client.get("/press_releases/bridge-opens-sarajevo-2016.html")

    assertContains(response, "There is no such page", status_code=404)
    assertContains(response, bridge.get_absolute_url(), status_code=404)
    assertContains(response, 'value="bridge opens sarajevo"', status_code=404)
    assertNotContains(response, "A fox", status_code=404)


def test_the_page_of_a_term_that_an_address_names_is_offered(client):
    response = client.get("/odihr/human-rights/overview")

    assertContains(
        response, 'href="/structures/office-for-democratic-institutions-and-human-rights/"', status_code=404
    )
    assertContains(response, 'href="/fields-of-work/human-rights/"', status_code=404)


@pytest.mark.parametrize("address", ["/node/12345", "/wp-login.env", "/a/b/c", "/" + "x-word-" * 100])
def test_what_has_no_words_to_search_for_gets_the_plain_page(client, monkeypatch, address):
    monkeypatch.setattr(not_found, "_suggestions", lambda *_: pytest.fail("searched"))

    assertContains(client.get(address), "Search for words", status_code=404)


def test_markup_in_an_address_stays_text(client):
    response = client.get("/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assertNotContains(response, "<script>alert", status_code=404)


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_takes_few_queries_however_much_is_asked(client, django_assert_max_num_queries, how_many):
    for number in range(how_many):
        make_article(title=f"Bridge opens in Sarajevo {number}")
    client.get("/news/")

    # The redirect, the numbers of the archive, four words, the rank, cards with their terms, the miss.
    with django_assert_max_num_queries(12):
        response = client.get("/" + "/".join(["bridge-opens-in-sarajevo", *["word"] * 40, "mostar", "tuzla"]))

    assertContains(response, "Search for words", status_code=404)


def test_a_process_searches_for_one_lost_reader_at_a_time(client):
    make_article(title="Bridge opens in Sarajevo")

    with not_found._search:
        busy = client.get("/bridge-sarajevo")
    free = client.get("/bridge-sarajevo")

    assertNotContains(busy, "Releases with the words", status_code=404)
    assertContains(busy, "Search for words", status_code=404)
    assertContains(free, "Releases with the words", status_code=404)


def test_hidden_releases_are_not_suggested(client):
    make_article(title="Zanzibarium opens", state=Article.State.DRAFT)

    assertNotContains(client.get("/zanzibarium-opens"), "Zanzibarium opens", status_code=404)


def test_the_desk_has_its_own_not_found(client):
    client.force_login(make_editor())

    assert client.get("/admin/nowhere/").status_code == 404
    assert counts() == {}


# Counting


def test_misses_are_counted_by_the_host_that_linked(client):
    for referrer in (
        "https://www.example.org/page?user=ann",
        "https://WWW.example.org:8443/other",
        "",
        "rubbish",
    ):
        client.get("/home/nothing/?session=1234", headers={"Referer": referrer})

    assert counts() == {("/home/nothing", "www.example.org"): 2, ("/home/nothing", ""): 2}
    assert {row.last_seen for row in MissedAddress.objects.all()} == {timezone.localdate()}


def test_old_numbers_that_nobody_knows_are_counted(client):
    client.get(
        "/press-releases?filters=im_taxonomy_vid_3:(99)&page=3", headers={"Referer": "https://a.example/"}
    )
    client.get("/press-releases?source=ann%20lee")

    assert counts() == {
        ("/press-releases?im_taxonomy_vid_3:(99)", "a.example"): 1,
        ("/press-releases", ""): 1,
    }


@pytest.mark.parametrize(
    "address",
    [
        "/people/ann@example.org",
        "/" + "x" * 301,
        "/review/sEcReT/",
        "/review/sEcReT/)",
        "/review/sEcReT/files/1",
        "/en/Review/sEcReT",
        "/%00",
        "/admin/nowhere/",
    ],
)
def test_what_may_be_about_people_or_fits_nowhere_is_not_counted(client, address):
    client.get(address)
    client.head("/home/nothing")
    client.post("/home/nothing")

    assert counts() == {}


def test_what_leads_somewhere_is_not_counted_and_leaves_the_list(client):
    for address in ("/home/1", "/home/2"):
        client.get(address, headers={"Referer": "https://a.example/"})

    redirects.store([("/home/1/", "/news/")], by=make_editor())
    client.get("/home/1")
    client.get("/news")

    assert counts() == {("/home/2", "a.example"): 1}


def test_a_miss_is_one_statement(client, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1):
            misses.record("/home/1", "a.example")


def test_a_database_that_refuses_does_not_fail_the_page(client, monkeypatch):
    def refuse(*args):
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(missed_address.MissedAddressQuerySet, "add_up", refuse)

    assert client.get("/home/nothing").status_code == 404


def test_nothing_is_written_while_the_database_is_away(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(outage, "is_on", lambda: True)

    with django_assert_num_queries(0):
        misses.record("/home/1", "a.example")

    assert misses._take() == []


def test_what_another_thread_writes_is_not_waited_for_and_not_lost():
    with misses._writer:
        for _ in range(3):
            misses.record("/home/1", "a.example")
        assert counts() == {}

    misses.record("/home/2", "a.example")

    assert counts() == {("/home/1", "a.example"): 3, ("/home/2", "a.example"): 1}


def test_what_waits_is_bounded():
    with misses._writer:
        for number in range(misses.MOST_WAITING + 50):
            misses.record(f"/home/{number}", "")

    assert len(misses._take()) == misses.MOST_WAITING


def test_no_number_of_addresses_fills_the_table_or_drives_out_what_is_missed_often(monkeypatch):
    monkeypatch.setattr(misses, "PLACES", 20)
    for _ in range(50):
        misses.record("/often", "a.example")

    for number in range(300):
        misses.record(f"/attack/{number}", "b.example")

    assert MissedAddress.objects.count() <= 20
    assert ("/often", "a.example") in counts()


def test_an_address_that_is_missed_more_often_takes_the_place(monkeypatch):
    monkeypatch.setattr(misses, "PLACES", 1)
    misses.record("/once", "")

    for _ in range(3):
        misses.record("/often", "")

    assert counts() == {("/often", ""): 3}


def test_two_threads_count_every_miss_once():
    def ask() -> None:
        for _ in range(100):
            misses._add("/home/1", "")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [miss.times for _, miss in misses._take()] == [400]


# The desk


def test_the_desk_shows_what_is_missed_and_leads_to_a_redirect(client, editor):
    facts = {"last_seen": date(2025, 5, 4)}
    MissedAddress.objects.create(place=1, path="/home/1", referrer="a.example", count=2, **facts)
    MissedAddress.objects.create(place=2, path="/home/2", referrer="", count=7, **facts)
    MissedAddress.objects.create(place=3, path="/press-releases?source=9", referrer="", count=1, **facts)

    page = client.get(LIST)

    assert [row.path for row in page.context["cl"].result_list] == [
        "/home/2",
        "/home/1",
        "/press-releases?source=9",
    ]
    assertContains(page, 'href="/admin/articles/redirect/add/?old=%2Fhome%2F1"')
    assertContains(page, 'href="/admin/articles/oldterm/add/"')
    assert [row.path for row in client.get(f"{LIST}?linked=page").context["cl"].result_list] == ["/home/1"]
    assert len(client.get(f"{LIST}?linked=nowhere").context["cl"].result_list) == 2


@pytest.mark.parametrize("how_many", [2, 40])
def test_the_list_asks_as_often_for_any_number(client, editor, django_assert_num_queries, how_many):
    MissedAddress.objects.bulk_create(
        MissedAddress(place=n, path=f"/{n}", count=1, last_seen=date(2025, 1, 1)) for n in range(how_many)
    )
    client.get("/admin/")

    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize(
    ("role", "may"), [("Records", True), ("Administrator", True), ("Writer", False), ("Editor", False)]
)
@pytest.mark.django_db
def test_only_records_see_and_clear_the_list_and_keep_the_numbers(client, role, may):
    MissedAddress.objects.create(place=1, path="/home/1", count=1, last_seen=date(2025, 1, 1))
    client.force_login(make_member("somebody", role))

    opened = {
        client.get(page).status_code
        for page in (LIST, "/admin/articles/oldterm/", "/admin/articles/oldterm/add/")
    }
    client.post("/admin/articles/oldterm/add/", {"vocabulary": "field", "number": "5", "slug": "elections"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"})

    assert opened == {200 if may else 403}
    assert OldTerm.objects.exists() == may
    assert MissedAddress.objects.exists() == (not may)
