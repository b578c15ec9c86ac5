"""The main menu, and the pages that list all terms of a facet: both come from the registry of facets."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from articles.index import site_pages
from articles.models import SitePage
from articles.models.facets import FACETS, WITH_PAGES
from taxonomy import interface
from taxonomy.languages import DEFAULT


@dataclass(frozen=True, slots=True)
class MenuSection:
    """A part of the site with an entry in the main menu.

    The entry leads to the page of this `title`; `index` is the name of its address. `pages` are the names of
    all addresses in the section.
    """

    label: str
    title: str
    index: str
    pages: frozenset[str]


NEWS = MenuSection(
    _("News"),
    _("News and press releases"),
    "news",
    frozenset(
        {
            "news",
            "release",
            "edition",
            "comparison",
            "events",
            "archive",
            "archive-year",
            "archive-month",
            "statistics",
        }
    ),
)
OF_TERMS = tuple(
    MenuSection(FACETS[facet].label, pages.title, pages.index, frozenset({pages.index, facet}))
    for facet, pages in WITH_PAGES.items()
    if pages.is_in_menu
)


class PageAboutUs(NamedTuple):
    """A page about the organisation, as the footer names it: the name of its address, and its title."""

    name: str
    title: str
    language: str


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every template the sections of the site, and the pages about us: a context processor."""
    return {**_NAVIGATION, "pages_about_us": _pages_about_us()}


def _pages_about_us() -> list[PageAboutUs]:
    titles = site_pages.titles()
    return [
        PageAboutUs(f"page-{kind}", titles[kind][language], language)
        for kind in SitePage.Kind.values
        if kind in titles and (language := language_of(titles[kind]))
    ]


def language_of(languages: Collection[str]) -> str:
    """Return the language in which readers get a page that is written in these."""
    wanted = (interface.language(), DEFAULT, *languages)
    return next((code for code in wanted if code in languages), "")


_NAVIGATION: dict[str, object] = {"menu": (NEWS, *OF_TERMS), "term_sections": OF_TERMS}
