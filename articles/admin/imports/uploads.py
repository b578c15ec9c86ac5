"""The desk's pages for importing old pages: upload a file, see the dry run, start the import, watch it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.admin.imports import records
from articles.admin.imports.receiving import (
    OPTIONS,
    UploadForm,
    begin_view,
    most_in_one_request,
    page_of,
    piece_view,
)
from articles.admin.pages import DeskAdmin, Page, demand, framed
from articles.admin.requests import user_of
from articles.editing import permissions
from articles.importing import pieces, queue
from articles.models import ImportBatch, ImportRecord, ImportUpload

# A worker looks every two seconds: whoever waits for so long waits for one that does not run.
PATIENCE = timedelta(seconds=30)
NOT_A_PUBLISHER = "It would make news public: somebody who may publish starts this import."
WRITES = ("created", "updated")
STEPS: dict[str, tuple[Callable[[ImportUpload, User], bool], str]] = {
    "start": (lambda upload, by: queue.start(upload, by=by), "The import of “{}” waits for the worker."),
    "try": (lambda upload, _: queue.try_again(upload), "The dry run of “{}” waits for the worker."),
    "discard": (lambda upload, _: queue.discard(upload), "“{}” was discarded; nothing of it was imported."),
}


def step_view(desk: ModelAdmin, request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Start an import, try a file again, or discard it."""
    demand(desk.has_view_permission(request))
    if step not in STEPS:
        raise Http404
    upload = get_object_or_404(desk.get_queryset(request), pk=pk)
    if step == "start" and not _may_start(request, upload):
        messages.error(request, NOT_A_PUBLISHER)
        return redirect(page_of(pk))
    take, message = STEPS[step]
    done = take(upload, user_of(request))
    if not done:
        upload = get_object_or_404(desk.get_queryset(request), pk=pk)
        messages.error(
            request, f"“{upload}” is {upload.get_state_display()}: that cannot be done with it now."
        )
        return redirect(page_of(pk))
    messages.success(request, message.format(upload))
    if step == "discard":
        return redirect("admin:articles_importupload_changelist")
    return redirect(page_of(pk))


@admin.register(ImportUpload)
class ImportUploadAdmin(DeskAdmin):
    """Files to import; the worker does what is asked for here."""

    pages = (
        Page("<int:pk>/<slug:step>/step/", "articles_importupload_step", step_view, only_post=True),
        Page("<int:pk>/report.<slug:ending>", "articles_importupload_report", records.report_view),
        Page("begin/", "articles_importupload_begin", begin_view, only_post=True),
        Page("<int:pk>/pieces/<int:number>/", "articles_importupload_piece", piece_view, only_post=True),
    )
    form = UploadForm
    actions = None
    list_display = ("name", "standing", "batch_name", "by", "at")
    list_filter = ("state",)
    list_select_related = ("by",)
    search_fields = ("name", "batch_name")
    fieldsets = ((None, {"fields": ("file", *OPTIONS)}),)
    change_list_template = "admin/articles/importupload/change_list.html"
    add_form_template = "admin/articles/importupload/add_form.html"

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """Offer to publish everything to people who may publish."""
        if db_field.name == "publish" and not permissions.may_import_news(user_of(request)):
            kwargs["choices"] = [
                choice for choice in ImportUpload.Publish.choices if choice[0] != ImportUpload.Publish.ALL
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        sizes = {
            "piece_bytes": pieces.PIECE_BYTES,
            "most_bytes": settings.IMPORT_MAX_BYTES,
            "most_in_one_request": most_in_one_request(),
        }
        return super().add_view(request, form_url, {**sizes, **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.may_import(user_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.may_import(user_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse deletion: a button on the page of an upload discards it."""
        return False

    @admin.display(description="state", ordering="state")
    def standing(self, upload: ImportUpload) -> str:
        counts = f": {_counts(upload)}" if upload.account and not upload.is_unfinished else ""
        return f"{upload.get_state_display()}{counts}"

    def save_model(self, request: HttpRequest, obj: ImportUpload, form: UploadForm, change: bool) -> None:
        file = form.cleaned_data["file"]
        stored = queue.add(
            file.name,
            file.read(),
            by=user_of(request),
            **{name: form.cleaned_data[name] for name in OPTIONS},
        )
        obj.pk, obj.name = stored.pk, stored.name

    def response_add(
        self, request: HttpRequest, obj: ImportUpload, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return redirect(page_of(obj.pk))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The page of a file: its dry run, its running import, or the result."""
        upload = self.get_object(request, unquote(object_id))
        demand(self.has_view_permission(request, upload))
        if upload is None:
            return super().change_view(
                request, object_id, form_url, extra_context
            )  # it leads back with a message
        demand(request.method == "GET")
        batch = ImportBatch.objects.in_force().filter(name=upload.batch_name).defer("unread").first()
        silent_since = upload.lease_until or upload.waiting_since
        return framed(
            self,
            request,
            "articles/importupload/page",
            f"Import of {upload}",
            upload=upload,
            state=upload.State,
            total=sum(_account(upload)["counts"].values()) if upload.account else 0,
            counts=_counts(upload) if upload.account else "",
            **(_records(request, upload) if upload.account and not upload.is_unfinished else {}),
            why_not=_why_not(request, upload) if upload.account else "",
            received=pieces.received(upload) if upload.state == upload.State.RECEIVING else 0,
            was_taken_back=upload.state == upload.State.IMPORTED and not batch and _brings_in(upload),
            batch=batch,
            nobody_works=upload.is_unfinished and timezone.now() - silent_since > PATIENCE,
        )


def _account(upload: ImportUpload) -> dict[str, Any]:
    """The findings of the dry run of a file; empty before it."""
    return upload.account or {}


def _brings_in(upload: ImportUpload) -> int:
    """The number of releases that the file makes or completes."""
    return _account(upload)["counts"].get("created", 0) + _account(upload)["counts"].get("updated", 0)


def _may_start(request: HttpRequest, upload: ImportUpload) -> bool:
    is_for_all = upload.publish != ImportUpload.Publish.ALL
    return is_for_all or permissions.may_import_news(user_of(request))


def _why_not(request: HttpRequest, upload: ImportUpload) -> str:
    """The reason why a tried file is not imported by this person; empty when it can be."""
    counts = _account(upload)["counts"]
    if _brings_in(upload):
        return "" if _may_start(request, upload) else NOT_A_PUBLISHER
    if not any(counts.values()):
        return (
            "No release was found in this file: each needs its title, its date and its text. "
            "Is it the right page?"
        )
    if counts.get("held") or counts.get("rejected"):
        return (
            "Nothing in this file can be imported as it is: see the problems below, solve them, "
            "then try again."
        )
    return "Everything in this file is in the archive already."


def _records(request: HttpRequest, upload: ImportUpload) -> dict[str, Any]:
    """What the list of records on the page of a file receives."""
    page = records.page_of_records(request, upload)
    return {
        "page": page,
        "records": records.shown(page),
        "chosen": records.RecordFilter.of(request),
        "choices": records.choices(_account(upload)),
    }


def _counts(upload: ImportUpload) -> str:
    """The number of records with each outcome, in words: "7 would be created, 2 held"."""
    counts = _account(upload)["counts"]
    would = "would be " if upload.state == upload.State.TRIED else ""
    parts = [
        f"{counts[outcome]:,} {would if outcome in WRITES else ''}{outcome}"
        for outcome in ImportRecord.Outcome.values
        if counts.get(outcome)
    ]
    if waiting := _account(upload).get("waiting"):
        parts.append(f"{waiting:,} of them waiting for a person")
    return ", ".join(parts) or "no records"
