"""Pictures and documents in the form of a release: uploaded, described, ordered, and never lost by an error."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import workflow
from articles.media.file_store import store_attachment, store_picture
from articles.models import (
    Article,
    Attachment,
    AttachmentFile,
    ChangeLogEntry,
    ImportBatch,
    Picture,
    PictureFile,
)
from tests.factories import (
    document_upload,
    make_article,
    make_attachment,
    make_picture,
    make_user,
    picture_upload,
)

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State
QUERIES = 14
SOON = timezone.now() + timedelta(hours=2)


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def rows(prefix: str, *facts: dict) -> dict:
    """What a browser sends of these rows; those with an id come first, as on the page."""
    sent = {f"{prefix}-TOTAL_FORMS": len(facts), f"{prefix}-INITIAL_FORMS": sum("id" in row for row in facts)}
    for place, row in enumerate(facts):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return sent


def typed(article: Article, pictures: list[dict] = (), attachments: list[dict] = (), **changes) -> dict:
    """What a browser sends from the form of `article` with these rows."""
    pictures = [{"focal_x": 50, "focal_y": 50} | picture for picture in pictures]
    attachments = [{"language": "en", "place": 1} | attachment for attachment in attachments]
    facts = {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "language": "en",
        "tags": "",
    }
    facts |= {"version": article.lock_version}
    return facts | rows("pictures", *pictures) | rows("attachments", *attachments) | changes


def sent_of(picture: Picture, **changes) -> dict:
    """The row of a picture as its form has it, after these changes."""
    facts = {"id": picture.pk, "file-pk": picture.file_id, "number": picture.number, "alt": picture.alt}
    if picture.is_lead:
        facts["is_lead"] = "on"
    return facts | changes


@pytest.fixture
def draft(editor) -> Article:
    return make_article(state=State.DRAFT)


def test_a_picture_comes_with_the_form_alone(client, draft):
    facts = {
        "file": picture_upload(size=(700, 500)), "alt": "A hall", "is_lead": "on", "caption": "The hall.",
        "credit": "OSCE", "rights": "Free for editorial use", "rights_until": "2030-01-31", "focal_x": 20,
    }  # fmt: skip

    response = client.post(page_of(draft), typed(draft, [facts]))

    assertRedirects(response, reverse("admin:articles_article_changelist"))
    picture = draft.pictures.get()
    assert (picture.number, picture.alt, picture.is_lead, picture.focal_x) == (1, "A hall", True, 20)
    assert {one.shape for one in picture.file.renditions.all()} == {"whole", "lead-20-50"}


def test_several_pictures_uploaded_before_come_in_at_once_in_their_order(client, draft):
    files = [store_picture(picture_upload()) for _ in range(3)]

    client.post(page_of(draft), typed(draft, [{"file-pk": file.pk, "alt": "Hall"} for file in files]))

    assert list(draft.pictures.values_list("number", "file")) == [
        (number, file.pk) for number, file in enumerate(files, 1)
    ]


def test_a_new_release_can_have_pictures_at_once(client, editor):
    unsaved = Article(title="New", summary="New", body="<p>[picture 1]</p>")

    client.post(
        reverse("admin:articles_article_add"),
        typed(
            unsaved,
            [{"file": picture_upload(), "alt": "A hall"}],
            [{"file": document_upload(), "title": "Report"}],
        ),
    )

    article = Article.objects.get()
    assert article.pictures.get().alt == "A hall"
    assert (article.attachments.get().number, article.attachments.get().stem) == (1, "report")


@pytest.mark.parametrize("described", [{}, {"alt": " "}])
def test_a_draft_keeps_a_picture_that_nobody_has_described_yet(client, draft, described):
    facts = [{"file": picture_upload(), "is_decorative": "on"}, {"file": picture_upload()} | described]

    response = client.post(page_of(draft), typed(draft, facts) | {"_continue": ""}, follow=True)

    assertContains(response, "was changed successfully")
    assert [picture.is_undescribed for picture in draft.pictures.all()] == [False, True]
    message = "Picture 2 has no text: say in “Alternative text” what is to be seen"
    assertContains(response, message, count=3)  # in the list, in what its link says, and beside the field
    assertContains(response, 'href="#id_pictures-1-alt"')
    assertContains(response, f"<strong>Before publication:</strong> {message}")


def ready(draft: Article, state: str) -> Article:
    """The edition with all that publication asks for but a text of its picture."""
    Article.objects.filter(pk=draft.pk).update(state=state)
    make_picture(draft, alt="Stairs")
    make_picture(draft, alt="")
    return Article.objects.get(pk=draft.pk)


@pytest.mark.parametrize(
    ("state", "publish"),
    [
        (State.APPROVED, workflow.publish),
        (State.APPROVED, partial(workflow.publish, at=SOON)),
        (State.SUBMITTED, partial(workflow.force_publish, reason="A flood.")),
        (State.SUBMITTED, partial(workflow.force_publish, reason="A flood.", at=SOON)),
    ],
)
def test_readers_never_see_a_picture_that_nobody_has_described(client, editor, draft, state, publish):
    edition = ready(draft, state)

    with pytest.raises(workflow.NotPossible) as refusal:
        publish(edition, by=editor)

    assert any("Picture 2 has no text" in reason for reason in refusal.value.reasons)
    assert client.get(f"/news/{edition.release}/", follow=True).status_code == 404
    assert not Picture.objects.shown(SOON + timedelta(days=1)).exists()

    edition.pictures.filter(number=2).update(is_decorative=True)
    publish(edition, by=editor)

    assert {one.number for one in Picture.objects.shown(SOON + timedelta(days=1))} == {1, 2}


def test_the_pages_of_publication_say_which_picture_has_no_text(client, editor, draft):
    edition = ready(draft, State.APPROVED)
    address = reverse("admin:articles_article_move", args=[edition.pk, "publish"])

    response = client.post(address, {"version": edition.lock_version, "remark": ""})

    assertContains(response, "<strong>Necessary:</strong> Picture 2 has no text")
    edition.refresh_from_db()
    assert edition.state == State.APPROVED


def test_a_picture_is_not_both_described_and_decorative_and_its_file_is_not_lost_meanwhile(client, draft):
    both = {"file": picture_upload(), "alt": "A hall", "is_decorative": "on"}

    response = client.post(page_of(draft), typed(draft, [both]))

    # Above the form, and at the field.
    assertContains(response, "A picture is described or decorative, not both", count=2)
    kept = PictureFile.objects.get()
    assertContains(response, f'name="pictures-0-file-pk" value="{kept.pk}"')
    assertContains(response, f'src="/admin/articles/article/pictures/{kept.pk}/file/"')
    assert not draft.pictures.exists()

    client.post(page_of(draft), typed(draft, [{"file-pk": kept.pk, "is_decorative": "on"}]))

    assert draft.pictures.get().file == kept


def test_what_is_to_be_corrected_stands_above_the_form_with_links(client, draft):
    rows_sent = [
        {"file": picture_upload(), "alt": "A hall"},
        {"file-pk": "4711", "alt": "Stairs", "focal_x": 101},
    ]
    changes = {"title": "", "embargo_until_0": "soon", "embargo_until_1": "noon"}

    response = client.post(page_of(draft), typed(draft, rows_sent, [{"title": "Report"}], **changes))

    page = response.content.decode()
    assert [(one.label, one.place) for one in response.context["mistakes"]] == [
        ("Title", "id_title"),
        ("Under embargo until", "id_embargo_until_0"),
        ("Picture 2: Picture", "id_pictures-1-file"),
        ("Picture 2: Focal point from the left", "id_pictures-1-focal_x"),
        ("Document 1: Document", "id_attachments-0-file"),
    ]
    assert all(f'id="{one.place}"' in page for one in response.context["mistakes"])
    assertContains(response, "<p>5 things to correct before it can be saved:</p>")
    assertContains(
        response, '<a href="#id_pictures-1-file">Picture 2: Picture</a>: Choose a file.', html=True
    )
    assertContains(response, "<title>Error: ")
    assert page.index("5 things to correct") < page.index('id="id_title"')
    assertNotContains(response, "Please correct")


def test_days_are_asked_for_by_the_inputs_of_the_browser_and_times_have_24_hours(client, editor, draft):
    Article.objects.filter(pk=draft.pk).update(publishing_date=date(1993, 4, 1))
    make_picture(draft, rights_until=date(2030, 1, 31))
    ImportBatch.objects.create(name="Old pages", started_at=datetime(2026, 11, 22, 20, 24, tzinfo=UTC))

    page = client.get(page_of(draft))
    batches = client.get(reverse("admin:articles_importbatch_changelist"))

    assertContains(page, '<input type="date" name="publishing_date" value="1993-04-01"')
    assertContains(page, '<input type="date" name="pictures-0-rights_until" value="2030-01-31"')
    assertNotContains(page, "vDateField")
    assertNotContains(page, "DateTimeShortcuts")
    assertContains(batches, "22 Nov 2026, 21:24")


def test_a_form_that_was_saved_has_nothing_to_correct(client, draft):
    response = client.get(page_of(draft))

    assertNotContains(response, "to correct before")
    assertNotContains(response, "errornote")


def test_a_picture_that_cannot_be_taken_is_told_beside_it(client, draft):
    upload = SimpleUploadedFile("logo.svg", b"<svg/>")

    response = client.post(page_of(draft), typed(draft, [{"file": upload, "alt": "A logo"}]))

    assertContains(response, "“logo.svg” was not taken")
    assertContains(response, 'value="A logo"')


def test_numbers_and_the_lead_change_hands_in_one_save(client, draft):
    first, second = make_picture(draft, is_lead=True), make_picture(draft)
    changed = [sent_of(first, number=2, is_lead=""), sent_of(second, number=1, is_lead="on")]

    client.post(page_of(draft), typed(draft, changed))

    assert list(draft.pictures.values_list("pk", "number", "is_lead")) == [
        (second.pk, 1, True),
        (first.pk, 2, False),
    ]
    assert second.file.renditions.filter(shape="lead-50-50").exists()


def test_saving_without_a_change_keeps_all_as_it_is(client, draft):
    pictures = [make_picture(draft, is_lead=True), make_picture(draft, number=5)]

    client.post(page_of(draft), typed(draft, [sent_of(picture) for picture in pictures]))

    assert list(draft.pictures.values_list("pk", "number", "is_lead")) == [
        (pictures[0].pk, 1, True),
        (pictures[1].pk, 5, False),
    ]


def test_pictures_that_a_form_does_not_mention_stay_as_they_are(client, draft):
    picture = make_picture(draft, is_lead=True)

    client.post(page_of(draft), typed(draft))

    picture.refresh_from_db()
    assert (picture.number, picture.is_lead) == (1, True)


def test_a_deleted_picture_leaves_its_number_free(client, draft):
    first, second = make_picture(draft), make_picture(draft)
    changed = [sent_of(first, DELETE="on"), sent_of(second, number=1)]

    client.post(page_of(draft), typed(draft, changed))

    assert list(draft.pictures.values_list("pk", "number")) == [(second.pk, 1)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"number": 2}, "Two pictures have the number 2."),
        ({"is_lead": "on"}, "A release has one lead picture."),
        ({"focal_x": 101}, "less than or equal to 100"),
        ({"number": 0}, "greater than or equal to 1"),
    ],
)
def test_what_pictures_cannot_have_is_told(client, draft, changes, message):
    first, second = make_picture(draft), make_picture(draft, is_lead=True)

    response = client.post(page_of(draft), typed(draft, [sent_of(first, **changes), sent_of(second)]))

    assertContains(response, message)
    assert list(draft.pictures.values_list("number", "is_lead")) == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>[picture 1]</p>", "Picture 1 is the lead picture, which stands above the text."),
        (
            "<p>See [Picture 2].</p>",
            "[picture 2] stands among other words. Put it into a paragraph of its own.",
        ),
        ("[picture 2]", "Put it into a paragraph of its own."),
    ],
)
def test_a_picture_that_the_text_names_wrongly_is_told_and_nothing_is_lost(client, draft, body, message):
    pictures = [make_picture(draft, is_lead=True), make_picture(draft)]

    response = client.post(page_of(draft), typed(draft, [sent_of(one) for one in pictures], body=body))

    assertContains(response, message)
    draft.refresh_from_db()
    assert draft.body == ""


def test_a_picture_that_the_text_names_and_that_is_not_there_is_warned_of_and_saved(client, draft):
    picture = make_picture(draft)

    client.post(page_of(draft), typed(draft, [sent_of(picture, DELETE="on")], body="<p>[picture 1]</p>"))

    assert not draft.pictures.exists()
    assertContains(client.get(page_of(draft)), "no picture has this number: there is none.")


def test_changing_a_picture_of_an_approved_edition_asks_for_approval_again(client, editor):
    article = make_article(state=State.APPROVED)

    client.post(page_of(article), typed(article, [{"file": picture_upload(), "alt": "A hall"}]))

    article.refresh_from_db()
    assert article.state == State.SUBMITTED


def test_a_second_window_changes_no_picture(client, draft):
    picture = make_picture(draft)
    second_window = typed(draft, [sent_of(picture, alt="Second window")])
    client.post(page_of(draft), typed(draft, [sent_of(picture, alt="First window")]))

    response = client.post(page_of(draft), second_window)

    assertContains(response, "Not saved: editor has changed this release since you opened it.")
    assertContains(response, "Second window")
    assert draft.pictures.get().alt == "First window"


@pytest.mark.parametrize("state", Article.ISSUED)
def test_the_pictures_of_what_was_published_are_read_and_not_changed(client, editor, state):
    article = make_article(state=state)
    picture, attachment = (
        make_picture(article, credit="Micky Kroell"),
        make_attachment(article, title="Report"),
    )

    page = client.get(page_of(article))
    client.post(
        page_of(article),
        typed(article, [sent_of(picture, alt="Changed")], [{"id": attachment.pk, "DELETE": "on"}]),
    )

    assertContains(
        page, f'<img class="preview" src="/admin/articles/article/pictures/{picture.file_id}/file/"'
    )
    assertContains(page, "Micky Kroell")
    assertContains(page, "Report")
    assertNotContains(page, 'type="file"')
    picture.refresh_from_db()
    assert picture.alt == "Picture 1"
    assert article.attachments.get() == attachment


def test_a_new_edition_starts_with_the_pictures_and_documents_of_the_one_before(editor):
    article = make_article()
    make_picture(article, is_lead=True, caption="A hall")
    make_attachment(article, title="Report", stem="report", number=3)

    new = workflow.open_new_edition(article, by=editor)

    assert (new.pictures.get().caption, new.pictures.get().file) == ("A hall", article.pictures.get().file)
    assert (new.attachments.get().number, new.attachments.get().stem) == (3, "report")
    assert article.pictures.count() == article.attachments.count() == 1


def test_who_may_only_look_sees_pictures_without_a_form(client):
    client.force_login(make_user("colleague", "view_article"))
    article = make_article(state=State.DRAFT)
    make_picture(article, caption="A hall")

    page = client.get(page_of(article))

    assertContains(page, "A hall")
    assertNotContains(page, 'type="file"')


def test_who_may_change_releases_needs_no_other_right_for_their_pictures(client):
    client.force_login(make_user("writer", "view_article", "change_article"))
    article = make_article(state=State.DRAFT)

    client.post(page_of(article), typed(article, [{"file": picture_upload(), "alt": "A hall"}]))

    assert article.pictures.count() == 1


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_form_asks_the_database_as_often_for_any_number_of_pictures(
    client, draft, django_assert_num_queries, how_many
):
    for _ in range(how_many):
        make_picture(draft)
        make_attachment(draft)

    with django_assert_num_queries(QUERIES):
        client.get(page_of(draft))


# Documents


def test_a_document_keeps_its_address_when_its_title_and_its_file_change(client, draft):
    attachment = make_attachment(draft, title="Report", stem="report")
    row = {"id": attachment.pk, "title": "Report of May", "file": document_upload("b.docx"), "language": "fr"}

    client.post(page_of(draft), typed(draft, attachments=[row]))

    attachment = draft.attachments.get()
    assert (attachment.number, attachment.stem, attachment.title) == (1, "report", "Report of May")
    assert (attachment.file.type, attachment.language) == ("docx", "fr")


def test_a_number_that_an_earlier_edition_used_is_not_used_again(client, editor):
    article = make_article()
    make_attachment(article)
    new = workflow.open_new_edition(article, by=editor)
    old = new.attachments.get()
    file = store_attachment(document_upload())
    rows_sent = [{"id": old.pk, "DELETE": "on", "title": "x"}, {"file-pk": file.pk, "title": "Отчёт"}]

    client.post(page_of(new), typed(new, attachments=rows_sent))

    assert [(one.number, one.file_name) for one in new.attachments.all()] == [(2, "document.pdf")]


# Uploading at once


@pytest.mark.parametrize(
    ("kind", "upload", "model"),
    [("picture", picture_upload, PictureFile), ("attachment", document_upload, AttachmentFile)],
)
def test_a_file_is_uploaded_before_the_form_is_saved(client, editor, kind, upload, model):
    response = client.post(f"/admin/articles/article/{kind}s/upload/", {"file": upload()})

    file = model.objects.get()
    address = f"/admin/articles/article/{kind}s/{file.pk}/file/"
    assert response.json() == {"pk": file.pk, "address": address, "offers": {}}
    assert client.get(address).status_code == 200


def test_what_is_not_taken_is_told(client, editor):
    response = client.post("/admin/articles/article/pictures/upload/", {"file": document_upload()})

    assert response.status_code == 400
    assert "“report.pdf” was not taken" in response.json()["error"]
    assert client.post("/admin/articles/article/pictures/upload/").status_code == 400
    assert client.get("/admin/articles/article/pictures/upload/").status_code == 405


@pytest.mark.parametrize("kind", ["picture", "attachment"])
def test_who_may_not_change_releases_uploads_nothing(client, terms, kind):
    client.force_login(make_user("colleague", "view_article", "publish_article"))
    upload = picture_upload() if kind == "picture" else document_upload()

    response = client.post(f"/admin/articles/article/{kind}s/upload/", {"file": upload})

    assert response.status_code == 403
    assert not PictureFile.objects.exists()
    assert not AttachmentFile.objects.exists()


def test_a_file_that_is_not_there_any_more_is_asked_for_again(client, draft):
    response = client.post(page_of(draft), typed(draft, [{"file-pk": 4711, "alt": "A hall"}]))

    assertContains(response, "Choose a file.")
    assert not Attachment.objects.exists()


def test_a_draft_with_pictures_can_be_deleted(client, draft):
    make_picture(draft)
    make_attachment(draft)

    client.post(
        reverse("admin:articles_article_delete", args=[draft.pk]),
        {"post": "yes", "version": draft.lock_version},
    )

    assert not Article.objects.exists()


def test_the_history_tells_what_was_changed_in_pictures_and_documents(client, editor, draft):
    kept, gone = make_picture(draft, alt="A hall"), make_picture(draft, alt="Stairs")
    make_attachment(draft, title="Report")
    history = reverse("admin:articles_article_release_history", args=[draft.release])
    sent = [
        sent_of(kept, alt="A hall full of light", credit="OSCE"),
        sent_of(gone, DELETE="on"),
        {"file": picture_upload(), "alt": "A door"},
    ]
    report = draft.attachments.get()
    document = {"id": report.pk, "file-pk": report.file_id, "title": "Report of 2026", "language": "en"}

    client.post(page_of(draft), typed(draft, sent, [document]))

    entry = client.get(history).context["entries"][0]
    assert entry.by == editor.username
    assert [difference.label for difference in entry.differences] == [
        "Picture 1", "Picture 2", "Document 1",
    ]  # fmt: skip
    changes = ChangeLogEntry.objects.latest("pk").changes
    before, after = (value.splitlines() for value in changes["picture 1"])
    assert before[1:] == ["alternative text: A hall", *before[2:]]
    assert after[1:3] == ["alternative text: A hall full of light", "credit: OSCE"]
    assert [value.splitlines()[1] for value in changes["picture 2"]] == [
        "alternative text: Stairs",
        "alternative text: A door",
    ]
    assert changes["document 1"][1].splitlines()[1] == "title: Report of 2026"


def test_a_save_that_changes_no_file_tells_nothing_of_files(client, editor, draft):
    picture = make_picture(draft, alt="A hall")

    client.post(page_of(draft), typed(draft, [sent_of(picture)], title="A new title"))

    (entry,) = ChangeLogEntry.objects.all()
    assert "title" in entry.changes
    assert not any(name.startswith("picture") for name in entry.changes)


def told_by_exif(**options):
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "The hall before the meeting"
    exif[ExifTags.Base.Artist] = "OSCE/Micky Kroell"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2025:05:04 10:00:00"
    return picture_upload(exif=exif, **options)


def test_what_a_file_says_of_its_picture_is_offered_with_its_upload(client, editor):
    response = client.post("/admin/articles/article/pictures/upload/", {"file": told_by_exif()})

    assert response.json()["offers"] == {
        "caption": "The hall before the meeting",
        "credit": "OSCE/Micky Kroell",
        "taken_on": "2025-05-04",
    }


def test_a_file_in_the_form_fills_what_is_empty_and_overwrites_nothing(client, draft):
    row = {"file": told_by_exif(), "credit": "OSCE/Somebody else", "alt": ""}

    client.post(page_of(draft), typed(draft, [row]))

    picture = draft.pictures.get()
    assert picture.caption == "The hall before the meeting"
    assert picture.credit == "OSCE/Somebody else"
    assert picture.taken_on == date(2025, 5, 4)
    assert picture.alt == ""


def test_an_offer_that_was_taken_out_stays_out(client, draft):
    file = store_picture(told_by_exif())

    client.post(page_of(draft), typed(draft, [{"file-pk": file.pk, "alt": "A hall"}]))

    assert draft.pictures.get().caption == ""
