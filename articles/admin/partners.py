"""The register of partner organisations at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.admin.pages import DeskAdmin
from articles.admin.registers import InUseFilter
from articles.admin.releases.files.pictures import ACCEPTED
from articles.admin.releases.files.upload_fields import StoredFileField, StoredFileInput
from articles.editing import partners
from articles.media.file_store import store_picture
from articles.models import Partner, PictureFile


class PartnerForm(forms.ModelForm):
    """A partner with its logo."""

    url = forms.URLField(
        required=False,
        assume_scheme="https",
        label="Address on the web",
        help_text=Partner._meta.get_field("url").help_text,
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    logo = StoredFileField(
        PictureFile,
        store_picture,
        required=False,
        help_text="PNG or JPEG, at least 480 pixels wide; it is shown on white.",
        widget=StoredFileInput("picture", ACCEPTED),
    )
    without_logo = forms.BooleanField(required=False, label="Without a logo")

    class Meta:
        model = Partner
        fields = ("name", "short_name", "url", "logo", "without_logo", "alt", "used_until")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("without_logo"):
            cleaned["logo"], cleaned["alt"] = None, ""
        return cleaned


@admin.register(Partner)
class PartnerAdmin(DeskAdmin):
    """Pages of the register. A partner that a release names is retired, not deleted."""

    form = PartnerForm
    actions = None
    list_display = ("name", "short_name", "url", "used_until")
    list_filter = (InUseFilter,)
    search_fields = ("name", "short_name")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_named = isinstance(obj, Partner) and obj.articles.exists()
        return super().has_delete_permission(request, obj) and not is_named

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By names; a release is offered those in use."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path == reverse("admin:autocomplete"):
            found = found & Partner.objects.in_use(timezone.localdate())
        return found, may_repeat

    def save_model(self, request: HttpRequest, obj: Partner, form: forms.ModelForm, change: bool) -> None:
        """Store the partner; public pages that name it follow."""
        partners.store(obj)
