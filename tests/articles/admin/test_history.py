"""The history of a release: who changed what, field by field, which nobody can change afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from articles.admin.releases.history import PER_PAGE
from articles.editing import workflow
from articles.models import Article, ChangeLogEntry, Transition
from taxonomy.models import Structure
from tests.factories import NO_FILES, make_article, make_editor, make_member, make_user

State = Article.State

pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article, page: str = "change") -> str:
    return reverse(f"admin:articles_article_{page}", args=[article.pk])


def history_of(release: int) -> str:
    return reverse("admin:articles_article_release_history", args=[release])


def save(client, article: Article, **changes) -> None:
    """Save the form of `article` after these changes, as a browser sends it."""
    article.refresh_from_db()
    data = {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        **NO_FILES,
        "language": "en",
        "tags": ", ".join(article.tags.names()),
        "version": article.lock_version,
        "release_type": article.release_type_id,
        "slug": article.slug,
        "structures": [structure.pk for structure in article.structures.all()],
    }
    client.post(page_of(article), data | changes)


def make_draft(**facts) -> Article:
    return make_article(**{"state": State.DRAFT, "title": "A bridge", "slug": "a-bridge"} | facts)


def explained(draft: Article) -> Article:
    """A new edition that says what it changed."""
    Article.objects.filter(pk=draft.pk).update(change_note="The date.")
    return draft


def test_a_save_keeps_who_changed_what(client, editor):
    draft = make_draft(summary="Ten people came.", structures=["secretariat"], tags=("peace",))
    council = Structure.objects.get(slug="permanent-council")

    save(client, draft, summary="Twelve people came.", structures=[council.pk], tags="peace, water")

    entry = ChangeLogEntry.objects.get()
    assert (entry.by, entry.release, entry.edition) == (editor, draft.release, 1)
    assert entry.changes == {
        "summary": ["Ten people came.", "Twelve people came."],
        "structures": [["Secretariat"], ["Permanent Council"]],
        "tags": [["peace"], ["peace", "water"]],
    }


def test_a_save_of_terms_alone_is_kept_and_stored_once(client, editor):
    draft = make_draft(structures=["secretariat"])

    save(client, draft, structures=[])

    assert ChangeLogEntry.objects.get().changes == {"structures": [["Secretariat"], []]}
    assert not draft.structures.exists()


def test_a_save_that_changes_nothing_or_is_refused_is_not_kept(client, editor):
    draft = make_draft()

    save(client, draft)
    save(client, draft, title="Another", version=99)

    assert not ChangeLogEntry.objects.exists()


def test_every_field_of_the_form_is_kept(editor):
    draft = make_draft()
    hour = timezone.now() + timedelta(days=1)
    facts = {
        "title": "B", "slug": "b", "language": "de", "translates": make_article().release,
        "translates_edition": 1,
        "publishing_date": hour.date(),
        "embargo_until": hour, "place": "Wien", "summary": "S.", "body": "<p>B</p>", "contact": "C", "editor_note": "E",
        "change_note": "N", "is_minor": True, "minor_reason": "R", "release_type": None,
    }  # fmt: skip
    for name, value in facts.items():
        setattr(draft, name, value)

    workflow.save_draft(draft, by=editor)

    assert set(ChangeLogEntry.objects.get().changes) == set(facts)
    assert ChangeLogEntry.objects.get().changes["is_minor"] == ["no", "yes"]


def test_the_history_has_all_editions_moves_and_changes_newest_first(client, editor):
    first = make_article(summary="Ten people came.")
    draft = workflow.open_new_edition(first, by=editor)
    save(client, draft, summary="Twelve people came.", change_note="The figure.")
    workflow.submit(Article.objects.get(pk=draft.pk), by=editor, remark="Please read.")

    pages = [client.get(page_of(edition, "history")) for edition in (first, draft)]

    for page in pages:
        what = [(entry.edition, entry.what.partition(":")[0]) for entry in page.context["entries"]]
        assert what == [(2, "Submit for review"), (2, "Changed"), (2, "Began this edition")]
        assertContains(page, "<q>Please read.</q>")
        assertContains(page, '<ins><span class="visually-hidden">added: </span>Twelve<')
        assertContains(page, "<dt>Change note</dt>")


@pytest.mark.parametrize("page", ["history", "change"])
def test_moves_are_told_in_the_words_of_their_buttons_with_the_hour_they_set(client, editor, page):
    hour = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    with time_machine.travel(hour - timedelta(days=1), tick=False) as clock:
        draft = workflow.save_draft(make_draft(), by=editor)
        workflow.submit(draft, by=editor)
        workflow.approve(draft, by=make_editor("colleague"))
        workflow.publish(draft, by=editor, at=hour)
        workflow.reschedule(draft, by=editor, at=hour + timedelta(hours=1))
        workflow.cancel_schedule(draft, by=editor)
        workflow.publish(draft, by=editor)
        clock.shift(60)
        second = workflow.open_new_edition(draft, by=editor)
        workflow.force_publish(
            explained(second), by=editor, reason="A fire.", at=hour + timedelta(days=1, seconds=7)
        )
        responses = [client.get(page_of(edition, page)) for edition in (second, draft)]

    sentences = [
        "Publish without approval: draft → scheduled for Tuesday 24 November 2026, 09:00:07 Europe/Vienna",
        "Began this edition",
        "Publish: approved → published",
        "Cancel the schedule: scheduled → approved",
        "Reschedule: scheduled → scheduled for Monday 23 November 2026, 10:00 Europe/Vienna",
        "Schedule: approved → scheduled for Monday 23 November 2026, 09:00 Europe/Vienna",
        "Approve: submitted → approved",
        "Submit for review: draft → submitted",
    ]
    if page == "change":
        found = [entry.what for response in responses for entry in response.context["moves_made"]]
    else:
        found = [entry.what for entry in responses[0].context["entries"] if entry.what != "Changed"]
    assert found == sentences
    for response in responses:
        assertContains(response, "→")


def test_of_moves_whose_hour_was_not_kept_none_is_said(client, editor):
    article = make_article()
    for verb in ("schedule", "reschedule", "force"):
        Transition.objects.create(
            article=article, verb=verb, from_state="approved", to_state="published", by=editor
        )

    entries = client.get(page_of(article, "history")).context["entries"]

    assert [entry.what for entry in entries] == [
        "Publish without approval: approved → published",
        "Reschedule: scheduled → scheduled",
        "Schedule: approved → scheduled",
    ]


def test_a_deleted_draft_leaves_a_record_of_who_deleted_it(client, editor):
    draft = make_draft(created_by=make_editor("colleague"))
    release = draft.release

    client.post(page_of(draft, "delete"), {"post": "yes", "version": draft.lock_version})

    assert not Article.objects.exists()
    page = client.get(history_of(release))
    assertContains(page, "Deleted this draft")
    assertContains(page, "A bridge")
    assertContains(page, "colleague")
    assertContains(page, "<strong>editor</strong>")


def test_a_draft_that_was_returned_can_be_deleted_though_mail_of_that_waits(client):
    draft = make_draft(state=State.SUBMITTED)
    workflow.return_to_draft(draft, by=make_editor())
    client.force_login(make_member("ed", "Editor"))

    page = client.get(page_of(draft, "delete"))
    client.post(page_of(draft, "delete"), {"post": "yes", "version": draft.lock_version})

    assertContains(page, "Delete this draft")
    assert not Article.objects.exists()


def test_what_was_published_is_not_deleted_whatever_calls_it(editor):
    article = make_article()

    with pytest.raises(workflow.NotPossible, match="This edition is live"):
        workflow.delete_draft(article, by=editor)
    with pytest.raises(workflow.NotPossible, match="the right to delete this draft"):
        workflow.delete_draft(make_draft(), by=make_user("stranger", "change_article"))
    assert not ChangeLogEntry.objects.exists()


def test_nothing_in_it_can_be_added_changed_or_deleted_at_the_desk(client, editor):
    draft = make_draft()
    save(client, draft, title="Another")

    for model in (ChangeLogEntry, Transition):
        assert not admin.site.is_registered(model)
        for page in ("", "add/", "1/change/", "1/delete/"):
            assert client.get(f"/admin/articles/{model._meta.model_name}/{page}").status_code == 404
    assert client.post(history_of(draft.release)).status_code == 200
    assert ChangeLogEntry.objects.count() == 1


def test_who_may_not_see_releases_sees_no_history(client):
    draft = make_draft()
    client.force_login(make_user("stranger"))

    assert client.get(history_of(draft.release)).status_code == 403
    assert client.get(page_of(draft, "history")).status_code == 403


def test_there_is_no_history_of_a_number_that_was_never_used(client, editor):
    assert client.get(history_of(999_999)).status_code == 404


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_history_asks_a_constant_number_of_questions(client, editor, django_assert_num_queries, how_many):
    draft = make_draft()
    for number in range(how_many):
        draft.summary = f"Version {number}."
        workflow.save_draft(draft, by=editor)

    with django_assert_num_queries(6):
        client.get(history_of(draft.release))


def test_a_long_history_has_pages_and_nothing_is_left_out(client, editor):
    draft = make_draft()
    for number in range(PER_PAGE + 5):
        draft.summary = f"Version {number}."
        workflow.save_draft(draft, by=editor)
    workflow.submit(draft, by=editor)

    pages = [client.get(history_of(draft.release), {"page": number}) for number in (1, 2)]

    entries = [entry for page in pages for entry in page.context["entries"]]
    assert [len(page.context["entries"]) for page in pages] == [PER_PAGE, 6]
    assert entries[0].what.startswith("Submit for review")
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    assertContains(pages[0], '<a href="?page=2" rel="next">Older</a>')
    assertContains(pages[1], "Version 0.")


def test_a_page_that_is_not_there_is_the_nearest_one(client, editor):
    draft = make_draft()
    save(client, draft, title="Another")

    for number in ("99", "x"):
        assert len(client.get(history_of(draft.release), {"page": number}).context["entries"]) == 1


# Deleted drafts

DELETED = "/admin/articles/article/deleted/"


def test_the_message_after_a_deletion_leads_to_the_history(client, editor):
    draft = make_draft()

    response = client.post(
        page_of(draft, "delete"), {"post": "yes", "version": draft.lock_version}, follow=True
    )

    assertContains(
        response, f'<a href="{history_of(draft.release)}">the history of release {draft.release}</a>'
    )


def test_deleted_drafts_are_listed_with_a_way_to_their_history(client, editor):
    for number in range(2):
        draft = make_draft(title=f"Bridge {number}")
        client.post(page_of(draft, "delete"), {"post": "yes", "version": draft.lock_version})

    response = client.get(DELETED)

    assert [deletion.changes["title"][0] for deletion in response.context["page"]] == ["Bridge 1", "Bridge 0"]
    release = response.context["page"][0].release
    assertContains(response, f'<a href="{history_of(release)}">Bridge 1</a>')


@pytest.mark.parametrize("place", ["/admin/", "/admin/articles/article/"])
def test_the_desk_leads_to_the_deleted_drafts(client, editor, place):
    assertContains(client.get(place), f'href="{DELETED}"')


def test_who_may_not_see_releases_sees_no_deleted_drafts(client):
    client.force_login(make_user("stranger"))

    assert client.get(DELETED).status_code == 403


@pytest.mark.parametrize("how_many", [1, PER_PAGE + 1])
def test_the_deleted_drafts_ask_a_constant_number_of_questions(
    client, editor, django_assert_num_queries, how_many
):
    for _ in range(how_many):
        workflow.delete_draft(make_draft(), by=editor)

    # The fifth asks which of them are there again.
    with django_assert_num_queries(5):
        client.get(DELETED)
