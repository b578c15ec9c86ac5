"""The desk's pages for imports: batches and their records, to read, and taking a batch back."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from articles import rights
from articles.admin.list_filters import ProblemFilter
from articles.importing import undo
from articles.local_time import said
from articles.models import Article, ImportBatch, ImportRecord, ImportUpload

# A page waits for the deletion of so many releases, some seconds; more is for the command.
MOST_TAKEN_BACK = 5_000
RELEASES_NAMED = 50


class ReadOnlyAdmin(admin.ModelAdmin):
    """Pages that only tell: the importer alone writes these."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("name", "started_at", "created", "updated", "held", "rejected", "unread_lines")
    search_fields = ("name",)
    fields = (
        "name", "by", "started_at", "progress", "outcomes", "records_link", "files", "lines_in_no_record",
    )  # fmt: skip
    list_select_related = ("by",)
    change_list_template = "admin/articles/importbatch/change_list.html"
    change_form_template = "admin/articles/importbatch/change_form.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        more = {"may_import": rights.may_import(request.user), **(extra_context or {})}
        return super().changelist_view(request, more)

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        context["may_take_back"] = rights.may_take_back(request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="finished")
    def progress(self, batch: ImportBatch) -> str:
        running = self._files(batch).unfinished().first()
        if running:
            address = reverse("admin:articles_importupload_change", args=[running.pk])
            return format_html('not yet: <a href="{}">{} records so far</a>', address, f"{running.read:,}")
        return said(batch.finished_at) if batch.finished_at else "not yet, or it was stopped in the middle"

    @admin.display(description="files")
    def files(self, batch: ImportBatch) -> str:
        addresses = (
            (reverse("admin:articles_importupload_change", args=[upload.pk]), upload)
            for upload in self._files(batch)
        )
        return format_html_join(", ", '<a href="{}">{}</a>', addresses) or "none: it came by command"

    def _files(self, batch: ImportBatch) -> QuerySet[ImportUpload]:
        return ImportUpload.objects.filter(batch_name=batch.name).defer("content", "account")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="articles_importbatch_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What taking a batch back would delete and keep, then the deletion, if that is still what it would do."""
        if not rights.may_take_back(request.user):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch, pk=pk)
        plan = undo.plan(batch)
        reasons = self._against_undoing(batch, plan)
        seen = f"{len(plan.taken_back)} {len(plan.kept)}"
        if request.method == "POST" and not reasons:
            if request.POST.get("seen") != seen:
                reasons = ["What would be taken back is not what it was: look at the new numbers."]
            else:
                try:
                    return self._take_back(request, batch)
                except undo.FilesWaiting as refusal:
                    reasons = [str(refusal)]
        context = {
            **self.admin_site.each_context(request),
            "title": "Take an import back",
            "opts": self.opts,
            "batch": batch,
            "plan": plan,
            "seen": seen,
            "reasons": reasons,
            "kept": Article.objects.filter(release__in=plan.kept[:RELEASES_NAMED], edition=1).only("title"),
            "first": Article.objects.filter(release__in=plan.taken_back[:RELEASES_NAMED]).only("title"),
        }
        return TemplateResponse(request, "admin/articles/importbatch/undo.html", context)

    def _against_undoing(self, batch: ImportBatch, plan: undo.Undone) -> list[str]:
        reasons = []
        if undo.has_files_waiting(batch):
            reasons.append(str(undo.FilesWaiting()))
        if len(plan.taken_back) > MOST_TAKEN_BACK:
            reasons.append(
                f"It brought {len(plan.taken_back):,} releases, too many for a page to wait for: "
                f'run manage.py undo_import "{batch}".'
            )
        return reasons

    def _take_back(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        name, pk = str(batch), batch.pk
        undone = undo.undo(batch)
        told = f"{name}: {len(undone.taken_back):,} releases taken back, {len(undone.kept):,} kept."
        messages.success(request, told)
        self.log_change(request, ImportBatch(pk=pk, name=name), told)
        if undone.kept:
            return HttpResponseRedirect(reverse("admin:articles_importbatch_change", args=[pk]))
        return HttpResponseRedirect(reverse("admin:articles_importbatch_changelist"))

    @admin.display(description="created")
    def created(self, batch: ImportBatch) -> int:
        return batch.counts.get("created", 0)

    @admin.display(description="updated")
    def updated(self, batch: ImportBatch) -> int:
        return batch.counts.get("updated", 0)

    @admin.display(description="held")
    def held(self, batch: ImportBatch) -> int:
        return batch.counts.get("held", 0)

    @admin.display(description="rejected")
    def rejected(self, batch: ImportBatch) -> int:
        return batch.counts.get("rejected", 0)

    @admin.display(description="lines in no record")
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

    @admin.display(description="lines in no record")
    def lines_in_no_record(self, batch: ImportBatch) -> str:
        lines = format_html_join(
            "",
            "<li>{}, line {}: “{}” – {}</li>",
            ((line["source"], line["line"], line["text"], line["reason"]) for line in batch.unread),
        )
        return format_html("<ul>{}</ul>", lines) if batch.unread else "none"


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnlyAdmin):
    list_display = ("record_title", "outcome", "what_is_wrong", "date", "place")
    list_filter = ("outcome", ProblemFilter, "batch")
    list_per_page = 50
    show_full_result_count = False
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
        "pretty_as_read",
    )
    ordering = ("-batch_id", "source", "line")

    @admin.display(description="title")
    def record_title(self, record: ImportRecord) -> str:
        return record.title or "(no title)"

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
        return format_html("<ul>{}</ul>", problems) if problems else "none"

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

    @admin.display(description="as read")
    def pretty_as_read(self, record: ImportRecord) -> Any:
        return format_html("<pre>{}</pre>", json.dumps(record.as_read, ensure_ascii=False, indent=2))
