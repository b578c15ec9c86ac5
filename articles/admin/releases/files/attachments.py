"""The documents of an edition in the desk."""

from django import forms
from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from js_asset import Script

from articles.admin.releases.files.file_rows import FileRowForm, FileRowsFormSet, Values
from articles.admin.releases.files.upload_fields import (
    FileOfReleaseInline,
    StoredFileField,
    StoredFileInput,
    may_be_id,
    stored_file_address,
)
from articles.media.file_store import store_attachment
from articles.models import Attachment, AttachmentFile

LONGEST_STEM = 100


class AttachmentForm(FileRowForm):
    """One document of an edition."""

    file = StoredFileField(
        AttachmentFile,
        store_attachment,
        label="Document",
        help_text="PDF, DOCX, XLSX, ODT, TXT, CSV or ZIP. Another file in its place keeps the address.",
        widget=StoredFileInput("attachment", ",".join(f".{kind}" for kind in AttachmentFile.Type)),
    )

    class Meta:
        model = Attachment
        fields = ("file", "title", "language", "place")
        widgets = {"title": forms.TextInput(attrs={"class": "vLargeTextField"})}


class AttachmentFormSet(FileRowsFormSet):
    """All documents of an edition; a new one gets the address that it keeps through all later editions.

    One that the release has had before, and that was taken out, has its old address again.
    """

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Attachment:
        of_release = Attachment.objects.filter(article__release=self.instance.release)
        here = Attachment.objects.filter(article=self.instance).values("number")
        earlier = of_release.filter(file=form.instance.file).exclude(number__in=here)
        if before := earlier.order_by("article__edition").last():
            form.instance.number, form.instance.stem = before.number, before.stem
        else:
            form.instance.number = (of_release.aggregate(last=Max("number"))["last"] or 0) + 1
            form.instance.stem = slugify(form.instance.title)[:LONGEST_STEM].strip("-") or "document"
        return super().save_new(form, commit=commit)

    def name_of(self, values: Values) -> str:
        return f"Document “{''.join(values.get('title', []))}”"

    def shown_file(self, values: Values) -> SafeString:
        pk = values["file-pk"][0] if values.get("file-pk") else ""
        return shown_document(pk, "Look at the document") if may_be_id(pk) else SafeString()


class AttachmentInline(FileOfReleaseInline):
    """The documents in the form."""

    model = Attachment
    verbose_name, verbose_name_plural = "document", "documents"
    form = AttachmentForm
    formset = AttachmentFormSet
    brief_fields = ("opened", "file", "title")
    rest = "Language, place"
    rest_fields = (("language", "place"),)
    read_fields = ("document", "title", "language", "place")

    class Media:
        js = (Script("desk/pictures.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).select_related("file")

    @admin.display(description="document")
    def document(self, attachment: Attachment) -> str:
        file = attachment.file
        return shown_document(file.pk, f"{file.get_type_display()}, {filesizeformat(file.size)}")


def shown_document(file: int | str, text: str) -> SafeString:
    """The way to a stored document at the desk, by the id of its file."""
    return format_html('<a href="{}">{}</a>', stored_file_address("attachment", file), text)
