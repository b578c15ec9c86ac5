"""A printed release: the text with its address, edition and instant, on as few pages as it needs."""

import re
from datetime import date

from tests.factories import make_article, make_attachment, make_picture, picture_upload


def pages_of(pdf: bytes) -> int:
    return int(
        re.search(rb"/Type /Pages\b.*?/Count (\d+)|/Count (\d+).{0,80}?/Type /Pages", pdf, re.DOTALL)[1]
    )


def test_a_release_of_400_words_with_a_picture_takes_two_pages(page, site):
    paragraph = (
        "<p>" + "Border officers of both countries met to plan open routes and safer roads. " * 6 + "</p>"
    )
    article = make_article(
        body=paragraph * 5,
        publishing_date=date(2025, 5, 20),
        place="CHISINAU",
        structures=["mission-to-moldova"],
        fields_of_work=["border-management", "youth"],
        contact="Maria Rossi, +43 1 514 36 0, press@example.org",
    )
    make_picture(article, picture_upload(size=(1600, 1000)))
    make_attachment(article)
    page.goto(site + article.get_absolute_url())

    page.set_viewport_size({"width": 660, "height": 900})  # of A4 between its margins
    page.emulate_media(media="print")

    for control in ("nav", ".site-footer", ".ways-on", ".citation"):
        assert not any(one.is_visible() for one in page.locator(control).all()), control
    printed = page.locator(".colophon")
    assert f"/news/{article.release}/" in printed.inner_text()
    assert f"/{article.release}, edition 1" in printed.inner_text()
    assert "Public from 20 May 2025" in printed.inner_text()
    width = page.locator(".release-text").bounding_box()["width"]
    assert abs(page.locator(".figure img").bounding_box()["width"] - 0.6 * width) < 2
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) == 2


def test_what_is_printed_alone_is_not_seen_on_a_screen(page, site):
    article = make_article()

    page.goto(site + article.get_absolute_url())

    assert not page.locator(".colophon").is_visible()
