"""What happened to a release: moves and alterations of all its editions, newest first; and which drafts were deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles import alterations
from articles.admin.moves import MOVES
from articles.comparison import BUDGET, Difference
from articles.models import Alteration, Article, Transition

PER_PAGE = 100
VERBS = {"create": "Began this edition", "edit": "Changed what was approved", "schedule": "Schedule"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did to an edition."""

    at: datetime
    by: str
    edition: int
    what: str
    remark: str = ""
    acknowledged: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def history_view(page: ModelAdmin, request: HttpRequest, release: int) -> HttpResponse:
    """What happened to a release, also one whose drafts were all deleted; 404 for a number that was never used."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    editions = list(Article.objects.filter(release=release).defer("body").order_by("-edition"))
    events = Paginator(_events(release), PER_PAGE).get_page(request.GET.get("page"))
    if not events.paginator.count and not editions:
        raise Http404
    context = {
        **page.admin_site.each_context(request),
        "title": f"History of release {release}",
        "release": release,
        "latest": editions[0] if editions else None,
        "entries": _entries(events),
        "page": events,
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def deleted_view(page: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The drafts that were deleted, the last one first, each with a way to the history of its release."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    deletions = Alteration.objects.filter(kind=Alteration.Kind.DELETED).select_related("by")
    context = {
        **page.admin_site.each_context(request),
        "title": "Deleted drafts",
        "page": Paginator(deletions, PER_PAGE).get_page(request.GET.get("page")),
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/articles/article/deleted.html", context)


def _events(release: int) -> QuerySet:
    """When something happened to a release, whether it was a move, and its id: newest first."""
    moves = Transition.objects.order_by().filter(article__release=release).annotate(is_move=Value(1))
    changes = Alteration.objects.order_by().filter(release=release).annotate(is_move=Value(0))
    facts = ("at", "is_move", "pk")
    return (
        moves.values_list(*facts)
        .union(changes.values_list(*facts), all=True)
        .order_by("-at", "-is_move", "-pk")
    )


def _entries(events: Page) -> list[Entry]:
    """The entries of a page of events: two queries, whatever happened."""
    keys = [(is_move, pk) for _, is_move, pk in events]
    moves = Transition.objects.select_related("by", "article").filter(
        pk__in=[pk for is_move, pk in keys if is_move]
    )
    changes = Alteration.objects.select_related("by").filter(
        pk__in=[pk for is_move, pk in keys if not is_move]
    )
    told = {(1, move.pk): entry for move, entry in zip(moves, _moves(moves), strict=True)}
    told |= {(0, change.pk): entry for change, entry in zip(changes, _alterations(changes), strict=True)}
    return [told[key] for key in keys if key in told]


def _moves(transitions: Iterable[Transition]) -> Iterable[Entry]:
    for move in transitions:
        label = MOVES[move.verb].label if move.verb in MOVES else VERBS.get(move.verb, move.verb)
        yield Entry(
            move.at,
            str(move.by) if move.by else "the importer",
            move.article.edition,
            f"{label}: {move.get_from_state_display() or 'new'} → {move.get_to_state_display()}",
            move.remark,
            tuple(move.acknowledged),
        )


def _alterations(changes: Iterable[Alteration]) -> Iterable[Entry]:
    budget = [BUDGET]
    for change in changes:
        what = "Deleted this draft" if change.kind == Alteration.Kind.DELETED else "Changed"
        found = tuple(alterations.differences(change, budget))
        yield Entry(change.at, str(change.by), change.edition, what, differences=found)
