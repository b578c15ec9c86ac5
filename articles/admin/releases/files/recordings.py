"""The recordings of an edition in the desk: video and sound on another host, by its address."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.releases.files.file_rows import FileRowForm, FileRowsFormSet, Values
from articles.admin.releases.files.upload_fields import FileOfReleaseInline
from articles.media.players import player_of
from articles.models import Article, Recording


class RecordingForm(FileRowForm):
    """One recording of an edition."""

    address = forms.URLField(
        assume_scheme="https",
        max_length=500,
        help_text=Recording._meta.get_field("address").help_text,
        widget=forms.URLInput(attrs={"class": "vLargeTextField"}),
    )

    class Meta:
        model = Recording
        fields = ("address", "title", "transcript", "language", "still", "place")
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "transcript": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        }

    def clean_address(self) -> str:
        """Refuse what no player of an allowed host plays."""
        address = self.cleaned_data["address"]
        if player_of(address) is None:
            raise forms.ValidationError(
                "No recording can be played from this address. Give the https:// address of one recording, "
                f"on {' or '.join(settings.RECORDING_HOSTS)}."
            )
        return address


class RecordingFormSet(FileRowsFormSet):
    """All recordings of an edition."""

    first_field = "address"

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            # A page that was opened where no host was allowed says nothing of recordings, and changes none.
            data = data.copy()
            data.update({f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"})
        super().__init__(data, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Recording]:
        """No query where the form has read that the edition has none: hardly any has one."""
        filing = self.instance.filing
        if filing and "recording" not in filing.files:
            return Recording.objects.none()
        return super().get_queryset()

    def name_of(self, values: Values) -> str:
        return f"Recording “{''.join(values.get('title', []))}”"

    def shown_file(self, values: Values) -> SafeString:
        return format_html("<p>{}</p>", "".join(values.get("address", [])))


class RecordingInline(FileOfReleaseInline):
    """The recordings in the form."""

    model = Recording
    form = RecordingForm
    formset = RecordingFormSet
    brief_fields = ("opened", "address", "title")
    rest = "Transcript, language, still picture"
    rest_fields = ("transcript", "language", ("still", "place"))
    read_fields = ("at", "title", "transcript", "language", "still", "place")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Who may change the edition, while there is a host from which recordings may come."""
        return bool(settings.RECORDING_HOSTS) and super().has_add_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Who sees the edition; nobody misses rows that cannot be."""
        return bool(settings.RECORDING_HOSTS)

    has_change_permission = has_delete_permission = has_add_permission

    @admin.display(description="address")
    def at(self, recording: Recording) -> str:
        return format_html('<a href="{0}">{0}</a>', recording.address)
