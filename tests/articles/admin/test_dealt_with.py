"""Problems of imports are marked as dealt with, and reach those who may mend them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Article, ImportBatch, ImportRecord
from tests.factories import make_article, make_member

pytestmark = pytest.mark.usefixtures("terms")
RECORDS = "/admin/articles/importrecord/"
PROBLEM = [{"code": "summary-cut", "message": "the summary is cut"}]


@pytest.fixture
def article(db) -> Article:
    return make_article(title="An old page")


@pytest.fixture
def record(article) -> ImportRecord:
    batch = ImportBatch.objects.create(name="Old pages")
    return ImportRecord.objects.create(
        batch=batch, source="a.txt", line=1, outcome="created", title="An old page", release=article.release,
        problems=PROBLEM,
    )  # fmt: skip


def address_of(record: ImportRecord) -> str:
    return f"{RECORDS}{record.pk}/dealt-with/"


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def test_an_editor_sees_the_question_at_the_release_and_deals_with_it(client, article, record):
    user = make_member("editor", "Editor")
    client.force_login(user)
    assertContains(client.get(page_of(article)), "Its import left a question: The summary is cut.")

    response = client.post(address_of(record), follow=True)

    assertContains(response, "Marked as dealt with.")
    assertNotContains(response, "left a question")
    record.refresh_from_db()
    assert (record.dealt_by, record.dealt_at is None) == (user, False)
    client.post(address_of(record), {"open": "1"})
    assertContains(client.get(page_of(article)), "left a question")


@pytest.mark.parametrize("role", ["Publisher", "Writer"])
def test_who_may_not_mend_it_does_not_say_that_it_is_mended(client, article, record, role):
    client.force_login(make_member("member", role))

    assert client.post(address_of(record)).status_code == 403

    record.refresh_from_db()
    assert record.dealt_at is None


def test_many_are_marked_in_the_list_which_shows_what_is_open(client, record):
    client.force_login(make_member("keeper", "Records"))
    sent = {"action": "mark", "_selected_action": [record.pk], "index": "0"}

    assertContains(client.get(RECORDS, {"dealt": "no"}), "An old page")
    assertContains(client.post(RECORDS, sent, follow=True), "1 records are marked as dealt with.")

    assertNotContains(client.get(RECORDS, {"dealt": "no"}), "An old page</a>")
    assertContains(client.get(RECORDS, {"dealt": "yes"}), "keeper, ")
    client.post(RECORDS, sent | {"action": "open_again"})
    assertContains(client.get(RECORDS, {"dealt": "no"}), "An old page")


def test_who_dealt_with_it_and_when_are_known_together(record):
    with pytest.raises(IntegrityError, match="importrecord_dealt_who_and_when"), transaction.atomic():
        ImportRecord.objects.filter(pk=record.pk).update(dealt_at=timezone.now())


def test_asking_for_problems_takes_no_query_more(
    client, editor, article, record, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        assertContains(client.get(page_of(article)), "left a question")
