"""What pages tell search engines and networks: linked data, Open Graph, addresses, dates."""

import json
import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from articles.editing import workflow
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from tests.factories import issue, make_article, make_editor, make_picture

pytestmark = pytest.mark.usefixtures("terms")

ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"


def things(page: str) -> dict[str, dict]:
    """The linked data of a page by their types."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    documents = [json.loads(block) for block in blocks]
    assert all(document["@context"] == "https://schema.org" for document in documents)
    return {document["@type"]: document for document in documents}


def meta(page: str) -> dict[str, list[str]]:
    """The contents of <meta> by their name or property."""
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(content))
    return found


def correct(article: Article, **changes: str) -> Article:
    """Publish the next edition of a release."""
    editor = make_editor(f"editor of {article.pk}")
    draft = workflow.open_new_edition(article, by=editor)
    for name, value in changes.items():
        setattr(draft, name, value)
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)
    return draft


@pytest.fixture
def article():
    return make_article(
        title="A bridge opens",
        summary="On Monday.",
        place="Tirana",
        structures=["presence-in-albania"],
        fields_of_work=["elections"],
        countries=["albania"],
        tags=("water",),
        publishing_date=date(2025, 3, 4),
        public_at=datetime(2025, 3, 4, 9, 30, 15, 123456, tzinfo=UTC),
    )


def kinds_of_pages(article: Article) -> dict[str, set[str]]:
    """Every kind of public page, with the types of its linked data."""
    path = article.get_absolute_url()
    return {
        "/": {"WebSite", "CollectionPage"},
        "/news/": {"CollectionPage", "BreadcrumbList"},
        "/news/?type=news": {"CollectionPage", "BreadcrumbList"},
        "/news/?q=nothing": {"CollectionPage", "BreadcrumbList"},
        "/news/?type=gossip": set(),
        path: {"NewsArticle", "BreadcrumbList"},
        f"{path}editions/1/": {"NewsArticle", "BreadcrumbList"},
        f"{path}editions/2/": {"NewsArticle", "BreadcrumbList"},
        f"{path}editions/1/compare/2/": {"WebPage", "BreadcrumbList"},
        "/structures/": {"CollectionPage", "BreadcrumbList"},
        "/structures/presence-in-albania/": {"CollectionPage", "BreadcrumbList"},
        "/countries/": {"CollectionPage", "BreadcrumbList"},
        "/countries/albania/": {"CollectionPage", "BreadcrumbList"},
        "/fields-of-work/": {"CollectionPage", "BreadcrumbList"},
        "/fields-of-work/elections/": {"CollectionPage", "BreadcrumbList"},
        "/archive/2025/": {"CollectionPage", "BreadcrumbList"},
        "/archive/2025/3/": {"CollectionPage", "BreadcrumbList"},
    }


def test_every_kind_of_page_has_linked_data_an_address_and_a_description(client, article):
    correct(article, summary="On Tuesday.")

    for address, types in kinds_of_pages(article).items():
        page = client.get(address).content.decode()
        metas = meta(page)
        assert set(things(page)) == types, address
        assert metas["description"] == metas["og:description"], address
        assert all(metas[name][0] for name in ("description", "og:title", "og:type", "twitter:card")), address
        [canonical] = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
        assert metas["og:url"] == [canonical], address
        assert canonical.startswith("http://testserver/"), address


def test_a_release_is_told_with_all_that_search_engines_read(client, article):
    news = things(client.get(article.get_absolute_url()).content.decode())["NewsArticle"]

    assert news["headline"] == "A bridge opens"
    assert news["url"] == news["mainEntityOfPage"] == f"http://testserver{article.get_absolute_url()}"
    assert news["datePublished"] == news["dateModified"] == "2025-03-04T10:30:15+01:00"
    assert news["author"] == [
        {
            "@type": "Organization",
            "name": "OSCE Presence in Albania",
            "url": "http://testserver/structures/presence-in-albania/",
        }
    ]
    assert news["publisher"]["name"].startswith("Organization for Security")
    assert news["publisher"]["logo"]["url"].startswith("http://testserver/static/site/icon-512")
    assert [about["name"] for about in news["about"]] == ["Elections"]
    assert [place["name"] for place in news["spatialCoverage"]] == ["Albania"]
    assert news["keywords"] == ["Elections", "Albania", "water"]
    assert (news["inLanguage"], news["articleSection"], news["version"]) == ("en", "News", "1")
    assert "isBasedOn" not in news


def test_a_correction_is_based_on_the_edition_before_it(client, article):
    second = correct(article, summary="On Tuesday.", change_note="The day was wrong.")
    path = second.get_absolute_url()

    current = things(client.get(path).content.decode())["NewsArticle"]
    first = things(client.get(f"{path}editions/1/").content.decode())["NewsArticle"]

    assert current["isBasedOn"] == first["url"] == f"http://testserver{path}editions/1/"
    assert (current["version"], current["correction"]) == ("2", "The day was wrong.")
    assert current["datePublished"] == first["datePublished"] == "2025-03-04T10:30:15+01:00"
    assert current["dateModified"] > first["dateModified"]


def test_all_dates_of_a_page_agree_and_go_to_the_second(client, article):
    correct(article, change_note="The day was wrong.")

    page = client.get(article.get_absolute_url()).content.decode()

    news, metas = things(page)["NewsArticle"], meta(page)
    assert metas["article:published_time"] == [news["datePublished"]]
    assert metas["article:modified_time"] == [news["dateModified"]]
    shown = re.findall(r'<time datetime="([^"]+)"', page)
    assert {news["datePublished"], news["dateModified"]} <= set(shown)
    assert all(re.fullmatch(rf"{ISO}|\d{{4}}-\d\d-\d\d", instant) for instant in shown)


@pytest.mark.parametrize(
    ("facts", "description"),
    [
        ({"summary": "It opens today."}, "It opens today."),
        ({"summary": "", "body": "<p>Cars &amp; trains</p><p>may pass.</p>"}, "Cars & trains may pass."),
        (
            {"summary": "", "type": "news"},
            "News of the Organization for Security and Co-operation in Europe.",
        ),
        ({"summary": "", "type": ""}, "Release of the Organization for Security and Co-operation in Europe."),
    ],
)
def test_the_description_of_a_release_is_never_empty(client, facts, description):
    page = client.get(make_article(**facts).get_absolute_url()).content.decode()

    assert meta(page)["description"] == [description]


def test_a_withdrawn_release_is_described_by_its_notice(client):
    article = make_article(summary="False numbers.", state="withdrawn", withdrawal_reason="They were false.")

    page = client.get(article.get_absolute_url()).content.decode()

    assert meta(page)["description"] == ["This release has been withdrawn. They were false."]
    assert meta(page)["robots"] == ["noindex"]
    assert things(page)["NewsArticle"]["creativeWorkStatus"] == "Withdrawn"


def test_the_lead_picture_is_that_of_the_card(client, article):
    make_picture(article, is_lead=True, alt="A bridge")

    page = client.get(article.get_absolute_url()).content.decode()

    metas = meta(page)
    assert metas["og:image"] == things(page)["NewsArticle"]["image"]
    assert metas["og:image:alt"] == ["A bridge"]


def test_translations_all_name_the_same_addresses(client, article):
    russian = make_article(title="Мост", slug="most", language="ru", translates=article.release)
    make_article(title="Brücke", slug="bruecke", language="de", translates=article.release, state="draft")

    pages = [client.get(one.get_absolute_url()).content.decode() for one in (article, russian)]

    english, russian_address = (f"http://testserver{one.get_absolute_url()}" for one in (article, russian))
    for page in pages:
        assert dict(re.findall(r'hreflang="([\w-]+)" href="(http[^"]+)"', page)) == {
            "en": english,
            "ru": russian_address,
            "x-default": english,
        }
    correct(article, title="A tunnel opens", slug="tunnel", change_note="It is a tunnel.")
    first = client.get(f"/news/{article.release}/tunnel/editions/1/").content.decode()
    assert 'rel="alternate" hreflang' not in first


def test_a_structure_is_told_with_its_former_names_and_the_body_above_it(client):
    page = client.get("/structures/programme-office-in-astana/").content.decode()

    body = things(page)["CollectionPage"]["about"]
    assert body["@type"] == "Organization"
    assert "Programme Office in Nur-Sultan" in body["alternateName"]
    assert body["parentOrganization"]["name"] == "Field operations"
    assert body["location"]["name"] == "Kazakhstan"


def test_a_listing_tells_its_releases_in_their_order(client):
    made = [make_article(publishing_date=date(2020, 1, 1 + number)) for number in range(25)]

    page = client.get("/news/?page=2").content.decode()

    listed = things(page)["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [item["url"] for item in listed] == [
        f"http://testserver{article.get_absolute_url()}" for article in made[4::-1]
    ]
    assert [item["position"] for item in listed] == [21, 22, 23, 24, 25]


def test_cards_rendered_before_still_tell_their_addresses(client, article):
    first = things(client.get("/").content.decode())["CollectionPage"]
    assert len(RequestSnapshot.take().catalogue.rendered)

    again = things(client.get("/?again").content.decode())["CollectionPage"]

    assert first["mainEntity"] == again["mainEntity"]
