"""The desk's quality queue: imported releases that wait because of doubts, published or dismissed there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from articles.admin.imports import clearances
from articles.admin.imports.queue_filter import QueueFilter, doubts_of
from articles.admin.pages import demand, framed
from articles.admin.requests import user_of
from articles.editing import permissions
from articles.editing.workflow import imported
from articles.importing import captures
from articles.importing.record import Furniture
from articles.models import Article, ImportBatch, ImportRecord
from articles.models.facets import OF_TERMS
from articles.models.filing import filings_of
from articles.models.imports import ANY_DOUBT
from taxonomy import vocabulary

ROWS = 50
# Of those that stay, so many are named with their reasons.
NAMED = 10
BATCHES_OFFERED = 100
STEPS: dict[str, tuple[Callable[..., imported.Cleared], str, str]] = {
    "publish": (imported.accept, "published as the archive has it", "published"),
    "dismiss": (imported.dismiss, "dismissed: no later import brings it back", "dismissed"),
}


@dataclass(frozen=True)
class WaitingRow:
    """A release that waits, the record it came from, and why this person cannot publish it."""

    record: ImportRecord
    edition: Article
    doubts: Sequence[str]
    reasons: Sequence[str]

    @property
    def seen(self) -> str:
        """What its box sends: the edition, and the version that was seen."""
        return f"{self.edition.pk}-{self.edition.lock_version}"


@dataclass(frozen=True)
class ReadFact:
    """A field of a record as it was read, and its origin: line, rule and whether it is sure."""

    name: str
    value: Any
    origin: Mapping[str, Any] | None


def queue_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show a page of what waits; then publish or dismiss what was chosen on it."""
    demand(_may_open(request))
    if request.method == "POST":
        return _take_step(request)
    narrowed = QueueFilter.of(request)
    of_batch = QueueFilter(ANY_DOUBT, narrowed.batch).narrow(ImportRecord.objects.waiting())
    combinations = of_batch.doubt_combinations()
    cleared = clearances.latest()
    page = Paginator(_Counted(narrowed, combinations), ROWS).get_page(request.GET.get("page"))
    return framed(
        desk,
        request,
        "articles/importrecord/waiting",
        "Quality queue",
        rows=_rows(list(page.object_list), request),
        page=page,
        narrowed=narrowed,
        doubts=doubts_of(combinations),
        total=combinations.total(),
        batches=ImportBatch.objects.only("name").order_by("-started_at")[:BATCHES_OFFERED],
        may_dismiss=permissions.may_take_back(user_of(request)),
        cleared=cleared,
        is_under_way=bool(cleared and cleared[0].is_under_way),
    )


def reading_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a release beside the record it was read from; then publish or dismiss it and go on to the next."""
    demand(_may_open(request))
    if request.method == "POST":
        return _take_step(request)
    narrowed = QueueFilter.of(request)
    record = get_object_or_404(ImportRecord.objects.select_related("batch"), pk=pk)
    edition = Article.objects.filter(release=record.release or 0, edition=1).first()
    following = narrowed.narrow(ImportRecord.objects.waiting()).filter(pk__gt=pk).only("pk").first()
    rows = _rows([record], request) if edition else []
    return framed(
        desk,
        request,
        "articles/importrecord/reading",
        "Record and reading",
        record,
        record=record,
        edition=edition,
        row=rows[0] if rows else None,
        waits=bool(edition and edition.state == Article.State.SUBMITTED and edition.created_by_id is None),
        facts=[
            ReadFact(name, value, record.origins.get(name))
            for name, value in record.as_read.items()
            if name != "furniture"
        ],
        furniture=[
            Furniture(one["line"], one["kind"].replace("_", " "), one["text"])
            for one in record.as_read.get("furniture", ())
        ],
        page=captures.page_of(record),
        filing=_filing(edition) if edition else [],
        following=following,
        narrowed=narrowed,
        may_dismiss=permissions.may_take_back(user_of(request)),
    )


class _Counted(Sequence[ImportRecord]):
    """The narrowed queue for a paginator; its length is known from the counts of the doubts."""

    def __init__(self, narrowed: QueueFilter, combinations: Mapping[str, int]) -> None:
        self.records = narrowed.narrow(ImportRecord.objects.waiting())
        self.length = sum(count for codes, count in combinations.items() if _holds(narrowed.doubt, codes))

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, wanted: Any) -> Any:  # noqa: ANN401 - a paginator asks by slices
        # Chosen by an index alone: of a hundred thousand records only these are read.
        chosen = ImportRecord.objects.filter(pk__in=self.records.values("pk")[wanted]).order_by("pk")
        return chosen.select_related("batch").defer("batch__unread", "as_read")


def _holds(doubt: str, codes: str) -> bool:
    if doubt == ANY_DOUBT:
        return True
    return f'"{doubt}"' in codes if doubt else codes == "[]"


def _rows(records: Sequence[ImportRecord], request: HttpRequest) -> list[WaitingRow]:
    """The rows of these records, in two queries; one whose release is gone has none."""
    editions = Article.objects.filter(release__in=[record.release for record in records], edition=1)
    by_release = {edition.release: edition for edition in editions.defer("body", "editor_note")}
    rows = []
    for record in records:
        if (edition := by_release.get(record.release or 0)) is None:
            continue
        doubts = [problem["message"] for problem in record.problems if problem["code"] in record.doubts]
        reasons = imported.reasons_against_accepting(edition, user_of(request))
        rows.append(WaitingRow(record, edition, doubts, reasons))
    return rows


def _filing(edition: Article) -> list[tuple[str, str]]:
    """What the edition is filed under, by the labels of the facets."""
    filing, terms = filings_of([edition.pk])[edition.pk], vocabulary.current()
    lines = [
        (str(facet.label), ", ".join(term.name for term in terms[name].in_order(filing.terms[name])))
        for name, facet in OF_TERMS.items()
        if name in filing.terms
    ]
    return [*lines, ("Tags", ", ".join(tag.name for tag in filing.tags))]


def _take_step(request: HttpRequest) -> HttpResponse:
    """Publish or dismiss what was chosen, and lead on: to the next release, or back to the list."""
    step = request.POST.get("step", "")
    if step in STEPS:
        _make(request, step)
    query = QueueFilter.of(request).query
    following = request.POST.get("next", "")
    place = (
        reverse("admin:articles_importrecord_reading", args=[int(following)])
        if following.isdecimal()
        else reverse("admin:articles_importrecord_waiting")
    )
    return redirect(f"{place}?{query}" if query else place)


def _make(request: HttpRequest, step: str) -> None:
    function, one, many = STEPS[step]
    if step == "dismiss":
        demand(permissions.may_take_back(user_of(request)))
    seen = dict(filter(None, map(_seen, request.POST.getlist("seen")[:ROWS])))
    if not seen:
        messages.error(request, "Nothing was chosen.")
        return
    cleared = function(seen, by=user_of(request))
    if len(cleared.done) == 1:
        messages.success(request, f"“{cleared.done[0]}” is {one}.")
    elif cleared.done:
        messages.success(request, f"{len(cleared.done)} releases are {many}.")
    for edition, reason in cleared.refused[:NAMED]:
        messages.error(request, f"“{edition}” stays: {reason}")
    if len(cleared.refused) > NAMED:
        messages.error(request, f"{len(cleared.refused) - NAMED} more stay as they are.")


def _seen(text: str) -> tuple[int, int] | None:
    """The id and the version of a box; None for what no box sends."""
    pk, _, version = text.partition("-")
    is_right = pk.isdecimal() and version.isdecimal() and len(text) < 30
    return (int(pk), int(version)) if is_right else None


def _may_open(request: HttpRequest) -> bool:
    return permissions.may_import(user_of(request))
