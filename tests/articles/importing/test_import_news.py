"""Who imports cannot publish news: what is newer than the cut-off waits for a Publisher, whoever brings it."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.admin.releases.list import queues
from articles.editing import permissions, review_links, workflow
from articles.models import Article, ImportBatch, ImportUpload, Provenance, ReviewLink, UnsavedText
from tests.factories import make_member
from tests.places import ROOT

pytestmark = [pytest.mark.usefixtures("terms"), pytest.mark.django_db]

State = Article.State
NOW = datetime(2026, 11, 26, 14, 30, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def capture(*days: date, summary: str = "A bridge was opened.") -> str:
    """A page with a release of each day."""
    return "".join(
        f"Bridge {day:%d %m %Y}\nPublishing date: {day:%d.%m.%Y}\nContent type: News\n"
        f"Where we are: OSCE Secretariat\nWhat we do: Elections\n{summary}\n"
        for day in days
    )


def days_ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


@pytest.fixture
def importing(tmp_path):
    """Imports a text by the command; returns the records of its report by their day."""

    def run(text: str, *options: str) -> dict[date, dict]:
        page, report = tmp_path / "page.txt", tmp_path / "report.json"
        page.write_text(text, encoding="utf-8")
        call_command("import_seeds", str(page), "--report", str(report), *options)
        records = json.loads(report.read_text(encoding="utf-8"))["records"]
        return {date.fromisoformat(record["date"]): record for record in records}

    return run


def upload(client, text: str) -> ImportUpload:
    """What a person and the worker do at the desk, to the end; returns the file."""
    file = SimpleUploadedFile("page.txt", text.encode(), content_type="text/plain")
    client.post(
        reverse("admin:articles_importupload_add"),
        {"file": file, "batch_name": "Desk", "unknown_terms": "create", "publish": "sure"},
    )
    call_command("work", "--once", stdout=sys.stderr)
    found = ImportUpload.objects.get()
    client.post(reverse("admin:articles_importupload_step", args=[found.pk, "start"]))
    call_command("work", "--once", stdout=sys.stderr)
    found.refresh_from_db()
    return found


def public_days() -> set[date]:
    return set(Article.objects.public(timezone.now()).values_list("publishing_date", flat=True))


def test_what_is_newer_than_the_cut_off_waits_and_what_is_older_is_public(importing):
    days = days_ago(0, 1, 29, 30, 31, 4000)

    records = importing(capture(*days))

    assert [record["outcome"] for record in records.values()] == ["created"] * 6
    assert [records[day]["public"] for day in days] == [False, False, False, True, True, True]
    assert [records[day]["doubts"] for day in days] == [["news"]] * 3 + [[]] * 3
    assert "news" in [problem["code"] for problem in records[TODAY]["problems"]]
    assert public_days() == set(days[3:])


def test_the_dry_run_says_what_the_import_then_does(importing):
    text = capture(*days_ago(0, 29, 30, -1))

    tried = importing(text, "--dry-run")

    assert tried == importing(text)


def test_news_is_an_edition_in_preparation_by_nobody_that_waits_for_approval(importing):
    importing(capture(TODAY))

    article = Article.objects.get()
    assert (article.state, article.public_at, article.position) == (State.SUBMITTED, None, None)
    assert (article.created_by, article.changed_by) == (None, None)
    assert [term.slug for term in article.structures.all()] == ["secretariat"]
    publisher, editor = make_member("publisher", "Publisher"), make_member("editor", "Editor")
    assert list(queues.narrow(Article.objects.all(), "waiting", publisher)) == [article]
    assert list(queues.narrow(Article.objects.all(), "for-me", editor)) == [article]


def test_readers_never_see_what_waits(importing, client):
    importing(capture(TODAY))
    article = Article.objects.get()

    assert client.get(article.get_absolute_url()).status_code == 404
    for address in ("/", "/news/", "/news/feed.atom", "/news/export.csv", "/sitemap.xml"):
        assert b"Bridge 26" not in b"".join(client.get(address))


@pytest.mark.parametrize("options", [(), ("--publish", "all")])
def test_the_future_never_publishes_itself(importing, options):
    tomorrow, later = days_ago(-1, -4000)

    records = importing(capture(tomorrow, later), *options)

    assert [record["doubts"] for record in records.values()] == [["future-date"]] * 2
    with time_machine.travel(NOW + timedelta(days=5000)):
        assert public_days() == set()


def test_records_at_the_desk_cannot_publish_news(client):
    client.force_login(make_member("archivist", "Records"))
    old = TODAY - timedelta(days=900)

    stored = upload(client, capture(TODAY, old))

    assert (stored.account["counts"]["created"], stored.account["waiting"]) == (2, 1)
    assert public_days() == {old}
    page = client.get(reverse("admin:articles_importupload_change", args=[stored.pk])).content.decode()
    assert "new release, which waits for a person" in page
    assert "1 of them waiting for a person" in page


def test_news_becomes_public_by_approval_and_publication_alone(importing):
    importing(capture(TODAY))
    article = Article.objects.get()

    workflow.approve(article, by=make_member("editor", "Editor"))
    workflow.publish(article, by=make_member("publisher", "Publisher"))

    article.refresh_from_db()
    assert (article.state, article.public_at, article.lacks_approval) == (State.PUBLISHED, NOW, False)
    again = importing(capture(TODAY))[TODAY]
    assert (again["outcome"], again["public"]) == ("same", True)


def test_who_imported_news_does_not_approve_it(client):
    both = make_member("both", "Records", "Editor", "Publisher")
    client.force_login(both)

    upload(client, capture(TODAY))

    article = Article.objects.get()
    with pytest.raises(workflow.NotPossible, match="has imported this edition"):
        workflow.approve(article, by=both)
    # Neither does who continues a batch that another began.
    ImportBatch.objects.update(by=make_member("other", "Records"))
    assert permissions.reasons_against("approve", article, both)
    assert not permissions.reasons_against("approve", article, make_member("editor", "Editor"))


def test_importing_again_changes_nothing(importing):
    importing(capture(TODAY))
    before = list(Article.objects.values())

    again = importing(capture(TODAY))[TODAY]

    assert (again["outcome"], again["public"]) == ("same", False)
    assert list(Article.objects.values()) == before


def test_a_fuller_record_completes_what_waits_and_does_not_publish_it(importing):
    importing(capture(TODAY, summary="A bridge"))

    fuller = importing(capture(TODAY, summary="A bridge was opened by the mayor."))[TODAY]

    article = Article.objects.get()
    assert (fuller["outcome"], fuller["public"]) == ("updated", False)
    assert (article.state, article.summary) == (State.SUBMITTED, "A bridge was opened by the mayor.")


def test_news_that_is_old_by_now_still_waits_when_it_is_imported_again(importing):
    importing(capture(TODAY, summary="A bridge"))

    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        again = importing(capture(TODAY, summary="A bridge was opened."))[TODAY]

    assert (again["outcome"], again["public"]) == ("updated", False)
    assert Article.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize("work", ["link", "form"])
def test_a_fuller_record_leaves_what_a_reviewer_or_an_editor_is_at_until_they_are_through(importing, work):
    importing(capture(TODAY, summary="A bridge"))
    article, editor = Article.objects.get(), make_member("editor", "Editor")
    if work == "link":
        review_links.make_link(article, by=editor)
    else:
        UnsavedText.objects.create(user=editor, article=article, draft="0" * 32, fields="{}")

    meanwhile = importing(capture(TODAY, summary="A bridge was opened."))[TODAY]

    assert (meanwhile["outcome"], meanwhile["public"]) == ("same", False)
    [problem] = [problem for problem in meanwhile["problems"] if problem["code"] == "not-updated"]
    assert "an open link" in problem["message"]
    assert Article.objects.get().summary == "A bridge"

    ReviewLink.objects.update(revoked_at=NOW, revoked_by=editor)
    UnsavedText.objects.all().delete()
    afterwards = importing(capture(TODAY, summary="A bridge was opened."))[TODAY]

    assert afterwards["outcome"] == "updated"
    assert Article.objects.get().summary == "A bridge was opened."


def test_a_fuller_record_of_an_old_public_release_still_completes_it(importing):
    [old] = days_ago(900)
    importing(capture(old, summary="A bridge"))

    fuller = importing(capture(old, summary="A bridge was opened by the mayor."))[old]

    assert (fuller["outcome"], fuller["public"]) == ("updated", True)
    assert Article.objects.public(NOW).get().summary == "A bridge was opened by the mayor."


def test_an_import_does_not_reword_news_that_is_public(importing):
    importing(capture(TODAY, summary="A bridge"), "--publish", "all")

    fuller = importing(capture(TODAY, summary="A bridge was sold to a friend."))[TODAY]

    assert (fuller["outcome"], [problem["code"] for problem in fuller["problems"]]) == (
        "same",
        ["not-updated"],
    )
    assert Article.objects.get().summary == "A bridge"


def test_the_command_may_publish_news_which_then_stands_among_what_nobody_has_approved(importing, client):
    records = importing(capture(*days_ago(0, 900)), "--publish", "all")

    article = Article.objects.get(publishing_date=TODAY)
    assert [record["public"] for record in records.values()] == [True, True]
    assert article.public_at == NOW  # not an invented midnight
    assert list(Article.objects.forced()) == [article]
    editor = make_member("editor", "Editor")
    client.force_login(editor)
    assert "published by an import" in client.get(reverse("admin:index")).content.decode()
    assert (
        "without approval"
        in client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    )

    workflow.approve_afterwards(article, by=editor)

    assert not Article.objects.forced().exists()


def test_an_import_may_publish_nothing(importing):
    old = days_ago(900)

    records = importing(capture(*old), "--publish", "none")

    assert (records[old[0]]["outcome"], records[old[0]]["public"]) == ("created", False)
    assert Article.objects.get().state == State.SUBMITTED


def test_what_waits_is_taken_back_with_its_batch(importing):
    importing(capture(*days_ago(0, 900)), "--batch", "News")

    call_command("undo_import", "News")

    assert not Article.objects.exists()
    assert not Provenance.objects.exists()


def test_what_an_editor_has_deleted_does_not_come_back(importing):
    importing(capture(TODAY, summary="A bridge"))
    workflow.delete_draft(Article.objects.get(), by=make_member("editor", "Editor"))

    again = importing(capture(TODAY, summary="A bridge was opened."))[TODAY]

    assert (again["outcome"], [problem["code"] for problem in again["problems"]]) == ("same", ["not-updated"])
    assert not Article.objects.exists()


def test_the_cut_off_is_a_setting(importing, settings):
    settings.IMPORT_NEWS_DAYS = 365

    records = importing(capture(*days_ago(364, 365)))

    assert [record["public"] for record in records.values()] == [False, True]


@pytest.mark.parametrize("value", ["0", "-1", "many", "36501", "1.5", "²"])
def test_a_cut_off_that_is_no_number_of_days_is_refused(value):
    environment = os.environ | {"DEBUG": "1", "IMPORT_NEWS_DAYS": value}

    started = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert f"IMPORT_NEWS_DAYS is “{value}”: give a whole number from 1 to 36500" in started.stderr
