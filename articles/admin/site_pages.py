"""The desk's pages for pages about the organisation: each new text is a new edition, public at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import Media

from articles.admin.pages import DeskAdmin
from articles.admin.releases.form.fields import BodyEditor
from articles.admin.requests import at_desk, user_of
from articles.editing import site_pages
from articles.models import SitePage


class SitePageForm(forms.ModelForm):
    """The text of the next edition."""

    class Meta:
        model = SitePage
        fields = ("kind", "language", "title", "body", "change_note")
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "body": BodyEditor,
            "change_note": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        asked = self.cleaned_data
        is_later = {"kind", "language"} <= asked.keys() and (
            site_pages.next_edition(asked["kind"], asked["language"]) > 1
        )
        if is_later and not asked.get("change_note"):
            self.add_error("change_note", "Say what this edition changes: readers are told.")
        return asked


@admin.register(SitePage)
class SitePageAdmin(DeskAdmin):
    """Pages of texts about the organisation; a stored edition is only shown."""

    form = SitePageForm
    list_display = ("title", "kind", "language", "edition", "at", "by", "next_edition")
    list_filter = ("kind",)
    list_select_related = ("by",)

    @admin.display(description="")
    def next_edition(self, page: SitePage) -> SafeString:
        """A link to the form that begins with the text of today."""
        address = reverse("admin:articles_sitepage_add", query={"kind": page.kind, "language": page.language})
        return format_html('<a href="{}">Write the next edition</a>', address)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the edition that is public now: `?kind=about&language=en`."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        kind, language = initial.get("kind"), initial.get("language")
        newest = SitePage.objects.filter(kind=kind, language=language).order_by("-edition").first()
        return {"title": newest.title, "body": newest.body, **initial} if newest else initial

    def save_model(self, request: HttpRequest, obj: SitePage, form: forms.ModelForm, change: bool) -> None:
        """Publish the edition."""
        site_pages.publish_page(obj, by=user_of(request))

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, the editor's inline import map with the nonce of the request."""
        context["media"] = Media.from_media(context["media"], nonce=at_desk(request).csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)
