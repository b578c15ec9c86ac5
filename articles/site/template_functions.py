"""What templates of the site call that is about releases: an extension of Jinja2, which the settings name."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment
from jinja2.ext import Extension

from articles.text.contact_links import contact_links
from taxonomy import interface, languages

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


class SiteFunctions(Extension):
    """Gives every template `in_language(code)`, the attributes of a text in a language, and DAY, a format."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["in_language"] = languages.attributes_of
        environment.globals["DAY"] = interface.day_format()
        environment.filters["contact_links"] = contact_links
        environment.filters["scrolling_tables"] = scrolling_tables


def scrolling_tables(body: SafeString, name: str) -> SafeString:
    """Return the HTML of a body, each table in a frame that scrolls by itself where the table is too wide.

    The frame is called `name` and its number, and takes the focus, so that it can be scrolled by keyboard.
    """
    if "<table" not in body:
        return body
    numbers = iter(range(1, body.count("<table") + 1))

    def framed(table: re.Match[str]) -> str:
        frame = format_html(
            '<div class="table-frame" role="region" tabindex="0" aria-label="{} {}">', name, next(numbers)
        )
        return f"{frame}{table[0]}</div>"

    return mark_safe(_TABLE.sub(framed, body))  # noqa: S308  sanitised, as it was
