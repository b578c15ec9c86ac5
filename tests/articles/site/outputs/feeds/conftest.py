"""Releases of every kind that a feed can meet, and feeds as their readers have them."""

from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

from articles.editing import workflow
from articles.models import Article
from tests.factories import document_upload, issue, make_article, make_attachment, make_editor, make_picture


@dataclass(frozen=True)
class Entry:
    """An entry of an Atom feed, in words."""

    id: str
    title: str
    updated: str
    published: str | None
    summary: str | None
    content: str


@pytest.fixture
def entries(client):
    """A function from an address to the entries of the Atom feed there, in their order."""
    atom = "{http://www.w3.org/2005/Atom}"

    def entries(address: str = "/news/feed.atom") -> list[Entry]:
        feed = ElementTree.fromstring(client.get(address, follow=True).content)
        return [
            Entry(
                *(
                    entry.findtext(f"{atom}{name}")
                    for name in ("id", "title", "updated", "published", "summary", "content")
                )
            )
            for entry in feed.findall(f"{atom}entry")
        ]

    return entries


@pytest.fixture
def odd_releases(terms) -> dict[str, Article]:
    """One release each that a feed may trip over; all are filed under the secretariat."""
    editor = make_editor()
    filed = {"structures": ["secretariat"], "tags": ("water & gas",)}
    odd = {
        "plain": make_article(body="<p>Text.</p>", **filed),
        "markup": make_article(
            title='Less < more & "quotes" <b>', summary="It is <i>so</i> & so.",
            body='<p>See <a href="/news/1/">this</a> &amp; <em>that</em>.</p>', contact="Press <press@example.org>", **filed,
        ),
        "cyrillic": make_article(title="Мост", summary="Он открыт.", language="ru", **filed),
        "without a summary": make_article(summary="", body="<p>Only a text.</p>", **filed),
        "with nothing": make_article(summary="", body="", **filed),
        "with files": make_article(body="<p>[picture 2]</p>", **filed),
        "withdrawn": make_article(body="<p>Canary.</p>", summary="Canary.", **filed),
        "unpublished": make_article(title="Canary", body="<p>Canary.</p>", summary="Canary.", **filed),
        "corrected": make_article(body="<p>Wrong.</p>", **filed),
    }  # fmt: skip
    make_picture(odd["with files"], is_lead=True, caption="The hall & its <door>")
    make_picture(odd["with files"])
    make_attachment(
        odd["with files"], document_upload("report.csv", "a,b"), title="Figures & facts", language="ru"
    )
    workflow.withdraw(odd["withdrawn"], by=editor, reason="The <figures> were wrong.")
    workflow.unpublish(odd["unpublished"], by=editor, remark="Court order.")
    correction = workflow.open_new_edition(odd["corrected"], by=editor)
    correction.body, correction.change_note = "<p>Right.</p>", "The date was wrong & is right."
    workflow.save_draft(correction, by=editor)
    issue(correction, by=editor)
    return odd
