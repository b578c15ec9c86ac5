"""Addresses of recordings: which of them a player plays, where it lies, and which are refused."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.media.players import Player, player_of
from newsroom import environment

YOUTUBE = Player("www.youtube-nocookie.com", "https://www.youtube-nocookie.com/embed/abc-DEF_123")
VIMEO = Player("player.vimeo.com", "https://player.vimeo.com/video/76979871?dnt=1")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=abc-DEF_123",
        "https://youtube.com/watch?feature=shared&v=abc-DEF_123&t=10",
        "https://m.youtube.com/watch?v=abc-DEF_123",
        "https://youtu.be/abc-DEF_123?si=x",
        "https://www.youtube.com/live/abc-DEF_123",
        "https://www.youtube.com/embed/abc-DEF_123",
        "https://www.youtube-nocookie.com/embed/abc-DEF_123",
    ],
)
def test_a_page_of_youtube_is_played_without_cookies(address):
    assert player_of(address) == YOUTUBE


@pytest.mark.parametrize(
    "address", ["https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?title=0"]
)
def test_a_page_of_vimeo_is_played_without_tracking(address):
    assert player_of(address) == VIMEO


def test_a_recording_of_vimeo_that_is_not_listed_keeps_its_second_part():
    assert player_of("https://vimeo.com/76979871/8272103f6e").address == f"{VIMEO.address}&h=8272103f6e"


@pytest.mark.parametrize(
    "address",
    [
        "http://www.youtube.com/watch?v=abc-DEF_123",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com.example.org/watch?v=abc-DEF_123",
        "https://example.org/?https://www.youtube.com/watch?v=abc-DEF_123",
        "https://youtu.be/x",
        "https://vimeo.com/channels/staffpicks/1",
        "https://video.example.org/1",
        "javascript:alert(1)",
        "https://[",
        "",
    ],
)
def test_no_other_address_is_played(address):
    assert player_of(address) is None


def test_of_a_host_of_ones_own_the_address_is_that_of_the_player(settings):
    settings.RECORDING_HOSTS = ["video.example.org"]

    assert player_of("https://video.example.org/embed/1") == Player(
        "video.example.org", "https://video.example.org/embed/1"
    )
    for other in (
        "https://video.example.org:8443/1",
        "https://user@video.example.org/1",
        "http://video.example.org/1",
        "https://www.youtube.com/watch?v=abc-DEF_123",
    ):
        assert player_of(other) is None


@pytest.mark.parametrize(
    "value", ["https://video.example.org", "video.example.org/", "*.example.org", "'self'", "localhost"]
)
def test_a_host_that_is_none_is_refused_at_the_start(monkeypatch, value):
    monkeypatch.setenv("RECORDING_HOSTS", value)

    with pytest.raises(ImproperlyConfigured, match="names of hosts"):
        environment.hosts("RECORDING_HOSTS", "")


def test_no_host_at_all_is_a_choice(monkeypatch):
    monkeypatch.setenv("RECORDING_HOSTS", "")

    assert environment.hosts("RECORDING_HOSTS", "youtube.com") == []
