"""The quality queue cleared as a whole: all that a filter finds is published or dismissed by the worker."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import clearances
from articles.models import Article, Clearance, ImportRecord, Transition
from tests.captures import HEADER, entry, run_import
from tests.factories import make_member, make_user

QUEUE = reverse("admin:articles_importrecord_waiting")
PUBLISH = reverse("admin:articles_importrecord_publish")
DISMISS = reverse("admin:articles_importrecord_dismiss")
# Nobody knows this body: its releases are filed under a new term, and wait.
UNKNOWN = "The Order of Badgers"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def chief(client):
    user = make_user("chief", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(clearances, "CHUNK", 2)


def bring_in(tmp_path, *titles: str, batch: str = "Animals", day: str = "4 July 2016") -> None:
    entries = [entry(title, where=UNKNOWN, day=day) for title in titles]
    path = tmp_path / f"{batch}.txt"
    path.write_text(HEADER + "".join(entries), encoding="utf-8")
    run_import(tmp_path, path, "--batch", batch)


def ask(client, address: str = PUBLISH, query: str = ""):
    last = client.get(address + query).context["last"]
    return client.post(address + query, {"last": last}, follow=True)


def work() -> None:
    call_command("work", once=True)


def listed() -> set[str]:
    return set(Article.objects.listed(timezone.now()).values_list("title", flat=True))


def test_all_that_waits_is_published_by_the_worker(client, chief, tmp_path, small_chunks):
    titles = [f"Animal of kind {'abcde'[number] * 3}" for number in range(5)]
    bring_in(tmp_path, *titles)

    response = ask(client)

    assertContains(response, "5 releases wait for the worker to be published.")
    assert listed() == set()
    work()
    assert listed() == set(titles)
    assert set(Transition.objects.filter(verb="accept").values_list("by__username", flat=True)) == {"chief"}
    assertContains(client.get(QUEUE), "by chief: 5 of 5 releases published.")


def test_what_is_dismissed_is_gone_and_can_be_brought_back(client, chief, tmp_path):
    bring_in(tmp_path, "Fox", "Badger")

    ask(client, DISMISS)
    work()

    assert not Article.objects.exists()
    assertContains(client.get(QUEUE), "2 of 2 releases dismissed.")


def test_only_what_the_filter_finds_leaves_the_queue(client, chief, tmp_path):
    bring_in(tmp_path, "Fox", batch="Animals")
    bring_in(tmp_path, "Rose", batch="Plants")
    plants = ImportRecord.objects.get(title="Rose").batch_id

    ask(client, query=f"?batch={plants}")
    work()

    assert listed() == {"Rose"}
    assertContains(client.get(QUEUE), "1 of 1 releases of “Plants” published.")


def test_what_comes_into_the_queue_afterwards_stays(client, chief, tmp_path):
    bring_in(tmp_path, "Fox")
    last = client.get(PUBLISH).context["last"]
    bring_in(tmp_path, "Rose", batch="Plants")

    client.post(PUBLISH, {"last": last})
    work()

    assert listed() == {"Fox"}


def test_what_somebody_has_changed_since_is_decided_by_itself(client, chief, tmp_path):
    bring_in(tmp_path, "Fox", "Badger")
    Article.objects.filter(title="Fox").update(
        title="Red fox", changed_by=chief, changed_at=timezone.now(), lock_version=7
    )

    ask(client)
    work()

    assert listed() == {"Badger"}
    assertContains(client.get(QUEUE), "1 stay: Somebody has changed it since its import")


def test_news_stays_for_people_who_may_publish(client, tmp_path):
    client.force_login(make_member("archivist", "Records"))
    today = timezone.localdate()
    bring_in(tmp_path, "Fox", day=f"{today - timedelta(days=2):%d %B %Y}")
    bring_in(tmp_path, "Badger", batch="Old")

    ask(client)
    work()

    assert listed() == {"Badger"}
    assertContains(client.get(QUEUE), "1 stay: It is news")


def test_a_worker_that_is_stopped_leaves_the_rest_to_the_next(client, chief, tmp_path, small_chunks):
    bring_in(tmp_path, *(f"Animal of kind {'abcde'[number] * 3}" for number in range(5)))
    ask(client)

    with pytest.raises(clearances.ClearanceStopped):
        list(clearances.work_off(lambda: True))

    assert len(listed()) == 2
    assertContains(client.get(QUEUE), "Not finished yet; asked for by chief")
    work()
    assert len(listed()) == 5
    assert Clearance.objects.get().done == 5


def test_one_is_made_at_a_time(client, chief, tmp_path):
    bring_in(tmp_path, "Fox")
    ask(client)

    response = client.post(DISMISS, {"last": 10**6})

    assertContains(response, "The queue is being cleared already")
    assert Clearance.objects.count() == 1


@pytest.mark.parametrize("last", ["", "x", "0", "9" * 30])
@pytest.mark.django_db
def test_nothing_is_asked_for_where_nothing_waits(client, chief, last):
    assertContains(client.post(PUBLISH, {"last": last}), "Nothing waits there any more.")
    assertContains(client.get(PUBLISH + "?batch=9999999999999999999999"), "Nothing waits there any more.")
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", None])
@pytest.mark.django_db
def test_nobody_else_clears_the_queue(client, tmp_path, role):
    bring_in(tmp_path, "Fox")
    client.force_login(make_member("somebody", *filter(None, [role])))

    answers = [answer for place in (PUBLISH, DISMISS)
               for answer in (client.get(place), client.post(place, {"last": 10**6}))]  # fmt: skip

    assert {answer.status_code for answer in answers} == {403}
    assert not Clearance.objects.exists()


def test_who_may_import_and_take_nothing_back_dismisses_nothing(client, tmp_path):
    bring_in(tmp_path, "Fox")
    client.force_login(make_user("archivist", "add_importbatch"))

    assert client.get(PUBLISH).status_code == 200
    assert client.get(DISMISS).status_code == 403
    assert client.post(DISMISS, {"last": 10**6}).status_code == 403
    assertNotContains(client.get(QUEUE), "Dismiss what is chosen")
    assert not Clearance.objects.exists()


def test_the_page_shows_some_of_them_from_first_to_last_in_the_same_queries(client, chief, tmp_path):
    bring_in(tmp_path, *(f"Animal of kind {'abcdefghijklmnopqrstuvwxy'[number] * 3}" for number in range(25)))

    with CaptureQueriesContext(connection) as captured:
        response = client.get(PUBLISH)

    assert 5 <= len(response.context["sample"]) <= 10
    assert len(captured) <= 6
    assertContains(response, "A new term: 25")


def test_the_queue_offers_it_where_there_is_more_than_a_page(client, chief, tmp_path):
    letters = "abcdefghijklmnopqrstuvwxyz"
    titles = [f"Animal {one * 3} {other * 3}" for one in letters for other in letters][:51]
    bring_in(tmp_path, *titles[:50])
    assertNotContains(client.get(QUEUE), "Publish all")
    bring_in(tmp_path, titles[50], batch="Plants")

    assertContains(client.get(QUEUE), f'href="{PUBLISH}">Publish all 51 …')


def test_a_cleared_queue_leads_back_to_what_was_looked_at(client, chief, tmp_path):
    bring_in(tmp_path, "Fox")
    last = client.get(PUBLISH + "?doubt=new-term").context["last"]

    response = client.post(PUBLISH + "?doubt=new-term", {"last": last})

    assertRedirects(response, QUEUE + "?doubt=new-term")
