"""Feeds as other people's programs judge them: the rules of their formats, and a reader of feeds."""

import feedparser
import pytest

from articles.site.outputs.feeds import paging
from tests.factories import make_article
from tests.feed_rules import wrong_in_atom, wrong_in_json_feed, wrong_in_rss

RULES = {"atom": wrong_in_atom, "rss": wrong_in_rss, "json": wrong_in_json_feed}
QUERIES = (
    "",
    "?structure=secretariat",
    "?q=what+happened",
    "?language=ru",
    "?tag=water-gas",
    "?country=albania",
    "?archive=1",
    "?page=2",
)


@pytest.fixture
def long_feed(monkeypatch, odd_releases):
    monkeypatch.setattr(paging, "ENTRIES", 4)
    make_article()


def test_feeds_break_no_rule_of_their_formats(client, settings, long_feed):
    settings.WEBSUB_HUBS = ["https://hub.example.org/"]
    settings.SITE_URL = "https://news.example.org"
    for kind, rules in RULES.items():
        for query in QUERIES:
            response = client.get(f"/news/feed.{kind}{query}")

            assert response.status_code == 200, query
            assert rules(response.content) == [], query


def test_a_reader_of_feeds_reads_them_without_a_complaint(client, long_feed):
    for kind, version, element in (("atom", "atom10", b"<entry "), ("rss", "rss20", b"<item ")):
        for query in QUERIES:
            response = client.get(f"/news/feed.{kind}{query}")
            headers = {"content-type": response.headers["Content-Type"]}

            feed = feedparser.parse(response.content, response_headers=headers)

            assert not feed.bozo, (query, feed.bozo_exception)
            assert feed.version == version
            assert len(feed.entries) == response.content.count(element)


def test_a_reader_of_feeds_finds_everything_of_a_release(client, odd_releases):
    wanted = f"/{odd_releases['with files'].release}/"
    for kind in ("atom", "rss"):
        feed = feedparser.parse(client.get(f"/news/feed.{kind}").content)
        entry = next(entry for entry in feed.entries if wanted in entry.link)

        assert entry.author == "Organization for Security and Co-operation in Europe"
        assert entry.published_parsed
        assert {tag.label or tag.term for tag in entry.tags} >= {"News", "Secretariat"}
        assert len(entry.enclosures) == {"atom": 3, "rss": 1}[kind]
        assert "<img" in entry.content[0].value
    russian = next(entry for entry in feed.entries if entry.title == "Мост")
    assert russian.title_detail.language == "ru"
