"""Links in sanitised HTML: where they lead, and how they lead there from outside the site."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# An opening tag of a link as `sanitise` leaves it: quotation marks within values are written as references.
_OPENING = re.compile(r'<a(?: [a-z]+="[^"]*")*>')
_ADDRESS = re.compile(r'(?<= href=")[^"]*(?=")')


def with_whole_addresses(html: str, page: str) -> str:
    """Return sanitised `html` whose links lead to the same places from anywhere.

    `page` is the whole address of the page that the links stand on.
    """
    return _OPENING.sub(lambda link: _ADDRESS.sub(lambda address: _whole(address[0], page), link[0]), html)


def _whole(address: str, page: str) -> str:
    try:
        return escape(urljoin(page, unescape(address)))
    except ValueError:  # no address at all, such as "http://[": it stays as the editor wrote it
        return address
