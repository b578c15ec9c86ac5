"""Old addresses as they are stored: written one way, with a host or without it."""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.encoding import repercent_broken_unicode

from articles.models.redirect import LONGEST_ADDRESS, OF_RELEASES
from articles.redirects import former_site
from articles.text.characters import without_controls

RELEASE_PAGES = {"release", "release-by-number"}
# Higher numbers fit into no column.
LAST_RELEASE = 2**63
# A host, as it may be typed before the path.
HOST = re.compile(
    r"(?:https?:)?(?://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::[0-9]+)?(?P<rest>/.*)?", re.IGNORECASE
)


def key(address: str, host: str = "") -> str:
    """Return an old address as it is stored: percent signs decoded, no slash at the end of its path.

    >>> key("/en/K%C3%B6ln/?page=2")
    '/en/Köln?page=2'
    >>> key("/", "odihr.example.org")
    '//odihr.example.org/'
    """
    path, _, query = address.partition("?")
    path = decoded(path).rstrip("/")
    if host:
        path = f"//{host.lower()}{path or '/'}"
    return path + (f"?{decoded(query)}" if query else "")


def address_of(release: int) -> str:
    """Return the old address of an unpublished release, the same in every language of the interface."""
    return f"{OF_RELEASES}{release}"


def path_of(old: str) -> str:
    """Return the path, with its query, of an old address as it is stored."""
    return f"/{old[2:].partition('/')[2]}" if old.startswith("//") else old


def own_host() -> str:
    """Return the host of this site, as SITE_URL says; nothing where it says nothing."""
    return urlsplit(settings.SITE_URL).hostname or ""


def is_foreign(host: str) -> bool:
    """Return whether `host` is another name of this site than the one that it is to be known by."""
    return bool(own_host()) and host.lower() != own_host()


def read_old(typed: str) -> tuple[str, list[str]]:
    """Return an old address that was typed as it is stored, and what is wrong with it."""
    host, address = "", typed
    if not typed.startswith("/") or typed.startswith("//"):
        match = HOST.fullmatch(typed)
        if match is None:
            return typed, [
                f"“{typed}” is no old address: it begins with a slash, like /home/12345, or with a host, "
                "like odihr.example.org/12345."
            ]
        host, address = match["host"].lower(), match["rest"] or "/"
        host = "" if host == own_host() else host
    if "#" in typed:
        return typed, [f"{typed}: what follows # never reaches a server; leave it out."]
    old = key(address, host)
    if len(old) > LONGEST_ADDRESS:
        return old, [f"An old address has at most {LONGEST_ADDRESS} characters; this one has {len(old)}."]
    if host and is_foreign(host):
        return old, []
    path = decoded(address.partition("?")[0])
    served = match_of(path) or match_of(path.rstrip("/") + "/")
    if served and served.url_name in RELEASE_PAGES:
        release = served.kwargs["release"]
        return address_of(release), [] if release < LAST_RELEASE else [f"There is no release {release}."]
    if served or path.startswith((settings.STATIC_URL, "/media/")):
        hint = " Set SITE_URL, which says which host is this site's own." if host else ""
        return old, [f"This site itself answers at {path}; only what it does not serve is redirected.{hint}"]
    return old, []


def node_of(old: str) -> int | None:
    """Return the number of the former site's page at an address that this site does not serve itself."""
    path = old.partition("?")[0]
    return None if match_of(path) or match_of(f"{path}/") else former_site.page_number(path)


def decoded(text: str) -> str:
    """Return a text as Django decodes the path of a request: what is no UTF-8 keeps its percent signs."""
    return repercent_broken_unicode(unquote_to_bytes(text)).decode()


def fits(old: str) -> bool:
    """Return whether an old address can be stored."""
    return 0 < len(old) <= LONGEST_ADDRESS and old == without_controls(old)


def match_of(path: str) -> ResolverMatch | None:
    """Return the page of this site at a path, whether or not there is something to show."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def release_at(old: str) -> int | None:
    """Return the release whose address `old` is on this site."""
    match = match_of(old + "/")
    return match.kwargs["release"] if match and match.url_name == "release-by-number" else None
