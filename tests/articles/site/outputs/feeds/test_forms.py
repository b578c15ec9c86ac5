"""The two forms of a feed: programs get it, and a browser that opens it as a document gets a page."""

import pytest

from articles.editing import workflow
from articles.site.outputs.feeds import paging
from articles.site.outputs.registry import OUTPUTS
from tests.factories import make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")

KINDS = ("atom", "rss", "json")
OPENED = {
    "a link in a browser": {"sec_fetch_dest": "document", "accept": "text/html,application/xml;q=0.9,*/*;q=0.8"},
    "a link in a browser without HTTPS": {
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    },
}  # fmt: skip
READ = {
    "a program that says nothing": {},
    "a program that takes anything": {"accept": "*/*"},
    "feedparser": {"accept": "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1"},
    "a feed reader that takes pages too": {"accept": "application/atom+xml, text/html;q=0.5"},
    "one that likes both": {"accept": "text/html, application/rss+xml"},
    "a script of a page": {"sec_fetch_dest": "empty", "accept": "text/html"},
    "nonsense": {"accept": "text/html;q=x, ,;;q, application/json;q=1*é"},
}  # fmt: skip


@pytest.mark.parametrize("headers", OPENED.values(), ids=OPENED)
def test_a_browser_gets_a_page_that_explains_the_feed_and_says_the_same(headers):
    article = make_article(title="A bridge opens", summary="It is long.", structures=["secretariat"])
    for kind in KINDS:
        answer = fetch(f"/news/feed.{kind}?structure=secretariat", **headers)

        page = answer.content.decode()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "copy its address into your feed reader" in page
        assert f"http://testserver/news/feed.{kind}?structure=secretariat" in page
        for shown in ("A bridge opens", "It is long.", article.get_absolute_url(), "Secretariat"):
            assert shown in page
        for other in KINDS:
            assert f'href="/news/feed.{other}?structure=secretariat"' in page


@pytest.mark.parametrize("headers", READ.values(), ids=READ)
def test_a_program_gets_the_feed(headers):
    for kind in KINDS:
        media_type = fetch(f"/news/feed.{kind}", **headers).headers["Content-Type"]
        assert media_type.startswith(f"application/{'feed+' if kind == 'json' else ''}{kind}")


def test_neither_form_is_taken_for_the_other_by_caches():
    make_article()
    browser = OPENED["a link in a browser"]

    first, page, second, again = (
        fetch("/news/feed.atom", **headers) for headers in ({}, browser, {}, browser)
    )

    assert (
        first.headers["Content-Type"]
        == second.headers["Content-Type"]
        == "application/atom+xml; charset=utf-8"
    )
    assert page.headers["Content-Type"] == again.headers["Content-Type"] == "text/html; charset=utf-8"
    assert first.headers["ETag"] != page.headers["ETag"]
    assert fetch("/news/feed.atom", if_none_match=first.headers["ETag"], **browser).status_code == 200
    unchanged = fetch("/news/feed.atom", if_none_match=page.headers["ETag"], **browser)
    assert unchanged.status_code == 304
    for answer in (first, page, second, again, unchanged):
        assert answer.headers["Vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest"


def test_other_pages_have_one_form():
    make_article()

    pages = [fetch("/news/", **headers) for headers in (*OPENED.values(), *READ.values())]

    assert len({page.headers["ETag"] for page in pages}) == 1
    assert {page.headers["Vary"] for page in pages} == {"Accept-Encoding"}


def test_every_feed_has_both_forms():
    feeds = {output.address for output in OUTPUTS if output.is_feed}
    browser = OPENED["a link in a browser"]

    assert feeds
    for address in feeds:
        assert fetch(f"/{address}", **browser).headers["Content-Type"].startswith("text/html")


def test_the_page_is_fresh_and_shows_of_a_withdrawn_release_the_notice():
    article = make_article(title="A bridge opens", summary="Canary.")
    browser = OPENED["a link in a browser"]
    assert b"Canary" in fetch("/news/feed.rss", **browser).content

    workflow.withdraw(article, by=make_editor(), reason="The figures were wrong.")

    page = fetch("/news/feed.rss", **browser).content
    assert b"Canary" not in page
    assert b"The figures were wrong." in page


def test_the_page_of_an_archive_leads_to_the_feed(monkeypatch):
    monkeypatch.setattr(paging, "ENTRIES", 2)
    for _ in range(3):
        make_article()
    browser = OPENED["a link in a browser"]

    first, second, archive = (
        fetch(f"/news/feed.atom{question}", **browser).content.decode()
        for question in ("", "?page=2", "?archive=1")
    )

    assert 'href="http://testserver/news/feed.atom?page=2"' in first
    assert 'href="http://testserver/news/feed.atom?archive=1"' in first
    assert 'href="http://testserver/news/feed.atom"' in second
    assert 'href="http://testserver/news/feed.atom"' in archive


def test_an_empty_feed_has_a_page():
    page = fetch("/news/feed.atom?type=news", **OPENED["a link in a browser"])

    assert page.status_code == 200
    assert b"No release fits yet." in page.content
