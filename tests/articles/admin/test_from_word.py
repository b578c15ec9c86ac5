"""A Word document becomes a draft, or is refused in a sentence that says what to do."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from articles.models import Article
from articles.text.paste import word_file as reader
from tests.factories import make_member, picture_upload
from tests.word_files import PICTURE, paragraph, run, word_file

ADDRESS = "/admin/articles/article/from-word/"

pytestmark = pytest.mark.usefixtures("terms")


def send(client, content: bytes, name: str = "Draft 3.docx"):
    return client.post(ADDRESS, {"document": SimpleUploadedFile(name, content)}, follow=True)


def test_a_document_becomes_a_draft_with_title_dateline_text_and_pictures(client, editor):
    document = word_file(
        paragraph(run("River crossing reopens"), style="Title"),
        paragraph(run("KYIV, 5 May 2025 – The bridge is "), run("open", "<w:b/>"), run("."), PICTURE),
        paragraph(run("Details"), style="Heading1"),
        paragraph(
            run("Two lanes"),
            "<w:del><w:r><w:delText> never</w:delText></w:r></w:del>",
            run(", call Anna", "<w:vanish/>"),
            run("."),
        ),
        paragraph(run("A claim"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(".")),
        picture=picture_upload("hall.png").read(),
        notes='<w:footnote w:id="2"><w:p><w:r><w:t>Report of May.</w:t></w:r></w:p></w:footnote>',
    )

    page = send(client, document)

    draft = Article.objects.get()
    assert (draft.title, draft.place, draft.publishing_date) == (
        "River crossing reopens",
        "KYIV",
        date(2025, 5, 5),
    )
    assert (draft.state, draft.created_by) == ("draft", editor)
    assert draft.body == (
        "<p>KYIV, 5 May 2025 – The bridge is <strong>open</strong>.</p><p>[picture 1]</p><h2>Details</h2>"
        "<p>Two lanes.</p><p>A claim.</p><hr><ol><li>Report of May.</li></ol>"
    )
    assert list(draft.pictures.values_list("number", "alt")) == [(1, "A hall")]
    assertRedirects(page, reverse("admin:articles_article_change", args=[draft.pk]))
    assertContains(page, "Left out: the title, deleted or struck-out text, hidden text, marks of footnotes.")


@pytest.mark.parametrize(
    ("paragraphs", "title", "body"),
    [
        (
            (paragraph(run("A bridge opens")), paragraph(run("It is open."))),
            "A bridge opens",
            "<p>It is open.</p>",
        ),
        ((paragraph(run("It is open.")),), "Draft 3", "<p>It is open.</p>"),
        ((paragraph(run("A bridge"), style="Heading1"), paragraph(run("Text."))), "A bridge", "<p>Text.</p>"),
        ((), "Draft 3", ""),
    ],
)
def test_the_title_is_a_heading_or_first_line_or_the_name_of_the_file(
    client, editor, paragraphs, title, body
):
    send(client, word_file(*paragraphs))

    assert list(Article.objects.values_list("title", "body")) == [(title, body)]


def test_a_picture_that_no_browser_shows_is_left_out_and_said(client, editor):
    page = send(
        client, word_file(paragraph(run("A line.")), paragraph(PICTURE), picture=b"EMF", kind="x-emf")
    )

    assertContains(page, "Left out: pictures (add them as pictures of the release).")
    assert Article.objects.get().body == "<p>A line.</p>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is no Word document, or a damaged one."),
        (b"%PDF-1.7", "This file is no Word document, or a damaged one."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it in Word as .docx, without a password"),
        (word_file(paragraph(run("a")))[:-40], "This file is no Word document, or a damaged one."),
        (word_file(more={"word/document.xml": "<w:document"}), "This document cannot be read."),
        (word_file(more={"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "defines entities"),
        (word_file(more={"word/document.xml": "a" * (reader.MOST_XML + 1)}), "too long for a release"),
        (word_file(more={f"media/{number}": b"" for number in range(2_001)}), "unpacks to more than"),
    ],
    ids=["empty", "pdf", "old word", "cut", "broken xml", "entities", "too long", "too many parts"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(client, editor, content, sentence):
    page = send(client, content)

    assertContains(page, sentence)
    assert not Article.objects.exists()


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(client, editor, monkeypatch):
    monkeypatch.setattr(reader, "MOST_UNPACKED", 1_000_000)

    page = send(client, word_file(more={"word/media/big": b"\0" * 2_000_000}))

    assertContains(page, "Take pictures out of it")


def test_a_document_too_big_is_refused(client, editor, settings):
    settings.UPLOAD_MAX_BYTES = 100

    assertContains(send(client, word_file()), "at most 100")


def test_the_page_of_a_new_release_takes_a_document(client, editor):
    assertContains(client.get("/admin/articles/article/add/"), f'action="{ADDRESS}"')


def test_only_who_writes_makes_drafts_of_documents(client, db):
    client.force_login(make_member("reader", "Publisher"))

    assert send(client, word_file()).status_code == 403
