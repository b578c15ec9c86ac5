"""The desk's pages for pairs of imported releases that may be one: side by side, to merge or keep apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize

from articles.admin.pages import ReadOnlyAdmin, demand, framed, visible
from articles.admin.requests import user_of
from articles.editing import permissions, release_pairs
from articles.editing.comparison import ADDED, COMPARED, REMOVED, Passage, contents_of, differences
from articles.editing.workflow import NotPossible
from articles.models import Article, Provenance, ReleasePair
from taxonomy import vocabulary

State = ReleasePair.State
DECIDED = {State.MERGED: "merged", State.APART: "kept apart"}


@dataclass(frozen=True)
class Side:
    """One release of a pair: its newest edition, where it came from, and why it cannot be the one kept."""

    edition: Article
    source: Provenance | None
    reasons: Sequence[str]
    is_preferred: bool


@dataclass(frozen=True)
class Contrast:
    """A field in which the two differ, as each has it."""

    name: str
    label: str
    is_in_its_language: bool
    first: tuple[Passage, ...]
    second: tuple[Passage, ...]


def pair_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pair side by side and what speaks for and against one release; then do what was decided."""
    pair = visible(desk, request, ReleasePair.objects.select_related("by"), pk)
    reasons: Sequence[str] = ()
    if request.method == "POST":
        demand(permissions.may_decide_pairs(user_of(request)))
        try:
            message = _decide(request, pair)
        except NotPossible as refusal:
            reasons = refusal.reasons
            pair.refresh_from_db()
        else:
            messages.success(request, message)
            desk.log_change(request, pair, message)
            return redirect("admin:articles_releasepair_changelist")
    first, second = release_pairs.newest_editions(pair)
    editions = [edition for edition in (first, second) if edition]
    contrasts = list(_contrasts(first, second)) if first and second else []
    differing = {contrast.name for contrast in contrasts}
    return framed(
        desk,
        request,
        "articles/releasepair/pair",
        "One release or two?",
        pair,
        pair=pair,
        version=release_pairs.seen(pair),
        sides=_sides(request, editions),
        contrasts=contrasts,
        same=[field.label for field in COMPARED if field.name not in differing],
        reasons=reasons,
        may_decide=permissions.may_decide_pairs(user_of(request)),
    )


def _decide(request: HttpRequest, pair: ReleasePair) -> str:
    """Do what was asked; returns a sentence. Raises NotPossible."""
    by, version = user_of(request), request.POST.get("version", "")
    match request.POST.get("action"):
        case "merge":
            keep = request.POST.get("keep", "")
            if not keep.isdecimal() or int(keep) not in (pair.release, pair.other):
                raise NotPossible("Choose the release that is kept.")
            merged = release_pairs.merge(pair, keep=int(keep), by=by, version=version)
            return f"Release {merged.gone} was merged into release {merged.kept}."
        case "apart":
            release_pairs.keep_apart(pair, by=by, version=version)
            return f"Releases {pair.release} and {pair.other} are kept apart."
        case "undo":
            release_pairs.undo(pair, by=by, version=version)
            return f"Releases {pair.release} and {pair.other} are two again, and not decided."
    raise NotPossible("Choose whether they are one release or two.")


def _sides(request: HttpRequest, editions: Sequence[Article]) -> list[Side]:
    sources = {
        row.release: row for row in Provenance.objects.filter(release__in=[one.release for one in editions])
    }
    user = user_of(request)
    reasons: list[Sequence[str]] = [()] * len(editions)
    best = editions[0] if editions else None
    if len(editions) > 1:
        first, second = editions
        reasons = [
            release_pairs.reasons_against(first, second, user),
            release_pairs.reasons_against(second, first, user),
        ]
        best = release_pairs.preferred(first, second)
    return [
        Side(edition, sources.get(edition.release), against, edition is best)
        for edition, against in zip(editions, reasons, strict=True)
    ]


def _contrasts(first: Article, second: Article) -> Iterator[Contrast]:
    for found in differences(*contents_of((first, second), vocabulary.current())):
        yield Contrast(
            found.name,
            found.label,
            found.is_in_its_language,
            tuple(_without(ADDED, found.passages)),
            tuple(_without(REMOVED, found.passages)),
        )


def _without(kind: str, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Yield passages as one side has them: without what only the other has."""
    for passage in passages:
        runs = tuple(run for run in passage.runs if run.kind != kind)
        if runs or passage.unchanged:
            yield Passage(passage.element, runs, passage.unchanged)


def _heading(request: HttpRequest) -> str:
    """The heading of the list: how many wait, or which of those that are decided it shows."""
    decision = request.GET.get(DecisionFilter.parameter_name)
    if decision in DECIDED:
        return f"Pairs of releases that were {DECIDED[State(decision)]}"
    count = ReleasePair.objects.waiting().count()
    return f"{count:,} pair{pluralize(count)} wait{pluralize(count, 's,')} for a decision"


class DecisionFilter(admin.SimpleListFilter):
    """Pairs that wait for a decision, unless others are asked for."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(state), name) for state, name in DECIDED.items()]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        waiting, *decided = super().choices(changelist)
        yield {**waiting, "display": "waiting"}
        yield from decided

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in DECIDED:
            return queryset.filter(state=self.value()).order_by("-at", "-pk")
        return queryset.filter(pk__in=ReleasePair.objects.waiting().values("pk"))


@admin.register(ReleasePair)
class ReleasePairAdmin(ReadOnlyAdmin):
    """Pairs of imported releases that may be one."""

    list_display = ("titles", "contradictions", "score", "found_at", "decision")
    list_filter = (DecisionFilter,)
    list_select_related = ("by",)
    sortable_by = ("score", "found_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        editions = Article.objects.filter(release=OuterRef("release")).order_by("-edition")
        titles = Subquery(editions.values("title")[:1])
        return super().get_queryset(request).defer("before").annotate(first_title=titles)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {"heading": _heading(request), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return pair_view(self, request, int(object_id))

    @admin.display(description="releases")
    def titles(self, pair: ReleasePair) -> str:
        first = getattr(pair, "first_title", None) or "(deleted)"
        return f"{pair.release}: {first} – {pair.other}: {pair.title}"

    @admin.display(description="what contradicts")
    def contradictions(self, pair: ReleasePair) -> str:
        return ", ".join(phrase for phrase, contradicts in pair.reasons if contradicts) or "too little agrees"

    @admin.display(description="decision")
    def decision(self, pair: ReleasePair) -> str:
        return f"{pair.get_state_display()}, by {pair.by}" if pair.by else pair.get_state_display()
