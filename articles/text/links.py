"""Links in sanitised HTML: where they lead, how from outside the site, and what their addresses lack."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# An opening tag of a link as `sanitise` leaves it: quotation marks within values are written as references.
_OPENING = re.compile(r'<a(?: [a-z]+="[^"]*")*>')
_ADDRESS = re.compile(r'(?<= href=")[^"]*(?=")')
# A mail address, and a host, as people type them: statement.pdf is a page beside this one.
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}", re.IGNORECASE)
_HOST = re.compile(
    r"(?:www\.(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}|(?:[a-z0-9-]{1,63}\.){1,5}(?:org|int|com|net|eu|gov|info|[a-z]{2}))"
    r"(?:[/?#].*)?",
    re.IGNORECASE,
)


def completed(address: str) -> str:
    """Return an address with the https:// or mailto: that it lacks: osce.org, press@osce.org."""
    if _MAIL.fullmatch(address):
        return f"mailto:{address}"
    return f"https://{address}" if _HOST.fullmatch(address) else address


def with_complete_addresses(html: str) -> str:
    """Return sanitised `html` whose links have the https:// or mailto: that they lack."""
    return _OPENING.sub(lambda link: _ADDRESS.sub(lambda address: completed(address[0]), link[0]), html)


def with_whole_addresses(html: str, page: str) -> str:
    """Return sanitised `html` whose links lead to the same places from anywhere.

    `page` is the whole address of the page that the links stand on.
    """
    if "<a " not in html:
        return html
    return _OPENING.sub(lambda link: _ADDRESS.sub(lambda address: _whole(address[0], page), link[0]), html)


def _whole(address: str, page: str) -> str:
    try:
        return escape(urljoin(page, unescape(address)))
    except ValueError:  # no address at all, such as "http://[": it stays as the editor wrote it
        return address
