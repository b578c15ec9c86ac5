"""Every odd character of Unicode goes the way of a release: none that XML forbids arrives, and every feed can be read."""

import json
import unicodedata
from functools import cache
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from articles.editing import workflow
from articles.models import Article
from articles.text.body import sanitise
from articles.text.characters import without_controls
from articles.text.picture_names import with_pictures
from taxonomy.models import Meeting, ReleaseType, Structure
from tests.factories import issue, make_article, make_editor

LINES = {"\t", "\n", "\r"}


@cache
def every() -> dict[str, str]:
    """The category of every character there can be."""
    return {char: unicodedata.category(char) for char in map(chr, range(0x110000))}


def is_noncharacter(char: str) -> bool:
    return 0xFDD0 <= ord(char) <= 0xFDEF or ord(char) & 0xFFFE == 0xFFFE


@cache
def goes() -> frozenset[str]:
    """Controls, surrogates, and the noncharacters among what is not assigned.

    Formats, bidirectional ones among them, separators and private characters mean something to somebody, and stay.
    """
    return (
        frozenset(
            char for char, category in every().items() if category in ("Cc", "Cs") or is_noncharacter(char)
        )
        - LINES
    )


def some_odd() -> str:
    """One of each odd character; of the private ones, which are many and all the same, each 500th."""
    return "".join(
        char
        for char, category in every().items()
        if category in ("Cc", "Cf", "Zl", "Zp")
        or is_noncharacter(char)
        or (category == "Co" and ord(char) % 500 == 0)
    )


def is_xml(char: str) -> bool:
    """Char of XML 1.0, section 2.2."""
    return char in LINES or "\x20" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"


def test_exactly_what_no_text_holds_is_taken_out():
    stays = {char for char in every() if without_controls(char)}

    assert every().keys() - stays == goes()
    assert all(map(is_xml, stays))


@pytest.fixture
def released(terms, client):
    """A release with every odd character in each of its texts, written and published as at the desk."""
    writer, odd = make_editor("writer"), some_odd()
    article = Article(
        title=f"Odd {odd[:200]} title",
        release_type=ReleaseType.objects.get(slug="news"),
        summary=f"Odd {odd} summary.",
        body=f"<p>Odd {odd} body</p>",
        place=f"Vienna{odd[:30]}",
        contact=f"Press {odd}",
    )
    workflow.save_draft(article, by=writer, filing={"tags": [f"odd{odd[:40]}tag"]})
    issue(article, by=writer)
    return article


@pytest.mark.parametrize("name", ["feed-atom", "feed-rss", "sitemap"])
def test_what_is_written_with_every_odd_character_can_be_read_by_an_xml_parser(released, client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    ElementTree.fromstring(response.content)
    assert all(is_xml(char) for char in response.content.decode())


def test_pages_and_json_hold_no_character_that_no_text_holds(released, client):
    feed = client.get(reverse("feed-json")).content.decode()
    page = client.get(released.get_absolute_url()).content.decode()

    assert json.loads(feed)["items"]
    assert not goes() & set(feed)
    assert not goes() & set(page)


def test_a_feed_can_be_read_whatever_came_into_the_database_another_way(client, terms):
    article = make_article(structures=["secretariat"])
    Article.objects.filter(pk=article.pk).update(title="a\ufffeb\x01c\x0b", summary="d\uffff\x1f")
    Structure.objects.filter(slug="secretariat").update(name="Secre\ufffftariat")

    for name in ("feed-atom", "feed-rss"):
        response = client.get(reverse(name))

        ElementTree.fromstring(response.content)
        assert "abc" in response.content.decode()


@pytest.mark.parametrize(
    "odd",
    [
        "\x01",
        "&#1;",
        "\0",
        "&#0;",
        "\x7f",
        "\ufffe",
        "&#xFFFE;",
        "\ufdd0",
        "[picture 1]",
        "[ picture&nbsp;1 ]",
    ],
)
def test_nothing_is_made_of_a_link_after_it_was_sanitised(odd):
    body = sanitise(f'<p><a href="java{odd}script:alert(1)" title="java{odd}script">a</a></p><p>{odd}</p>')

    shown = with_pictures(body, lambda number: "<figure></figure>")

    assert 'href="javascript' not in shown
    assert sanitise(body) == body
    assert not goes() & set(body)


def test_a_name_of_a_picture_is_replaced_in_texts_alone():
    body = sanitise(
        '<p>[picture 1]</p><p>a [picture 2] b</p><p><a href="/[picture 1]" title="[picture 1]">c</a></p>'
    )

    shown = with_pictures(body, lambda number: f"<figure>{number}</figure>")

    link = '<a href="/%5Bpicture%201%5D" title="[picture 1]" rel="noopener noreferrer">c</a>'
    assert shown == f"<figure>1</figure><p>a  b</p><p>{link}</p>"


def test_a_term_is_stored_without_what_no_text_holds(client, terms, editor):
    address = reverse("admin:taxonomy_meeting_add")
    empty = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0, "position": 1, "slug": "odd"}

    client.post(address, {**empty, "name": "Odd\ufffe meeting", "description": "a\x01b"})
    refused = client.post(address, {**empty, "slug": "odder", "name": "\ufffe"})

    stored = Meeting.objects.get(slug="odd")
    assert (stored.name, stored.description) == ("Odd meeting", "ab")
    assert refused.context["errors"]
