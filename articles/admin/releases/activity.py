"""Who did what at the desk: moves, saves and changes of filing, by person, day and release; also as CSV."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.admin.pages import Page, demand, framed
from articles.admin.releases.history import CHANGED, moves
from articles.admin.releases.list.narrowing import people_named
from articles.models import Article, ChangeLogEntry, FilingBatch, Transition
from articles.models.facets import FIELDS
from articles.site.outputs.exports.columns import text_cell
from taxonomy.widgets import DayInput

PER_PAGE = 100
# So many lines a table has; what is older is asked for by its days.
MOST_EXPORTED = 10_000
COLUMNS = ("when", "who", "what", "release", "edition", "title", "remark")


class ActivityFilter(forms.Form):
    """What the list is narrowed to; `before` is where the page before ended."""

    person = forms.CharField(required=False, label="Person", max_length=200)
    since = forms.DateField(required=False, label="From", widget=DayInput)
    until = forms.DateField(required=False, label="Up to", widget=DayInput)
    release = forms.IntegerField(required=False, label="Release", min_value=1, max_value=2**62)
    before = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Those of `rows` by somebody at an instant of `at` that fit, the last one first."""
        asked = self.cleaned_data
        if person := asked.get("person"):
            rows = rows.filter(by__in=people_named(person).values("pk"))
        if since := asked.get("since"):
            rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
        if until := asked.get("until"):
            end = datetime.combine(until, time.min) + timedelta(days=1)
            rows = rows.filter(at__lt=timezone.make_aware(end))
        if before := asked.get("before"):
            rows = rows.filter(at__lt=before)
        return rows.filter(by__isnull=False).select_related("by").order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did: to an edition, or to many at once."""

    at: datetime
    who: str
    what: str
    release: int | None = None
    edition: int | None = None
    title: str = ""
    pk: int | None = None
    remark: str = ""

    @property
    def cells(self) -> list[str]:
        """The deed as a line of a table."""
        local = timezone.localtime(self.at).isoformat(sep=" ", timespec="seconds")
        numbers = ["" if number is None else str(number) for number in (self.release, self.edition)]
        return [
            local,
            *map(text_cell, (self.who, self.what)),
            *numbers,
            *map(text_cell, (self.title, self.remark)),
        ]


def deeds(asked: ActivityFilter, most: int) -> list[Deed]:
    """The last `most` deeds that fit, newest first: three queries, and one for titles."""
    release = asked.cleaned_data.get("release")
    made = asked.narrow(Transition.objects.select_related("article"))
    saved = asked.narrow(ChangeLogEntry.objects.defer("content"))
    if release:
        made, saved = made.filter(article__release=release), saved.filter(release=release)
    filed = FilingBatch.objects.none() if release else asked.narrow(FilingBatch.objects.all())
    found = [*_made(made[:most]), *_saved(list(saved[:most])), *_filed(filed[:most])]
    found.sort(key=lambda deed: deed.at, reverse=True)
    return found[:most]


def _made(transitions: Iterable[Transition]) -> Iterator[Deed]:
    transitions = list(transitions)
    for move, entry in zip(transitions, moves(transitions), strict=True):
        article = move.article
        yield Deed(
            entry.at,
            entry.by,
            entry.what,
            article.release,
            article.edition,
            article.title,
            article.pk,
            entry.remark,
        )


def _saved(entries: list[ChangeLogEntry]) -> Iterator[Deed]:
    releases = Article.objects.filter(release__in={entry.release for entry in entries})
    there = {(one.release, one.edition): one for one in releases.only("release", "edition", "title")}
    for entry in entries:
        article = there.get((entry.release, entry.edition))
        what = CHANGED[ChangeLogEntry.Kind(entry.kind)]
        if entry.kind == ChangeLogEntry.Kind.CHANGED:
            what += " " + ", ".join(_fields(entry))
        yield Deed(
            entry.at, str(entry.by), what, entry.release, entry.edition,
            article.title if article else "", article.pk if article else None,
        )  # fmt: skip


def _fields(entry: ChangeLogEntry) -> list[str]:
    """What a save changed, in the order of the registry; pictures and documents after the fields."""
    others = sorted(entry.changes.keys() - FIELDS.keys())
    return [*(field.verbose_name for name, field in FIELDS.items() if name in entry.changes), *others]


def _filed(batches: Iterable[FilingBatch]) -> Iterator[Deed]:
    for batch in batches:
        yield Deed(batch.at, str(batch.by), f"{batch} ({batch.editions:,} editions)")


def activity_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List what people did, newest first, a page at a time."""
    demand(desk.has_view_permission(request))
    asked = ActivityFilter(request.GET)
    found = deeds(asked, PER_PAGE + 1) if asked.is_valid() else []
    shown = found[:PER_PAGE]
    chosen = {name: value for name, value in request.GET.items() if name in asked.fields and value}
    older = urlencode(chosen | {"before": shown[-1].at.isoformat()}) if len(found) > PER_PAGE else ""
    return framed(
        desk,
        request,
        "articles/article/activity",
        "Who did what",
        form=asked,
        deeds=shown,
        older=older,
        table=urlencode({name: value for name, value in chosen.items() if name != "before"}),
        is_narrowed=bool(chosen),
        most=MOST_EXPORTED,
        media=desk.media,
    )


def table_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The same list as a table for a spreadsheet, its last MOST_EXPORTED lines."""
    demand(desk.has_view_permission(request))
    asked = ActivityFilter(request.GET)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="who-did-what.csv"'
    writer: Any = csv.writer(response)
    writer.writerow(COLUMNS)
    found = deeds(asked, MOST_EXPORTED) if asked.is_valid() else []
    writer.writerows(deed.cells for deed in islice(found, MOST_EXPORTED))
    return response


PAGES = (
    Page("activity/", "articles_article_activity", activity_view),
    Page("activity.csv", "articles_article_activity_table", table_view),
)
