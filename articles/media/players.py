"""Players of other hosts: which address a recording is played from, on hosts that RECORDING_HOSTS allows.

YouTube and Vimeo have pages for people and addresses for frames, and the one is made the other; of any other
host the address is that of its player.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Player:
    """The address that a frame loads once somebody plays a recording, and the host that hears of it then."""

    host: str
    address: str

    @property
    def source(self) -> str:
        """The player as the Content-Security-Policy names it."""
        return f"https://{self.host}"


_YOUTUBE = re.compile(
    r"https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|embed/|live/|shorts/)"
    r"|www\.youtube-nocookie\.com/embed/|youtu\.be/)([\w-]{6,20})(?![\w-])",
    re.ASCII,
)
_VIMEO = re.compile(
    r"https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{3,15})(?:/([0-9a-f]{6,20}))?(?![\w/])", re.ASCII
)


def _youtube(address: str) -> Player | None:
    """The player that sets no cookies before somebody plays."""
    match = _YOUTUBE.match(address)
    host = "www.youtube-nocookie.com"
    return Player(host, f"https://{host}/embed/{match[1]}") if match else None


def _vimeo(address: str) -> Player | None:
    """The player that is told not to track; a recording without a listing has a second part."""
    match = _VIMEO.match(address)
    if not match:
        return None
    secret = f"&h={match[2]}" if match[2] else ""
    return Player("player.vimeo.com", f"https://player.vimeo.com/video/{match[1]}?dnt=1{secret}")


KNOWN: dict[str, Callable[[str], Player | None]] = {"youtube.com": _youtube, "vimeo.com": _vimeo}


def player_of(address: str) -> Player | None:
    """Return the player of a recording at this address; None when no allowed host has one there."""
    for host in settings.RECORDING_HOSTS:
        player = KNOWN[host](address) if host in KNOWN else _at(host, address)
        if player:
            return player
    return None


def _at(host: str, address: str) -> Player | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return Player(host, address) if parts.scheme == "https" and parts.netloc.lower() == host else None
