"""The desk's page that clears the quality queue as a whole, and what came of it each time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from articles.admin.imports.queue_filter import QueueFilter, doubts_of
from articles.admin.pages import demand, framed
from articles.admin.requests import user_of
from articles.editing import clearances, permissions
from articles.models import Article, Clearance, ImportBatch, ImportRecord
from articles.text.local_time import format_instant

# So many are shown before one decides about all, from the whole length of the queue.
SAMPLE = 10
SHOWN = 3


@dataclass(frozen=True)
class ClearanceLine:
    """A clearance in a sentence, and how many releases stay for which reason."""

    sentence: str
    stayed: Sequence[str]
    is_under_way: bool


def publish_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show what would leave the queue; then ask the worker to publish it."""
    demand(permissions.may_import(user_of(request)))
    return _clear_view(desk, request, "publish", Clearance.Verb.ACCEPT)


def dismiss_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show what would leave the queue; then ask the worker to dismiss it."""
    demand(permissions.may_take_back(user_of(request)))
    return _clear_view(desk, request, "dismiss", Clearance.Verb.DISMISS)


def _clear_view(desk: ModelAdmin, request: HttpRequest, step: str, verb: str) -> HttpResponse:
    narrowed = QueueFilter.of(request)
    reasons = []
    if request.method == "POST":
        try:
            return _ask_for(request, verb, narrowed)
        except clearances.ClearanceNotPossible as refusal:
            reasons = [str(refusal)]
    waiting = narrowed.narrow(ImportRecord.objects.waiting())
    rows = list(waiting.values_list("pk", flat=True))
    sample = rows[:: max(1, -(-len(rows) // SAMPLE))]
    releases = ImportRecord.objects.filter(pk__in=sample).values("release")
    editions = Article.objects.filter(release__in=releases, edition=1).order_by("release")
    return framed(
        desk,
        request,
        "articles/importrecord/clear",
        f"{step.capitalize()} what waits",
        step=step,
        reasons=reasons or ([] if rows else [clearances.NOTHING_WAITS]),
        count=len(rows),
        last=rows[-1] if rows else 0,
        doubts=doubts_of(waiting.doubt_combinations()),
        sample=editions.only("title", "publishing_date"),
        back=_queue(narrowed),
    )


def latest() -> list[ClearanceLine]:
    """The latest clearances; one that is under way is the first of them."""
    found = Clearance.objects.select_related("by", "batch").defer("batch__unread")[:SHOWN]
    return [
        ClearanceLine(
            _sentence(clearance),
            [f"{count:,} stay: {reason}" for reason, count in clearance.stayed.items()],
            is_under_way=clearance.finished_at is None,
        )
        for clearance in found
    ]


def _ask_for(request: HttpRequest, verb: str, narrowed: QueueFilter) -> HttpResponse:
    last = request.POST.get("last", "")
    batch = ImportBatch.objects.filter(pk=narrowed.batch_id or 0).first()
    clearance = clearances.request(
        verb,
        doubt=narrowed.doubt,
        batch=batch,
        last=int(last) if last.isdecimal() and len(last) < 19 else 0,
        by=user_of(request),
    )
    done = clearance.get_verb_display()
    messages.success(request, f"{clearance.asked:,} releases wait for the worker to be {done}.")
    return redirect(_queue(narrowed))


def _queue(narrowed: QueueFilter) -> str:
    place = reverse("admin:articles_importrecord_waiting")
    return f"{place}?{narrowed.query}" if narrowed.query else place


def _sentence(clearance: Clearance) -> str:
    of = f" of “{clearance.batch}”" if clearance.batch else ""
    done = f"{clearance.done:,} of {clearance.asked:,} releases{of} {clearance.get_verb_display()}"
    if clearance.finished_at:
        return f"{format_instant(clearance.finished_at)}, by {clearance.by}: {done}."
    return f"Not finished yet; asked for by {clearance.by} on {format_instant(clearance.at)}: {done} so far."
