"""A release as PDF: tagged, of what readers may see alone, made once, one at a time, and never from elsewhere."""

import re
import socket
import sys
import zlib
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import workflow
from articles.site.caching import page_cache
from articles.site.pdf import making
from articles.site.pdf.pdf_process import PageFile, PrintedPage, make_pdf
from tests.factories import issue, make_article, make_editor, make_picture

pytestmark = pytest.mark.usefixtures("terms")
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = [sys.executable, "-c", "import sys; sys.stdin.buffer.read(); sys.exit('No room left')"]


@pytest.fixture(autouse=True)
def nothing_made():
    making._made.clear()
    yield
    making._made.clear()


def address_of(article, language: str = "") -> str:
    return f"{language}/news/{article.release}/release.pdf"


def inside(pdf: bytes) -> bytes:
    """All that a PDF says of itself, with its compressed parts unpacked."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [pdf]
    for part in parts:
        try:
            unpacked.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(unpacked)


def test_the_pdf_is_tagged_for_screen_readers(client):
    article = make_article(title="Bridge opens", body="<h2>Details</h2><p>It opens.</p>")
    make_picture(article, is_lead=True, alt="A long bridge")

    response = client.get(address_of(article))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Robots-Tag"] == "noindex"
    told = inside(response.content)
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/H1", b"/Lang", b"A long bridge"):
        assert sign in told, sign
    assert b"/Subtype /Image" in told or b"/Subtype/Image" in told


def test_the_page_of_a_release_leads_to_it_in_its_language(client):
    article = make_article()

    assertContains(client.get(article.get_absolute_url()), f'href="{address_of(article)}"')
    french = client.get(f"/fr{article.get_absolute_url()}")
    assertContains(french, f'href="{address_of(article, "/fr")}"')
    assert inside(client.get(address_of(article, "/fr")).content) != inside(
        client.get(address_of(article)).content
    )


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"state": "draft"}, 404),
        ({"state": "submitted"}, 404),
        ({"public_at": datetime(2090, 1, 1, tzinfo=UTC)}, 404),
        ({"state": "unpublished"}, 410),
    ],
)
def test_there_is_none_of_what_is_not_public(client, facts, status):
    assert client.get(address_of(make_article(**facts))).status_code == status


def test_a_withdrawn_release_is_printed_with_its_notice_and_not_offered(client):
    article = make_article()
    before = client.get(address_of(article)).content
    workflow.withdraw(article, by=make_editor(), reason="The figures were wrong.")

    assertNotContains(client.get(article.get_absolute_url()), "release.pdf")
    after = client.get(address_of(article))
    assert after.status_code == 200
    assert after.content != before


def test_it_is_made_once_and_anew_when_the_release_changes(client, monkeypatch):
    made = []
    make = making._make
    monkeypatch.setattr(making, "_make", lambda page: made.append(page) or make(page))
    article = make_article()
    client.get(address_of(article))
    make_article()  # another release: every page of the cache of pages is stale
    page_cache.clear()
    client.get(address_of(article))
    assert len(made) == 1

    editor = make_editor()
    draft = workflow.open_new_edition(article, by=editor)
    draft.title, draft.change_note = "Another title", "The title."
    workflow.save_draft(draft, by=editor)
    client.get(address_of(article))
    assert len(made) == 1, "a draft is no news"
    issue(draft, by=editor)
    client.get(address_of(article))
    assert len(made) == 2


def test_pictures_whose_rights_have_ended_are_not_in_it(client, monkeypatch):
    pages = []
    monkeypatch.setattr(making, "_make", lambda page: pages.append(page) or b"%PDF")
    article = make_article()
    make_picture(article, is_lead=True)
    make_picture(article, rights_until=date(2020, 1, 1))

    client.get(address_of(article))

    pictures = [name for name in pages[0].files if "/media/" in name]
    assert len(pictures) == 1
    assert "lead-" in pictures[0]


@pytest.mark.parametrize("how_many", [1, 12])
def test_it_asks_as_often_for_any_number_of_pictures(
    client, monkeypatch, django_assert_num_queries, how_many
):
    monkeypatch.setattr(making, "_make", lambda page: b"%PDF")
    article = make_article()
    for number in range(how_many):
        make_picture(article, is_lead=not number)
    client.get(article.get_absolute_url())

    with django_assert_num_queries(8):
        client.get(address_of(article))


def test_a_pdf_fetches_nothing(monkeypatch, tmp_path):
    def refuse(*_: object, **__: object):
        raise AssertionError("something was asked over the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: #123456 }")
    html = (
        '<!doctype html><html lang="en"><head><title>Page</title>'
        '<link rel="stylesheet" href="/static/own.css"><link rel="stylesheet" href="http://elsewhere.example/a.css">'
        f'<link rel="stylesheet" href="file://{secret}"></head>'
        '<body><p>Text</p><img src="https://elsewhere.example/a.png" alt="Elsewhere"></body></html>'
    )
    own = PageFile(b"p { color: #654321 }", "text/css")
    page = PrintedPage(
        html, "https://newsroom.example/news/1/a/", {"https://newsroom.example/static/own.css": own}
    )

    told = inside(make_pdf(page))

    assert b"0.396078" in told, "the colour of its own stylesheet"
    assert b"0.0705" not in told, "that of a file beside it"


def test_while_one_is_made_another_is_asked_for_again_later(client):
    article = make_article()

    with making._turn:
        busy = client.get(address_of(article))

    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    assert client.get(address_of(article)).status_code == 200


@pytest.mark.parametrize("command", [SLEEP, FAIL], ids=["too long", "not at all"])
def test_a_pdf_that_cannot_be_made_is_told_and_not_tried_again(client, monkeypatch, caplog, command):
    monkeypatch.setattr(making, "COMMAND", command)
    monkeypatch.setattr(making, "MOST_SECONDS", 1)
    article = make_article()

    assert client.get(address_of(article)).status_code == 503
    monkeypatch.setattr(making, "COMMAND", ["/nowhere"])
    assert client.get(address_of(article)).status_code == 503

    assert [
        record.message.startswith("No PDF of ") for record in caplog.records if "PDF" in record.message
    ] == [True]
    assert "No room left" in caplog.text or "timed out" in caplog.text


def test_without_pango_the_site_works_and_the_doctor_says_what_to_install(client, monkeypatch, capsys):
    monkeypatch.setattr("articles.site.pages.release_views.is_possible", lambda: False)
    monkeypatch.setattr(making, "is_possible", lambda: False)
    article = make_article()

    assertNotContains(client.get(article.get_absolute_url()), "release.pdf")
    assert client.get(address_of(article)).status_code == 404
    call_command("doctor")
    assert "apt-get install libpango" in capsys.readouterr().out


def test_the_doctor_asks_for_nothing_where_all_is_there(capsys):
    call_command("doctor")

    assert "Pango" not in capsys.readouterr().out


def test_the_process_gets_no_secret_and_has_bounds(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    tell = (
        "import os, resource, sys; sys.stdin.buffer.read(); "
        "print(os.environ.get('SECRET_KEY'), 'PATH' in os.environ)"
    )
    monkeypatch.setattr(making, "COMMAND", [sys.executable, "-c", tell])

    assert making.pdf_of(1, PrintedPage("", "https://newsroom.example/", {})) == b"None True\n"
