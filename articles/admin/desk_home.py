"""The desk's home: what waits for its reader, what was imported badly, how much is issued."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import F, Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

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
from articles.site.overview.bar_plot import BarPlot
from articles.site.pages.home_news import months_plot

MOST_SHOWN = 10
# Of what imports have left so many are counted.
MOST_COUNTED = 1_000
# The panels in their order, and what is said of one that is empty.
EMPTY = {
    "assigned": "Nothing is assigned to you.",
    "for-me": "Nothing is waiting for you.",
    "mine": "You have no drafts.",
    "scheduled": "Nothing is scheduled.",
    "forced": "Nothing was published without approval.",
}
LABELS = queues.LABELS | {"scheduled": "Scheduled next"}
ORDERS = {
    "scheduled": ("public_at", "pk"),
    # What is overdue stands first.
    "assigned": (F("assignment__due_at").asc(nulls_last=True), "pk"),
}
# What stands beside a title: who is to be asked, or when it happens or has happened.
SHOWS = {
    "assigned": "due",
    "mine": "changed",
    "for-me": "changed",
    "scheduled": "hour",
    "forced": "forced",
    "newest": "day",
}


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
    count: str
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
class DeskHome:
    """The desk's home of one person; None or nothing where he or she may not look."""

    panels: Sequence[Panel]
    office: office.OfficeLine | None
    views: Sequence[SavedView]
    problems: Problems | None
    waiting: ImportsWaiting | None
    plot: BarPlot | None
    undelivered: int
    may_write: bool


def home_of(request: HttpRequest) -> DeskHome:
    """Return the home of the person who asks: the same number of queries for any amount of work."""
    may_read = admin.site.get_model_admin(Article).has_view_permission(request)
    may_see_imports = admin.site.get_model_admin(ImportRecord).has_view_permission(request)
    snapshot = RequestSnapshot.take() if may_read else None
    return DeskHome(
        panels=_panels(request, snapshot) if snapshot else (),
        office=office.line(request) if snapshot else None,
        views=views_for(user_of(request)) if snapshot else (),
        problems=_problems() if may_see_imports else None,
        waiting=_waiting() if permissions.may_import(user_of(request)) else None,
        plot=months_plot(snapshot) if snapshot else None,
        undelivered=outbox.undelivered(timezone.now()).count()
        if permissions.may_redeliver(user_of(request))
        else 0,
        may_write=permissions.may(user_of(request), "create"),
    )


def _panels(request: HttpRequest, snapshot: RequestSnapshot) -> list[Panel]:
    # Whether terms have changed is asked with the snapshot already.
    at_desk(request).vocabularies = snapshot.vocabularies
    counts = queues.counts(request)
    panels = []
    for name, empty in EMPTY.items():
        editions = queues.of(name, request)
        ordered = editions.order_by(*ORDERS.get(name, ("-pk",)))
        shown = _shown(ordered) if counts[name] else []
        lines = _with_returns(shown) if name == "mine" else [PanelLine(edition) for edition in shown]
        panels.append(
            Panel(
                name,
                LABELS[name],
                lines,
                queues.as_text(counts[name]),
                queues.address_of(name, request),
                empty,
                SHOWS[name],
            )
        )
    newest = Panel(
        "newest",
        "Just published",
        [PanelLine(edition) for edition in _shown(Article.objects.newest(snapshot.now))],
        str(len(snapshot.catalogue)),
        reverse("admin:articles_article_changelist") + "?standing=live&office=all",
        "Nothing is published.",
        SHOWS["newest"],
    )
    return [*panels, newest]


def _shown(editions: ArticleQuerySet) -> list[Article]:
    beside = ("changed_by", "forced_by", "assignment")
    return list(editions.defer("body", "editor_note").select_related(*beside)[:MOST_SHOWN])


def _with_returns(drafts: list[Article]) -> list[PanelLine]:
    """These drafts, with how each came back to its writers: one query."""
    prefetch_related_objects(drafts, Prefetch("transitions", review.handovers()))
    return [PanelLine(draft, review.last_return(draft, list(draft.transitions.all()))) for draft in drafts]


def _problems() -> Problems | None:
    batches = ImportBatch.objects.in_force().with_problems().defer("unread")
    batch = batches.order_by("-started_at").first()
    if batch is None:
        return None
    records = reverse("admin:articles_importrecord_changelist")
    address = f"{records}?batch__id__exact={batch.pk}&outcome__in=held,rejected"
    return Problems(batch, batch.counts.get("held", 0), batch.counts.get("rejected", 0), address)


def _waiting() -> ImportsWaiting | None:
    """What imports have left for a decision; None without any. After a large import nobody counts it all."""
    doubtful = ImportRecord.objects.waiting().order_by()[:MOST_COUNTED].count()
    pairs = ReleasePair.objects.waiting().order_by()[:MOST_COUNTED].count()
    return ImportsWaiting(doubtful, pairs) if doubtful or pairs else None
