"""Hubs are told which feeds a move has changed, and those feeds name their hubs."""

from urllib.parse import parse_qsl

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from articles.editing import workflow
from articles.editing.outbox import http_post, websub
from articles.models import OutboxMessage
from articles.site.outputs.feeds import paging
from articles.site.outputs.registry import OUTPUTS
from newsroom.environment import web_addresses
from tests.factories import make_article, make_editor, make_message
from tests.worker import work_once

pytestmark = pytest.mark.usefixtures("terms")
SITE, HUB = "https://news.example.org", "https://hub.example.org/"


@pytest.fixture
def hub(settings, monkeypatch):
    """What hubs are sent: pairs of address and parameters; a hub whose address has "broken" in it refuses."""
    sent = []

    def post(address, body, headers, *, setting):
        assert headers == {"Content-Type": "application/x-www-form-urlencoded"}
        sent.append((address, parse_qsl(body.decode())))
        if "broken" in address:
            raise http_post.NotAccepted("the receiver answered 500")

    monkeypatch.setattr(http_post, "post", post)
    settings.SITE_URL, settings.WEBSUB_HUBS = SITE, [HUB]
    return sent


def topics(sent) -> set[str]:
    return {value.removeprefix(SITE) for _, pairs in sent for name, value in pairs if name == "hub.url"}


def test_a_hub_is_told_of_every_feed_that_has_the_release(hub):
    make_message(make_article(structures=["secretariat"], fields_of_work=["elections"]), effect="websub")

    work_once()

    [(address, pairs)] = hub
    assert address == HUB
    assert pairs[0] == ("hub.mode", "publish")
    for kind in ("atom", "rss", "json"):
        for question in ("", "?type=news", "?structure=secretariat", "?field=elections"):
            assert f"/news/feed.{kind}{question}" in topics(hub)


def test_a_hub_is_told_of_the_terms_above_those_of_a_release(hub, terms):
    child = next(entry for entry in terms.field if entry.parent_id)
    make_message(make_article(type="", fields_of_work=[child.slug]), effect="websub")

    work_once()

    parent = terms.field.by_id[child.parent_id]
    assert {f"/news/feed.rss?field={entry.slug}" for entry in (child, parent)} <= topics(hub)


def test_every_move_that_readers_notice_is_announced(hub):
    editor = make_editor()
    article = make_article()
    workflow.withdraw(article, by=editor, reason="Wrong.")
    workflow.reinstate(article, by=editor)
    workflow.unpublish(article, by=editor, remark="Court order.")

    work_once()

    assert len(hub) == 3


def test_every_address_that_a_hub_is_told_is_a_feed_that_names_it(hub, client):
    article = make_article(structures=["secretariat"], countries=["albania"], tags=("gas",))

    addresses = list(websub.addresses_of(article))

    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert HUB in response.content.decode(), address
        assert response.headers["Link"] == f'<{SITE}{address}>; rel="self", <{HUB}>; rel="hub"'
    assert {f"/{output.address}" for output in OUTPUTS if output.is_feed} <= set(addresses)


@pytest.mark.parametrize(
    "question",
    [
        "q=release",
        "tag=gas",
        "year=2025",
        "type=news&structure=secretariat",
        "from=2025-01-01",
        "page=2",
        "archive=1",
    ],
)
def test_a_feed_that_no_hub_is_told_of_names_none(hub, client, monkeypatch, question):
    monkeypatch.setattr(paging, "ENTRIES", 2)
    for _ in range(3):
        make_article(tags=("gas",))

    response = client.get(f"/news/feed.atom?{question}")

    assert response.status_code == 200
    assert HUB not in response.content.decode()
    assert "Link" not in response.headers


def test_a_hub_that_fails_keeps_no_other_from_being_told_and_is_told_again(hub, settings):
    settings.WEBSUB_HUBS = ["https://broken.example.org/", HUB]
    message = make_message(effect="websub")

    with pytest.raises(CommandError):
        work_once()

    assert [address for address, _ in hub] == settings.WEBSUB_HUBS
    message.refresh_from_db()
    assert message.done_at is None
    assert "the receiver answered 500" in message.error


@pytest.mark.parametrize("setting", ["WEBSUB_HUBS", "SITE_URL"])
def test_nobody_is_told_without_a_hub_or_without_an_address_of_the_site(hub, settings, setting):
    setattr(settings, setting, type(getattr(settings, setting))())
    make_message(effect="websub")

    work_once()

    assert hub == []
    assert not OutboxMessage.objects.filter(done_at__isnull=True).exists()


@pytest.mark.parametrize("value", ["hub.example.org", "ftp://hub.example.org", "https://", "https://a/<b>"])
def test_a_hub_that_is_no_address_is_refused_at_the_start(monkeypatch, value):
    monkeypatch.setenv("WEBSUB_HUBS", value)

    with pytest.raises(ImproperlyConfigured, match="WEBSUB_HUBS"):
        web_addresses("WEBSUB_HUBS", most=3)


def test_more_hubs_than_one_message_can_tell_are_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("WEBSUB_HUBS", ", ".join(f"https://hub{n}.example.org/" for n in range(4)))

    with pytest.raises(ImproperlyConfigured, match="at most 3"):
        web_addresses("WEBSUB_HUBS", most=3)
