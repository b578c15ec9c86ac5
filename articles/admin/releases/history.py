"""The history of a release, newest first: moves and changes of its editions, reviewer links, answers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse

from articles.admin.pages import demand, framed
from articles.editing import change_log
from articles.editing.comparison import BUDGET, FieldDifference
from articles.editing.moves import MOVES
from articles.editing.moves.types import Move
from articles.models import Article, ChangeLogEntry, ReviewAnswer, ReviewLink, ReviewReading, Transition
from articles.text.local_time import format_instant

PER_PAGE = 100
CHANGED: dict[str, str] = {
    ChangeLogEntry.Kind.CHANGED: "Changed",
    ChangeLogEntry.Kind.DELETED: "Deleted this draft",
    ChangeLogEntry.Kind.MERGED: "Merged this draft into another release",
    ChangeLogEntry.Kind.BROUGHT_BACK: "Brought this deleted draft back, without its pictures and documents",
}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that somebody did to an edition."""

    at: datetime
    by: str
    edition: int
    what: str
    remark: str = ""
    acknowledged: tuple[str, ...] = ()
    differences: tuple[FieldDifference, ...] = ()


def history_view(desk: ModelAdmin, request: HttpRequest, release: int) -> HttpResponse:
    """Show what happened to a release, also a deleted one; 404 for a number never used."""
    demand(desk.has_view_permission(request))
    latest = Article.objects.filter(release=release).defer("body").order_by("-edition").first()
    page = Paginator(_events(release), PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count and not latest:
        raise Http404
    title, entries = f"History of release {release}", _entries(page, release)
    return framed(desk, request, "articles/article/history", title, latest, entries=entries, page=page)


def moves(transitions: Iterable[Transition]) -> Iterator[HistoryEntry]:
    """The entries of these moves: named as on the button, and where each led, and for when."""
    for made in transitions:
        move = MOVES.get(made.verb)
        yield HistoryEntry(
            made.at,
            str(made.by) if made.by else "the importer",
            made.article.edition,
            _sentence_of(made, move),
            "" if move and move.tells_remark else made.remark,
            tuple(made.acknowledged),
        )


def _sentence_of(made: Transition, move: Move | None) -> str:
    sentence = move.told(made.remark) if move else made.verb
    if not made.from_state or (move and not move.to):
        return sentence
    before, after = made.get_from_state_display(), made.get_to_state_display()
    if move and move.standings == ("scheduled",):
        before = "scheduled"
    if made.public_at and made.public_at > made.at:
        after = f"scheduled for {format_instant(made.public_at)}"
    elif move and move.to == ("scheduled",):
        # Old transitions have no hour.
        after = "scheduled"
    return f"{sentence}: {before} → {after}"


def changes(entries: Iterable[ChangeLogEntry]) -> Iterator[HistoryEntry]:
    """The entries of these changes, with what differs word by word."""
    budget = [BUDGET]
    for change in entries:
        what = CHANGED[ChangeLogEntry.Kind(change.kind)]
        differences = tuple(change_log.differences(change, budget))
        yield HistoryEntry(change.at, str(change.by), change.edition, what, differences=differences)


def _links_made(links: Iterable[ReviewLink]) -> Iterator[HistoryEntry]:
    for link in links:
        purpose = link.get_asks_for_display().lower()
        if link.partner:
            purpose = f"the sign-off of {link.partner.usual_name}"
        what = f"Made a reviewer link for {purpose}, open until {format_instant(link.expires_at)}"
        yield HistoryEntry(link.created_at, str(link.created_by), link.article.edition, what)


def _links_ended(links: Iterable[ReviewLink]) -> Iterator[HistoryEntry]:
    for link in links:
        if link.revoked_at is None:
            raise ValueError(f"Reviewer link {link.pk} was not ended.")
        by = str(link.revoked_by) if link.revoked_by else "somebody of the desk"
        what = f"Ended a reviewer link for {link.get_asks_for_display().lower()}"
        yield HistoryEntry(link.revoked_at, by, link.article.edition, what)


def _readings(readings: Iterable[ReviewReading]) -> Iterator[HistoryEntry]:
    for reading in readings:
        what = "Opened a reviewer link"
        if reading.times > 1:
            what += f", {reading.times} times until {format_instant(reading.last_at)}"
        yield HistoryEntry(reading.first_at, "Somebody outside", reading.link.article.edition, what)


def _answers(answers: Iterable[ReviewAnswer]) -> Iterator[HistoryEntry]:
    for answer in answers:
        what = "Approved it, by a reviewer link" if answer.is_approval else "Commented, by a reviewer link"
        if partner := answer.link.partner:
            deed = "Signed it off" if answer.is_approval else "Sent remarks"
            what = f"{deed} for {partner.usual_name}, by a reviewer link"
        yield HistoryEntry(
            answer.at, f"{answer.name} (outside)", answer.link.article.edition, what, answer.comment
        )


@dataclass(frozen=True)
class EventKind:
    """One kind of event: its rows of a release, the field with its instant, and the entries of its rows."""

    rows: Callable[[int], QuerySet]
    at: str
    entries: Callable[[Iterable], Iterator[HistoryEntry]]


def _links_of(release: int) -> QuerySet[ReviewLink]:
    return ReviewLink.objects.filter(article__release=release).select_related(
        "article", "created_by", "revoked_by", "partner"
    )


EVENT_KINDS = (
    EventKind(
        lambda release: ChangeLogEntry.objects.filter(release=release).select_related("by"), "at", changes
    ),
    EventKind(
        lambda release: Transition.objects.filter(article__release=release).select_related("by", "article"),
        "at",
        moves,
    ),
    EventKind(_links_of, "created_at", _links_made),
    EventKind(
        lambda release: _links_of(release).filter(revoked_at__isnull=False), "revoked_at", _links_ended
    ),
    EventKind(
        lambda release: ReviewReading.objects.filter(link__article__release=release).select_related(
            "link__article"
        ),
        "first_at",
        _readings,
    ),
    EventKind(
        lambda release: ReviewAnswer.objects.filter(link__article__release=release).select_related(
            "link__article", "link__partner"
        ),
        "at",
        _answers,
    ),
)


def _events(release: int) -> QuerySet:
    """The instant, the kind and the id of the row of each event of a release: newest first."""
    first, *others = (
        kind.rows(release)
        .order_by()
        .annotate(happened=F(kind.at), kind_number=Value(number))
        .values_list("happened", "kind_number", "pk")
        for number, kind in enumerate(EVENT_KINDS)
    )
    return first.union(*others, all=True).order_by("-happened", "-kind_number", "-pk")


def _entries(events: Page, release: int) -> list[HistoryEntry]:
    """The entries of a page of events: one query for each kind of event on it."""
    keys = [(kind, pk) for _, kind, pk in events]
    entries: dict[tuple[int, int], HistoryEntry] = {}
    for kind in {kind for kind, _ in keys}:
        rows = EVENT_KINDS[kind].rows(release).filter(pk__in=[pk for of, pk in keys if of == kind])
        entries |= {
            (kind, row.pk): entry for row, entry in zip(rows, EVENT_KINDS[kind].entries(rows), strict=True)
        }
    return [entries[key] for key in keys if key in entries]
