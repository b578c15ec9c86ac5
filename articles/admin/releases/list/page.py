"""The desk's list of releases: its columns, filters and search.

It is quick in an archive of any size: it never counts or skips more than MOST_COUNTED rows, and asks only for
the fields that it shows.
"""

from calendar import monthrange
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import dateformat, dates, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.releases.list import nothing_found, office
from articles.admin.releases.list.filters import (
    TERM_FILTERS,
    EditionFilter,
    StandingFilter,
    newest_that_fit,
    terms_of,
)
from articles.admin.releases.list.narrowing import TypedFilter
from articles.admin.releases.list.office import OfficeFilter
from articles.admin.releases.list.queues import QueueFilter, queues
from articles.admin.releases.list.saved_views import may_share_views, views_for
from articles.admin.requests import user_of
from articles.index.search import desk
from articles.models import Article
from articles.models.filing import filings_of
from articles.text.local_time import format_instant

# Nobody turns two hundred pages: the list is narrowed instead.
MOST_COUNTED = 10_000
# From the last date of a span to the last one before its year, month or day, and so on.
_DATES = (
    "WITH RECURSIVE newest(day) AS (SELECT max(publishing_date) FROM articles_article "
    "WHERE publishing_date >= %s AND publishing_date <= %s UNION ALL "
    "SELECT (SELECT max(publishing_date) FROM articles_article "
    "WHERE publishing_date >= %s AND publishing_date < {start}) "
    "FROM newest WHERE day IS NOT NULL) SELECT day FROM newest WHERE day IS NOT NULL"
)
# The first day of the year, the month and the day that a date is in.
STARTS = {
    "sqlite": ("strftime('%%Y-01-01', day)", "strftime('%%Y-%%m-01', day)", "day"),
    "postgresql": ("date_trunc('year', day)::date", "date_trunc('month', day)::date", "day"),
}
SHOWN = (
    "title", "state", "release", "edition", "public_at", "public_until", "embargo_until", "forced_by",
    "unapproved_since", "publishing_date", "release_type__name",
    *(f"assignment__{name}" for name in ("article", "due_at", "person__username", "person__first_name",
                                         "person__last_name")),
)  # fmt: skip


class MoreThan(int):
    """A count that was not finished: a number where it stopped, "more than" that in words."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"


class ShortPaginator(Paginator):
    """Pages of the first MOST_COUNTED rows."""

    @cached_property
    def count(self) -> int:
        counted = cast(QuerySet, self.object_list).order_by()[: MOST_COUNTED + 1].count()
        return counted if counted <= MOST_COUNTED else MoreThan(MOST_COUNTED)


class Releases(ChangeList):
    """A page of the list; its last column is read for all rows at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.list_display = [*self.list_display, self.where_we_are]

    def get_filters_params(self, params: dict | None = None) -> dict:
        """Only those that are filled in: a form sends its empty fields too."""
        return {name: value for name, value in super().get_filters_params(params).items() if any(value)}

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet:
        return newest_that_fit(request, super().get_queryset(request, exclude_parameters))

    def get_results(self, request: HttpRequest) -> None:
        self.queryset = self.queryset.only(*SHOWN)
        super().get_results(request)
        self.result_list = list(self.result_list)
        filings = filings_of([article.pk for article in self.result_list], ("structure",))
        structures = terms_of(request).structure
        self.structures = {
            pk: structures.in_order(filing.terms["structure"]) for pk, filing in filings.items()
        }

    @admin.display(description="where we are")
    def where_we_are(self, article: Article) -> str:
        """The column of the structures that issued each edition."""
        return ", ".join(structure.name for structure in self.structures[article.pk]) or "–"

    @cached_property
    def days(self) -> dict[str, object]:
        """Links to the years that have a release, or to the months or days of the chosen one, and back."""
        field = self.date_hierarchy
        year, month, day = (self._number(f"{field}__{part}") for part in ("year", "month", "day"))
        if not year:
            choices = [self._day(str(one.year), year=one.year) for one in _dates()]
            return {"back": None, "choices": choices}
        if not month:
            choices = [
                self._day(f"{dates.MONTHS[one.month]} {year}", year=year, month=one.month)
                for one in reversed(_dates(year))
            ]
            return {"back": self._day("All dates"), "choices": choices}
        name = dates.MONTHS.get(month, "")
        if not day:
            choices = [
                self._day(f"{one.day} {name}", year=year, month=month, day=one.day)
                for one in reversed(_dates(year, month))
            ]
            return {"back": self._day(str(year), year=year), "choices": choices}
        return {
            "back": self._day(f"{name} {year}", year=year, month=month),
            "choices": [{"title": f"{day} {name}"}],
        }

    def _day(self, title: str, **parts: int) -> dict[str, str]:
        wanted = {f"{self.date_hierarchy}__{name}": number for name, number in parts.items()}
        return {"title": title, "link": self.get_query_string(wanted, [f"{self.date_hierarchy}__"])}

    def _number(self, name: str) -> int | None:
        text = self.params.get(name, "")
        return int(text) if text.isdecimal() else None


class ReleaseList(admin.ModelAdmin):
    """The columns, filters and order of the list."""

    list_display = ("title", "standing", "assigned", "day", "release_type")
    list_filter = (
        TypedFilter,
        QueueFilter,
        OfficeFilter,
        EditionFilter,
        StandingFilter,
        "language",
        *TERM_FILTERS,
    )
    paginator = ShortPaginator
    # How many releases each choice of each filter has takes longer to count than anybody waits.
    show_facets = admin.ShowFacets.NEVER
    # Which fields are searched is for `articles.index.search.desk` to say; without any there is no box.
    search_fields = ("title",)
    search_help_text = (
        "Words of the title, the place, the summary or the tags, of drafts also of the text; or a number "
        "like 73 or #73. The texts of published releases are for the search of the site."
    )
    date_hierarchy = "publishing_date"
    # What has no date yet is in preparation, and stands first.
    ordering = (F("publishing_date").desc(nulls_first=True), "-id")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Releases

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return (queryset.filter(desk.condition_for(search_term)) if search_term.strip() else queryset), False

    def action_checkbox(self, article: Article) -> SafeString:
        """The checkbox of a row, without the widget that Django draws for each."""
        box = (
            '<input type="checkbox" name="{}" value="{}" class="action-select" '
            'aria-label="Select for an action: {}">'
        )
        return format_html(box, ACTION_CHECKBOX_NAME, article.pk, article)

    @admin.display(description="state")
    def standing(self, article: Article) -> str:
        standing = article.standing()
        edition = f"edition {article.edition}" if article.edition > 1 else ""
        hour = format_instant(ends) if (ends := article.embargo_ends()) else ""
        if hour and standing != "scheduled":
            hour = f"under embargo until {hour}"
        forced = "not yet approved" if article.lacks_approval else ""
        more = ", ".join(filter(None, (edition, hour, forced)))
        return format_html('<span class="standing standing-{}">{}</span> {}', standing, standing, more)

    @admin.display(description="assigned to")
    def assigned(self, article: Article) -> str:
        assignment = getattr(article, "assignment", None)
        if assignment is None or not article.is_in_preparation:
            return "–"
        due = assignment.due_at
        if due is None:
            return str(assignment.person)
        day = dateformat.format(timezone.localtime(due), "j M Y, H:i")
        late, word = ("is-overdue", "overdue since") if due < timezone.now() else ("", "due")
        return format_html('{}, <span class="due {}">{} {}</span>', assignment.person, late, word, day)

    @admin.display(description="date", ordering="publishing_date")
    def day(self, article: Article) -> date | None:
        return article.publishing_date

    def get_ordering(self, request: HttpRequest) -> tuple:
        """The order of the list: in the queue of scheduled editions, the next one stands first."""
        return ("public_at", "id") if _shows_schedule(request) else self.ordering

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Among scheduled releases the hour counts, which stands beside the state."""
        return tuple(name for name in self.list_display if name != "day" or not _shows_schedule(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        more = {
            "queues": queues(request),
            "office": office.line(request),
            "views": views_for(user_of(request)),
            "may_share_views": may_share_views(user_of(request)),
            "narrowed": request.GET.urlencode(),
        }
        response = super().changelist_view(request, {**more, **(extra_context or {})})
        context = getattr(response, "context_data", {})
        if (changelist := context.get("cl")) and not changelist.result_count:
            context["nothing"] = nothing_found.ways_out(changelist)
        return response


def _dates(year: int | None = None, month: int | None = None) -> list[date]:
    """The last date of each year that has a release, of each month of a year, or all dates of a month.

    Newest first, in one query: a look for each into the index by date.
    """
    first = date(year or 1, month or 1, 1)
    last = date(year or 9999, month or 12, monthrange(year or 9999, month or 12)[1])
    start = STARTS[connection.vendor][(year is not None) + (month is not None)]
    begin, end = first.isoformat(), last.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(_DATES.format(start=start), [begin, end, begin])
        return [date.fromisoformat(str(day)) for (day,) in cursor]


def _shows_schedule(request: HttpRequest) -> bool:
    return "scheduled" in (request.GET.get("queue"), request.GET.get("standing"))
