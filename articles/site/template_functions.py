"""What templates of the site call that is about releases: an extension of Jinja2, which the settings name."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment
from jinja2.ext import Extension

from articles.text.contact_links import contact_links
from taxonomy import interface, languages

_TABLE = re.compile(r"<table\b|</table>")


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
    parts: list[str] = []
    depth = number = end = 0
    for tag in _TABLE.finditer(body):
        is_start = tag[0] != "</table>"
        # A table in a table scrolls with it.
        if is_start and depth == 0:
            number += 1
            frame = format_html(
                '<div class="table-frame" role="region" tabindex="0" aria-label="{} {}">', name, number
            )
            parts += body[end : tag.start()], frame
            end = tag.start()
        elif not is_start and depth == 1:
            parts += body[end : tag.end()], "</div>"
            end = tag.end()
        depth += 1 if is_start else -1
    return mark_safe("".join([*parts, body[end:]]))  # noqa: S308  sanitised, as it was
