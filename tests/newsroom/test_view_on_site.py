"""The desk's short addresses of public pages tell their slugs only to people who see the object at the desk."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from articles.models import Article
from tests.factories import make_article, make_member

pytestmark = pytest.mark.usefixtures("terms")


def short_address(of, pk=None) -> str:
    return f"/admin/r/{ContentType.objects.get_for_model(of).pk}/{pk or of.pk}/"


def test_somebody_who_reads_the_desk_is_led_to_the_public_page(client):
    article = make_article()
    client.force_login(make_member("wanda", "Writer"))

    response = client.get(short_address(article))

    assert response.headers["Location"].endswith(article.get_absolute_url())


def test_somebody_without_a_role_learns_no_slug(client):
    draft = make_article(state=Article.State.DRAFT, slug="secret-merger")
    client.force_login(make_member("newcomer"))

    there, nowhere = client.get(short_address(draft)), client.get(short_address(draft, 999999))

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.content == nowhere.content
    assert b"secret-merger" not in there.content


@pytest.mark.parametrize("address", ["x/1", "999999/1", "1/x", f"{10**30}/1", f"1/{10**30}", "²/1"])
def test_odd_addresses_are_not_found(client, editor, address):
    assert client.get(f"/admin/r/{address}/").status_code == 404


def test_what_is_not_at_the_desk_has_no_short_address(client, editor):
    assert client.get(short_address(Session, "1")).status_code == 404
