"""The desk's pages for imports: batches and their records, to read, and taking a batch back."""

import json
from collections.abc import Callable, Collection
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from articles.admin.imports import clearances, dealt_with, quality
from articles.admin.pages import Page, ReadOnlyAdmin, demand, framed
from articles.admin.requests import user_of
from articles.editing import permissions
from articles.importing import captures, undo
from articles.models import Article, BatchStep, ImportBatch, ImportRecord, ImportUpload
from articles.models.upload import ImportUploadQuerySet
from articles.text.local_time import format_instant

RELEASES_NAMED = 50
Kind = BatchStep.Kind
# The outcomes that have a column in the list of batches.
COUNTED = ("created", "updated", "held", "rejected")


def undo_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what taking a batch back would do; then ask the worker for it, unless that has changed."""
    return _step_view(desk, request, pk, Kind.UNDO, "Take an import back")


def redo_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what bringing a batch back would do; then ask the worker for it, in the same way."""
    return _step_view(desk, request, pk, Kind.REDO, "Bring an import back")


def _step_view(desk: ModelAdmin, request: HttpRequest, pk: int, kind: str, title: str) -> HttpResponse:
    demand(permissions.may_take_back(user_of(request)))
    batch = get_object_or_404(ImportBatch, pk=pk)
    if request.method == "GET" and batch.steps.unfinished().exists():
        return redirect("admin:articles_importbatch_change", batch.pk)  # which shows how far it is
    reasons = undo.reasons_against(batch, kind)
    plan = undo.plan(batch, kind)
    seen = f"{len(plan.created)} {len(plan.completed)} {len(plan.kept)}"
    if request.method == "POST" and not reasons:
        if request.POST.get("seen") != seen:
            reasons = ["What would be done is not what it was: look at the new numbers."]
        else:
            try:
                return _ask_for(desk, request, batch, kind)
            except undo.UndoNotPossible as refusal:
                reasons = [str(refusal)]
    shown = [*plan.created, *plan.completed][:RELEASES_NAMED]
    return framed(
        desk,
        request,
        "articles/importbatch/undo",
        title,
        batch,
        plan=plan,
        is_undo=kind == Kind.UNDO,
        seen=seen,
        reasons=reasons,
        kept=_named(list(plan.kept)[:RELEASES_NAMED], plan.kept),
        first=Article.objects.filter(release__in=shown, edition=1).only("title"),
    )


def _named(releases: Collection[int], reasons: dict[int, str]) -> list[tuple[int, Article | None, str]]:
    """Each of these releases by its number, with its first edition if it is there, and why it stays."""
    editions = Article.objects.filter(release__in=releases, edition=1).only("release", "title")
    by_release = {article.release: article for article in editions}
    return [(number, by_release.get(number), reasons[number]) for number in releases]


def _ask_for(desk: ModelAdmin, request: HttpRequest, batch: ImportBatch, kind: str) -> HttpResponse:
    step = undo.request(batch, kind, by=user_of(request))
    message = f"{batch} waits for the worker to be {step.get_kind_display()}."
    messages.success(request, message)
    desk.log_change(request, batch, message)
    return redirect("admin:articles_importbatch_change", batch.pk)


def _told(step: BatchStep) -> tuple[str, str]:
    """A step in a sentence, and the list of what stayed as it was."""
    by = step.by or "a command"
    done = f"{step.created:,} releases {step.get_kind_display()}, {step.completed:,} changed in their place"
    if step.finished_at:
        sentence = f"{format_instant(step.finished_at)}, by {by}: {done}, {len(step.kept):,} kept."
    else:
        sentence = f"Not finished yet; asked for by {by} on {format_instant(step.at)}: {done} so far."
    kept = format_html_join(
        "", "<li>{}: {}</li>", ((one["what"], one["reason"]) for one in step.kept[:RELEASES_NAMED])
    )
    return sentence, format_html("<ul>{}</ul>", kept) if kept else ""


def _counted(outcome: str) -> Callable[[ImportBatch], str]:
    """Return the column of a list of batches that has the number of records with this outcome."""

    @admin.display(description=outcome)
    def count(batch: ImportBatch) -> str:
        return str(batch.counts.get(outcome, 0))

    return count


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Imports and their releases; an import can be undone."""

    pages = (
        Page("<int:pk>/undo/", "articles_importbatch_undo", undo_view),
        Page("<int:pk>/redo/", "articles_importbatch_redo", redo_view),
    )
    list_display = (
        "name",
        "by",
        "started_at",
        "undone_at",
        "undone_by",
        *map(_counted, COUNTED),
        "unread_lines",
    )
    list_select_related = ("by", "undone_by")
    search_fields = ("name",)
    fields = (
        "name", "by", "started_at", "progress", "history", "outcomes", "records_link", "files",
        "lines_not_used",
    )  # fmt: skip
    change_list_template = "admin/articles/importbatch/change_list.html"
    change_form_template = "admin/articles/importbatch/change_form.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        more = {"may_import": permissions.may_import(user_of(request)), **(extra_context or {})}
        return super().changelist_view(request, more)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        batch = kwargs.get("obj") or context["original"]
        may = permissions.may_take_back(user_of(request))
        step = batch.steps.select_related("by").order_by("at", "pk").last()
        context["step"] = _told(step)[0] if step else ""
        context["is_under_way"] = bool(step and step.finished_at is None)
        context["may_take_back"] = may and batch.undone_at is None
        context["may_bring_back"] = may and batch.undone_at is not None
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="finished")
    def progress(self, batch: ImportBatch) -> str:
        running = self._files(batch).unfinished().first()
        if running:
            address = reverse("admin:articles_importupload_change", args=[running.pk])
            return format_html('not yet: <a href="{}">{} records so far</a>', address, f"{running.read:,}")
        return (
            format_instant(batch.finished_at)
            if batch.finished_at
            else "not yet, or it was stopped in the middle"
        )

    @admin.display(description="taken and brought back")
    def history(self, batch: ImportBatch) -> str:
        steps = batch.steps.select_related("by").order_by("at", "pk")
        return format_html_join("", "<p>{}</p>{}", (_told(step) for step in steps)) or "never"

    @admin.display(description="files")
    def files(self, batch: ImportBatch) -> str:
        addresses = (
            (reverse("admin:articles_importupload_change", args=[upload.pk]), upload)
            for upload in self._files(batch)
        )
        return format_html_join(", ", '<a href="{}">{}</a>', addresses) or "none: it came by command"

    def _files(self, batch: ImportBatch) -> ImportUploadQuerySet:
        return ImportUpload.objects.filter(batch_name=batch.name).defer("account")

    @admin.display(description="lines not used")
    def unread_lines(self, batch: ImportBatch) -> int:
        return len(batch.unread)

    @admin.display(description="outcomes")
    def outcomes(self, batch: ImportBatch) -> str:
        # Not in the order of the stored counts: PostgreSQL keeps none.
        counts = [(batch.counts.get(outcome, 0), outcome) for outcome in ImportRecord.Outcome.values]
        return ", ".join(f"{count:,} {outcome}" for count, outcome in counts if count) or "none"

    @admin.display(description="records")
    def records_link(self, batch: ImportBatch) -> str:
        address = reverse("admin:articles_importrecord_changelist") + f"?batch__id__exact={batch.pk}"
        return format_html(
            '<a href="{}">all of this batch</a>, <a href="{}&amp;problems=with">those with problems</a>',
            address,
            address,
        )

    @admin.display(description="lines not used")
    def lines_not_used(self, batch: ImportBatch) -> str:
        lines = format_html_join(
            "",
            "<li>{}, line {}: “{}” – {}</li>",
            ((line["source"], line["line"], line["text"], line["reason"]) for line in batch.unread),
        )
        return format_html("<ul>{}</ul>", lines) if batch.unread else "none"


class ProblemFilter(admin.SimpleListFilter):
    """Records that have a problem, or none."""

    title = "problems"
    parameter_name = "problems"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("with", "with problems"), ("without", "without problems")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "with":
                return queryset.exclude(problems=[])
            case "without":
                return queryset.filter(problems=[])
        return queryset


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnlyAdmin):
    """Records of an import: the text that was read of each release, and the outcome."""

    pages = (
        Page("waiting/", "articles_importrecord_waiting", quality.queue_view),
        Page("waiting/publish/", "articles_importrecord_publish", clearances.publish_view),
        Page("waiting/dismiss/", "articles_importrecord_dismiss", clearances.dismiss_view),
        Page("<int:pk>/reading/", "articles_importrecord_reading", quality.reading_view),
        Page("<int:pk>/dealt-with/", "articles_importrecord_dealt", dealt_with.dealt_view, only_post=True),
    )
    actions: Any = (dealt_with.mark, dealt_with.open_again)
    list_display = ("record_title", "outcome", "what_is_wrong", "date", "place", "dealt")
    list_select_related = ("dealt_by",)
    list_filter = ("outcome", ProblemFilter, dealt_with.DealtWithFilter, "batch")
    linked_by = ("outcome__in",)  # the front page leads to what was held and what was rejected
    search_fields = ("title", "source")
    fields = (
        "batch",
        "source",
        "line",
        "outcome",
        "title",
        "date",
        "release_link",
        "messages",
        "dealt",
        "read_from",
        "changed_facts",
        "captured",
        "pretty_as_read",
    )
    ordering = ("-batch_id", "source", "line")

    @admin.display(description="title")
    def record_title(self, record: ImportRecord) -> str:
        return record.title or "(no title)"

    @admin.display(description="dealt with")
    def dealt(self, record: ImportRecord) -> str:
        return f"{record.dealt_by}, {format_instant(record.dealt_at)}" if record.dealt_at else "–"

    @admin.display(description="found in", ordering="source")
    def place(self, record: ImportRecord) -> str:
        return f"{record.source}, line {record.line}"

    @admin.display(description="problems")
    def what_is_wrong(self, record: ImportRecord) -> str:
        return "; ".join(capfirst(problem["message"]) for problem in record.problems)

    @admin.display(description="problems")
    def messages(self, record: ImportRecord) -> str:
        problems = format_html_join(
            "", "<li>{}</li>", ((capfirst(problem["message"]),) for problem in record.problems)
        )
        return format_html("<ul>{}</ul>", problems) if problems else "–"

    @admin.display(description="release")
    def release_link(self, record: ImportRecord) -> str:
        article = (
            Article.objects.filter(release=record.release).order_by("-edition").first()
            if record.release
            else None
        )
        if article is None:
            return "–"
        address = reverse("admin:articles_article_change", args=[article.pk])
        return format_html('<a href="{}">{}</a>', address, article)

    @admin.display(description="where each field was read")
    def read_from(self, record: ImportRecord) -> str:
        lines = format_html_join(
            "",
            "<li>{}: line {}, {}{}</li>",
            (
                (name, origin["line"], origin["rule"], "" if origin.get("is_sure", True) else " (doubtful)")
                for name, origin in record.origins.items()
            ),
        )
        return format_html("<ul>{}</ul>", lines) if lines else "–"

    @admin.display(description="what it completed")
    def changed_facts(self, record: ImportRecord) -> str:
        changes = ((change["field"], change["before"], change["after"]) for change in record.changes)
        lines = format_html_join("", "<li>{}: before “{}”, after “{}”</li>", changes)
        return format_html("<ul>{}</ul>", lines) if lines else "–"

    @admin.display(description="the page as captured")
    def captured(self, record: ImportRecord) -> str:
        page = captures.page_of(record)
        return format_html("<pre>{}</pre>", page) if page else "–"

    @admin.display(description="as read")
    def pretty_as_read(self, record: ImportRecord) -> str:
        return format_html("<pre>{}</pre>", json.dumps(record.as_read, ensure_ascii=False, indent=2))
