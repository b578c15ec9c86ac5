"""Contacts of a release as HTML, with links for telephone numbers, mailboxes and web addresses."""

import re

from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe

# A number with the code of its country, as press offices print it: +43 1 514 36-6000, +43 (0)1 514 36 6000.
_TELEPHONE = re.compile(r"(?<![\w+])\+\d(?:[ ()./–-]{0,2}\d){6,14}(?!\w)")
_SIGNS = re.compile(r"\(0\)|[^\d+]")


def has_telephone(text: str) -> bool:
    """Return whether the whole text is a telephone number that becomes a link."""
    return bool(_TELEPHONE.fullmatch(text))


def contact_links(text: str) -> SafeString:
    """Return a text as HTML with links for its telephone numbers, mailboxes and web addresses.

    >>> contact_links("Press office, +43 1 514 36-6000")
    'Press office, <a href="tel:+431514366000" dir="ltr">+43 1 514 36-6000</a>'
    """
    parts, end = [], 0
    for match in _TELEPHONE.finditer(text):
        parts.append(urlize(text[end : match.start()], autoescape=True))
        number = _SIGNS.sub("", match[0])
        parts.append(format_html('<a href="tel:{}" dir="ltr">{}</a>', number, match[0]))
        end = match.end()
    return mark_safe("".join([*parts, urlize(text[end:], autoescape=True)]))  # noqa: S308  each part is escaped
