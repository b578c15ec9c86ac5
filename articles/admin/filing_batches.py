"""The desk's pages for changes of filing: what each did, and undoing it."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from articles.admin.pages import Page, ReadOnlyAdmin, framed, visible
from articles.admin.requests import user_of
from articles.editing import bulk_filing, permissions
from articles.editing.workflow import NotPossible
from articles.models import FilingBatch

EDITIONS_SHOWN = 100


def undo_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing would do; then undo, and say what others have changed meanwhile."""
    batch = visible(desk, request, FilingBatch.objects.select_related("by", "undone_by"), pk)
    reasons: Sequence[str] = ()
    if request.method == "POST":
        try:
            undone = bulk_filing.undo(batch, by=user_of(request))
        except NotPossible as refusal:
            reasons = refusal.reasons
        else:
            message = f"Undone: {undone.restored:,} terms are as they were before."
            if undone.changed_meanwhile:
                message += (
                    f" {undone.changed_meanwhile:,} had been changed again meanwhile and stay as they are."
                )
            messages.success(request, message)
            return redirect("admin:articles_filingbatch_change", pk)
    title = "Undo a change of filing"
    return framed(desk, request, "articles/filingbatch/undo", title, batch, reasons=reasons)


@admin.register(FilingBatch)
class FilingBatchAdmin(ReadOnlyAdmin):
    """Changes of the filing of many editions at once."""

    pages = (Page("<int:pk>/undo/", "articles_filingbatch_undo", undo_view),)
    list_display = ("description", "by", "at", "editions", "undone_at", "undone_by")
    list_select_related = ("by", "undone_by")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    fields = ("description", "by", "at", "editions", "undone_by", "undone_at", "first_editions")
    change_form_template = "admin/articles/filingbatch/change_form.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """People who may make such changes see them."""
        return any(permissions.may_file(user_of(request), published=published) for published in (False, True))

    @admin.display(description="editions, the first of them")
    def first_editions(self, batch: FilingBatch) -> str:
        lines = batch.lines.select_related("article").defer("article__body").order_by("pk")[:EDITIONS_SHOWN]
        titles = {line.article_id: line.article for line in lines}
        items = (
            (reverse("admin:articles_article_change", args=[pk]), article, article.edition)
            for pk, article in titles.items()
        )
        return format_html(
            "<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a>, edition {}</li>', items)
        )
