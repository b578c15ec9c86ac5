"""The quality queue: what an import was not sure of is looked at, published or dismissed, singly or many at once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.models import Article, ChangeLogEntry, ImportRecord, OutboxMessage, PublicChange, Transition
from articles.text.local_time import midnight
from tests.captures import HEADER, entry, run_import
from tests.factories import make_article, make_member, make_user

QUEUE = reverse("admin:articles_importrecord_waiting")
# Nobody knows this body: its releases are filed under a new term.
UNKNOWN = "The Order of Badgers"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def records(client):
    """Somebody who keeps the records, signed in."""
    user = make_member("archivist", "Records")
    client.force_login(user)
    return user


def days_ago(number: int) -> str:
    day = timezone.localdate() - timedelta(days=number)
    return f"{day.day} {day:%B %Y}"


def bring_in(tmp_path, *entries: str, batch: str = "Animals", **options: str):
    (tmp_path / "page.txt").write_text(HEADER + "".join(entries), encoding="utf-8")
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return run_import(tmp_path, tmp_path / "page.txt", "--batch", batch, *arguments)


def doubtful(*titles: str) -> list[str]:
    return [entry(title, where=UNKNOWN) for title in titles]


def seen(*titles: str) -> list[str]:
    return [
        f"{article.pk}-{article.lock_version}"
        for article in Article.objects.filter(title__in=titles, edition=1)
    ]


def take(client, step: str, *titles: str, **more):
    return client.post(QUEUE, {"step": step, "seen": seen(*titles), **more}, follow=True)


def waiting(client, **narrowed) -> list[str]:
    return [str(row.edition) for row in client.get(QUEUE, narrowed).context["rows"]]


def listed() -> set[str]:
    return set(Article.objects.listed(timezone.now()).values_list("title", flat=True))


def test_doubtful_releases_wait_with_their_reasons_and_sure_ones_do_not(client, records, tmp_path):
    bring_in(tmp_path, *doubtful("Fox", "Badger"), entry("Hedgehog"))

    response = client.get(QUEUE)

    assert sorted(waiting(client)) == ["Badger", "Fox"]
    assertContains(response, "Nobody has reviewed “Order of Badgers” yet")
    assertContains(response, "a new term (2)")
    assert listed() == {"Hedgehog"}


def test_the_queue_is_narrowed_by_doubt_and_by_import(client, records, tmp_path):
    bring_in(tmp_path, *doubtful("Fox"))
    bring_in(tmp_path, entry("Hedgehog"), batch="Quiet", publish="none")
    batch = ImportRecord.objects.get(title="Fox").batch_id

    assert waiting(client, doubt="new-term") == ["Fox"]
    assert waiting(client, doubt="") == ["Hedgehog"]
    assert waiting(client, doubt="any", batch="") == ["Fox", "Hedgehog"]
    assert waiting(client, batch=batch) == ["Fox"]
    assert waiting(client, batch=batch, doubt="") == []
    assert waiting(client, doubt="nonsense") == waiting(client, batch="9x") == []


def test_what_is_published_stands_in_the_archive_at_its_day_and_nobody_is_written_to(
    client, records, tmp_path
):
    bring_in(tmp_path, *doubtful("Fox", "Badger"))
    make_user("subscriber", "publish_article")

    assertContains(take(client, "publish", "Fox"), "“Fox” is published as the archive has it.")

    fox = Article.objects.get(title="Fox")
    assert (fox.state, fox.public_at) == (Article.State.PUBLISHED, midnight(fox.publishing_date))
    assert not fox.lacks_approval
    assert listed() == {"Fox"}
    assert waiting(client) == ["Badger"]
    move = Transition.objects.filter(article=fox).first()
    assert (move.verb, move.by) == ("accept", records)
    # The import is told of to those who mend it; the publication to nobody.
    assert not OutboxMessage.objects.filter(batch=None).exists()
    assert PublicChange.objects.filter(release=fox.release, kind="published").exists()
    assertContains(client.get(f"/news/{fox.release}/", follow=True), "Fox")
    call_command("doctor")


def test_many_are_published_at_once_and_those_that_cannot_be_are_named(client, records, tmp_path):
    bring_in(tmp_path, *doubtful("Fox", "Badger", "Elk"))
    chosen = seen("Fox", "Badger", "Elk")
    elk = Article.objects.get(title="Elk")
    elk.lock_version += 1
    elk.save()

    response = client.post(QUEUE, {"step": "publish", "seen": chosen}, follow=True)

    assertContains(response, "2 releases are published.")
    assertContains(response, "“Elk” stays: Somebody has changed or moved this edition")
    assert listed() == {"Fox", "Badger"}


def test_publishing_many_asks_no_more_often_than_publishing_few(
    client, records, tmp_path, django_assert_max_num_queries
):
    titles = [f"Animal {number}" for number in range(40)]
    bring_in(tmp_path, *doubtful(*titles))

    for chosen in (titles[:2], titles[2:]):
        boxes = seen(*chosen)
        with django_assert_max_num_queries(45):
            client.post(QUEUE, {"step": "publish", "seen": boxes})

    assert listed() == set(titles)


@pytest.mark.parametrize("role", ["Records", "Administrator"])
@pytest.mark.django_db
def test_news_is_published_by_people_who_may_publish_and_waits_for_an_approval(client, tmp_path, role):
    client.force_login(make_member("officer", role))
    bring_in(tmp_path, entry("Fox", day=days_ago(2)))
    assert waiting(client, doubt="news") == ["Fox"]

    response = take(client, "publish", "Fox")

    fox = Article.objects.get(title="Fox")
    if role == "Records":
        assertContains(response, "somebody who may publish decides about it")
        assert fox.state == Article.State.SUBMITTED
    else:
        assert fox.state == Article.State.PUBLISHED
        assert timezone.now() - fox.public_at < timedelta(hours=1)
        assert fox.lacks_approval


def test_what_is_dated_in_the_future_is_not_published(client, tmp_path):
    client.force_login(make_member("chief", "Administrator"))
    bring_in(tmp_path, entry("Fox", day=days_ago(-20)))

    assertContains(take(client, "publish", "Fox"), "dated in the future: correct its date")
    assert listed() == set()


def test_what_did_not_come_with_an_import_is_no_business_of_the_queue(client, records):
    make_article(state="submitted", title="A bridge", created_by=make_user("ann"))

    assert waiting(client) == []
    for step in ("publish", "dismiss"):
        assertContains(take(client, step, "A bridge"), "It did not come with an import")
    assert Article.objects.get().state == Article.State.SUBMITTED


def test_what_is_dismissed_is_gone_can_be_brought_back_and_no_import_brings_it_again(
    client, records, tmp_path
):
    bring_in(tmp_path, *doubtful("Fox", "Badger"))

    assertContains(take(client, "dismiss", "Fox"), "dismissed: no later import brings it back")

    assert list(Article.objects.values_list("title", flat=True)) == ["Badger"]
    entry_ = ChangeLogEntry.objects.get(kind="deleted")
    assert entry_.by == records
    bring_in(tmp_path, *doubtful("Fox", "Badger"), batch="Again")
    assert list(Article.objects.values_list("title", flat=True)) == ["Badger"]
    workflow.bring_back(entry_, by=make_user("ann", "add_article"))
    assert Article.objects.filter(title="Fox", state="draft").exists()


def test_an_editor_s_return_takes_a_release_from_the_queue(client, records, tmp_path):
    bring_in(tmp_path, *doubtful("Fox"))
    boxes = seen("Fox")
    workflow.return_to_draft(Article.objects.get(), by=make_member("ed", "Editor"), remark="Look again.")

    assert waiting(client) == []
    client.post(QUEUE, {"step": "publish", "seen": boxes})
    assert listed() == set()


def test_a_release_stands_beside_its_record_and_leads_to_the_next(client, records, tmp_path):
    bring_in(tmp_path, *doubtful("Fox", "Badger"))
    first, second = (ImportRecord.objects.get(title=title) for title in ("Badger", "Fox"))
    first, second = sorted((first, second), key=lambda record: record.pk)
    address = reverse("admin:articles_importrecord_reading", args=[first.pk])

    page = client.get(address, {"doubt": "new-term"})
    assertContains(page, "As it stands in the file")
    assertContains(page, UNKNOWN)
    assertContains(page, "label “Where we are”")
    assertContains(page, "Publishing date: 4 July 2025")  # as captured
    response = client.post(
        f"{address}?doubt=new-term",
        {"step": "publish", "seen": page.context["row"].seen, "next": second.pk},
    )

    assert response.headers["Location"].endswith(f"/{second.pk}/reading/?doubt=new-term")
    assert listed() == {first.title}
    assertContains(client.get(address), "It waits no more.")
    assertNotContains(client.get(address), 'value="publish"')


def test_a_field_that_is_not_sure_to_be_read_right_says_so_beside_its_line(client, records, tmp_path):
    bring_in(tmp_path, entry("Fox", day="03/11/2009"))
    record = ImportRecord.objects.get()
    assert not record.origins["date"]["is_sure"]
    assert record.origins["title"]["is_sure"]

    page = client.get(reverse("admin:articles_importrecord_reading", args=[record.pk]))

    assertContains(page, "<strong>doubtful</strong>", count=1)


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", None])
@pytest.mark.django_db
def test_nobody_else_opens_the_queue_or_clears_it(client, tmp_path, role):
    bring_in(tmp_path, *doubtful("Fox"))
    client.force_login(make_member("somebody", *filter(None, [role])))
    reading = reverse("admin:articles_importrecord_reading", args=[ImportRecord.objects.get().pk])

    answers = [
        client.get(QUEUE),
        client.get(reading),
        *(client.post(place, {"step": step, "seen": seen("Fox")}) for place in (QUEUE, reading)
          for step in ("publish", "dismiss")),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {403}
    assert Article.objects.get().state == Article.State.SUBMITTED


@pytest.mark.parametrize("boxes", [[], ["x"], ["1"], ["1-"], ["999999-1"], ["9" * 40 + "-1"]])
@pytest.mark.django_db
def test_boxes_that_name_nothing_change_nothing(client, records, boxes):
    for step in ("publish", "dismiss", "nonsense"):
        assert client.post(QUEUE, {"step": step, "seen": boxes}, follow=True).status_code == 200


@pytest.mark.parametrize("how_many", [2, 40])
@pytest.mark.django_db
def test_the_queue_asks_as_often_for_any_number(
    client, records, tmp_path, django_assert_num_queries, how_many
):
    bring_in(tmp_path, *doubtful(*(f"Animal {number}" for number in range(how_many))))
    client.get(QUEUE)

    with django_assert_num_queries(9):  # one is for what was cleared as a whole
        assert len(client.get(QUEUE).context["rows"]) == how_many


@pytest.mark.parametrize("step", ["publish", "dismiss"])
def test_many_leave_the_queue_with_the_queries_of_a_few(step, client, tmp_path):
    client.force_login(make_user("chief", is_superuser=True))
    titles = [f"Animal of kind {'abcdefghijkl'[number] * 3}" for number in range(12)]
    bring_in(tmp_path, *doubtful(*titles))

    def queries(*chosen: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post(QUEUE, {"step": step, "seen": seen(*chosen)})
        return len(captured)

    queries(*titles[:2])

    assert queries(*titles[2:4]) == queries(*titles[4:])
    assert waiting(client) == []


def test_a_page_of_the_queue_reads_the_records_that_it_shows(client, records, tmp_path):
    bring_in(tmp_path, *doubtful("Fox", "Badger", "Otter"))

    with CaptureQueriesContext(connection) as captured:
        client.get(QUEUE)

    [page] = [query["sql"] for query in captured if '"articles_importrecord"."problems"' in query["sql"]]
    assert "LIMIT 3" in page.split("IN (SELECT", 1)[1]


def test_what_stood_beside_a_text_is_shown_in_words(client, records, tmp_path):
    page = "Fox\n- Date:\n- 3 May 2019\n- Source:\n- The Order of Badgers\nVIENNA, 3 May 2019 - A fox was seen.\n"
    (tmp_path / "page.txt").write_text(page + "Also available in:\nDeutsch\n", encoding="utf-8")
    run_import(tmp_path, tmp_path / "page.txt")
    record = ImportRecord.objects.get()

    response = client.get(reverse("admin:articles_importrecord_reading", args=[record.pk]))

    assertContains(response, "Beside the text, left out")
    assertContains(response, "other languages</span>")
    assertNotContains(response, "&#x27;kind&#x27;")
