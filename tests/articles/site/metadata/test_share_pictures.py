"""The picture of every page: the lead picture, one drawn with the title, or that of the site."""

import re
from threading import BoundedSemaphore

import pytest

from articles.editing import workflow
from articles.media import card_pictures
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")

SITE = "http://testserver"


def picture_of(client, address: str) -> str:
    page = client.get(address).content.decode()
    [picture] = re.findall(rf'<meta property="og:image" content="{SITE}([^"]+)"', page)
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    return picture


def test_every_page_has_a_picture_that_is_there_and_that_others_may_show(client):
    article = make_article(structures=["secretariat"])
    workflow.withdraw(make_article(slug="withdrawn"), by=make_editor(), reason="It was wrong.")

    for address in ("/", "/news/", "/structures/secretariat/", "/archive/2025/", article.get_absolute_url()):
        response = client.get(picture_of(client, address))
        assert response.status_code == 200, address
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.content.startswith(b"\x89PNG")


def test_a_release_without_a_picture_has_a_drawn_one_of_its_own(client):
    first, second = make_article(title="A bridge opens"), make_article(title="A tunnel opens")

    pictures = [picture_of(client, article.get_absolute_url()) for article in (first, second)]

    assert pictures[0].startswith(f"/media/cards/{first.release}/")
    assert client.get(pictures[0]).content != client.get(pictures[1]).content


def test_a_corrected_title_has_another_picture_and_the_old_address_leads_to_it(client):
    editor = make_editor()
    article = make_article(title="A bridge opens")
    old = picture_of(client, article.get_absolute_url())
    draft = workflow.open_new_edition(article, by=editor)
    draft.title, draft.change_note = "A tunnel opens", "It is a tunnel."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    new = picture_of(client, draft.get_absolute_url())

    assert new != old
    assert client.get(old).headers["Location"] == new


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"state": "withdrawn"}, {"state": "unpublished"}])
def test_nothing_is_drawn_of_what_is_not_listed(client, facts):
    hidden = make_article(title="Not a word of this", **facts)

    assert client.get(f"/media/cards/{hidden.release}/guessed.png").status_code == 404


def test_a_withdrawn_release_has_the_picture_of_the_site(client):
    article = make_article(state="withdrawn")

    assert picture_of(client, article.get_absolute_url()) == "/media/cards/newsroom.png"


def test_a_picture_that_a_cache_has_is_not_sent_again(client):
    address = picture_of(client, make_article().get_absolute_url())
    etag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_who_asks_while_others_have_pictures_drawn_asks_again(client, monkeypatch):
    drawn, other = make_article(title="A bridge opens"), make_article(title="A tunnel opens")
    addresses = [picture_of(client, article.get_absolute_url()) for article in (drawn, other)]
    client.get(addresses[0])
    places = BoundedSemaphore(1)
    monkeypatch.setattr(card_pictures, "_places", places)
    places.acquire()

    stored, refused = (client.get(address) for address in addresses)
    places.release()
    again = client.get(addresses[1])

    assert (stored.status_code, refused.status_code, again.status_code) == (200, 503, 200)
    assert refused.headers["Retry-After"] == "5"
    assert "no-store" in refused.headers["Cache-Control"]
    assert "ETag" not in refused.headers
    assert places.acquire(blocking=False), "a place is given back when a picture is drawn"
