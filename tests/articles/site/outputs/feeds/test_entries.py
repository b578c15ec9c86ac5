"""What entries say: dates, authors, languages, texts, corrections, and the same in every format."""

import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.db.models import F
from django.utils import timezone

from articles.editing import bulk_filing, workflow
from articles.models import Article
from articles.site.caching import page_cache
from taxonomy.models import FieldOfWork, Structure, VocabularyRevision
from tests.factories import issue, make_article, make_attachment, make_editor, make_picture, picture_upload

pytestmark = pytest.mark.usefixtures("terms")
KINDS = ("atom", "rss", "json")


def test_feeds_answer_the_same_query_as_the_listing(client):
    make_article(title="In the feed", structures=["secretariat"])
    make_article(title="Not in the feed")

    for kind in KINDS:
        feed = client.get(f"/news/feed.{kind}?structure=secretariat").content.decode()
        assert "In the feed" in feed
        assert "Not in the feed" not in feed
        assert f"http://testserver/news/feed.{kind}?structure=secretariat" in feed


def test_an_entry_is_written_once_and_anew_when_its_release_or_a_term_changes(
    client, django_assert_num_queries, settings
):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    article = make_article(title="A bridge", structures=["secretariat"], body="<p>Old text.</p>")
    make_article(title="Another")
    corrected = make_article(title="A road", body="<p>Old road.</p>")
    editor = make_editor()

    def feeds(host: str = "testserver") -> list[str]:
        page_cache.clear()
        return [client.get(f"/news/feed.{kind}", headers={"Host": host}).content.decode() for kind in KINDS]

    first = feeds()
    assert all("Secretariat" in feed and "Old road" in feed for feed in first)
    with django_assert_num_queries(3 * len(KINDS)):
        assert feeds() == first
    assert all(
        "//other.example.org/news/" in feed and "testserver" not in feed
        for feed in feeds("other.example.org")
    )

    add = {"field": {FieldOfWork.objects.get(slug="elections").pk}}
    bulk_filing.refile(Article.objects.filter(pk=article.pk), add, {}, by=editor)
    correction = workflow.open_new_edition(corrected, by=editor)
    correction.body, correction.change_note = "<p>New road.</p>", "The road was another."
    workflow.save_draft(correction, by=editor)
    issue(correction, by=editor)

    second = feeds()
    assert all("Elections" in feed and "New road" in feed and "Old road" not in feed for feed in second)
    term = Structure.objects.get(slug="secretariat")
    term.name = "Secretariat of Bridges"
    term.save()
    VocabularyRevision.objects.update(number=F("number") + 1)
    assert all("Secretariat of Bridges" in feed for feed in feeds())


@pytest.mark.parametrize(
    "question",
    [
        "structure=nowhere",
        "archive=0",
        "archive=x",
        "archive=1&page=2",
        f"archive={'1'.zfill(10)}{'0' * 5_000}",
    ],
)
def test_a_question_that_is_not_understood_gets_no_releases(client, question):
    make_article(title="Hedgehog")

    for kind in KINDS:
        response = client.get(f"/news/feed.{kind}?{question}")
        assert response.status_code == 400
        assert response.headers["Content-Type"] == "application/problem+json"
        assert b"Hedgehog" not in response.content


@pytest.mark.parametrize(
    "asked", ["sort=oldest", "rows=10", "sort=relevance&q=summary", "sort=oldest&q=summary"]
)
def test_a_feed_is_newest_first_whatever_the_order_and_length_of_pages(client, entries, asked):
    for year in (2019, 2021, 2020):
        make_article(title=f"Of {year}", summary="A summary.", publishing_date=date(year, 1, 1))
    words = "?q=summary" if "q=" in asked else ""

    response = client.get(f"/news/feed.atom?{asked}")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/news/feed.atom{words}"
    assert [entry.title for entry in entries(f"/news/feed.atom{words}")] == ["Of 2021", "Of 2020", "Of 2019"]


def test_an_entry_is_dated_by_the_instant_of_first_publication(client, entries):
    now = timezone.now().replace(microsecond=0)
    first = make_article(
        publishing_date=date(2026, 1, 1),
        public_at=now - timedelta(days=9),
        public_until=now - timedelta(days=2),
    )
    make_article(
        release=first.release, edition=2, publishing_date=date(2026, 1, 1), public_at=now - timedelta(days=2)
    )

    (entry,) = entries()

    assert datetime.fromisoformat(entry.published) == now - timedelta(days=9)
    assert datetime.fromisoformat(entry.updated) == now - timedelta(days=2)
    for kind in KINDS:
        assert (now - timedelta(days=9)).strftime(
            {"rss": "%d %b %Y %H:%M:%S"}.get(kind, "%Y-%m-%dT%H:%M:%S")
        ) in client.get(f"/news/feed.{kind}").content.decode()


def test_a_correction_is_news_that_says_what_changed_and_the_entry_stays_the_same(client, entries):
    editor = make_editor()
    article = make_article(title="A bridge opens", body="<p>On Monday.</p>")
    (before,) = entries()
    draft = workflow.open_new_edition(article, by=editor)
    draft.title, draft.slug, draft.change_note = "A tunnel opens", "", "It is a tunnel & no bridge."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    (after,) = entries()

    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    for kind in KINDS:
        [entry] = (
            feedparser.parse(client.get(f"/news/feed.{kind}").content).entries if kind != "json" else [None]
        )
        content = (
            entry.content[0].value
            if entry
            else client.get("/news/feed.json").json()["items"][0]["content_html"]
        )
        assert "It is a tunnel &amp; no bridge." in content
        assert "On Monday." in content


def test_a_minor_change_is_no_news(entries):
    editor = make_editor()
    article = make_article()
    (before,) = entries()
    draft = workflow.open_new_edition(article, by=editor)
    draft.title, draft.is_minor, draft.minor_reason = "Spelt right", True, "A slip."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    (after,) = entries()

    assert (after.title, after.updated) == ("Spelt right", before.updated)


def test_what_a_correction_changed_is_told_also_after_a_minor_change(entries):
    editor = make_editor()
    article = make_article()
    correction = workflow.open_new_edition(article, by=editor)
    correction.change_note = "The date was wrong."
    workflow.save_draft(correction, by=editor)
    issue(correction, by=editor)
    correction.refresh_from_db()
    minor = workflow.open_new_edition(correction, by=editor)
    minor.title, minor.is_minor, minor.minor_reason = "Spelt right", True, "A slip."
    workflow.save_draft(minor, by=editor)
    issue(minor, by=editor)

    (entry,) = entries()

    assert entry.title == "Spelt right"
    assert "The date was wrong." in entry.content


def test_an_id_stands_whatever_becomes_of_title_slug_and_address(client, settings, entries):
    settings.SITE_URL = "https://news.example.org"
    article = make_article()

    (entry,) = entries()

    assert entry.id == f"tag:news.example.org,2026:release/{article.release}"
    for kind in KINDS:
        assert entry.id in client.get(f"/news/feed.{kind}").content.decode()


def test_the_summary_is_text_and_the_content_is_the_whole_text_with_whole_addresses(client, entries):
    article = make_article(
        summary="Less < more & so.",
        body='<p>See <a href="/news/7/">that</a> & <em>this</em>.</p><p>[picture 1]</p>',
    )
    make_picture(article, picture_upload())

    (entry,) = entries()

    assert entry.summary == "Less < more & so."
    assert 'href="http://testserver/news/7/"' in entry.content
    assert 'src="http://testserver/media/pictures/' in entry.content
    assert '="/' not in entry.content
    item = client.get("/news/feed.json").json()["items"][0]
    assert (item["summary"], item["content_html"]) == (entry.summary, entry.content)


def test_every_entry_says_its_language_and_the_direction_of_its_text(client, entries):
    make_article(title="Мост", language="ru")
    make_article(title="بيان", body="<p>نص</p>", language="ar")

    feed = ElementTree.fromstring(client.get("/news/feed.atom").content)

    languages = [
        entry.get("{http://www.w3.org/XML/1998/namespace}lang")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert languages == ["ar", "ru"]
    assert '<div lang="ar" dir="rtl">' in entries()[0].content
    assert [item["language"] for item in client.get("/news/feed.json").json()["items"]] == ["ar", "ru"]


def test_pictures_and_documents_are_enclosures(client):
    article = make_article()
    make_picture(article, is_lead=False, caption="Second")
    make_picture(article, is_lead=True, caption="First")
    make_attachment(article, title="Report")

    atom = feedparser.parse(client.get("/news/feed.atom").content).entries[0].enclosures
    rss = feedparser.parse(client.get("/news/feed.rss").content).entries[0]
    item = client.get("/news/feed.json").json()["items"][0]

    assert [(one.title, one.type) for one in atom] == [
        ("First", "image/jpeg"), ("Second", "image/jpeg"), ("Report", "application/pdf"),
    ]  # fmt: skip
    assert all(int(one.length) > 0 for one in atom)
    assert [one.href for one in rss.enclosures] == [atom[0].href]
    assert [one["url"] for one in rss.media_content] == [one.href for one in atom]
    assert [one["url"] for one in item["attachments"]] == [one.href for one in atom]
    assert item["image"] == atom[0].href
    for one in atom:
        assert client.get(one.href.removeprefix("http://testserver")).status_code == 200


def test_a_feed_names_the_organisation_the_site_and_the_filters(client, settings):
    settings.ORGANISATION, settings.SITE_NAME = "Assembly of Hedgehogs", "Burrow"
    make_article(structures=["secretariat"])

    titles = {
        feedparser.parse(client.get(f"/news/feed.{kind}?structure=secretariat").content).feed.title
        for kind in ("atom", "rss")
    }
    feed = client.get("/news/feed.json?structure=secretariat").json()

    assert titles == {feed["title"]} == {"Assembly of Hedgehogs – Burrow: Secretariat"}
    assert feed["authors"] == [{"name": "Assembly of Hedgehogs", "url": "http://testserver/"}]


def test_the_json_feed_says_of_each_release_what_the_specification_asks_for(client):
    article = make_article(
        title="Мост & <бридж>", summary="It «opens».", language="ru", structures=["secretariat"]
    )
    make_article(title="With nothing", summary="")

    response = client.get("/news/feed.json")

    feed = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == "http://testserver/news/"
    assert feed["feed_url"] == "http://testserver/news/feed.json"
    second, first = feed["items"]
    assert first["url"] == f"http://testserver{article.get_absolute_url()}"
    assert (first["title"], first["summary"]) == ("Мост & <бридж>", "It «opens».")
    assert (first["language"], first["tags"]) == ("ru", ["News", "Secretariat"])
    assert datetime.fromisoformat(first["date_published"]).astimezone(UTC) == article.public_at
    assert second["content_html"] == "<p>With nothing</p>"
    assert "summary" not in second


def test_a_feed_that_finds_nothing_has_no_entries(client, entries):
    assert client.get("/news/feed.json?type=news").json()["items"] == []
    assert entries("/news/feed.atom?type=news") == []


def test_other_sites_may_show_a_feed_and_read_it(client):
    for kind in KINDS:
        headers = client.get(f"/news/feed.{kind}").headers

        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
