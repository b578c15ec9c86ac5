"""What the public templates can call: the environment of Jinja2, its functions and its filters.

Where Django has a filter of the same name, it is that one.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from jinja2 import Environment, StrictUndefined

# No text of an archive can end the block: what could is written as JSON escapes.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def environment(**options) -> Environment:
    """The environment of the public templates; Django's backend gives `options`, with autoescape on.

    A name that a template uses and is not given is an error: an empty place on a page would go unseen.
    """
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals |= {
        "url": url,
        "static": lru_cache(static),
        "static_prefix": static_prefix,
        "site_name": settings.SITE_NAME,
        "organisation": settings.ORGANISATION,
    }
    made.filters |= {
        "as_tree": as_tree,
        "capfirst": defaultfilters.capfirst,
        "date": formatted_date,
        "filesizeformat": defaultfilters.filesizeformat,
        "linebreaks": defaultfilters.linebreaks_filter,
        "linebreaksbr": defaultfilters.linebreaksbr,
        "linked_data": linked_data,
        "pluralize": defaultfilters.pluralize,
        "thousands": thousands,
        "truncatewords": defaultfilters.truncatewords,
        "urlize": defaultfilters.urlize,
    }
    return made


@lru_cache(maxsize=1_000)
def url(name: str, *args: object) -> str:
    """The address of the page called `name`; pages have a dozen of the same each."""
    return reverse(name, args=args)


def static_prefix() -> str:
    """Where static files are, for pages that must not fail when one of them is missing."""
    return settings.STATIC_URL


def formatted_date(value: date | None, wanted: str) -> str:
    """A day, or an instant in the newsroom's time zone, in Django's format `wanted`; nothing for None."""
    if type(value) is date:
        return _formatted_day(value, wanted)
    return defaultfilters.date(template_localtime(value), wanted)


@lru_cache(maxsize=10_000)
def _formatted_day(day: date, wanted: str) -> str:
    """Releases of one day stand on many pages, and formatting it is a third of rendering a card."""
    return defaultfilters.date(day, wanted)


def thousands(number: int) -> str:
    """A number as people read it: 12,345."""
    return f"{number:,}"


def linked_data(facts: Mapping) -> SafeString:
    """`facts` for search engines, as a block of JSON-LD.

    A browser never runs such a block, so the content security policy lets it be.
    """
    text = json.dumps(facts, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@dataclass(slots=True)
class Branch:
    """One row and the rows that lie under it."""

    row: tuple
    below: list["Branch"] = field(default_factory=list)


def as_tree(rows: Iterable[tuple]) -> list[Branch]:
    """Nest rows that come parents first, so that lists nest as terms lie; the first item of a row has a `depth`."""
    top: list[Branch] = []
    path: list[Branch] = []
    for row in rows:
        branch = Branch(row)
        del path[row[0].depth :]
        (path[-1].below if path else top).append(branch)
        path.append(branch)
    return top
