"""The form of an edition in preparation, with an editor for its body."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import Media, Script

from articles.models import Article

CONTENT_FIELDS = (
    "title", "slug", "release_type", "language", "translates", "publishing_date", "place", "summary", "body",
    "structures", "fields_of_work", "countries", "meetings", "tags", "contact", "editor_note", "change_note",
)  # fmt: skip


class BodyEditor(forms.Textarea):
    """A textarea that newsroom/body-editor.js makes an editor for prose; without JavaScript it stays one.

    What comes back is cleaned by `workflow.save_draft`, whichever way it was written.
    """

    def __init__(self):
        super().__init__(attrs={"rows": 18, "class": "vLargeTextField", "data-body-editor": ""})

    @property
    def media(self) -> Media:
        # Its import map is inline: ReleaseAdmin gives it the nonce of the request.
        return prose_editor_admin_media + Media(js=[Script("newsroom/body-editor.js", type="module")])


class ReleaseForm(forms.ModelForm):
    """An edition in preparation. `version` is the one the editor opened: nobody's work is overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Article
        fields = CONTENT_FIELDS
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "summary": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "body": BodyEditor,
            "contact": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "editor_note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "change_note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.lock_version

    def clean_title(self) -> str:
        # The field is tall to show long titles whole, but a title is one line.
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            # Locked until the transaction of the admin's page ends, so that the answer stays true.
            stored = Article.objects.select_for_update().get(pk=self.instance.pk)
            if not stored.is_in_preparation or stored.lock_version != cleaned.get("version"):
                raise forms.ValidationError(_why_not(stored))
        return cleaned


def _why_not(stored: Article) -> str:
    """Why what an editor typed cannot be stored, and what to do with it."""
    if stored.is_in_preparation:
        happened = f"{stored.changed_by or 'An import'} has changed this release since you opened it."
    else:
        happened = f"This edition is {stored.standing()} now and is not changed in place any more."
    return format_html(
        "Not saved: {} Nothing of what you typed is lost, it stands below. Open "
        '<a href="{}" target="_blank">the release as it is now</a> in another window, and carry your changes over.',
        happened,
        reverse("admin:articles_article_change", args=[stored.pk]),
    )
