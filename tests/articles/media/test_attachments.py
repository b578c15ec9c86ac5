"""Attachments: what may come in, and addresses that outlive corrections."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.media.file_store import store_attachment
from articles.media.validation import Refused
from articles.models import Article, Attachment, AttachmentFile
from tests.factories import document_upload, issue, make_article, make_attachment, make_editor, picture_upload

pytestmark = pytest.mark.usefixtures("terms")

ENDINGS = [str(kind) for kind in AttachmentFile.Type]


# What may come in


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_allowed_type_comes_in_and_is_told_by_its_content(ending):
    upload = document_upload(f"report.{ending}")

    file = store_attachment(upload)

    assert file.type == ending
    assert default_storage.open(file.name).read() == upload.open().read()


def test_the_same_document_is_kept_once_for_each_type():
    first = store_attachment(document_upload("a.txt", "one,two"))
    again = store_attachment(document_upload("b.txt", "one,two"))
    table = store_attachment(document_upload("a.csv", "one,two"))

    assert first == again
    assert table.type == "csv"


def refused(upload) -> str:
    with pytest.raises(Refused) as refusal:
        store_attachment(upload)
    assert not AttachmentFile.objects.exists()
    assert not default_storage.exists("attachments")
    return str(refusal.value)


@pytest.mark.parametrize("name", ["a.exe", "a.svg", "a.html", "a.doc", "a", "pdf"])
def test_other_endings_are_refused(name):
    assert "only PDF, DOCX, XLSX, ODT, TXT, CSV, ZIP may be attached" in refused(
        SimpleUploadedFile(name, b"%PDF-")
    )


@pytest.mark.parametrize("real", ["pdf", "docx", "zip", "txt"])
@pytest.mark.parametrize("named", ["pdf", "docx", "xlsx", "odt"])
def test_a_document_that_is_not_what_its_name_says_is_refused(real, named):
    if real == named:
        return
    upload = document_upload(f"a.{real}")
    upload.name = f"a.{named}"

    assert f"its name says {named.upper()}, but by its content it is" in refused(upload)


def test_a_program_named_as_text_and_a_picture_named_as_pdf_are_refused():
    picture = picture_upload()
    picture.name = "a.pdf"

    assert "it is not text in UTF-8" in refused(SimpleUploadedFile("a.txt", b"MZ\x90\x00\xff\xfe"))
    assert "something else" in refused(SimpleUploadedFile("a.csv", b"a,b\x00\x01"))
    assert "something else" in refused(picture)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip"])
def test_a_document_that_is_cut_off_is_refused(name):
    whole = document_upload(name, "text " * 400).read()

    assert "cut off" in refused(SimpleUploadedFile(name, whole[:-40]))


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VbaProject.BIN", "VBAPROJECT.BIN"])
def test_macros_are_refused(name):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "text")
        archive.writestr(name, "macro")

    assert "it holds macros" in refused(SimpleUploadedFile("a.docx", written.getvalue()))


def test_the_limit_in_bytes_is_told(settings):
    settings.UPLOAD_MAX_BYTES = 10

    assert "10\xa0bytes is the most" in refused(document_upload())


def test_the_database_wants_a_title_and_each_number_once():
    article = make_article()
    first = make_attachment(article)

    for facts in ({"title": "", "number": 2}, {"title": "Report", "number": first.number}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.create(article=article, file=first.file, stem="report", **facts)


# What readers get


def test_the_page_lists_documents_with_type_size_and_language(client):
    article = make_article()
    make_attachment(article, document_upload("a.csv", "x" * 3000), title="Отчёт", language="ru", place=2)
    make_attachment(article, title="Report", place=1)

    page = client.get(article.get_absolute_url()).content.decode()

    assert page.index("Report</a>") < page.index("Отчёт</a>")
    assert 'hreflang="ru" lang="ru" dir="ltr">Отчёт</a>' in page
    assert 'CSV, 2.9\xa0KB, <span lang="ru" dir="ltr">Русский</span>' in page


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_document_is_given_to_keep_under_its_own_type(client, ending):
    upload = document_upload(f"report.{ending}")
    attachment = make_attachment(make_article(), upload)

    response = client.get(attachment.get_absolute_url())

    assert b"".join(response.streaming_content) == upload.open().read()
    assert response.headers["Content-Type"] == AttachmentFile.CONTENT_TYPES[ending]
    assert response.headers["Content-Disposition"] == f'attachment; filename="document-1.{ending}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert int(response.headers["Content-Length"]) == upload.size


def test_another_name_leads_to_the_right_one(client):
    attachment = make_attachment(make_article())

    response = client.get(attachment.get_absolute_url().replace("document-1", "old"))

    assert (response.status_code, response.headers["Location"]) == (302, attachment.get_absolute_url())


def corrected(article: Article, upload=None, **changes) -> Article:
    """The next edition of a release, public now, its one document changed or taken away."""
    editor = make_editor()
    draft = workflow.open_new_edition(article, by=editor)
    if upload:
        draft.attachments.update(file=store_attachment(upload), **changes)
    else:
        draft.attachments.all().delete()
    issue(draft, by=editor)
    return Article.objects.get(pk=draft.pk)


def test_replacing_a_file_keeps_its_address_and_changes_its_etag(client):
    article = make_article()
    attachment = make_attachment(article, document_upload(text="First"))
    before = client.get(attachment.get_absolute_url())
    assert b"First" in before.getvalue()

    corrected(article, document_upload(text="Second"), title="Report, corrected")

    after = client.get(attachment.get_absolute_url(), HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert after.status_code == 200
    assert b"Second" in after.getvalue()
    assert after.headers["ETag"] != before.headers["ETag"]
    assert (
        client.get(attachment.get_absolute_url(), HTTP_IF_NONE_MATCH=after.headers["ETag"]).status_code == 304
    )


def test_an_earlier_edition_keeps_its_own_file_at_an_address_of_its_own(client):
    article = make_article()
    make_attachment(article, document_upload(text="First"))
    new = corrected(article, document_upload(text="Second"))

    page = client.get(f"{new.get_absolute_url()}editions/1/")

    address = f"/media/attachments/{article.release}/1/editions/1/document-1.pdf"
    assertContains(page, address)
    assert b"First" in client.get(address).getvalue()


def test_a_document_that_the_correction_took_away_is_gone_from_its_address(client):
    article = make_article()
    attachment = make_attachment(article)

    new = corrected(article)

    assert client.get(attachment.get_absolute_url()).status_code == 404
    assertNotContains(client.get(new.get_absolute_url()), "Documents</h2>")


def test_a_correction_in_preparation_changes_nothing_for_readers(client):
    article = make_article()
    attachment = make_attachment(article, document_upload(text="First"))
    draft = workflow.open_new_edition(article, by=make_editor())
    draft.attachments.update(file=store_attachment(document_upload(text="Second")))

    assert b"First" in client.get(attachment.get_absolute_url()).getvalue()
    assert client.get(f"/media/attachments/{article.release}/1/editions/2/document-1.pdf").status_code == 404
    assert timezone.now() > article.public_at
