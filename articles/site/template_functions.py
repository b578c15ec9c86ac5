"""What templates of the site call that is about releases: an extension of Jinja2, which the settings name."""

import re
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext
from jinja2 import Environment, pass_environment
from jinja2.ext import Extension

from articles.models.event import Event
from articles.text.contact_links import contact_links
from taxonomy import interface, languages

_TABLE = re.compile(r"<table\b|</table>")


class SiteFunctions(Extension):
    """Gives every template filters, as `in_language`: the attributes of a text in the language of a code.

    DAY is the format of a day in the text of a page.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["DAY"] = interface.day_format()
        environment.filters["contact_links"] = contact_links
        environment.filters["event_time"] = event_time
        environment.filters["in_language"] = languages.attributes_of
        environment.filters["instant"] = instant
        environment.filters["preferring"] = preferring
        # Each language has its own environment. A page of years counts the releases of each.
        environment.filters["releases"] = lru_cache(maxsize=1_000)(releases)
        environment.filters["scrolling_tables"] = scrolling_tables


@pass_environment
def instant(environment: Environment, at: datetime) -> SafeString:
    """Return an instant as HTML: its day, and its time unless it is midnight, all that old pages tell."""
    local = timezone.localtime(at)
    text = environment.filters["date"](local.date(), environment.globals["DAY"])
    if local.hour or local.minute:
        text += f", {local:%H:%M %Z}"
    # Dates are written by Django, which knows no markup.
    return mark_safe(f'<time datetime="{local.isoformat(timespec="seconds")}">{text}</time>')  # noqa: S308


@pass_environment
def event_time(environment: Environment, event: Event) -> SafeString:
    """Return when an event takes place as HTML, from its beginning to its end: days, and times if it has any.

    The day is named once for an event that ends on the day on which it begins.
    """
    first, last = event.first_day, event.last_day
    if event.is_whole_day:
        days = [_day(environment, day, day.isoformat()) for day in dict.fromkeys((first, last))]
        return mark_safe(" – ".join(days))  # noqa: S308  dates, as above
    start = timezone.localtime(event.start)
    if event.end is None or event.end == event.start:
        return mark_safe(_day(environment, first, _iso(start), f"{start:%H:%M %Z}"))  # noqa: S308
    end = timezone.localtime(event.end)
    if first == last:
        begins = _day(environment, first, _iso(start), f"{start:%H:%M}")
        return mark_safe(f'{begins}–<time datetime="{_iso(end)}">{end:%H:%M %Z}</time>')  # noqa: S308
    begins = _day(environment, first, _iso(start), f"{start:%H:%M %Z}")
    return mark_safe(f"{begins} – {_day(environment, last, _iso(end), f'{end:%H:%M %Z}')}")  # noqa: S308


def _day(environment: Environment, day: date, iso: str, clock: str = "") -> str:
    text = environment.filters["date"](day, environment.globals["DAY"])
    return f'<time datetime="{iso}">{text}{f", {clock}" if clock else ""}</time>'


def _iso(local: datetime) -> str:
    return local.isoformat(timespec="seconds")


def preferring(query: str, usual: str) -> str:
    """Return the parameters of a list on a page as those of an output that prefers `usual` by itself.

    The list has its translations as items in the active language unless its parameters name another one.
    """
    active = interface.language()
    if active == usual or "prefer=" in query:
        return query
    return f"{query}{'&' if query else '?'}prefer={active}"


def releases(total: int) -> str:
    """Return a number of releases in the words of the active language: "1,234 releases"."""
    number = number_format(total, force_grouping=True)
    return ngettext("%(number)s release", "%(number)s releases", total) % {"number": number}


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
