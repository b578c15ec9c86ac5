"""Previews show the pictures and documents of an edition, to who may see the edition, and to nobody else."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import review_links
from articles.models import Article, ReviewLink
from tests.factories import (
    issue,
    make_article,
    make_attachment,
    make_editor,
    make_member,
    make_picture,
    make_user,
    picture_upload,
)

State = Article.State

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def draft(db) -> Article:
    article = make_article(state=State.DRAFT, body="<p>Before.</p><p>[picture 2]</p>")
    make_picture(article, picture_upload(size=(500, 400)), is_lead=True)
    make_picture(article, caption="The hall")
    make_attachment(article, title="The report")
    return article


def preview_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/preview/"


def review_of(article: Article) -> str:
    return f"/review/{review_links.make_link(article, by=make_editor('sharer'))}/"


def files_on(html: str) -> set[str]:
    """The addresses of all pictures and documents that a page names."""
    named = re.findall(r'(?:src|srcset|href)="([^"]*)"', html)
    return {
        one.split()[0]
        for value in named
        for one in value.split(",")
        if re.search("pictures|attachments", one)
    }


@pytest.mark.parametrize("page_of", [preview_of, review_of])
def test_a_preview_shows_every_picture_and_document_and_no_cache_keeps_them(client, editor, draft, page_of):
    page = page_of(draft)
    if page_of is review_of:
        client.logout()

    response = client.get(page)
    files = files_on(response.content.decode())

    assertContains(response, "The hall")
    assertContains(response, "lead-500.avif")
    assert len(files) == 10, "three formats of three sizes, and a document"
    for address in files:
        assert address.startswith(page)
        file = client.get(address)
        assert file.status_code == 200, address
        assert len(file.getvalue()) == int(file.headers["Content-Length"]) > 0
        assert set(file.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
        assert "noindex" in file.headers["X-Robots-Tag"]
        assert "ETag" not in file.headers
        assert not file.cookies
        assert client.head(address).getvalue() == b""
        assert client.post(address).status_code == 405


def test_a_preview_gives_services_that_show_cards_of_pages_nothing(client, draft):
    page = client.get(review_of(draft)).content.decode()

    assert "og:" not in page
    assert "canonical" not in page


@pytest.mark.parametrize("way", ["revoked", "expired"])
def test_with_its_link_the_files_of_a_reviewer_end(client, draft, way):
    page = review_of(draft)
    files = files_on(client.get(page).content.decode())
    past = timezone.now() - timedelta(days=1)

    if way == "revoked":
        review_links.revoke(ReviewLink.objects.get(), by=make_editor())
    else:
        ReviewLink.objects.update(created_at=past - timedelta(days=7), expires_at=past)

    assert files
    for address in files:
        response = client.get(address)
        assert (response.status_code, response.headers["Cache-Control"]) == (410, "private, no-store")


def test_a_link_opens_no_file_of_another_edition(client, draft):
    other = make_article(state=State.DRAFT)
    theirs = make_picture(other)
    make_attachment(other, number=7)
    page = review_of(draft)

    assert client.get(f"{page}pictures/{theirs.pk}/whole-320.webp").status_code == 404
    assert client.get(f"{page}attachments/7/document-7.pdf").status_code == 404


def test_once_it_is_published_the_files_are_at_their_public_addresses_alone(client, editor, draft):
    pages = preview_of(draft), review_of(draft)
    files = {file for page in pages for file in files_on(client.get(page).content.decode())}

    issue(draft, by=editor)

    assert len(files) == 20
    assert {client.get(address).status_code for address in files} == {404}


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", "Records", "Administrator"])
def test_whoever_may_see_a_draft_at_the_desk_sees_its_files(client, draft, role):
    client.force_login(make_member("member", role))
    files = files_on(client.get(preview_of(draft)).content.decode())

    assert len(files) == 10
    assert {client.get(address).status_code for address in files} == {200}


def test_an_account_without_the_right_to_see_releases_sees_no_file(client, editor, draft):
    files = files_on(client.get(preview_of(draft)).content.decode())
    client.force_login(make_user("stranger"))

    assert {client.get(address).status_code for address in files} == {403}


def test_a_picture_whose_rights_end_before_the_release_comes_out_is_not_in_its_preview(client, editor):
    tomorrow = timezone.now() + timedelta(days=1)
    draft = make_article(state=State.DRAFT, embargo_until=tomorrow)
    gone = make_picture(draft, caption="Only today", rights_until=timezone.localdate())
    make_picture(draft, caption="Also tomorrow", rights_until=timezone.localdate(tomorrow))

    response = client.get(preview_of(draft))

    assertContains(response, "Also tomorrow")
    assertNotContains(response, "Only today")
    assert client.get(f"{preview_of(draft)}pictures/{gone.pk}/whole-320.webp").status_code == 404


def test_a_later_edition_is_previewed_with_its_own_picture(client, editor):
    first = make_article()
    make_picture(first, caption="The old hall")
    second = make_article(release=first.release, edition=2, state=State.DRAFT)
    make_picture(second, caption="The new hall")

    response = client.get(preview_of(second))

    assertContains(response, "The new hall")
    assertNotContains(response, "The old hall")


@pytest.mark.parametrize("how_many", [1, 8])
def test_a_preview_asks_as_often_for_any_number_of_files(client, editor, django_assert_num_queries, how_many):
    article = make_article(state=State.DRAFT)
    for _ in range(how_many):
        make_picture(article)
        make_attachment(article)
    client.get("/")

    with django_assert_num_queries(9):
        client.get(preview_of(article))
