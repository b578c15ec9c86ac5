"""The breadcrumb of a page: the pages above it, for readers and for search engines."""

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from articles.models import Article
from taxonomy import languages


class Crumb(NamedTuple):
    """A page above the one shown: its name in the breadcrumb, its path, and the language of the name."""

    name: str
    url: str
    language: str = languages.DEFAULT

    @property
    def direction(self) -> str:
        """Return the direction of its language: "ltr" or "rtl"."""
        return languages.direction_of(self.language)


# Every page names the front page and the listing several times.
path_of = cache(reverse)


def home() -> Crumb:
    """Return the crumb of the front page, which begins every breadcrumb."""
    return Crumb(settings.SITE_NAME, path_of("home"))


def news() -> tuple[Crumb, ...]:
    """Return the breadcrumb down to the listing of all releases."""
    return home(), Crumb("News and press releases", path_of("news"))


def release(article: Article) -> tuple[Crumb, ...]:
    """Return the breadcrumb down to a release, for the pages below it."""
    return *news(), Crumb(Truncator(article.title).words(8), article.get_absolute_url(), article.language)
