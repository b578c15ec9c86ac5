"""Files in forms of the desk: stored when they arrive, so that no error in a form loses one."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.files import File
from django.db.models import DateField, Model
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from articles.media.checks import Refused
from articles.media.storing import store_attachment, store_picture
from articles.media_views import stored_file
from articles.models import Article, AttachmentFile, PictureFile
from taxonomy.widgets import DayInput

# In the address of a form: each kind of file gets an empty row.
EMPTY_ROWS = "empty-rows"


class StoredFileInput(forms.FileInput):
    """A file input that remembers what it has taken already, by the id of the stored file.

    newsroom/pictures.js uploads what is chosen at once and fills in the id; without it the form brings the file.
    """

    template_name = "admin/articles/stored_file.html"

    def __init__(self, kind: str, accept: str):
        super().__init__(attrs={"accept": accept, "data-upload": kind})
        self.kind = kind

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[File | None, str]:
        return files.get(name), data.get(f"{name}-kept", "")

    def as_sent(self, name: str, value: Any) -> dict[str, list[str]]:
        """What a browser sends of a stored file that nobody has replaced."""
        return {f"{name}-kept": [str(value or "")]}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-kept" not in data

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        upload, kept = value if isinstance(value, tuple) else (None, value or "")
        # A file that came with this very form has been stored while the form was checked.
        kept = getattr(upload, "kept", kept)
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "kept": kept,
            "kind": self.kind,
            "address": stored_file_address(self.kind, kept) if str(kept).isdecimal() else "",
        }
        # Where to bring a file, and where a stored one is: with its id in the place of the 0.
        context["widget"]["attrs"] |= {
            "data-address": reverse(f"admin:articles_{self.kind}_upload"),
            "data-stored": stored_file_address(self.kind, 0),
        }
        return context


class StoredFileField(forms.Field):
    """A file of pictures or attachments; its value is the stored file. What cannot be taken is an error here."""

    def __init__(
        self, model: type[PictureFile] | type[AttachmentFile], store: Callable[[File], Model], **kwargs
    ):
        super().__init__(**kwargs)
        self.model, self.store = model, store

    def clean(self, value: tuple[File | None, str]) -> Model:
        upload, kept = value
        if upload:
            try:
                file = self.store(upload)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            upload.kept = file.pk
            return file
        file = self.model.objects.filter(pk=kept).first() if kept.isdecimal() else None
        if file is None:
            raise forms.ValidationError("Choose a file.")
        return file

    def has_changed(self, initial: int | None, data: tuple[File | None, str]) -> bool:
        upload, kept = data
        return bool(upload) or kept != str(initial or "")


class FileOfReleaseInline(admin.StackedInline):
    """Rows of an edition with a file each: changed where the edition is, and read where it is read."""

    view_on_site = False
    formfield_overrides = {DateField: {"widget": DayInput}}
    read_fields: tuple[str, ...] = ()
    _formsets: ClassVar[dict[tuple, type[BaseInlineFormSet]]] = {}

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs
    ) -> type[BaseInlineFormSet]:
        """The rows as Django's classes; made once, for they differ by what stands here and not by person or edition."""
        kind = type(self), self._has_form(request, obj), self.get_extra(request, obj), *kwargs.items()
        if kind not in self._formsets:
            self._formsets[kind] = super().get_formset(request, obj, **kwargs)
        return self._formsets[kind]

    def _has_form(self, request: HttpRequest, article: Article | None) -> bool:
        return self.admin_site.get_model_admin(Article)._has_form(request, article)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return True  # who sees the page of the release sees its files

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self._has_form(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs) -> int:
        """Rows come with the files that are dropped or chosen; without JavaScript the page offers this address."""
        return int(EMPTY_ROWS in request.GET)

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple:
        return self.fields if self._has_form(request, obj) else self.read_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        return () if self._has_form(request, obj) else self.read_fields


KINDS = {"picture": (PictureFile, store_picture), "attachment": (AttachmentFile, store_attachment)}


def stored_file_address(kind: str, pk: int | str) -> str:
    """Where the desk shows a stored file, public or not."""
    return reverse(f"admin:articles_{kind}_file", args=[pk])


def addresses(release_admin: admin.ModelAdmin) -> list:
    """The desk's own ways to files: uploading one, and looking at one whatever edition has it, or none yet."""
    found = []
    for kind, (model, store) in KINDS.items():
        see, upload = _see(release_admin, model), _upload(release_admin, kind, store)
        view = release_admin.admin_site.admin_view
        found += [
            path(f"{kind}s/upload/", view(upload), name=f"articles_{kind}_upload"),
            path(f"{kind}s/<int:pk>/file/", view(see), name=f"articles_{kind}_file"),
        ]
    return found


def _upload(release_admin: admin.ModelAdmin, kind: str, store: Callable[[File], Model]) -> Callable:
    def upload(request: HttpRequest) -> HttpResponseBase:
        """Store one file; its id and where to see it, or why it was not taken."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (release_admin.has_add_permission(request) or release_admin.has_change_permission(request)):
            return JsonResponse({"error": "You may not change releases."}, status=403)
        if "file" not in request.FILES:
            return JsonResponse({"error": "Nothing has arrived; try once more."}, status=400)
        try:
            file = store(request.FILES["file"])
        except Refused as refusal:
            return JsonResponse({"error": str(refusal)}, status=400)
        return JsonResponse({"kept": file.pk, "address": stored_file_address(kind, file.pk)})

    return upload


def _see(release_admin: admin.ModelAdmin, model: type[PictureFile] | type[AttachmentFile]) -> Callable:
    def see(request: HttpRequest, pk: int) -> HttpResponseBase:
        """A stored file, for whoever may see releases: a small picture, or the document to keep."""
        if not release_admin.has_view_permission(request):
            return JsonResponse({"error": "You may not see releases."}, status=403)
        file = get_object_or_404(model, pk=pk)
        if isinstance(file, PictureFile):
            small = file.renditions.filter(format="webp", shape="whole").order_by("width").first()
            return stored_file(request, small.name, "image/webp")
        return stored_file(request, file.name, file.content_type, save_as=f"document.{file.type}")

    return see
