"""The desk's pages for changes of filing: what each did, and undoing it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from articles import filing_changes, rights
from articles.admin.imports import ReadOnlyAdmin
from articles.models import FilingBatch
from articles.workflow import NotPossible

EDITIONS_SHOWN = 100


@admin.register(FilingBatch)
class FilingBatchAdmin(ReadOnlyAdmin):
    list_display = ("said", "by", "at", "editions", "undone_at")
    list_select_related = ("by",)
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    show_full_result_count = False
    fields = ("said", "by", "at", "editions", "undone_by", "undone_at", "first_editions")
    change_form_template = "admin/articles/filingbatch/change_form.html"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For whoever may make such changes."""
        return any(rights.may_file(request.user, published=published) for published in (False, True))

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

    def get_urls(self) -> list:
        undo = path(
            "<int:pk>/undo/", self.admin_site.admin_view(self.undo_view), name="articles_filingbatch_undo"
        )
        return [undo, *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What undoing would do, then the undoing; what others changed meanwhile is told."""
        batch = get_object_or_404(FilingBatch.objects.select_related("by", "undone_by"), pk=pk)
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        reasons = ()
        if request.method == "POST":
            try:
                undone = filing_changes.undo(batch, by=request.user)
            except NotPossible as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, _told(undone))
                return HttpResponseRedirect(reverse("admin:articles_filingbatch_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Undo a change of filing",
            "opts": self.opts,
            "batch": batch,
            "reasons": reasons,
        }
        return TemplateResponse(request, "admin/articles/filingbatch/undo.html", context)


def _told(undone: filing_changes.Undone) -> str:
    told = f"Undone: {undone.restored:,} terms are as they were before."
    if undone.changed_meanwhile:
        told += f" {undone.changed_meanwhile:,} had been changed again meanwhile and stay as they are."
    return told
