"""The desk's pages for bringing old pages in: upload a file, look at what it would do, start the import, watch it."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import rights
from articles.importing import uploads
from articles.models import ImportBatch, ImportRecord, ImportUpload

# A worker looks every two seconds: whoever waits for so long waits for one that does not run.
PATIENCE = timedelta(seconds=30)
SAID = {
    "created": "new release",
    "updated": "completes a release that is there",
    "same": "is there already",
    "duplicate": "stands twice in this import",
    "held": "held back until its problem is solved",
    "rejected": "cannot be imported",
}
STEPS = {
    "start": (uploads.start, "The import of “{}” waits for the worker."),
    "try": (uploads.try_again, "The dry run of “{}” waits for the worker."),
    "discard": (uploads.discard, "“{}” was discarded; nothing of it was imported."),
}


class UploadForm(forms.ModelForm):
    """A file, and what becomes of labels that nobody knows."""

    file = forms.FileField(
        help_text="The text of a page, a listing or a single release, saved as UTF-8: open the page in a browser, select "
        "all, copy it into a text editor and save it. "
        f"At most {uploads.MOST_BYTES // 1_000_000} MB; for bigger files ask your administrator.",
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,text/plain,text/html"}),
    )

    class Meta:
        model = ImportUpload
        fields = ("batch_name", "unknown_terms")
        help_texts = {
            "batch_name": "Left empty, the batch is called like the file. A batch of that name is continued."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batch_name"].required = False
        self.order_fields(("file", "batch_name", "unknown_terms"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > uploads.MOST_BYTES:
            raise forms.ValidationError(
                f"This file is too big: files up to {uploads.MOST_BYTES // 1_000_000} MB are imported here. "
                "Split it, or ask your administrator to import it."
            )
        if reason := uploads.refusal(file.read()):
            raise forms.ValidationError(reason)
        file.seek(0)
        return file


@admin.register(ImportUpload)
class ImportUploadAdmin(admin.ModelAdmin):
    """For whoever may import; the worker does what is asked for here."""

    form = UploadForm
    actions = None
    list_display = ("name", "standing", "batch_name", "by", "at")
    list_filter = ("state",)
    list_select_related = ("by",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name", "batch_name")
    fieldsets = ((None, {"fields": ("file", "batch_name", "unknown_terms")}),)
    change_list_template = "admin/articles/importupload/change_list.html"
    add_form_template = "admin/articles/importupload/add_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportUpload]:
        return super().get_queryset(request).defer("content")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return rights.may_import(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.may_import(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What is not to be imported is discarded on its page."""
        return False

    @admin.display(description="state", ordering="state")
    def standing(self, upload: ImportUpload) -> str:
        counts = f": {_counts(upload)}" if upload.account and not upload.is_unfinished else ""
        return f"{upload.get_state_display()}{counts}"

    def save_model(self, request: HttpRequest, obj: ImportUpload, form: UploadForm, change: bool) -> None:
        file = form.cleaned_data["file"]
        stored = uploads.add(
            file.name,
            file.read(),
            by=request.user,
            batch_name=obj.batch_name,
            unknown_terms=obj.unknown_terms,
        )
        obj.pk, obj.name = stored.pk, stored.name

    def response_add(self, request: HttpRequest, obj: ImportUpload, *args, **kwargs) -> HttpResponse:
        return HttpResponseRedirect(_page_of(obj.pk))

    def get_urls(self) -> list:
        step = path(
            "<int:pk>/<slug:step>/step/",
            self.admin_site.admin_view(require_POST(self.step_view)),
            name="articles_importupload_step",
        )
        return [step, *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Start an import, try a file again, or discard it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if step not in STEPS:
            raise Http404
        upload = get_object_or_404(self.get_queryset(request), pk=pk)
        take, said = STEPS[step]
        done = take(upload, by=request.user) if step == "start" else take(upload)
        if not done:
            upload = get_object_or_404(self.get_queryset(request), pk=pk)
            messages.error(
                request, f"“{upload}” is {upload.get_state_display()}: that cannot be done with it now."
            )
            return HttpResponseRedirect(_page_of(pk))
        messages.success(request, said.format(upload))
        if step == "discard":
            return HttpResponseRedirect(reverse("admin:articles_importupload_changelist"))
        return HttpResponseRedirect(_page_of(pk))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """What the file would do, what it does, or what it has done."""
        upload = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, upload):
            raise PermissionDenied
        if upload is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "GET":
            raise PermissionDenied
        batch = ImportBatch.objects.filter(name=upload.batch_name).defer("unread").first()
        silent_since = upload.taken_at + uploads.HOLD if upload.taken_at else upload.waiting_since
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import of {upload}",
            "opts": self.opts,
            "upload": upload,
            "state": upload.State,
            "total": sum(upload.account["counts"].values()) if upload.account else 0,
            "counts": _counts(upload) if upload.account else "",
            "records": _records(upload) if upload.account else [],
            "why_not": _why_not(upload) if upload.account else "",
            "was_taken_back": upload.state == upload.State.IMPORTED and not batch and _brings_in(upload),
            "batch": batch,
            "nobody_works": upload.is_unfinished and timezone.now() - silent_since > PATIENCE,
        }
        return TemplateResponse(request, "admin/articles/importupload/page.html", context)


def _page_of(pk: int) -> str:
    return reverse("admin:articles_importupload_change", args=[pk])


def _brings_in(upload: ImportUpload) -> int:
    """How many releases the file makes or completes."""
    return upload.account["counts"].get("created", 0) + upload.account["counts"].get("updated", 0)


def _why_not(upload: ImportUpload) -> str:
    """Why importing a file that was tried would bring nothing in; empty when it would."""
    counts = upload.account["counts"]
    if _brings_in(upload):
        return ""
    if not any(counts.values()):
        return "No release was found in this file: each needs its title, its date and its text. Is it the right page?"
    if counts.get("held") or counts.get("rejected"):
        return "Nothing in this file can be imported as it is: see the problems below, solve them, then try again."
    return "Everything in this file is in the archive already."


def _records(upload: ImportUpload) -> list[dict]:
    """The records of the account, with what becomes of each in words."""
    return [record | {"said": SAID[record["outcome"]]} for record in upload.account["records"]]


def _counts(upload: ImportUpload) -> str:
    counts = upload.account["counts"]
    said = [
        f"{counts[outcome]:,} {outcome}" for outcome in ImportRecord.Outcome.values if counts.get(outcome)
    ]
    return ", ".join(said) or "no records"
