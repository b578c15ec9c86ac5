"""The archive's work in a real browser: files and redirects brought in, filing changed for many, all of it undone."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import redirects
from articles.importing import pieces, queue
from articles.models import Article, FilingBatch, ImportBatch, ImportRecord, ImportUpload, Redirect
from tests.browser.accessibility import assert_accessible
from tests.browser.desk import choose, message, sign_in
from tests.captures import HEADER, entry
from tests.factories import make_article, make_editor, make_member, make_message
from tests.worker import work_once

TEXT = (
    HEADER
    + entry("Hedgehogs cross the border")
    + entry("Badgers learn to vote")
    + entry("A fox", where="Foxhole")
)


def file_of(text: str, name: str) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_an_old_page_is_brought_in_and_taken_back(page, site):
    make_member("archivist", "Records")
    sign_in(page, site, "archivist")
    page.goto(f"{site}/admin/")
    page.get_by_role("link", name="Imports", exact=True).click()
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File").set_input_files(files=[file_of(TEXT, "animals.txt")])
    page.get_by_label("Batch").fill("Animals")
    page.get_by_role("button", name="Upload and try").click()
    page.get_by_text("Its dry run waits for the worker").wait_for()
    work_once()

    # The page looks again by itself.
    page.get_by_text("3 would be created, 1 of them waiting for a person.").wait_for()
    assert "Foxhole" in page.locator(".plan").inner_text()
    assert not Article.objects.filter(title="A fox").exists()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Its import, started by archivist").wait_for()
    work_once()
    page.get_by_role("heading", name="What has happened").wait_for()
    page.get_by_role("link", name="Animals").click()
    assert "3 created" in page.locator(".field-outcomes").inner_text()

    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take back 3 releases").click()
    assert "Animals waits for the worker to be taken back." in message(page)
    work_once()
    assert not Article.objects.exists()
    assert page.complaints == []


def test_a_big_file_comes_in_pieces_and_goes_on_after_the_connection_was_lost(page, site, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 100)
    make_member("archivist", "Records")
    sign_in(page, site, "archivist")
    sent = []

    def breaks_off(route):
        sent.append(route.request.url)
        # The fourth request and those after it get no answer, until the line is back.
        route.abort() if 3 < len(sent) <= 10 else route.continue_()

    page.route(re.compile(r"/pieces/[0-9]+/$"), breaks_off)
    page.clock.install()
    page.goto(f"{site}/admin/articles/importupload/add/")
    page.get_by_label("File").set_input_files(files=[file_of(TEXT, "animals.txt")])
    page.get_by_label("Batch").fill("Animals")
    page.get_by_label("Dates in figures").select_option("day-first")
    page.get_by_role("button", name="Upload and try").click()
    lost = page.get_by_text("The connection was lost.")
    for _ in range(40):
        if not lost.is_visible():
            page.clock.run_for(10_000)
    assert lost.is_visible()
    assert_accessible(page, "an upload that broke off")
    page.get_by_role("button", name="Upload and try").click()

    page.get_by_text("Its dry run waits for the worker").wait_for()
    stored = ImportUpload.objects.get()
    assert (stored.size, stored.date_format) == (len(TEXT.encode()), "day-first")
    assert stored.pieces.count() == -(-stored.size // 100)
    # What had arrived was not sent again.
    assert len(set(sent)) == stored.pieces.count() == len(sent) - 7


def test_what_an_import_was_not_sure_of_is_looked_at_and_published(page, site):
    officer = make_member("archivist", "Records")
    queue.add("animals.txt", TEXT.encode(), by=officer, batch_name="Animals")
    work_once()
    queue.start(ImportUpload.objects.get(), by=officer)
    work_once()
    sign_in(page, site, "archivist")
    page.goto(f"{site}/admin/articles/importbatch/")
    page.get_by_role("link", name="Quality queue").click()
    page.get_by_role("link", name="A fox").click()
    assert "Foxhole" in page.get_by_role("region", name="As it stands in the file").inner_text()
    page.get_by_role("button", name="Publish").click()
    assert "“A fox” is published as the archive has it." in message(page)
    assert page.get_by_text("Nothing waits here.").is_visible()
    assert page.complaints == []


def test_a_list_of_redirects_is_corrected_and_stored(page, site):
    make_member("archivist", "Records")
    article = make_article(title="A bridge opens")
    sign_in(page, site, "archivist")
    page.goto(f"{site}/admin/")
    page.get_by_role("link", name="Redirects").click()
    page.get_by_role("link", name="Import a list").click()
    page.get_by_label("List of redirects").set_input_files(files=[file_of("/home/1;/nowhere/\n", "list.csv")])
    page.get_by_role("button", name="Preview").click()
    assert "Line 1: /nowhere/ is no page" in page.get_by_role("alert").inner_text()

    right = f"old;new\n/home/1;{article.release}\n"
    page.get_by_label("List of redirects").set_input_files(files=[file_of(right, "list.csv")])
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Store these redirects").click()
    assert "1 redirects are new" in message(page)

    page.goto(f"{site}/home/1")
    assert page.get_by_role("heading", name="A bridge opens").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_many_releases_are_filed_under_a_term_and_taken_from_it_again(
    browser, browser_context_args, site, javascript
):
    context = browser.new_context(**browser_context_args, java_script_enabled=javascript)
    page = context.new_page()
    complaints = []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    titles = [f"Mine {number} is cleared" for number in range(3)]
    articles = [make_article(title=title) for title in titles]
    sign_in(page, site, "editor")
    page.goto(f"{site}/admin/articles/article/?q=is+cleared")
    for box in page.locator("input[name=_selected_action]").all():
        box.check()
    page.locator("select[name=action]").first.select_option(label="Change the filing …")
    page.get_by_role("button", name="Go").click()
    if javascript:
        choose(page, "field", "Arms control", "Arms control")
    page.get_by_role("group", name="File under").get_by_label("Tags").fill("mines")
    page.get_by_role("button", name="Preview").click()
    assert "3 of 3 editions would change" in page.locator(".plan").inner_text()
    page.get_by_role("button", name="Confirm for 3 editions").click()

    assert "3 editions changed" in message(page)
    assert all("mines" in article.tags.names() for article in articles)
    assert all(article.fields_of_work.exists() == javascript for article in articles)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert "Undone" in message(page)
    assert not any(article.tags.exists() for article in articles)
    assert complaints == []
    context.close()


def pages_of_records() -> list[str]:
    """Every page of the archive's desk, with something on each."""
    editor = make_editor("keeper")
    call_command("import_seeds", verbosity=0)
    batch = ImportBatch.objects.latest("pk")
    arrives = queue.add("doubtful.txt", TEXT.encode(), by=editor)
    work_once()
    queue.start(arrives, by=editor)
    work_once()
    doubtful = ImportRecord.objects.get(title="A fox")
    tried = queue.add("animals.txt", (TEXT + "A line not used\n" * 3).encode(), by=editor)
    work_once()
    waiting = queue.add("a-file-with-a-rather-long-name-from-a-spreadsheet.txt", b"x", by=editor)
    ImportUpload.objects.filter(pk=waiting.pk).update(waiting_since=timezone.now() - timedelta(hours=1))
    failed = queue.add("broken.txt", b"x", by=editor)
    ImportUpload.objects.filter(pk=failed.pk).update(
        state="failed", error="ZeroDivisionError: division by zero"
    )
    hidden = make_article(state="draft")
    begun = pieces.begin(pieces.new_upload("half.txt", by=editor), size=9_000_000, digest="0" * 64)
    redirects.store(
        [
            ("/home/1", str(hidden.release)),
            ("/en/a/very/long/address/of/the/former/site?page=2&language=en&print=1", "/structures/"),
        ],
        by=editor,
    )
    late = make_message(tries=4, error="HTTPError: HTTP Error 503: Service Unavailable")
    return [
        "/admin/articles/importbatch/",
        f"/admin/articles/importbatch/{batch.pk}/change/",
        f"/admin/articles/importbatch/{batch.pk}/undo/",
        f"/admin/articles/importbatch/{batch.pk}/redo/",
        "/admin/articles/importrecord/waiting/",
        f"/admin/articles/importrecord/{doubtful.pk}/reading/",
        "/admin/articles/importupload/",
        "/admin/articles/importupload/add/",
        f"/admin/articles/importupload/{tried.pk}/change/",
        f"/admin/articles/importupload/{waiting.pk}/change/",
        f"/admin/articles/importupload/{failed.pk}/change/",
        f"/admin/articles/importupload/{begun.pk}/change/",
        "/admin/articles/redirect/",
        "/admin/articles/redirect/add/",
        f"/admin/articles/redirect/{Redirect.objects.first().pk}/change/",
        "/admin/articles/redirect/import/",
        "/admin/articles/outboxmessage/",
        f"/admin/articles/outboxmessage/{late.pk}/change/",
        "/admin/",
    ]


def check(page, where: str) -> None:
    """Leaves the window as narrow as a telephone: what comes next has to be possible there."""
    assert_accessible(page, where, schemes=("light", "dark"))


def test_axe_finds_nothing_on_the_pages_of_the_archive(page, desk):
    for address in pages_of_records():
        page.goto(desk + address)
        check(page, address)


def test_axe_finds_nothing_where_the_archive_is_worked_on(page, desk):
    hidden, *_ = [make_article(state=state) for state in ("draft", "published", "withdrawn")]
    redirects.store([("/home/1", str(hidden.release))], by=make_editor("keeper"))
    page.goto(f"{desk}/admin/articles/redirect/import/")
    for text in ("/home/2,/nowhere/\n/x\n", "/home/2,/structures/\n/home/1,/news/\n"):
        page.get_by_label("List of redirects").set_input_files(files=[file_of(text, "list.csv")])
        page.get_by_role("button", name="Preview").click()
        check(page, text)
    page.goto(f"{desk}/admin/articles/article/?q=Release")
    for box in page.locator("input[name=_selected_action]").all():
        box.check()
    page.locator("select[name=action]").first.select_option(label="Change the filing …")
    page.locator(".actions button[type=submit]").click()
    check(page, "filing")
    choose(page, "structure", "Nur-Sultan", "Programme Office in Astana")
    page.get_by_role("group", name="File under").get_by_label("Tags").fill("mines")
    page.get_by_role("button", name="Preview").click()
    check(page, "filing, with its plan")
    page.locator("button[value=confirm]").click()
    page.get_by_role("link", name="Undo").wait_for()
    check(page, "a change of filing")
    page.goto(f"{desk}/admin/articles/filingbatch/{FilingBatch.objects.latest('pk').pk}/undo/")
    check(page, "undoing it")
