"""The desk as a person works at it in a browser: signing in, finding fields, pressing the buttons of moves."""

import base64
import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image

from articles.editing.moves import BUTTONS
from articles.models import Article
from tests.factories import picture_upload

# No outcome depends on it: it ends a test that waits for what never comes, on however busy a machine. Milliseconds.
PATIENCE = 120_000
AT_ONCE = {move.label for move in BUTTONS.values() if move.is_at_once and move.is_usual}
HEARTBEAT = re.compile("/presence/")
UNSAVED = re.compile("/unsaved/")
BELL = re.compile("/notices/count/")
PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  element.focus();
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
DROP = """([target, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const zone = document.querySelector(target);
  for (const kind of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


def without_heartbeats(context) -> None:
    """Answer in the server's place that nobody else is here, and that nothing was left elsewhere.

    All threads of the test's server share one connection when the database is SQLite in memory: a heartbeat that
    writes beside another request would end up in its transaction. On a server each has its own.
    """
    context.route(HEARTBEAT, lambda route: route.fulfill(json={"present": "", "newer": ""}))
    context.route(BELL, lambda route: route.fulfill(json={"new": 0}))
    context.route(UNSAVED, lambda route: route.fulfill(json={"texts": []}))


def sign_in(page, site: str, name: str) -> None:
    """Let the browser be somebody's who has signed in; it shows no page then."""
    page.goto("about:blank")  # no answer to the page before brings its cookies back
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    page.context.clear_cookies()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def fill_in_the_login(page, site: str, name: str) -> None:
    """Sign in as people do, by the form; the desk shows its front page then."""
    page.goto("about:blank")
    page.context.clear_cookies()
    fill_in_the_login_again(page, site, name)


def fill_in_the_login_again(page, site: str, name: str) -> None:
    """Sign in by the form in a browser that keeps its cookies; other windows may be asking meanwhile."""
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site}/admin/")


def page_of(site: str, article: Article) -> str:
    """The address of an edition's form."""
    return f"{site}/admin/articles/article/{article.pk}/change/"


def title(page):
    """The field of the title."""
    return page.locator("#id_title")


def body(page):
    """The editor of the body."""
    return page.locator(".field-body [contenteditable=true]")


def caret_at_the_end(page) -> None:
    """Put the caret behind the last letter of the body; where it is focused just now, the editor may undo that."""
    body(page).focus()
    for _ in range(100):
        page.keyboard.press("Control+End")
        if page.evaluate("!!getSelection().focusNode?.parentElement?.closest('.field-body p:last-child')"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the caret does not go to the end")


def paste(page, html: str) -> None:
    """Paste HTML into the body; it stands there when the server has cleaned it."""
    before = body(page).inner_html()
    body(page).evaluate(PASTE, html)
    body(page).page.wait_for_function(
        "([element, before]) => element.innerHTML !== before", arg=[body(page).element_handle(), before]
    )


def drop(page, target: str, *uploads) -> None:
    """Drop files on the element that a selector finds."""
    files = [(one.name, one.content_type, base64.b64encode(one.read()).decode()) for one in uploads]
    page.evaluate(DROP, [target, files])


def choose(page, field: str, typed: str, found: str) -> None:
    """Pick a term in an autocomplete field by typing one of its names."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field:focus").press_sequentially(typed)
    page.get_by_role("option", name=found).click()


def save(page) -> None:
    """Press the button that saves the form; the page stays."""
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page) -> None:
    """Wait until the form is saved in place, and nothing is typed that is not."""
    page.locator("#save-status", has_text="Saved ").wait_for()
    page.locator("#writing-bar:not(.is-changed)").wait_for()


def buttons(page) -> list[str]:
    """The names of all moves that the page of an edition offers, the usual one first."""
    return page.locator("#writing-moves .move").evaluate_all(
        "all => all.map((one) => one.textContent.trim())"
    )


def to_move(page, label: str):
    """The button of a move or the way to a page about the edition, made visible."""
    page.locator("#writing-moves").wait_for()
    way = page.locator("#writing-moves").get_by_text(label, exact=True)
    if not way.is_visible():
        page.locator(".writing-more > summary").click()
    return way


def open_row(page, *rows: str) -> None:
    """Open rows of pictures or documents for all that is said of them."""
    for row in rows:
        page.locator(f"#{row} .file-rest summary").click()


def press(page, label: str, **answers: str) -> None:
    """Press the button of a move and answer what it asks, field by field; whatever it warns of is accepted."""
    way = to_move(page, f"{label}, with a remark" if label in AT_ONCE and answers else label)
    if way.evaluate("element => element.matches('button')"):
        with page.expect_navigation():
            way.click()
        return
    way.click()
    button = page.locator("input[class*=move-]")
    button.wait_for()  # `all` does not wait: on the page before there is nothing to acknowledge
    for field, answer in answers.items():
        page.locator(f"[name={field}]").fill(answer)
    for box in page.locator("[name=acknowledged]").all():
        box.check()
    with page.expect_navigation():
        button.click()


def message(page) -> str:
    """What the desk answers to the last thing done."""
    return page.locator(".messagelist").inner_text()


def photograph(name: str = "hall.jpg", size=(1200, 800)):
    """Something that looks like a picture on screenshots."""
    image = Image.linear_gradient("L").resize(size)
    return picture_upload(name, image=Image.merge("RGB", (image, image.rotate(180), image.rotate(90))))
