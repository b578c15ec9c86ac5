"""The desk's pages for imports: batches and their records, to read."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from articles.admin.list_filters import ProblemFilter
from articles.models import Article, ImportBatch, ImportRecord


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
    fields = ("name", "by", "started_at", "finished_at", "outcomes", "records_link", "lines_in_no_record")
    list_select_related = ("by",)

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
    list_display = ("record_title", "outcome", "codes", "date", "place")
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
    def codes(self, record: ImportRecord) -> str:
        return ", ".join(problem["code"] for problem in record.problems)

    @admin.display(description="problems")
    def messages(self, record: ImportRecord) -> str:
        items = ((problem["code"], problem["message"]) for problem in record.problems)
        problems = format_html_join("", "<li><code>{}</code>: {}</li>", items)
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
