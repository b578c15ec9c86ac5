"""Not a word early, and not a word too long: what is not public is in no output."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.editing import workflow
from articles.models import Article
from tests.addresses import PUBLIC_PAGES, WORD
from tests.factories import (
    document_upload,
    make_article,
    make_attachment,
    make_editor,
    make_picture,
    make_recording,
    picture_upload,
)

State = Article.State
NAMES_NO_OLD_RELEASE = {
    "/structures/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-news.xml",
    "/meetings/",
    "/glossary/",
    "/archive/",
    "/archive/2025/",
    "/statistics/",
    "/statistics/country.csv",
    "/statistics/year.csv",
    "/api/",
    "/api/v1/facets",
}

pytestmark = pytest.mark.usefixtures("terms")


def text_of(client, address: str) -> str:
    return client.get(address).getvalue().decode()


def outputs(client, *more: str) -> str:
    return "".join(text_of(client, address) for address in (*PUBLIC_PAGES, *more))


def canary(**facts) -> Article:
    """A release that shouts its word from every field, its pictures, documents and recordings."""
    article = make_article(
        title=f"Title {WORD}",
        slug=WORD,
        summary=f"Summary {WORD}",
        body=f"<p>Body {WORD}</p>",
        change_note=f"Note {WORD}",
        editor_note=f"Editor {WORD}",
        contact=f"Contact {WORD}",
        place=f"PLACE {WORD}",
        event_start=timezone.now() + timedelta(days=30),
        event_place=f"Hall {WORD}",
        structures=["secretariat"],
        fields_of_work=["elections"],
        countries=["albania"],
        tags=(WORD,),
        **facts,
    )
    make_picture(
        article, picture_upload(f"{WORD}.jpg"), is_lead=True, alt=f"Picture {WORD}", caption=f"Caption {WORD}",
        credit=f"Credit {WORD}", rights=f"Rights {WORD}",
    )  # fmt: skip
    make_recording(article, title=f"Recording {WORD}", transcript=f"Transcript {WORD}")
    make_attachment(article, document_upload(f"{WORD}.pdf"), title=f"Document {WORD}", stem=WORD)
    return article


def in_future(**facts) -> Article:
    later = timezone.now() + timedelta(hours=1)
    return canary(publishing_date=timezone.localdate(later), public_at=later, **facts)


HIDDEN = {
    "a draft": lambda: canary(state=State.DRAFT),
    "a submitted one": lambda: canary(state=State.SUBMITTED),
    "an approved one": lambda: canary(state=State.APPROVED),
    "a scheduled one": in_future,
    "an unpublished one": lambda: canary(state=State.UNPUBLISHED),
    "one whose period ended": lambda: canary(public_until=timezone.now() - timedelta(hours=1)),
}


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_public_is_in_no_output(client, make):
    make_article(structures=["secretariat"])
    article = make()
    own = [
        f"/news/{article.release}/",
        article.get_absolute_url(),
        f"{article.get_absolute_url()}editions/1/",
        f"{article.get_absolute_url()}editions/1/compare/2/",
        f"/media/attachments/{article.release}/1/{WORD}.pdf",
        f"/media/pictures/{article.pictures.get().pk}/lead-480.jpg",
    ]

    for address in own:
        assert client.get(address).status_code in (404, 410), address
    # The page that says what was not understood repeats the reader's own words, so the tag is asked apart.
    assert f"Title {WORD}" not in client.get(f"/news/?tag={WORD}").content.decode()
    assert WORD not in outputs(client, *own[:1])


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_public_is_in_no_count(client, make):
    make_article(structures=["secretariat"])
    make()

    found = client.get("/news/?structure=secretariat").context["result"]

    assert found.total == 1
    assert found.counts["structure"] == {"secretariat": 1}
    assert found.counts["field"] == {}


def test_a_public_release_is_in_every_output_that_should_have_it(client):
    canary()

    for address in PUBLIC_PAGES:
        if address not in NAMES_NO_OLD_RELEASE:
            assert WORD in client.get(address).getvalue().decode(), address


def test_a_draft_of_a_public_release_does_not_show(client):
    article = make_article(structures=["secretariat"])
    draft = workflow.open_new_edition(article, by=make_editor())
    Article.objects.filter(pk=draft.pk).update(title=WORD, summary=WORD)

    assert WORD not in outputs(client, article.get_absolute_url(), f"{article.get_absolute_url()}editions/2/")
    assert client.get(f"{article.get_absolute_url()}editions/2/").status_code == 404


def test_notes_for_colleagues_are_never_shown(client):
    article = canary()

    page = client.get(article.get_absolute_url()).content.decode()

    assert f"Body {WORD}" in page
    assert f"Editor {WORD}" not in page


def test_a_withdrawn_release_is_readable_with_its_reason_and_listed_nowhere(client):
    article = canary()
    workflow.withdraw(article, by=make_editor(), reason="The figures were wrong.")

    page = client.get(article.get_absolute_url())

    assert page.status_code == 200
    assert "The figures were wrong." in page.content.decode()
    for address in PUBLIC_PAGES:
        shown = text_of(client, address)
        if address.startswith("/api/v1/changes"):  # names it, by its address
            shown = shown.replace(article.get_absolute_url(), "")
        if "/feed." in address or "1 withdrawn release with these words" in shown:
            # Marked so, with its title and no more of it.
            shown = re.sub(rf"Title {WORD}(?=<|\")", "", shown).replace(article.get_absolute_url(), "")
            shown = re.sub(rf'<category[^>]*>({WORD}</category>)?|"tags": \[[^]]*\]', "", shown)
        assert WORD not in shown, address


def test_a_release_taken_off_the_site_answers_that_it_is_gone(client):
    article = canary()
    workflow.unpublish(article, by=make_editor(), remark="Court order 17.")

    response = client.get(article.get_absolute_url())

    assert response.status_code == 410
    assert WORD not in response.content.decode()
    assert "Court order" not in response.content.decode()
