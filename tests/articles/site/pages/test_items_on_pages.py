"""Readers see the translations of one release as one item: in lists, home, terms and feeds, in their language."""

import csv
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from articles.editing import workflow
from articles.index import catalogue
from articles.models import Article, FrontPageRelease
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")
FILED = {"structures": ["secretariat"]}


@pytest.fixture
def bridge(terms) -> dict[str, Article]:
    """A release in English with two translations, and another one without."""
    english = make_article(title="Bridge opens", **FILED)
    facts = {"translates": english.release, **FILED}
    return {
        "en": english,
        "fr": make_article(title="Le pont ouvre", language="fr", **facts),
        "ru": make_article(title="Мост открыт", language="ru", **facts),
        "other": make_article(title="School closes", **FILED),
    }


def titles_on(client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return re.findall(r'class="card-title"[^>]*><a [^>]*>([^<]+)</a>', page)


def also_in(client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return [
        ", ".join(re.findall(r">([^<]+)</a>", line))
        for line in re.findall(r'<p class="languages">.*?</p>', page)
    ]


@pytest.mark.parametrize(
    ("address", "titles", "others"),
    [
        ("/news/", ["School closes", "Bridge opens"], "Français, Русский"),
        ("/fr/news/", ["School closes", "Le pont ouvre"], "English, Русский"),
        ("/de/news/", ["School closes", "Bridge opens"], "Français, Русский"),
        ("/news/?language=ru", ["Мост открыт"], "English, Français"),
        ("/ru/news/?structure=secretariat", ["School closes", "Мост открыт"], "English, Français"),
        ("/news/?q=pont", ["Bridge opens"], "Français, Русский"),
        ("/fr/news/?q=bridge", ["Le pont ouvre"], "English, Русский"),
        ("/news/?prefer=fr", ["School closes", "Le pont ouvre"], "English, Русский"),
        ("/", ["School closes", "Bridge opens"], "Français, Русский"),
        ("/fr/", ["School closes", "Le pont ouvre"], "English, Русский"),
        ("/fr/structures/secretariat/", ["School closes", "Le pont ouvre"], "English, Русский"),
        ("/fr/archive/2025/01/", ["School closes", "Le pont ouvre"], "English, Русский"),
    ],
)
def test_a_set_is_one_item_with_the_way_to_its_other_languages(client, bridge, address, titles, others):
    assert sorted(titles_on(client, address)) == sorted(titles)
    assert also_in(client, address) == [others]


def test_counts_beside_the_list_are_those_of_the_lists_that_they_lead_to(client, bridge):
    page = client.get("/fr/news/")
    counts = page.context["result"].counts

    assert page.context["result"].total == 2
    assert counts["language"] == {"en": 2, "fr": 1, "ru": 1}
    assert counts["structure"]["secretariat"] == 2
    for code, count in counts["language"].items():
        assert len(titles_on(client, f"/fr/news/?language={code}")) == count
    assert client.get("/fr/structures/secretariat/").context["total"] == 2
    assert client.get("/archive/2025/").context["total"] == 2
    assertContains(client.get("/news/forms/"), "2 releases")


def test_feeds_have_items_and_the_pages_of_a_language_lead_to_its_feeds(client, bridge):
    for address, wanted in (("/news/", "Bridge opens"), ("/fr/news/", "Le pont ouvre")):
        page = client.get(address).content.decode()
        feed = re.search(r'href="(/news/feed\.json[^"]*)"', page)[1].replace("&amp;", "&")
        items = client.get(feed).json()["items"]
        assert sorted(one["title"] for one in items) == sorted(["School closes", wanted])
    assert client.get("/news/feed.json?language=fr").json()["items"][0]["title"] == "Le pont ouvre"
    assert len(client.get("/news/feed.json?language=fr").json()["items"]) == 1


def test_exports_and_the_api_have_every_release_unless_they_are_asked_for_items(client, bridge):
    table = csv.DictReader(client.get("/news/export.csv").getvalue().decode().splitlines())
    asked = client.get("/api/v1/releases?prefer=fr").json()

    assert len(list(table)) == 4
    assert client.get("/api/v1/releases").json()["total"] == 4
    assert [one["title"] for one in asked["releases"]] == ["School closes", "Le pont ouvre"]
    assert asked["listing"].endswith("/news/?prefer=fr")
    assert client.get("/api/v1/facets?prefer=fr").json()["total"] == 2
    assert client.get("/api/v1/releases?prefer=nonsense").status_code == 400


def test_a_list_has_one_address_and_what_is_preferred_anyway_is_no_part_of_it(client, bridge):
    assert client.get("/fr/news/?prefer=fr").headers["Location"] == "/fr/news/"
    assert client.get("/news/feed.atom?prefer=en").headers["Location"] == "/news/feed.atom"
    assert client.get("/news/?prefer=fr&page=1").headers["Location"] == "/news/?prefer=fr"
    assertContains(client.get("/news/?prefer=fr"), '<input type="hidden" name="prefer" value="fr">')


def test_a_list_with_translations_costs_no_more_queries(client, bridge):
    client.get("/news/")
    counted = []
    for address in ("/news/?rows=10", "/fr/news/?rows=10", "/fr/news/?q=bridge"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))

    Article.objects.filter(translates__isnull=False).update(translates=None, translates_edition=None)
    catalogue.forget()
    client.get("/news/")
    for address, with_items in zip(("/news/?rows=50", "/fr/news/?rows=50"), counted, strict=False):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert with_items <= len(queries)


def test_cards_follow_when_a_translation_comes_or_goes(client, bridge):
    assert also_in(client, "/news/") == ["Français, Русский"]

    workflow.withdraw(bridge["fr"], by=make_editor(), reason="It was wrong.")

    assert also_in(client, "/news/") == ["Русский"]
    assert sorted(titles_on(client, "/fr/news/")) == ["Bridge opens", "School closes"]
    make_article(title="Die Brücke", language="de", translates=bridge["en"].release)
    assert also_in(client, "/news/") == ["Русский, Deutsch"]


def test_what_editors_put_first_is_shown_in_the_language_of_the_page(client, bridge):
    facts = {"until": date.max, "by": make_editor()}
    FrontPageRelease.objects.create(place=1, release=bridge["en"].release, **facts)
    FrontPageRelease.objects.create(place=2, release=bridge["fr"].release, **facts)

    assert titles_on(client, "/fr/") == ["Le pont ouvre", "School closes"]
    assert titles_on(client, "/") == ["Bridge opens", "School closes"]


def test_without_its_original_a_set_stays_one_item(client, bridge):
    workflow.withdraw(bridge["en"], by=make_editor(), reason="It was wrong.")

    assert sorted(titles_on(client, "/news/")) == ["Le pont ouvre", "School closes"]
    assert sorted(titles_on(client, "/ru/news/")) == ["School closes", "Мост открыт"]
