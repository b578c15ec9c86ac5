"""The archive: all its years, a year by months and days, and a month with its releases."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.index.catalogue import days
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.metadata import linked_data
from articles.site.metadata.page_head import page_head
from articles.site.overview.bar_plot import bar_plot
from articles.site.overview.month_calendar import months_of, shade_of, weekdays
from articles.site.pages import breadcrumb
from articles.site.pages.breadcrumb import Crumb
from articles.site.pages.cards import rendered_cards
from articles.site.site_request import SiteRequest
from taxonomy import interface


class ArchiveYear(NamedTuple):
    """A year of the archive; `months` are triples of first day, number of releases and shade."""

    year: int
    total: int
    months: tuple[tuple[date, int, int], ...]


@public_page
def all_years(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """All years with their months, each with its number of releases."""
    title = _("Archive")
    years = _archive_years(snapshot)
    trail = breadcrumb.news()
    page = linked_data.collection_page(
        request.site_url, request.path, title, [reverse("archive-year", args=[row.year]) for row in years]
    )
    description = _("All news and press releases by year, month and day, %(organisation)s.") % {
        "organisation": settings.ORGANISATION
    }
    context = {
        "head": page_head(request, title, description, trail=trail, things=[page]),
        "trail": trail,
        "years": years,
        "total": len(snapshot.items),
        "plot": bar_plot(_("Releases by year"), year_figures(snapshot)),
        "month_names": [date(2000, month, 1) for month in range(1, 13)],
    }
    return render(request, "articles/archive.html", context)


def year_figures(snapshot: RequestSnapshot) -> list[tuple[str, int]]:
    """Return the years from the first to the last with their numbers of releases, also years without."""
    years = snapshot.items.years
    if not years:
        return []
    return [(str(year), len(years.get(year, ()))) for year in range(min(years), max(years) + 1)]


def _archive_years(snapshot: RequestSnapshot) -> list[ArchiveYear]:
    counts = days.by_month(snapshot.items)
    highest = max(counts.values(), default=0)
    return [
        ArchiveYear(year, len(span), tuple(_shaded(month, counts, highest) for month in _months(year)))
        for year, span in snapshot.items.years.items()
    ]


def _shaded(month: date, counts: Mapping[date, int], highest: int) -> tuple[date, int, int]:
    count = counts.get(month, 0)
    return month, count, shade_of(count, highest)


@public_page
def year(request: SiteRequest, snapshot: RequestSnapshot, year: int) -> HttpResponse:
    """A year as a calendar: its months and days with their counts."""
    span = snapshot.items.years.get(year)
    if not span:
        raise Http404
    title = _("Archive: %(period)s") % {"period": year}
    months = months_of(year, days.by_day(snapshot.items, span))
    trail = (*breadcrumb.news(), _archive_crumb())
    page = linked_data.collection_page(
        request.site_url,
        request.path,
        title,
        [reverse("archive-month", args=[year, month.first.month]) for month in months if month.total],
    )
    description = _("The months of %(year)s with their news and press releases, %(organisation)s.") % {
        "year": year,
        "organisation": settings.ORGANISATION,
    }
    names = [(date_format(month.first, "M"), month.total) for month in months]
    context = {
        "head": page_head(request, title, description, trail=trail, things=[page]),
        "trail": trail,
        "year": year,
        "months": [(month.first, month.total) for month in months],
        "calendars": months,
        "weekdays": weekdays(),
        "plot": bar_plot(_("Releases by month"), names),
        "total": len(span),
        "years": list(snapshot.items.years),
    }
    return render(request, "articles/archive_year.html", context)


@public_page
def month(request: SiteRequest, snapshot: RequestSnapshot, year: int, month: int) -> HttpResponse:
    """The newest releases of a month; the listing has them all."""
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        raise Http404
    first = date(year, month, 1)
    result = snapshot.items.find(ReleaseQuery(issued_from=first, issued_to=_last_day(first), rows=50))
    if not result.ids:
        raise Http404
    name = date_format(first, "YEAR_MONTH_FORMAT")
    title = _("Archive: %(period)s") % {"period": name}
    cards = rendered_cards(snapshot, result.ids, level=2)
    of_year = Crumb(str(year), reverse("archive-year", args=[year]), interface.language())
    trail = (*breadcrumb.news(), _archive_crumb(), of_year)
    page = linked_data.collection_page(request.site_url, request.path, title, [card.url for card in cards])
    description = _("News and press releases of %(period)s, %(organisation)s.") % {
        "period": name,
        "organisation": settings.ORGANISATION,
    }
    context = {
        "head": page_head(request, title, description, trail=trail, things=[page]),
        "trail": trail,
        "month": first,
        "result": result,
        "months": [(other, len(snapshot.items.span(other, _last_day(other)))) for other in _months(year)],
        "cards": cards,
    }
    return render(request, "articles/archive_month.html", context)


def _archive_crumb() -> Crumb:
    return Crumb(_("Archive"), interface.path_of("archive"), interface.language())


def _months(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
