"""The page of statistics, with plots and tables, and each of its tables as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.index.request_snapshot import RequestSnapshot
from articles.site.caching.public_page import public_page
from articles.site.metadata import linked_data
from articles.site.metadata.page_head import page_head
from articles.site.outputs.exports.columns import text_cell
from articles.site.overview.archive import year_figures
from articles.site.overview.bar_plot import bar_plot
from articles.site.overview.event_times import rows_of_event_times
from articles.site.overview.figures_tables import (
    OF_EVENTS,
    OF_FACETS,
    OF_YEARS,
    TABLES,
    FacetRow,
    rows_of_facet,
    rows_of_years,
    title_of,
)
from articles.site.pages import breadcrumb
from articles.site.site_request import SiteRequest

# So many rows of a facet stand on the page at once, the others behind a click.
SHOWN_AT_ONCE = 10


class FacetTable(NamedTuple):
    """The figures of a facet; `highest` is that of its first row."""

    name: str
    title: str
    highest: int
    shown: list[FacetRow]
    more: list[FacetRow]


@public_page
def statistics(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """The archive in figures, counted when they are asked for."""
    title = _("Statistics")
    description = _("The news and press releases of the %(organisation)s in figures.") % {
        "organisation": settings.ORGANISATION
    }
    trail = breadcrumb.news()
    years = rows_of_years(snapshot)
    dataset = linked_data.dataset(
        request.site_url, request.path, title, description, [_csv_address(name) for name in TABLES]
    )
    context = {
        "head": page_head(request, title, description, trail=trail, things=[dataset]),
        "trail": trail,
        "total": len(snapshot.items),
        "years": years,
        "corrected": sum(row.corrected for row in years),
        "withdrawn": sum(row.withdrawn for row in years),
        "plot": bar_plot(_("Releases by year"), year_figures(snapshot)),
        "event_times": rows_of_event_times(snapshot),
        "tables": [table for name in OF_FACETS if (table := _table(name, snapshot)).shown],
    }
    return render(request, "articles/statistics.html", context)


@public_page
def table_as_csv(request: SiteRequest, snapshot: RequestSnapshot, table: str) -> HttpResponse:
    """One table of the page of statistics, whole."""
    if table not in TABLES:
        raise Http404
    response = HttpResponse(_lines(_cells(table, snapshot)), content_type="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="releases-by-{table}.csv"'
    return response


def _table(name: str, snapshot: RequestSnapshot) -> FacetTable:
    rows = rows_of_facet(name, snapshot)
    highest = rows[0].releases if rows else 0
    return FacetTable(name, title_of(name), highest, rows[:SHOWN_AT_ONCE], rows[SHOWN_AT_ONCE:])


def _cells(table: str, snapshot: RequestSnapshot) -> Iterator[tuple[str | float, ...]]:
    """Yield the rows of a table, the names of its columns first."""
    if table == OF_YEARS:
        yield "year", "releases", "corrected", "withdrawn"
        yield from rows_of_years(snapshot)
        return
    if table == OF_EVENTS:
        yield "year", "releases", "median_hours"
        yield from rows_of_event_times(snapshot)
        return
    yield table, "name", "releases"
    for row in rows_of_facet(table, snapshot):
        yield row.value, text_cell(row.name), row.releases


def _lines(rows: Iterable[tuple[str | float, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _csv_address(table: str) -> str:
    return reverse("statistics-csv", args=[table])
