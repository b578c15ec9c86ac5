"""The desk's pages for bringing a file in: its form, and the addresses that take it piece by piece."""

import base64
import binascii
import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from articles.admin.pages import demand
from articles.admin.requests import user_of
from articles.importing import pieces
from articles.importing.file_refusals import refusal
from articles.models import ImportUpload

# The digest of a body as RFC 9530 writes it.
CONTENT_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
OPTIONS = ("batch_name", "unknown_terms", "publish", "date_format")


class UploadForm(forms.ModelForm):
    """A file, and the options of its import."""

    file = forms.FileField(
        help_text="The text of a page, a listing or many releases, saved as UTF-8: open the page in a "
        "browser, select all, copy it into a text editor and save it.",
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,text/plain,text/html"}),
    )

    class Meta:
        model = ImportUpload
        fields = OPTIONS
        help_texts = {
            "batch_name": "Left empty, the batch is called like the file. A batch of that name is continued.",
            "publish": "Old releases become public as the archive has them. Only people who may publish "
            "have news and what is doubtful published without a look.",
            "date_format": "How 03/11/2019 is read.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch_name"].required = False
        self.order_fields(("file", *OPTIONS))

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > most_in_one_request():
            raise forms.ValidationError(
                f"This file is too big for one request, which takes {filesizeformat(most_in_one_request())}. "
                "Allow this page its script, which uploads bigger files in pieces; or split the file."
            )
        if reason := refusal(file.read(pieces.PIECE_BYTES)):
            raise forms.ValidationError(reason)
        file.seek(0)
        return file


class AnnouncedFileForm(forms.Form):
    """The facts of a file that is to come in pieces."""

    name = forms.CharField(max_length=1_000)
    size = forms.IntegerField(min_value=1)
    digest = forms.RegexField(r"\A[0-9a-f]{64}\Z")

    def clean_size(self) -> int:
        size = self.cleaned_data["size"]
        if size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                f"This file is too big: it has {filesizeformat(size)}, and "
                f"{filesizeformat(settings.IMPORT_MAX_BYTES)} is the most that is imported here "
                "(IMPORT_MAX_MB). Split it, or ask your administrator to import it."
            )
        return size


def most_in_one_request() -> int:
    """Return the bytes that a file may have which comes in one request."""
    return min(settings.UPLOAD_MAX_BYTES, settings.IMPORT_MAX_BYTES)


def begin_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Begin an upload in pieces, or go on with one of the same file; says which pieces are missing."""
    demand(desk.has_add_permission(request))
    options = desk.get_form(request)(request.POST)
    del options.fields["file"]
    facts = AnnouncedFileForm(request.POST)
    if not (options.is_valid() and facts.is_valid()):
        errors = [
            str(error) for form in (facts, options) for group in form.errors.values() for error in group
        ]
        return JsonResponse({"error": " ".join(errors)}, status=400)
    chosen = {name: options.cleaned_data[name] for name in OPTIONS}
    upload = pieces.begin(
        pieces.new_upload(facts.cleaned_data["name"], by=user_of(request), **chosen),
        size=facts.cleaned_data["size"],
        digest=facts.cleaned_data["digest"],
    )
    place = reverse("admin:articles_importupload_piece", args=[upload.pk, 0])
    return JsonResponse(
        {"missing": pieces.missing(upload), "pieces": place.removesuffix("0/"), "page": page_of(upload.pk)}
    )


def piece_view(desk: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a piece of a file: the body of the request, with its digest beside it."""
    demand(desk.has_add_permission(request))
    try:
        pieces.take(pk, number, request.body, digest=_digest(request), by=user_of(request))
    except pieces.NotTaken as refused:
        return JsonResponse({"error": str(refused)}, status=409 if refused.is_final else 422)
    return JsonResponse({})


def page_of(pk: int) -> str:
    """Return the address of the page of an upload."""
    return reverse("admin:articles_importupload_change", args=[pk])


def _digest(request: HttpRequest) -> str:
    """The SHA-256 that the request says its body has, in hexadecimal; empty without one."""
    stated = CONTENT_DIGEST.fullmatch(request.headers.get("Content-Digest", ""))
    try:
        return base64.b64decode(stated[1]).hex() if stated else ""
    except binascii.Error:
        return ""
