"""What scholars read and cite: reference, permanent address, and the metadata of their tools."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from pytest_django.asserts import assertContains

from articles.editing import workflow
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def article():
    return make_article(
        title="A bridge “opens”",
        summary="On Monday.",
        structures=["secretariat"],
        fields_of_work=["elections"],
        countries=["albania"],
        publishing_date=date(2024, 12, 31),
        public_at=datetime(2024, 12, 31, 9, 30, 15, tzinfo=UTC),
    )


@pytest.fixture
def corrected(article):
    """Its second edition, which is dated into the next year."""
    editor = make_editor()
    draft = workflow.open_new_edition(article, by=editor)
    draft.publishing_date, draft.change_note = date(2025, 1, 1), "The day was wrong."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)
    return draft


def metadata(client, address: str) -> list[tuple[str, str]]:
    page = client.get(address).content.decode()
    return [
        (name, unescape(content))
        for name, content in re.findall(r'<meta name="([^"]+)" content="([^"]*)"', page)
    ]


def test_a_page_shows_the_reference_of_its_edition_and_the_permanent_address(client, article, corrected):
    reference = f"OSCE/2024/{article.release}"
    path = corrected.get_absolute_url()

    assertContains(client.get(path), f"{reference}, edition 2</bdi></dd>")
    assertContains(client.get(f"{path}editions/1/"), f"{reference}, edition 1</bdi></dd>")
    short = f"http://testserver/news/{article.release}/"
    assertContains(client.get(path), f'<a href="{short}" dir="ltr">{short}</a>', html=True)
    assertContains(client.get(path), f'<link rel="shortlink" href="{short}">', html=True)
    assert client.get(f"/news/{article.release}/").headers["Location"] == path


@pytest.mark.parametrize("typed", ["OSCE/2024/{}", "osce/2024/{}, edition 1", "OSCE/2025/{}"])
def test_typing_the_reference_finds_the_release_and_no_other(client, corrected, typed):
    make_article(title=f"OSCE 2024 {corrected.release} edition 1")

    for address in ("/news/", "/news/feed.atom"):
        page = client.get(address, {"q": typed.format(corrected.release)}, follow=True)
        assertContains(page, corrected.get_absolute_url())
        assert page.content.decode().count("<entry>") <= 1
    assert client.get("/news/", {"q": typed.format(corrected.release)}, follow=True).context[
        "result"
    ].ids == [corrected.pk]


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"state": "withdrawn"}, {"state": "unpublished"}])
def test_the_reference_of_what_is_not_listed_finds_nothing(client, facts):
    hidden = make_article(**facts)

    page = client.get("/news/", {"q": f"OSCE/2025/{hidden.release}"}, follow=True)

    assert page.context["result"].total == 0


def test_filters_hold_for_references_too(client, corrected):
    question = {"q": f"OSCE/2024/{corrected.release}"}

    assert client.get("/news/", question | {"year": "2025"}, follow=True).context["result"].total == 1
    assert client.get("/news/", question | {"year": "2024"}, follow=True).context["result"].total == 0


def test_the_desk_finds_drafts_by_their_reference(client, editor):
    draft = make_article(title="A tunnel", state="draft")
    make_article(title="A bridge")

    page = client.get("/admin/articles/article/", {"q": f"OSCE/2026/{draft.release}"})

    assertContains(page, "A tunnel")
    assert "A bridge" not in page.content.decode()


def test_the_metadata_of_scholars_say_what_the_page_says(client, article, corrected):
    metas = metadata(client, corrected.get_absolute_url())

    address = f"http://testserver{corrected.get_absolute_url()}"
    for pair in (
        ("citation_title", "A bridge “opens”"),
        ("citation_author", "OSCE Secretariat"),
        ("citation_publication_date", "2025/01/01"),
        ("citation_online_date", "2024/12/31"),
        ("citation_technical_report_number", f"OSCE/2024/{article.release}, edition 2"),
        ("citation_public_url", address),
        ("DC.date", "2025-01-01"),
        ("DCTERMS.available", "2024-12-31T10:30:15+01:00"),
        ("DC.identifier", f"http://testserver/news/{article.release}/"),
        ("DC.coverage", "Albania"),
        ("DC.subject", "Elections"),
        ("DCTERMS.replaces", f"{address}editions/1/"),
    ):
        assert pair in metas, pair
    assert all(content for _, content in metas)
    [cited] = [content for name, content in metas if name == "DCTERMS.bibliographicCitation"]
    assert cited == (
        f"OSCE Secretariat: “A bridge “opens””, 2025-01-01 (OSCE/2024/{article.release}, edition 2), "
        f"http://testserver/news/{article.release}/"
    )


def test_other_pages_are_nothing_to_cite(client, article):
    for address in ("/", "/news/", "/structures/secretariat/"):
        assert not [name for name, _ in metadata(client, address) if name.startswith(("citation_", "DC"))]
