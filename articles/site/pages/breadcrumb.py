"""The breadcrumb of a page: the pages above it, for readers and for search engines."""

from datetime import date
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article
from articles.text.sentences import first_words
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


def home() -> Crumb:
    """Return the crumb of the front page, which begins every breadcrumb."""
    return Crumb(settings.SITE_NAME, interface.path_of("home"), interface.language())


def news() -> tuple[Crumb, ...]:
    """Return the breadcrumb down to the listing of all releases."""
    return home(), Crumb(_("News and press releases"), interface.path_of("news"), interface.language())


def month(day: date) -> Crumb:
    """Return the crumb of the month of a day in the archive."""
    language = interface.language()
    return Crumb(
        _month_name(day.year, day.month, language),
        interface.path_of("archive-month", day.year, day.month),
        language,
    )


@cache
def _month_name(year: int, number: int, language: str) -> str:
    """Return the name of a month in the active `language`: of a few hundred, each stands on many pages."""
    return date_format(date(year, number, 1), "YEAR_MONTH_FORMAT")


def release(article: Article) -> tuple[Crumb, ...]:
    """Return the breadcrumb down to a release, for the pages below it."""
    return *news(), Crumb(first_words(article.title, 8), article.get_absolute_url(), article.language)
