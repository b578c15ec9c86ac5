"""The desk's pages for imports: batches and records to read, with their problems; and what a re-import leaves alone."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.models import Article, ImportBatch, ImportRecord
from tests.factories import NO_FILES, make_article, make_user

QUERIES = {"batches": 4, "records": 5}
CUT = {"code": "summary-cut", "message": "the site shortened the summary to 298 characters"}

pytestmark = pytest.mark.usefixtures("terms")


def make_batch(**facts) -> ImportBatch:
    facts.setdefault("name", f"batch {ImportBatch.objects.count() + 1}")
    return ImportBatch.objects.create(**facts)


def make_record(batch: ImportBatch | None = None, **facts) -> ImportRecord:
    facts = {"source": "page.txt", "line": 3, "outcome": "created", "title": "A bridge opens"} | facts
    return ImportRecord.objects.create(batch=batch or make_batch(), **facts)


def page_of(thing: ImportBatch | ImportRecord, page: str = "change") -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_{page}", args=[thing.pk])


def list_of(model: type) -> str:
    return reverse(f"admin:articles_{model._meta.model_name}_changelist")


# Who may


@pytest.mark.parametrize("model", [ImportBatch, ImportRecord])
@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_sent_to_the_login_page(client, model):
    record = make_record()
    thing = record if model is ImportRecord else record.batch

    for address in (list_of(model), page_of(thing)):
        assertRedirects(client.get(address), f"/admin/login/?next={address}")


@pytest.mark.parametrize("model", [ImportBatch, ImportRecord])
@pytest.mark.django_db
def test_staff_without_the_permission_is_refused(client, model):
    record = make_record()
    thing = record if model is ImportRecord else record.batch
    client.force_login(make_user("stranger", "view_article", "change_article", "publish_article"))

    for address in (list_of(model), page_of(thing)):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("model", [ImportBatch, ImportRecord])
def test_nobody_adds_changes_or_deletes_what_imports_tell(client, editor, model):
    record = make_record()
    thing = record if model is ImportRecord else record.batch

    refused = [
        client.get(list_of(model) + "add/"),
        client.post(list_of(model) + "add/", {"name": "forged"}),
        client.post(page_of(thing), {"name": "forged", "title": "forged"}),
        client.post(page_of(thing, "delete"), {"post": "yes"}),
    ]

    assert [response.status_code for response in refused] == [403] * 4
    assert (ImportBatch.objects.get().name, ImportRecord.objects.get().title) == ("batch 1", "A bridge opens")
    assertNotContains(client.get(page_of(thing)), 'name="_save"')
    assertNotContains(client.get(list_of(model)), "delete_selected")


# What the pages tell


def test_a_batch_tells_its_outcomes_and_the_lines_in_no_record(client, editor):
    batch = make_batch(
        counts={"created": 1200, "held": 3, "same": 0},
        unread=[{"source": "page.txt", "line": 9, "text": "<b>Menu</b>", "reason": "before the first title"}],
    )

    response = client.get(page_of(batch))

    assertContains(response, "1,200 created, 3 held")
    assertContains(response, "page.txt, line 9: “&lt;b&gt;Menu&lt;/b&gt;” – before the first title")
    assertContains(response, f"{list_of(ImportRecord)}?batch__id__exact={batch.pk}")


def test_the_list_of_batches_counts_what_needs_a_look(client, editor):
    make_batch(counts={"created": 41, "updated": 42, "held": 43, "rejected": 44}, unread=[{}, {}])

    response = client.get(list_of(ImportBatch))

    for count in ("41", "42", "43", "44", "2"):
        assertContains(response, f">{count}</td>")


def test_a_record_tells_its_problems_and_what_was_read(client, editor):
    record = make_record(problems=[CUT], as_read={"type": "Новость <b>"})

    response = client.get(page_of(record))

    assertContains(response, "<li>The site shortened the summary to 298 characters")
    assertContains(response, "Новость &lt;b&gt;")


def test_a_record_leads_to_the_latest_edition_of_its_release(client, editor):
    article = make_article()
    draft = make_article(release=article.release, edition=2, state="draft", title="Corrected")
    record = make_record(release=article.release)

    response = client.get(page_of(record))

    assertContains(
        response, f'<a href="{reverse("admin:articles_article_change", args=[draft.pk])}">Corrected</a>'
    )


def test_a_record_without_a_title_can_still_be_opened(client, editor):
    record = make_record(title="", outcome="rejected")

    response = client.get(list_of(ImportRecord))

    assertContains(response, f'<a href="{page_of(record)}">(no title)</a>', html=True)


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ({"problems": "with"}, ["Cut"]),
        ({"problems": "without"}, ["Whole"]),
        ({"outcome__exact": "held"}, ["Cut"]),
        ({"q": "whole"}, ["Whole"]),
    ],
)
def test_records_are_narrowed_to_what_needs_a_look(client, editor, narrowed, titles):
    batch = make_batch()
    make_record(batch, title="Cut", outcome="held", problems=[CUT])
    make_record(batch, title="Whole")

    response = client.get(list_of(ImportRecord), narrowed)

    assert [record.title for record in response.context["cl"].result_list] == titles


@pytest.mark.parametrize("how_many", [10, 60])
def test_the_lists_ask_the_database_as_often_for_any_number_of_records(
    client, editor, django_assert_num_queries, how_many
):
    for line in range(how_many):
        make_record(line=line, problems=[CUT])

    with django_assert_num_queries(QUERIES["batches"]):
        client.get(list_of(ImportBatch))
    with django_assert_num_queries(QUERIES["records"]):
        client.get(list_of(ImportRecord))


# Importing again


def write_capture(folder, summary: str) -> None:
    (folder / "page.txt").write_text(
        "Newsroom\nNews and press releases\n\nA bridge opens\nPublishing date: 4 July 2025\nContent type: News\n"
        f"Where we are: OSCE Secretariat\nWhat we do: Elections\n{summary}\n",
        encoding="utf-8",
    )


def test_what_was_edited_at_the_desk_is_not_overwritten_by_importing_again(client, editor, tmp_path):
    write_capture(tmp_path, "A bridge was opened today.")
    call_command("import_seeds", str(tmp_path), "--batch", "first")
    imported = Article.objects.get()
    new_edition = reverse("admin:articles_article_move", args=[imported.pk, "new-edition"])
    client.post(new_edition, {"version": imported.lock_version})
    draft = Article.objects.get(edition=2)
    client.post(
        reverse("admin:articles_article_change", args=[draft.pk]),
        {"title": "A bridge opens", "summary": "By hand.", "language": "en", "version": draft.lock_version}
        | NO_FILES,
    )

    write_capture(tmp_path, "A bridge was opened today, at last.")
    call_command("import_seeds", str(tmp_path), "--batch", "second")

    assert list(Article.objects.order_by("edition").values_list("edition", "summary")) == [
        (1, "A bridge was opened today."),
        (2, "By hand."),
    ]
