"""The main menu, and the pages that list all terms of a facet: both come from the registry of facets."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from articles.models.facets import FACETS, WITH_PAGES


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site with an entry in the main menu.

    The entry leads to the page of this `title`; `index` is the name of its address. `pages` are the names of
    all addresses in the section.
    """

    label: str
    title: str
    index: str
    pages: frozenset[str]


NEWS = Section(
    _("News"),
    _("News and press releases"),
    "news",
    frozenset(
        {"news", "release", "edition", "comparison", "archive", "archive-year", "archive-month", "statistics"}
    ),
)
OF_TERMS = tuple(
    Section(FACETS[facet].label, pages.title, pages.index, frozenset({pages.index, facet}))
    for facet, pages in WITH_PAGES.items()
    if pages.is_in_menu
)


def navigation(request: HttpRequest) -> dict[str, tuple[Section, ...]]:
    """Give every template the sections of the site, and those of terms: a context processor."""
    return _NAVIGATION


_NAVIGATION = {"menu": (NEWS, *OF_TERMS), "term_sections": OF_TERMS}
