"""The form of an edition in preparation, with an editor for its body."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.contrib.auth.models import User
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import Media, Script

from articles.admin.chosen_entries import possible_ids
from articles.admin.instants import InstantField
from articles.admin.press_contacts import ContactField, with_contact
from articles.admin.releases.form import conflict, event_fields, writing_help
from articles.editing import limits, permissions, translations
from articles.models import Article
from articles.models.facets import FIELDS, OF_MANY_TERMS, ValueKind, names_of
from articles.models.filing import rows_named
from articles.text.body import too_deep
from articles.text.characters import without_controls
from taxonomy import vocabulary

CONTENT_FIELDS = tuple(FIELDS)
# Rows of other tables that an edition names: the form reads them by itself, see ReleaseForm.
FILED_UNDER = names_of(ValueKind.TERMS, ValueKind.TAGS, ValueKind.ENTRIES)
# What `checks.blocking` asks for before a publication, and a form before it is saved, beside the labels.
NEEDED = {
    "title": "needed to save",
    "release_type": "needed to publish",
    "summary": "this or the text is needed to publish",
    "change_note": "needed to publish, unless the change is minor",
}
# What a form carries along without showing it.
HIDDEN_FIELDS = ("version", "opened", "draft")
# What is asked beside a field, and no field of an edition: the name of the field that it stands after.
ASKED_BESIDE = {"contact": "press_contact"}


class BodyEditor(forms.Textarea):
    """A textarea that desk/body-editor.js makes an editor for prose; without JavaScript it stays one.

    What comes back is cleaned by `workflow.save_draft`, whichever way it was written.
    """

    def __init__(self) -> None:
        paste = reverse_lazy("admin:articles_article_paste")
        super().__init__(attrs={"rows": 18, "class": "vLargeTextField", "data-body-editor": paste})

    @property
    def media(self) -> Media:
        # Its import map is inline: ReleaseAdmin gives it the nonce of the request.
        return prose_editor_admin_media + Media(js=[Script("desk/body-editor.js", type="module")])


class Carried(forms.HiddenInput):
    """A hidden value that the form carries along; Firefox must not restore an old one on a reload."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})


class TermsChosen(AutocompleteSelectMultiple):
    """Terms with suggestions; the form sets `entries`, which name the chosen ones without a query."""

    entries: vocabulary.Vocabulary

    def optgroups(self, name: str, value: Sequence[str], attrs: dict | None = None) -> list[tuple]:
        chosen = self.entries.in_order(map(int, possible_ids(value)))
        today = timezone.localdate()
        options = [
            self.create_option(name, entry.id, vocabulary.dated_label(entry, today), True, place)
            for place, entry in enumerate(chosen)
        ]
        return [(None, options, 0)]


def as_title(typed: str) -> str:
    """Return a typed title as it is stored, on one line. Raises ValidationError when nothing of it can be."""
    title = " ".join(without_controls(typed).split())
    if not title:
        raise forms.ValidationError("This field is required.")
    return title


class ReleaseForm(forms.ModelForm):
    """An edition in preparation. `version` is the one the editor opened: nobody's work is overwritten.

    When somebody else has saved since, `differences` lists the fields that are not the same, and the page
    asks which value to take for each of them (`conflict.CHOICE` and its name).
    """

    version = forms.IntegerField(widget=Carried, required=False)
    # Checksums of what the fields held when the form was opened.
    opened = forms.CharField(widget=Carried, required=False)
    # The name under which the browser keeps what is typed, see desk/autosave.js.
    draft = forms.RegexField(r"^[0-9a-f]{32}$", widget=Carried, required=False)
    embargo_until = InstantField(
        required=False,
        label="Under embargo until",
        help_text="It cannot be made public before; every page of the desk says so.",
    )
    event_start = InstantField(
        required=False,
        may_be_day=True,
        label="Event begins",
        help_text="Readers see it above the text, and take the event over into their calendars.",
    )
    event_end = InstantField(
        required=False, may_be_day=True, label="Event ends", help_text="Empty where nobody knows yet."
    )
    press_contact = ContactField()
    # Who fills it in; the page of the desk sets it.
    editor: User

    class Meta:
        model = Article
        fields = CONTENT_FIELDS
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "translates": forms.TextInput(attrs={"class": "vTextField"}),
            "summary": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "body": BodyEditor,
            "contact": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "editor_note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "change_note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "minor_reason": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[conflict.Difference] = []
        self._name_terms()
        if self.instance.pk:
            self._read_filing()
            self.initial["version"] = self.instance.lock_version
            self.initial["opened"] = conflict.digests(
                {name: self.initial.get(name) for name in self._names()}
            )
        if self.is_bound and self.data.get("version") == str(self.instance.lock_version):
            self.data = conflict.with_theirs(self, conflict.sent_by(self), self._names())
        self._help()
        if "press_contact" in self.fields:
            cast(ContactField, self.fields["press_contact"]).offer(self.editor)
        self._suggest()

    def _name_terms(self) -> None:
        """Give the fields of terms their names: one query for all vocabularies."""
        if not any(name in self.fields for name in names_of(ValueKind.TERM, ValueKind.TERMS)):
            return
        terms = vocabulary.current()
        if "release_type" in self.fields:
            types = [(entry.id, entry.name) for entry in terms.type]
            field = cast(forms.ChoiceField, self.fields["release_type"])
            field.choices = [("", "---------"), *types]
        for name, facet in OF_MANY_TERMS.items():
            if facet.name in self.fields:
                self.fields[facet.name].widget.widget.entries = terms[name]

    def _read_filing(self) -> None:
        """Read what the edition names in one query; Django would take one for each field."""
        for name, value in rows_named(self.instance).items():
            self.initial.setdefault(name, value)

    def _suggest(self) -> None:
        """Let desk/completion.js suggest the tags and the originals that there are."""
        for name, page in (("tags", "suggest_tags"), ("translates", "originals")):
            if name in self.fields:
                self.fields[name].widget.attrs["data-completed"] = reverse(f"admin:articles_article_{page}")
        if "translates" in self.fields:
            original = self.fields["translates"]
            original.widget.attrs["data-one"] = ""
            original.error_messages["invalid"] = (
                "This is no number of a release: type words of the original's title and choose it from what "
                "is found."
            )

    def _help(self) -> None:
        """Say at each text how long it is; desk/writing-help.js goes on from there."""
        texts = self.data if self.is_bound else self.initial
        names = [name for name in ("title", "summary", "body") if name in self.fields]
        values: dict[str, str] = {name: texts.get(name) or "" for name in names}
        most = {"title": writing_help.TITLE_LENGTH, "summary": writing_help.SUMMARY_LENGTH}
        for name in most.keys() & values.keys():
            self.fields[name].help_text = writing_help.length_hint(name, values[name], most[name])
        if "title" in values:
            self.fields["title"].help_text += mark_safe(' <strong id="same-title" role="status"></strong>')
        for name in NEEDED.keys() & self.fields.keys():
            self.fields[name].needed = NEEDED[name]  # type: ignore[attr-defined]  # the template shows it
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
        """The fields in which the typed value differs; values that the form carries along are not typed."""
        return [name for name in super().changed_data if name not in HIDDEN_FIELDS]

    def _names(self) -> list[str]:
        return [name for name in CONTENT_FIELDS if name in self.fields]

    def clean_title(self) -> str:
        # The field is tall to show long titles whole, but a title is one line.
        return as_title(self.cleaned_data["title"])

    def clean_publishing_date(self) -> date | None:
        if sentence := limits.out_of_time(self.cleaned_data["publishing_date"]):
            raise forms.ValidationError(sentence)
        return self.cleaned_data["publishing_date"]

    def clean_tags(self) -> list[str]:
        if sentence := limits.too_many_tags(self.cleaned_data["tags"]):
            raise forms.ValidationError(sentence)
        return self.cleaned_data["tags"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if contact := cleaned.get("press_contact"):
            cleaned["contact"] = with_contact(cleaned.get("contact") or "", contact)
        for name in limits.LONGEST:
            text = cleaned.get(name) or ""
            if sentence := limits.too_long(name, text) or (too_deep(text) if name == "body" else ""):
                self.add_error(name, sentence)
        self._check_original()
        self._check_event()
        if self.instance.pk:
            # Locked until the transaction of the admin's page ends, so that the answer stays true.
            stored = Article.objects.select_for_update().filter(pk=self.instance.pk).first()
            if stored is None:
                raise forms.ValidationError(
                    "Not saved: Somebody has deleted this draft meanwhile. Nothing of what you typed is "
                    "lost, it stands below; bring the draft back from the deleted drafts in another window, "
                    "and carry it over."
                )
            if not stored.is_in_preparation:
                raise forms.ValidationError(_published_meanwhile(stored))
            if reasons := permissions.reasons_against("change", stored, self.editor):
                raise forms.ValidationError([f"Not saved: {reason}" for reason in reasons])
            if stored.lock_version != cleaned.get("version"):
                self._compare(stored)
            if "_merge" in self.data:
                raise forms.ValidationError("Nothing is saved yet: what you chose is put together below.")
        return cleaned

    def _check_original(self) -> None:
        """Refuse an original that is none; what was not changed is not asked for."""
        changed = {"translates", "translates_edition", "language"}.intersection(self.changed_data)
        if not changed or changed.intersection(self.errors):
            return
        asked = self.cleaned_data
        for sentence in translations.refusals(
            self.instance.release,
            asked.get("translates"),
            asked.get("language", ""),
            asked.get("translates_edition"),
        ):
            self.add_error("translates", sentence)

    def _check_event(self) -> None:
        for name, sentence in event_fields.mistakes(self):
            self.add_error(name, sentence)

    def _compare(self, stored: Article) -> None:
        """Refuse to overwrite what somebody else has saved, unless it is the same to the letter."""
        self.differences = conflict.differences(self, stored, self._names())
        if self.differences or self.instance.lock_version != stored.lock_version:
            who = stored.changed_by or "An import"
            raise forms.ValidationError(
                f"Not saved: {who} has changed this release since you opened it. "
                "Nothing of what you typed is lost."
            )


def _published_meanwhile(stored: Article) -> str:
    """The reason why typed text cannot be stored any more, and what to do with it."""
    return format_html(
        "Not saved: This edition is {} now and is not changed in place any more. Nothing of what you typed "
        'is lost, it stands below. Open <a href="{}" target="_blank">the release as it is now</a> in another '
        "window, and carry your changes over to a new edition.",
        stored.standing(),
        reverse("admin:articles_article_change", args=[stored.pk]),
    )
