"""Files in forms of the desk: stored when they arrive, so that no error in a form loses one."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.files import File
from django.db.models import DateField, Model
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles.admin.pages import Page
from articles.media.decoding_lock import Busy
from articles.media.file_store import store_attachment, store_picture
from articles.media.validation import Refused
from articles.models import Article, AttachmentFile, PictureFile
from articles.site.pages.media_views import stored_file
from taxonomy.widgets import DayInput

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldGroups, _FieldsetSpec

# In the address of a form: each kind of file gets an empty row.
EMPTY_ROWS = "empty-rows"
# Seconds until the desk sends a file again for which there was no turn.
RETRY_AFTER = 5


def may_be_id(text: str) -> bool:
    """Return whether a row can have this id: digits that addresses have too, no more than a number."""
    return text.isdecimal() and text.isascii() and len(text) < 19


class StoredFileInput(forms.FileInput):
    """A file input that remembers what it has taken already, by the id of the stored file.

    desk/pictures.js uploads what is chosen at once and fills in the id; without it the form brings the file.
    """

    template_name = "admin/articles/stored_file.html"

    def __init__(self, kind: str, accept: str) -> None:
        super().__init__(attrs={"accept": accept, "data-upload": kind})
        self.kind = kind

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> tuple[File | None, str]:
        return files.get(name), data.get(f"{name}-pk", "")

    def as_sent(self, name: str, value: object) -> dict[str, list[str]]:
        """The values that a browser sends for a stored file that nobody has replaced."""
        return {f"{name}-pk": [str(value or "")]}

    def value_omitted_from_data(self, data: Mapping, files: Mapping, name: str) -> bool:
        return name not in files and f"{name}-pk" not in data

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict[str, Any]:
        upload, pk = value if isinstance(value, tuple) else (None, value or "")
        # A file that came with this very form has been stored while the form was checked.
        pk = getattr(upload, "stored_pk", pk)
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "pk": pk,
            "kind": self.kind,
            "address": stored_file_address(self.kind, str(pk)) if may_be_id(str(pk)) else "",
        }
        # Where to bring a file, and where a stored one is: with its id in the place of the 0.
        if self.kind == "picture":
            context["widget"]["attrs"]["data-library"] = reverse("admin:articles_picturefile_find")
        context["widget"]["attrs"] |= {
            "data-address": reverse(f"admin:articles_{self.kind}_upload"),
            "data-stored": stored_file_address(self.kind, 0),
        }
        return context


class StoredFileField(forms.Field):
    """A picture or a document; its value is the stored file, None where none is required.

    A file that cannot be taken is an error.
    """

    def __init__(
        self, model: type[PictureFile] | type[AttachmentFile], store: Callable[[File], Model], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.model, self.store = model, store

    def clean(self, value: tuple[File | None, str]) -> Model | None:
        upload, pk = value
        if upload:
            try:
                file = self.store(upload)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            # StoredFileInput draws the field again with it.
            upload.stored_pk = file.pk  # type: ignore[attr-defined]
            return file
        if not pk and not self.required:
            return None
        stored = self.model.objects.filter(pk=pk).first() if may_be_id(pk) else None
        if stored is None:
            raise forms.ValidationError("Choose a file.")
        return stored

    def has_changed(self, initial: int | None, data: tuple[File | None, str] | None) -> bool:
        upload, pk = data or (None, "")
        return bool(upload) or pk != str(initial or "")


class HasForm(Protocol):
    """An admin class that says for which editions its page is a form."""

    def has_form(self, request: HttpRequest, article: Article | None) -> bool:
        """Return whether the page of an edition is a form."""
        ...


class FileOfReleaseInline(admin.StackedInline):
    """Rows of an edition with a file each: changed where the edition is, and read where it is read.

    `brief_fields` of a row are always in sight; it opens for the `rest_fields`, which `rest` names.
    """

    view_on_site = False
    formfield_overrides = {DateField: {"widget": DayInput}}
    brief_fields: "_FieldGroups" = ()
    rest = ""
    rest_fields: "_FieldGroups" = ()
    read_fields: tuple[str, ...] = ()
    _formsets: ClassVar[dict[tuple, type[BaseInlineFormSet]]] = {}

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        """Django's class of rows, made once: it is the same for every person and edition."""
        kind = type(self), self.has_form(request, obj), self.get_extra(request, obj), *kwargs.items()
        if kind not in self._formsets:
            self._formsets[kind] = super().get_formset(request, obj, **kwargs)
        return self._formsets[kind]

    def has_form(self, request: HttpRequest, article: Article | None) -> bool:
        """Return whether the page of the edition is a form."""
        return cast(HasForm, self.admin_site.get_model_admin(Article)).has_form(request, article)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return True  # who sees the page of the release sees its files

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self.has_form(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        """The number of empty rows: JavaScript adds a row for each file; without it this address has one."""
        return int(EMPTY_ROWS in request.GET)

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> "_FieldGroups":
        return (*self.brief_fields, *self.rest_fields) if self.has_form(request, obj) else self.read_fields

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> "_FieldsetSpec":
        if not self.has_form(request, obj):
            return super().get_fieldsets(request, obj)
        return (
            (None, {"fields": self.brief_fields, "classes": ("file-brief",)}),
            (self.rest, {"fields": self.rest_fields, "classes": ("collapse", "file-rest")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        return () if self.has_form(request, obj) else self.read_fields


KINDS: dict[str, tuple[type[PictureFile] | type[AttachmentFile], Callable[[File], Model]]] = {
    "picture": (PictureFile, store_picture),
    "attachment": (AttachmentFile, store_attachment),
}


def stored_file_address(kind: str, pk: int | str) -> str:
    """The address at which the desk shows a stored file, public or not."""
    return reverse(f"admin:articles_{kind}_file", args=[pk])


def _upload(
    kind: str, store: Callable[[File], Model], desk: ModelAdmin, request: HttpRequest
) -> HttpResponseBase:
    """Store one file; its id, where to see it and what it says of itself, or why it was not taken."""
    if not (desk.has_add_permission(request) or desk.has_change_permission(request)):
        return JsonResponse({"error": "You may not change releases."}, status=403)
    if "file" not in request.FILES:
        return JsonResponse({"error": "Nothing has arrived; try once more."}, status=400)
    try:
        file = store(cast(File, request.FILES["file"]))
    except Busy as busy:
        return JsonResponse({"error": str(busy)}, status=503, headers={"Retry-After": RETRY_AFTER})
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    offers = file.embedded if isinstance(file, PictureFile) else {}
    return JsonResponse({"pk": file.pk, "address": stored_file_address(kind, file.pk), "offers": offers})


def _file(
    model: type[PictureFile] | type[AttachmentFile], desk: ModelAdmin, request: HttpRequest, pk: int
) -> HttpResponseBase:
    """Send a stored file, for people who may see releases: a small picture, or the document to keep."""
    if not desk.has_view_permission(request):
        return JsonResponse({"error": "You may not see releases."}, status=403)
    file = cast(PictureFile | AttachmentFile, get_object_or_404(model, pk=pk))
    if isinstance(file, AttachmentFile):
        return stored_file(file.name, file.content_type, save_as=f"document.{file.type}")
    small = file.renditions.filter(format="webp", shape="whole").order_by("width")[:1].get()
    return stored_file(small.name, "image/webp")


# The desk's own ways to files: uploading one, and looking at one whatever edition has it, or none yet.
PAGES = tuple(
    page
    for kind, (model, store) in KINDS.items()
    for page in (
        Page(f"{kind}s/upload/", f"articles_{kind}_upload", partial(_upload, kind, store), only_post=True),
        Page(f"{kind}s/<int:pk>/file/", f"articles_{kind}_file", partial(_file, model)),
    )
)
