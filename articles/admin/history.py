"""The desk's page of everything that happened to a release, newest first: moves and alterations of all its editions,
links that reviewers outside were sent, and what they answered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles import alterations
from articles.admin.moves import MOVES
from articles.comparison import BUDGET, Difference
from articles.local_time import said
from articles.models import Alteration, Article, ReviewAnswer, ReviewLink, Transition

MOST_SHOWN = 300
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
    moves = Transition.objects.filter(article__release=release).select_related("by", "article")
    changes = Alteration.objects.filter(release=release).select_related("by")
    links = ReviewLink.objects.filter(article__release=release).select_related(
        "article", "created_by", "revoked_by"
    )
    answers = ReviewAnswer.objects.filter(link__article__release=release).select_related("link__article")
    editions = list(Article.objects.filter(release=release).order_by("-edition"))
    entries = [*_moves(moves[:MOST_SHOWN]), *_alterations(changes[:MOST_SHOWN])]
    entries += [*_links(links[:MOST_SHOWN]), *_answers(answers[:MOST_SHOWN])]
    if not entries and not editions:
        raise Http404
    entries.sort(key=lambda entry: entry.at, reverse=True)
    context = {
        **page.admin_site.each_context(request),
        "title": f"History of release {release}",
        "release": release,
        "latest": editions[0] if editions else None,
        "entries": entries[:MOST_SHOWN],
        "is_cut": len(entries) >= MOST_SHOWN,
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def _moves(transitions: Iterable[Transition]) -> Iterator[Entry]:
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


def _alterations(changes: Iterable[Alteration]) -> Iterator[Entry]:
    budget = [BUDGET]
    for change in changes:
        what = "Deleted this draft" if change.kind == Alteration.Kind.DELETED else "Changed"
        found = tuple(alterations.differences(change, budget))
        yield Entry(change.at, str(change.by), change.edition, what, differences=found)


def _links(links: Iterable[ReviewLink]) -> Iterator[Entry]:
    for link in links:
        asks = link.get_asks_for_display().lower()
        made = f"Made a reviewer link for {asks}, open until {said(link.expires_at)}"
        yield Entry(link.created_at, str(link.created_by), link.article.edition, made)
        if link.revoked_at:
            by = str(link.revoked_by) if link.revoked_by else "somebody of the desk"
            yield Entry(link.revoked_at, by, link.article.edition, f"Ended a reviewer link for {asks}")


def _answers(answers: Iterable[ReviewAnswer]) -> Iterator[Entry]:
    for answer in answers:
        what = "Approved it, by a reviewer link" if answer.is_approval else "Commented, by a reviewer link"
        yield Entry(answer.at, f"{answer.name} (outside)", answer.link.article.edition, what, answer.comment)
