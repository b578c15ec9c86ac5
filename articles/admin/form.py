"""The form of an edition in preparation, with an editor for its body."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import ImportMap, Media, Script

from articles import rights
from articles.admin import conflict, writing_help
from articles.admin.instants import InstantField
from articles.filing import FIELDS, filings_of
from articles.models import Article
from taxonomy import vocabulary

CONTENT_FIELDS = (
    "title", "slug", "release_type", "language", "translates", "publishing_date", "place", "summary", "body",
    "structures", "fields_of_work", "countries", "meetings", "tags", "contact", "editor_note",
    "embargo_until", "change_note", "is_minor", "minor_reason",
)  # fmt: skip
# What an edition is filed under: the form reads it by itself, see ReleaseForm.
FILED_UNDER = (*(name for name, _ in FIELDS.values()), "tags")
# What a form carries along without showing it.
HIDDEN_FIELDS = ("version", "opened", "draft")


class BodyEditor(forms.Textarea):
    """A textarea that newsroom/body-editor.js makes an editor for prose; without JavaScript it stays one.

    What comes back is cleaned by `workflow.save_draft`, whichever way it was written.
    """

    def __init__(self):
        super().__init__(attrs={"rows": 18, "class": "vLargeTextField", "data-body-editor": ""})

    @property
    def media(self) -> Media:
        # Its import map is inline: ReleaseAdmin gives it the nonce of the request.
        return prose_editor_admin_media + Media(
            importmap=ImportMap({"newsroom/word-paste": "newsroom/word-paste.js"}),
            js=[Script("newsroom/body-editor.js", type="module")],
        )


class Carried(forms.HiddenInput):
    """What the form carries along; Firefox would bring old values of it back when a page is loaded again."""

    def __init__(self):
        super().__init__(attrs={"autocomplete": "off"})


class TermsChosen(AutocompleteSelectMultiple):
    """Terms with suggestions; those that are chosen already are named from memory (`entries`, which the form sets)."""

    entries: vocabulary.Vocabulary

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list[tuple]:
        chosen = self.entries.in_order(int(key) for key in value if key.isdecimal())
        today = timezone.localdate()
        options = [
            self.create_option(name, entry.id, vocabulary.dated_label(entry, today), True, place)
            for place, entry in enumerate(chosen)
        ]
        return [(None, options, 0)]


class ReleaseForm(forms.ModelForm):
    """An edition in preparation. `version` is the one the editor opened: nobody's work is overwritten.

    When somebody else has saved since, `differences` says where the two are not the same, and the page asks for
    each field which one to take (`conflict.CHOICE` and its name).
    """

    version = forms.IntegerField(widget=Carried, required=False)
    # Checksums of what the fields held when the form was opened.
    opened = forms.CharField(widget=Carried, required=False)
    # The name under which the browser keeps what is typed, see newsroom/autosave.js.
    draft = forms.RegexField(r"^[0-9a-f]{32}$", widget=Carried, required=False)
    embargo_until = InstantField(
        required=False,
        label="Under embargo until",
        help_text="It cannot be made public before; every page of the desk says so.",
    )
    # Who fills it in; the page of the desk sets it.
    editor: AbstractUser

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
            "minor_reason": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences: list[conflict.Difference] = []
        self._name_terms()
        if self.instance.pk and "tags" in self.fields:
            self._read_filing()
        if self.instance.pk:
            self.initial["version"] = self.instance.lock_version
            self.initial["opened"] = conflict.digests(
                {name: self.initial.get(name) for name in self._names()}
            )
        if self.is_bound and self.data.get("version") == str(self.instance.lock_version):
            self.data = conflict.with_theirs(self, self.data, self._names())
        self._help()

    def _name_terms(self) -> None:
        """Give the fields of terms their names: one query for all vocabularies."""
        if "release_type" not in self.fields and not any(name in self.fields for name, _ in FIELDS.values()):
            return
        terms = vocabulary.current()
        if "release_type" in self.fields:
            types = [(entry.id, entry.name) for entry in terms.type]
            self.fields["release_type"].choices = [("", "---------"), *types]
        for facet, (name, _) in FIELDS.items():
            if name in self.fields:
                self.fields[name].widget.widget.entries = terms[facet]

    def _read_filing(self) -> None:
        """What the edition is filed under, in one query; Django would ask for each field (ReleasePage.get_form)."""
        filing = filings_of([self.instance.pk], (*FIELDS, "tag"))[self.instance.pk]
        filed = {name: sorted(filing.terms[facet]) for facet, (name, _) in FIELDS.items()}
        for name, value in (filed | {"tags": filing.tags}).items():
            self.initial.setdefault(name, value)

    def _help(self) -> None:
        """Say at each text how long it is; newsroom/writing-help.js goes on from there."""
        texts = self.data if self.is_bound else self.initial
        values = {name: texts.get(name) or "" for name in ("title", "summary", "body") if name in self.fields}
        most = {"title": writing_help.TITLE_LENGTH, "summary": writing_help.SUMMARY_LENGTH}
        for name in most.keys() & values.keys():
            self.fields[name].help_text = writing_help.length_hint(name, values[name], most[name])
        if "title" in values:
            self.fields["title"].help_text += mark_safe(' <strong id="same-title" role="status"></strong>')
        if "slug" in self.fields:
            self.fields["slug"].help_text += mark_safe(
                ' The title makes it: <span id="slug-preview" class="slug-preview">–</span>'
            )
        if "body" in values:
            self.fields["body"].help_text = format_html(
                "{} {} Escape leaves the editor.",
                self.fields["body"].help_text,
                writing_help.words_hint(values["body"]),
            )

    @cached_property
    def changed_data(self) -> list[str]:
        """What was typed differs in these fields; what the form carries along is not typed."""
        return [name for name in super().changed_data if name not in HIDDEN_FIELDS]

    def _names(self) -> list[str]:
        return [name for name in CONTENT_FIELDS if name in self.fields]

    def clean_title(self) -> str:
        # The field is tall to show long titles whole, but a title is one line.
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            # Locked until the transaction of the admin's page ends, so that the answer stays true.
            stored = Article.objects.select_for_update().get(pk=self.instance.pk)
            if not stored.is_in_preparation:
                raise forms.ValidationError(_published_meanwhile(stored))
            if reasons := rights.reasons_against("change", stored, self.editor):
                raise forms.ValidationError([f"Not saved: {reason}" for reason in reasons])
            if stored.lock_version != cleaned.get("version"):
                self._compare(stored)
            if "_merge" in self.data:
                raise forms.ValidationError("Nothing is saved yet: what you chose is put together below.")
        return cleaned

    def _compare(self, stored: Article) -> None:
        """Refuse to overwrite what somebody else has saved; what is the same to the letter overwrites nothing."""
        self.differences = conflict.differences(self, stored, self._names())
        if self.differences or self.instance.lock_version != stored.lock_version:
            who = stored.changed_by or "An import"
            raise forms.ValidationError(
                f"Not saved: {who} has changed this release since you opened it. Nothing of what you typed is lost."
            )


def _published_meanwhile(stored: Article) -> str:
    """Why what an editor typed cannot be stored any more, and what to do with it."""
    return format_html(
        "Not saved: This edition is {} now and is not changed in place any more. Nothing of what you typed is lost, "
        'it stands below. Open <a href="{}" target="_blank">the release as it is now</a> in another window, and '
        "carry your changes over to a new edition.",
        stored.standing(),
        reverse("admin:articles_article_change", args=[stored.pk]),
    )
