"""The front page of the desk: what waits for its reader, what was imported badly, how much is issued."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import admin
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.admin.imports import quality
from articles.admin.releases.list import office, queues
from articles.admin.releases.list.saved_views import views_for
from articles.admin.requests import at_desk, user_of
from articles.editing import outbox, permissions
from articles.editing.workflow import review
from articles.index.request_snapshot import RequestSnapshot
from articles.models import (
    Article,
    ArticleQuerySet,
    ImportBatch,
    ImportRecord,
    ReleasePair,
    SavedView,
    Transition,
)

MOST_SHOWN = 10
MONTHS = 24
# Of what imports have left so many are counted.
MOST_COUNTED = 1_000
# The plot in its own units: a column a month, the highest as tall as the plot.
COLUMN, GAP, HEIGHT = 20, 5, 120
EMPTY = {
    "mine": "You have no drafts.",
    "for-me": "Nothing is waiting for you.",
    "scheduled": "Nothing is scheduled.",
    "forced": "Nothing was published without approval.",
}
LABELS = queues.LABELS | {"scheduled": "Scheduled next"}
# What stands beside a title: who is to be asked, or when it happens or has happened.
SHOWS = {"mine": "changed", "for-me": "changed", "scheduled": "hour", "forced": "forced", "newest": "day"}


@dataclass(frozen=True)
class PanelLine:
    """An edition in a panel, and how it came back to its writers, if it did."""

    edition: Article
    returned: Transition | None = None


@dataclass(frozen=True)
class Panel:
    """A short list of editions, how many there are in all, and where those are."""

    name: str
    label: str
    lines: Sequence[PanelLine]
    count: int
    address: str
    empty: str
    shows: str


@dataclass(frozen=True)
class Problems:
    """The latest import that left something to look at."""

    batch: ImportBatch
    held: int
    rejected: int
    address: str

    @property
    def count(self) -> int:
        return self.held + self.rejected


@dataclass(frozen=True)
class ImportsWaiting:
    """The numbers of doubtful releases and of pairs that wait for a decision, up to MOST_COUNTED."""

    doubtful: int
    pairs: int

    @property
    def most(self) -> int:
        return MOST_COUNTED


@dataclass(frozen=True)
class MonthColumn:
    """One month of the plot: how many releases are dated in it, and its bar; `year` where one begins."""

    month: date
    count: int
    x: int
    y: int
    height: int
    year: str


@dataclass(frozen=True)
class Plot:
    """Releases by month, in the units of its SVG."""

    columns: Sequence[MonthColumn]
    width: int
    bar: int
    height: int
    highest: int
    total: int


@dataclass(frozen=True)
class Front:
    """The front page of one person; None or nothing where he or she may not look."""

    panels: Sequence[Panel]
    office: office.OfficeLine | None
    views: Sequence[SavedView]
    problems: Problems | None
    waiting: ImportsWaiting | None
    plot: Plot | None
    undelivered: int
    may_write: bool


def front(request: HttpRequest) -> Front:
    """Return the front page of the person who asks: the same number of queries for any amount of work."""
    may_read = admin.site.get_model_admin(Article).has_view_permission(request)
    may_see_imports = admin.site.get_model_admin(ImportRecord).has_view_permission(request)
    snapshot = RequestSnapshot.take() if may_read else None
    return Front(
        panels=_panels(request, snapshot) if snapshot else (),
        office=office.line(request) if snapshot else None,
        views=views_for(user_of(request)) if snapshot else (),
        problems=_problems() if may_see_imports else None,
        waiting=_waiting() if permissions.may_import(user_of(request)) else None,
        plot=plot(snapshot) if snapshot else None,
        undelivered=outbox.undelivered(timezone.now()).count()
        if permissions.may_redeliver(user_of(request))
        else 0,
        may_write=permissions.may(user_of(request), "create"),
    )


def plot(snapshot: RequestSnapshot) -> Plot:
    """The listed releases dated in each of the last months, this one included, counted by the catalogue."""
    months = _last_months(snapshot.today)
    counts = [len(snapshot.catalogue.span(month, _last_day(month))) for month in months]
    highest = max(counts)
    columns = []
    for place, (month, count) in enumerate(zip(months, counts, strict=True)):
        height = round(HEIGHT * count / highest) if highest else 0
        # One release beside a thousand is still seen.
        height = max(height, 1) if count else 0
        # The first year has its label where there is room before the next one's.
        year = str(month.year) if month.month == 1 or (place == 0 and month.month < 11) else ""
        columns.append(MonthColumn(month, count, place * COLUMN, HEIGHT - height, height, year))
    return Plot(columns, COLUMN * MONTHS, COLUMN - GAP, HEIGHT, highest, sum(counts))


def _panels(request: HttpRequest, snapshot: RequestSnapshot) -> list[Panel]:
    # Whether terms have changed is asked with the snapshot already.
    at_desk(request).vocabularies = snapshot.vocabularies
    counts = queues.counts(request)
    panels = []
    for name, empty in EMPTY.items():
        editions = queues.narrow(office.narrow(Article.objects.all(), request), name, user_of(request))
        ordered = editions.order_by("public_at", "pk") if name == "scheduled" else editions.order_by("-pk")
        shown = _shown(ordered) if counts[name] else []
        lines = _with_returns(shown) if name == "mine" else [PanelLine(edition) for edition in shown]
        panels.append(
            Panel(
                name, LABELS[name], lines, counts[name], queues.address_of(name, request), empty, SHOWS[name]
            )
        )
    newest = Panel(
        "newest",
        "Just published",
        [PanelLine(edition) for edition in _shown(Article.objects.newest(snapshot.now))],
        len(snapshot.catalogue),
        reverse("admin:articles_article_changelist") + "?standing=live&office=all",
        "Nothing is published.",
        SHOWS["newest"],
    )
    return [*panels, newest]


def _shown(editions: ArticleQuerySet) -> list[Article]:
    return list(editions.defer("body", "editor_note").select_related("changed_by", "forced_by")[:MOST_SHOWN])


def _with_returns(drafts: list[Article]) -> list[PanelLine]:
    """These drafts, with how each came back to its writers: one query."""
    prefetch_related_objects(drafts, Prefetch("transitions", review.handovers()))
    return [PanelLine(draft, review.last_return(draft, list(draft.transitions.all()))) for draft in drafts]


def _problems() -> Problems | None:
    with_problems = Q(counts__held__gt=0) | Q(counts__rejected__gt=0)
    batches = ImportBatch.objects.in_force().filter(with_problems).defer("unread")
    batch = batches.order_by("-started_at").first()
    if batch is None:
        return None
    records = reverse("admin:articles_importrecord_changelist")
    address = f"{records}?batch__id__exact={batch.pk}&outcome__in=held,rejected"
    return Problems(batch, batch.counts.get("held", 0), batch.counts.get("rejected", 0), address)


def _waiting() -> ImportsWaiting | None:
    """What imports have left for a decision; None without any. After a large import nobody counts it all."""
    doubtful = quality.waiting().order_by()[:MOST_COUNTED].count()
    pairs = ReleasePair.objects.waiting().order_by()[:MOST_COUNTED].count()
    return ImportsWaiting(doubtful, pairs) if doubtful or pairs else None


def _last_months(today: date) -> list[date]:
    """The first days of the last months, oldest first."""
    this = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(this - MONTHS + 1, this + 1)]


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
