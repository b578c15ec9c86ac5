"""A deleted draft is brought back as it was, once, by those who may write releases; and what does not come back is said."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import change_log, workflow
from articles.media import unused_files
from articles.models import Article, ChangeLogEntry, PictureFile, Transition
from taxonomy.models import ReleaseType
from tests.factories import make_article, make_attachment, make_editor, make_member, make_picture

State = Article.State
DELETED = "/admin/articles/article/deleted/"

pytestmark = pytest.mark.usefixtures("terms")


def delete(draft: Article) -> ChangeLogEntry:
    workflow.delete_draft(draft, by=make_editor(f"deleter {draft.pk}"))
    return ChangeLogEntry.objects.filter(kind="deleted").first()


def address_of(deletion: ChangeLogEntry) -> str:
    return f"{DELETED}{deletion.pk}/bring-back/"


def make_draft(**facts) -> Article:
    return make_article(**{"state": State.DRAFT, "title": "A bridge", "slug": "a-bridge"} | facts)


def test_everything_that_people_may_change_comes_back(client, editor):
    writer = make_member("wanda", "Writer")
    draft = make_draft(
        body="<p>It <em>opens</em>.</p>",
        place="Wien",
        translates=7,
        publishing_date=date(2026, 3, 4),
        embargo_until=timezone.now() + timedelta(days=1),
        editor_note="Ask Ed.",
        is_minor=True,
        created_by=writer,
        structures=["secretariat"],
        fields_of_work=["elections"],
        tags=("peace",),
    )
    before = change_log.facts_of(draft)
    number = draft.release

    response = client.post(address_of(delete(draft)), follow=True)

    back = Article.objects.get()
    assert change_log.facts_of(back) == before
    assert (back.release, back.edition, back.state) == (number, 1, State.DRAFT)
    assert (back.created_by, back.changed_by) == (writer, editor)
    assertContains(response, "“A bridge” is a draft again.")


def test_the_history_says_who_brought_it_back(client, editor):
    deletion = delete(make_draft())

    client.post(address_of(deletion))

    page = client.get(f"/admin/articles/article/history/{deletion.release}/")
    assert "Brought this deleted draft back" in [
        entry.what.partition(",")[0] for entry in page.context["entries"] if entry.by == "editor"
    ]


def test_a_second_time_is_refused_and_the_list_leads_to_the_draft(client, editor):
    deletion = delete(make_draft())
    client.post(address_of(deletion))

    response = client.post(address_of(deletion), follow=True)

    assert Article.objects.count() == 1
    assertContains(response, f"Edition 1 of release {deletion.release} is there again")
    assertContains(response, "It is there again")
    assertNotContains(response, "Bring back as a draft")


def test_a_correction_comes_back_beside_what_is_published(client, editor):
    published = make_article(title="A bridge")
    deletion = delete(workflow.open_new_edition(published, by=editor))

    client.post(address_of(deletion))

    assert Article.objects.get(release=published.release, edition=2).state == State.DRAFT


def test_a_correction_does_not_come_back_when_another_was_begun_meanwhile(client, editor):
    published = make_article(title="A bridge")
    first = workflow.open_new_edition(published, by=editor)
    deletion = delete(first)
    make_article(release=published.release, edition=3, state=State.DRAFT)

    response = client.post(address_of(deletion), follow=True)

    assertContains(response, "Another edition of this release is in preparation already.")
    assert not Article.objects.filter(release=published.release, edition=2).exists()


def test_pictures_documents_moves_and_the_address_come_back(client, editor):
    draft = make_draft()
    picture, document = make_picture(draft, alt="A hall"), make_attachment(draft)
    workflow.submit(draft, by=editor, remark="Please read.")
    key = draft.pk

    client.post(address_of(delete(draft)))

    back = Article.objects.get()
    assert (back.pk, back.state) == (key, State.DRAFT)
    assert list(back.pictures.values_list("file", "alt", "number")) == [(picture.file_id, "A hall", 1)]
    assert list(back.attachments.values_list("file", "number")) == [(document.file_id, document.number)]
    assert list(back.transitions.values_list("verb", "by", "remark")) == [
        ("submit", editor.pk, "Please read.")
    ]


def test_files_of_a_deleted_draft_are_kept_for_90_days(client, editor):
    picture = make_picture(make_draft())
    delete(picture.article)
    now = timezone.now()

    assert unused_files.unused(now + timedelta(days=89)) == []
    assert unused_files.unused(now + timedelta(days=91)) == [picture.file]


def test_what_does_not_come_back_is_said(client, editor):
    draft = make_draft()
    make_picture(draft)
    deletion = delete(draft)
    PictureFile.objects.all().delete()

    response = client.post(address_of(deletion), follow=True)

    assertContains(response, "What did not come back: 1 picture; please add them again.")


def test_a_content_type_that_is_gone_by_now_is_left_out(client, editor):
    kind = ReleaseType.objects.create(name="Gone", slug="gone")
    draft = make_draft(type="gone")
    deletion = delete(draft)
    kind.delete()

    client.post(address_of(deletion))

    assert Article.objects.get().release_type is None


def test_what_was_deleted_before_texts_were_kept_says_so(client, editor):
    deletion = delete(make_draft())
    ChangeLogEntry.objects.update(content=None)

    assertContains(client.get(DELETED), "Its text was not kept")
    assertContains(client.post(address_of(deletion), follow=True), "it cannot be brought back")
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("role", "may"),
    [("Writer", True), ("Editor", True), ("Publisher", False), ("Records", False), ("Administrator", True)],
)
def test_those_who_may_write_releases_bring_back(client, role, may):
    deletion = delete(make_draft())
    client.force_login(make_member("member", role))

    page = client.get(DELETED)
    response = client.post(address_of(deletion))

    assert ("Bring back as a draft" in page.text) == may
    assert response.status_code == (302 if may else 403)
    assert Article.objects.exists() == may


def test_the_workflow_itself_refuses_who_may_not_write():
    deletion = delete(make_draft())

    with pytest.raises(workflow.NotPossible, match="the right to write releases"):
        workflow.bring_back(deletion, by=make_member("paul", "Publisher"))


def test_only_deletions_are_brought_back_and_only_by_post(client, editor):
    deletion = delete(make_draft())
    change = ChangeLogEntry.objects.create(release=1, edition=1, by=editor, changes={})

    assert client.get(address_of(deletion)).status_code == 405
    assert client.post(address_of(change)).status_code == 404
    assert not Article.objects.exists()


def test_the_page_before_a_deletion_speaks_of_the_draft_and_not_of_the_database(client, editor):
    draft = make_draft(created_by=make_member("wanda", "Writer"))
    Transition.objects.create(article=draft, verb="create", to_state="draft", by=editor)

    response = client.get(f"/admin/articles/article/{draft.pk}/delete/")

    assertContains(response, "<strong>wanda</strong>")
    assertContains(response, 'value="Delete this draft"')
    assertContains(response, ">Keep it</a>")
    assertNotContains(response, "Transition")
    assertNotContains(response, "I’m sure")


def test_the_address_of_a_deleted_draft_leads_to_the_deleted_drafts(client, editor):
    draft = make_draft()
    address = f"/admin/articles/article/{draft.pk}/change/"
    delete(draft)

    response = client.get(address, follow=True)

    assertContains(response, "There is no release here.")
    assertContains(response, f'<a href="{DELETED}">the deleted drafts</a>')
