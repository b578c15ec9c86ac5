"""What happened to a release, newest first: moves and alterations of all its editions, links that reviewers outside were
sent, when they opened them, and what they answered.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles import alterations
from articles.admin.moves import MOVES
from articles.comparison import BUDGET, Difference
from articles.local_time import said
from articles.models import Alteration, Article, ReviewAnswer, ReviewLink, ReviewReading, Transition

PER_PAGE = 100
# How moves are called that have no button, or one for two moves.
VERBS = {
    "create": "Began this edition",
    "import": "Imported",
    "edit": "Changed what was approved",
    "publish": "Publish",
    "schedule": "Schedule",
}
ALTERED = {
    Alteration.Kind.CHANGED: "Changed",
    Alteration.Kind.DELETED: "Deleted this draft",
    Alteration.Kind.BROUGHT_BACK: "Brought this deleted draft back, without its pictures and documents",
}


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
        "entries": _entries(events, release),
        "page": events,
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def moves(transitions: Iterable[Transition]) -> Iterator[Entry]:
    """What each of these moves was: called as on its button, from where to where, and for when."""
    for move in transitions:
        yield Entry(
            move.at,
            str(move.by) if move.by else "the importer",
            move.article.edition,
            _said_of(move),
            move.remark,
            tuple(move.acknowledged),
        )


def _said_of(move: Transition) -> str:
    label = VERBS.get(move.verb) or (MOVES[move.verb].label if move.verb in MOVES else move.verb)
    if not move.from_state:
        return label
    # Only what is scheduled is moved to another hour or cancelled.
    before = "scheduled" if move.verb in ("reschedule", "cancel") else move.get_from_state_display()
    after = move.get_to_state_display()
    if move.public_at and move.public_at > move.at:
        after = f"scheduled for {said(move.public_at)}"
    elif move.verb in ("schedule", "reschedule"):
        # Of these moves no hour was kept in former times.
        after = "scheduled"
    return f"{label}: {before} → {after}"


def _alterations(changes: Iterable[Alteration]) -> Iterator[Entry]:
    budget = [BUDGET]
    for change in changes:
        what = ALTERED[change.kind]
        found = tuple(alterations.differences(change, budget))
        yield Entry(change.at, str(change.by), change.edition, what, differences=found)


def _links_made(links: Iterable[ReviewLink]) -> Iterator[Entry]:
    for link in links:
        what = f"Made a reviewer link for {link.get_asks_for_display().lower()}, open until {said(link.expires_at)}"
        yield Entry(link.created_at, str(link.created_by), link.article.edition, what)


def _links_ended(links: Iterable[ReviewLink]) -> Iterator[Entry]:
    for link in links:
        by = str(link.revoked_by) if link.revoked_by else "somebody of the desk"
        what = f"Ended a reviewer link for {link.get_asks_for_display().lower()}"
        yield Entry(link.revoked_at, by, link.article.edition, what)


def _readings(readings: Iterable[ReviewReading]) -> Iterator[Entry]:
    for reading in readings:
        what = "Opened a reviewer link"
        if reading.times > 1:
            what += f", {reading.times} times until {said(reading.last_at)}"
        yield Entry(reading.first_at, "Somebody outside", reading.link.article.edition, what)


def _answers(answers: Iterable[ReviewAnswer]) -> Iterator[Entry]:
    for answer in answers:
        what = "Approved it, by a reviewer link" if answer.is_approval else "Commented, by a reviewer link"
        yield Entry(answer.at, f"{answer.name} (outside)", answer.link.article.edition, what, answer.comment)


@dataclass(frozen=True)
class Source:
    """One kind of event: its rows of a release, the field that says when it happened, and how rows are told."""

    rows: Callable[[int], QuerySet]
    at: str
    tell: Callable[[Iterable], Iterator[Entry]]


def _links_of(release: int) -> QuerySet[ReviewLink]:
    return ReviewLink.objects.filter(article__release=release).select_related(
        "article", "created_by", "revoked_by"
    )


SOURCES = (
    Source(
        lambda release: Alteration.objects.filter(release=release).select_related("by"), "at", _alterations
    ),
    Source(
        lambda release: Transition.objects.filter(article__release=release).select_related("by", "article"),
        "at",
        moves,
    ),
    Source(_links_of, "created_at", _links_made),
    Source(lambda release: _links_of(release).filter(revoked_at__isnull=False), "revoked_at", _links_ended),
    Source(
        lambda release: ReviewReading.objects.filter(link__article__release=release).select_related(
            "link__article"
        ),
        "first_at",
        _readings,
    ),
    Source(
        lambda release: ReviewAnswer.objects.filter(link__article__release=release).select_related(
            "link__article"
        ),
        "at",
        _answers,
    ),
)


def _events(release: int) -> QuerySet:
    """When something happened to a release, what kind of event it was, and the id of its row: newest first."""
    first, *others = (
        source.rows(release)
        .order_by()
        .annotate(happened=F(source.at), source=Value(number))
        .values_list("happened", "source", "pk")
        for number, source in enumerate(SOURCES)
    )
    return first.union(*others, all=True).order_by("-happened", "-source", "-pk")


def _entries(events: Page, release: int) -> list[Entry]:
    """The entries of a page of events: one query for each kind of event on it."""
    keys = [(kind, pk) for _, kind, pk in events]
    told = {}
    for kind in {kind for kind, _ in keys}:
        rows = SOURCES[kind].rows(release).filter(pk__in=[pk for of, pk in keys if of == kind])
        told |= {(kind, row.pk): entry for row, entry in zip(rows, SOURCES[kind].tell(rows), strict=True)}
    return [told[key] for key in keys if key in told]
