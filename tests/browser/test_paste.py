"""Word documents in the browser: pasted into the editor of a body, or dropped on a new release."""

from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article
from tests.browser.desk import body, drop, page_of, paste, save, saved, title
from tests.word_files import paragraph, run, word_file


def test_a_word_document_is_pasted_as_headings_lists_and_tables(page, desk, draft, word_document):
    page.goto(page_of(desk, draft))
    body(page).fill("")

    paste(page, word_document)

    assert body(page).locator("h2").all_inner_texts() == ["River crossing reopens"]
    assert body(page).locator("ul > li > ul > li").all_inner_texts() == ["One for lorries."]
    assert body(page).locator("ol > li").count() == 2
    assert body(page).locator("th").all_inner_texts() == ["Year", "Lorries"]
    links = body(page).locator("a")
    assert links.evaluate_all("links => links.map((link) => link.getAttribute('href'))") == [
        "https://www.osce.org/"
    ]
    assert page.complaints == [], page.complaints
    save(page)
    saved(page)
    stored = Article.objects.get(pk=draft.pk).body
    for text in (
        "<h2>River crossing reopens</h2>",
        "<li><p>One for lorries.</p></li>",
        '<th scope="col"',
        "12&nbsp;months.”",
    ):
        assert text in stored, stored
    for text in ("Mso", "style", "javascript:", "evil.example", "img", "·", "<p></p>"):
        assert text not in stored, stored


def test_without_an_answer_of_the_server_the_plain_text_is_pasted(page, desk, draft, word_document):
    page.goto(page_of(desk, draft))
    body(page).fill("")
    page.route("**/article/paste/", lambda route: route.abort())

    paste(page, word_document)

    assert body(page).inner_text().strip() == "plain"
    assert page.locator("#writing-status").inner_text().startswith("Pasted without formatting")


def test_text_of_the_editor_itself_is_pasted_without_the_server(page, desk, draft):
    page.goto(page_of(desk, draft))
    body(page).fill("")
    page.route("**/article/paste/", lambda route: route.abort())

    paste(page, '<p data-pm-slice="0 0 []">A <strong>bridge</strong></p>')

    assert body(page).locator("strong").all_inner_texts() == ["bridge"]


def test_a_word_document_dropped_on_a_new_release_becomes_a_draft(page, desk):
    page.goto(f"{desk}/admin/articles/article/add/")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    text = word_file(paragraph(run("A bridge opens"), style="Title"), paragraph(run("It was built fast.")))

    drop(page, "#id_summary", SimpleUploadedFile("bridge.docx", text, kind))

    page.wait_for_url("**/change/")
    assert title(page).input_value() == "A bridge opens"
    assert Article.objects.get().body == "<p>It was built fast.</p>"
    assert page.complaints == [], page.complaints
