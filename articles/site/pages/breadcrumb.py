"""The breadcrumb of a page: the pages above it, for readers and for search engines."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article
from taxonomy import interface, languages


class Crumb(NamedTuple):
    """A page above the one shown: its name in the breadcrumb, its path, and the language of the name."""

    name: str
    url: str
    language: str

    @property
    def direction(self) -> str:
        """Return the direction of its language: "ltr" or "rtl"."""
        return languages.direction_of(self.language)


def path_of(name: str) -> str:
    """Return the address of a page in the active language; every page names the first two several times."""
    return _path_of(name, get_language())


@cache
def _path_of(name: str, language: str | None) -> str:
    return reverse(name)


def home() -> Crumb:
    """Return the crumb of the front page, which begins every breadcrumb."""
    return Crumb(settings.SITE_NAME, path_of("home"), interface.language())


def news() -> tuple[Crumb, ...]:
    """Return the breadcrumb down to the listing of all releases."""
    return home(), Crumb(_("News and press releases"), path_of("news"), interface.language())


def release(article: Article) -> tuple[Crumb, ...]:
    """Return the breadcrumb down to a release, for the pages below it."""
    return *news(), Crumb(Truncator(article.title).words(8), article.get_absolute_url(), article.language)
