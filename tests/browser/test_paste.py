"""A Word document pasted into the editor of a body, as Chromium's clipboard hands it over."""

from articles.models import Article
from tests.articles.test_body import WORD
from tests.browser.test_writing import body, desk, draft, page_of, save  # noqa: F401

PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  element.focus();
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def paste(page, html: str) -> None:
    body(page).evaluate(PASTE, html)


def test_a_word_document_is_pasted_as_headings_lists_and_tables(page, desk, draft):  # noqa: F811
    page.goto(page_of(desk, draft))
    body(page).fill("")

    paste(page, WORD)

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
    page.locator(".messagelist").wait_for()
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
