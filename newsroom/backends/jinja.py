"""Environment of Jinja2 for the public templates, with its functions and filters.

Where Django has a filter of the same name, it is that one. Addresses and files are filters as well: those
that a template names in plain words are made once, when it is compiled.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # the stubs lack it
from django.utils.translation import get_language
from django.utils.translation.trans_real import translation
from jinja2 import Environment, StrictUndefined, pass_environment
from jinja2.runtime import Context

from newsroom.brand import has_logo

# No text of an archive can end the block: what could is written as JSON escapes.
ESCAPES = {character: f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def environment(**options: Any) -> Environment:
    """The environment of the public templates; Django's backend gives `options`, with autoescape on.

    A name that a template uses and is not given is an error: an empty place on a page would go unseen.
    """
    made = Environment(  # noqa: S701 - the backend has autoescape on
        **options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.context_class = PageContext
    language = get_language() or settings.LANGUAGE_CODE
    catalogue = translation(language)
    # Django's catalogues ask one after the other, those of a text in the site's own language in vain.
    gettext = lru_cache(maxsize=1_000)(catalogue.gettext)
    made.install_gettext_callables(gettext, catalogue.ngettext)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.globals |= {
        "language": language.partition("-")[0],
        "static_prefix": static_prefix,
        "site_name": settings.SITE_NAME,
        "organisation": settings.ORGANISATION,
        "brand_style": mark_safe(settings.BRAND_STYLE),  # noqa: S308 - made of a colour
        "has_logo": has_logo(settings.BRAND_FOLDER),
    }
    made.filters |= {
        "as_tree": as_tree,
        "checkboxes": checkboxes,
        "capfirst": defaultfilters.capfirst,
        "date": DateFilter(),
        "filesizeformat": defaultfilters.filesizeformat,
        "linebreaks": defaultfilters.linebreaks_filter,
        "linebreaksbr": defaultfilters.linebreaksbr,
        "linked_data": linked_data,
        "static": lru_cache(static),
        "thousands": thousands_in(language),
        "translate": gettext,
        "url": lru_cache(maxsize=1_000)(url),
        "urlize": defaultfilters.urlize,
    }
    return made


class PageContext(Context):
    """The context of a template where all templates have the same globals.

    Jinja2's own compares them each time that a template imports a macro.
    """

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,
    ) -> None:
        super().__init__(environment, parent, name, blocks)


def url(name: str, *args: object) -> str:
    """The address of the page called `name` in the active language."""
    return reverse(name, args=args)


def static_prefix() -> str:
    """Return the prefix of static files, for pages that must not fail when one of them is missing."""
    return settings.STATIC_URL


class DateFilter:
    """Days and instants in the words of one language."""

    def __init__(self) -> None:
        # Releases of one day stand on many pages, and formatting it is a third of rendering a card.
        self._formatted_day = lru_cache(maxsize=10_000)(defaultfilters.date)

    def __call__(self, value: date | None, wanted: str) -> str:
        """A day, or an instant in the newsroom's time zone, in Django's format `wanted`; nothing for None.

        `wanted` may be the name of a format that differs by language, like DATE_FORMAT. ISO 8601 ("c") goes
        to the second: HTML refuses the six decimals that Python would write.
        """
        if type(value) is date:
            return self._formatted_day(value, wanted)
        if wanted == "c" and isinstance(value, datetime):
            value = value.replace(microsecond=0)
        return defaultfilters.date(template_localtime(value), wanted)


def thousands_in(language: str) -> Callable[[int], str]:
    """Return the filter that writes a number as people read it in a language: 12,345 or 12.345."""
    separator = get_format("THOUSAND_SEPARATOR", language)

    def thousands(number: int) -> str:
        return f"{number:,}".replace(",", separator) if number >= 1_000 else str(number)

    return thousands


@pass_environment
def checkboxes(
    environment: Environment, options: Iterable[tuple[str, str, int, bool, int]], name: str
) -> SafeString:
    """Return a list item with a checkbox for each (value, label, count, whether it is ticked, depth)."""
    thousands = environment.filters["thousands"]
    items = [
        f"{_checkbox(name, value, label, ticked, depth)}{thousands(count)}</span></label></li>"
        for value, label, count, ticked, depth in options
    ]
    return mark_safe("".join(items))  # noqa: S308  _checkbox escapes every text


@lru_cache(maxsize=2_000)
def _checkbox(name: str, value: str, label: str, ticked: bool, depth: int) -> str:
    """Return a checkbox's list item up to its count; a listing has two hundred, nearly always the same."""
    return format_html(
        '<li{}><label><input type="checkbox" name="{}" value="{}"{}> <span>{}</span> <span class="count">',
        format_html(' class="depth-{}"', depth) if depth else "",
        name,
        value,
        " checked" if ticked else "",
        label,
    )


def linked_data(facts: Mapping) -> SafeString:
    """`facts` for search engines, as a block of JSON-LD.

    A browser never runs such a block, so the content security policy lets it be.
    """
    text = json.dumps(facts, ensure_ascii=False)
    for character, escape in ESCAPES.items():  # `translate` takes ten times as long
        text = text.replace(character, escape)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@dataclass(slots=True)
class Branch:
    """One row and the rows that lie under it."""

    row: tuple
    below: list["Branch"] = field(default_factory=list)


def as_tree(rows: Iterable[tuple]) -> list[Branch]:
    """Nest rows that come parents first, by the `depth` of the first item of each."""
    top: list[Branch] = []
    path: list[Branch] = []
    for row in rows:
        branch = Branch(row)
        del path[row[0].depth :]
        (path[-1].below if path else top).append(branch)
        path.append(branch)
    return top
