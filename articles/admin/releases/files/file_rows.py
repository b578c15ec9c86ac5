"""Rows of pictures and documents in the form of an edition, and the merging of two people's changes.

Each row carries a checksum of its content when the form was opened. When somebody else has saved since, the
rows that differ are shown beside each other, and the chosen ones become the rows of one form again.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.admin.releases.form import conflict
from articles.admin.releases.form.conflict import CHOICE, MINE, THEIRS, Difference, sent_by
from articles.text.characters import without_controls

# What a browser sends of a row, by the field: texts, as they are sent.
Values = dict[str, list[str]]


class OpenedField(forms.CharField):
    """The checksum that a row carries along; it is not typed, so it never counts as a change."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class FileRowForm(forms.ModelForm):
    """A row with a file, and the checksum of what it held when it was opened."""

    opened = OpenedField()
    _media: ClassVar[dict[type[Model], forms.Media]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = _digest(as_sent(self))

    def clean(self) -> dict[str, Any]:
        super().clean()
        texts = {name: text for name, text in self.cleaned_data.items() if isinstance(text, str)}
        return self.cleaned_data | {name: without_controls(text) for name, text in texts.items()}

    @property
    def media(self) -> forms.Media:
        """The media of all rows of a kind, put together from a dozen widgets once and not for each row."""
        if self._meta.model not in self._media:
            self._media[self._meta.model] = super().media
        return self._media[self._meta.model]


@dataclass(frozen=True)
class Row:
    """A row of one edition as it was typed and as it is stored; None where it is not there, or taken out.

    `place` is where among the rows of the form it was sent, None when it was not.
    """

    key: str
    pk: str
    place: int | None
    mine: Values | None
    theirs: Values | None
    opened: str = ""


class FileRowsFormSet(forms.BaseInlineFormSet):
    """All rows of one kind; `differences` says where they are not what somebody else has stored meanwhile.

    A subclass says what a row is called, and by which of its fields, always sent, a row is known.
    """

    first_field = "file(?:-pk)?"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        self.rows: list[Row] = []
        if not self.is_bound or not self.instance.pk:
            return
        is_stale = self.data.get("version") != str(self.instance.lock_version)
        if is_stale or any(name.startswith(f"{CHOICE}{self.prefix}-") for name in self.data):
            self.rows = list(self._rows())
        if is_stale:
            self.differences = [
                self._difference(row) for row in self.rows if _digest(row.mine) != _digest(row.theirs)
            ]
        if self.rows and not self.differences:
            self.data = self._put_together()

    @cached_property
    def empty_form(self) -> FileRowForm:
        """The pattern of a row; a page asks for it six times, and Django makes it each time."""
        return cast(FileRowForm, super().empty_form)

    def clean(self) -> None:
        if self.differences:
            raise forms.ValidationError("Somebody else has changed these rows since you opened them.")
        super().clean()

    def name_of(self, values: Values) -> str:
        """The name of the row with these values."""
        raise NotImplementedError

    def shown_file(self, values: Values) -> SafeString:
        """The file of a row as HTML."""
        raise NotImplementedError

    def carried(self) -> dict[str, str]:
        """The values that the page of a conflict sends instead: fresh checksums, and files stored by now."""
        sent = {
            f"{self.prefix}-{row.place}-opened": _digest(row.theirs)
            for row in self.rows
            if row.place is not None
        }
        for name, upload in self.files.items():
            if name.startswith(f"{self.prefix}-") and hasattr(upload, "stored_pk"):
                sent[f"{name}-pk"] = str(upload.stored_pk)
        return sent

    def _rows(self) -> Iterator[Row]:
        """Every row that was sent or is stored; those at the end that nobody filled in are none."""
        stored = {str(row.pk): as_sent(self.form(instance=row)) for row in self.get_queryset()}
        blank = as_sent(self.form())
        for place in self._places():
            name = f"{self.prefix}-{place}-"
            pk = self.data.get(f"{name}id", "")
            typed = {field: sent_by(self).getlist(name + field) for field in blank}
            if f"{name}file" in self.files:
                typed["file-pk"] = ["a file of its own"]
            if not pk:  # a form that was sent twice brings a row that is stored by now
                same = (one for one, values in stored.items() if _digest(values) == _digest(typed))
                pk = next(same, "")
            if pk or _digest(typed) != _digest(blank):
                mine = None if self.data.get(f"{name}DELETE") else typed
                key = f"{self.prefix}-{pk or f'new{place}'}"
                opened = self.data.get(f"{name}opened", "")
                yield Row(key, pk, place, mine, stored.pop(pk, None), opened)
        for pk, values in stored.items():
            yield Row(f"{self.prefix}-{pk}", pk, None, None, values)

    def _places(self) -> list[int]:
        total = self.data.get(f"{self.prefix}-TOTAL_FORMS", "")
        pattern = re.compile(rf"{re.escape(str(self.prefix))}-(\d{{1,4}})-{self.first_field}$", re.ASCII)
        places = {int(match[1]) for name in (*self.data, *self.files) if (match := pattern.match(name))}
        return sorted(place for place in places if total.isdecimal() and place < int(total))

    def _difference(self, row: Row) -> Difference:
        mine, theirs = _digest(row.mine), _digest(row.theirs)
        usual = MINE if mine != row.opened else THEIRS
        return Difference(
            name=row.key,
            label=self.name_of(row.theirs or row.mine or {}),
            mine=self._as_html(row.mine, row.theirs),
            theirs=self._as_html(row.theirs, row.mine),
            choice=self.data.get(CHOICE + row.key, usual),
            both=mine != row.opened and theirs != row.opened,
        )

    def _as_html(self, values: Values | None, other: Values | None) -> SafeString:
        """One side of a comparison: the file, and what is said of it otherwise than on the other side."""
        if values is None:
            return mark_safe("<p>(not there)</p>")
        lines = [
            (
                self.form.base_fields[name].label or name.capitalize(),
                _in_words(self.form.base_fields[name], sent),
            )
            for name, sent in values.items()
            if name in self.form.base_fields
            and (_plain(sent) if other is None else _plain(sent) != _plain(other.get(name, [])))
        ]
        facts = format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines)
        file = self.shown_file(values)
        return format_html("{}<dl>{}</dl>", file, facts) if facts else file

    def _put_together(self) -> QueryDict:
        """The data of a form with the rows that were chosen; stored ones first, as Django wants them."""
        stored, new = [], []
        for row in self.rows:
            choice = self.data.get(CHOICE + row.key, MINE if row.place is not None else THEIRS)
            chosen = row.mine if choice == MINE else row.theirs
            if row.theirs is not None:
                marks = {"id": [row.pk], "opened": [_digest(row.theirs)]}
                stored.append(chosen | marks if chosen else row.theirs | marks | {"DELETE": ["on"]})
            elif chosen is not None:
                new.append(chosen | {"id": [""], "opened": [""]})
        data = sent_by(self).copy()
        for name in self.data:
            if re.match(rf"{re.escape(str(self.prefix))}-\d+-", name, re.ASCII):
                del data[name]
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(stored))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(stored) + len(new))
        for place, values in enumerate([*stored, *new]):
            for name, sent in values.items():
                data.setlist(f"{self.prefix}-{place}-{name}", sent)
        return data


def as_sent(form: forms.ModelForm) -> Values:
    """The values that a browser sends for a row in which nobody has typed."""
    sent: Values = {}
    for name in form.fields:
        if name != "opened":
            sent |= conflict.as_sent(form, name)
    return sent


def _plain(sent: Iterable[str]) -> list[str]:
    """Browsers send line ends of two characters, and empty fields as well as none."""
    return ["\n".join(text.strip().splitlines()) for text in sent if text.strip()]


def _digest(values: Values | None) -> str:
    """Tells whether two rows say the same; empty for a row that is not there."""
    if values is None:
        return ""
    facts = {name: plain for name, sent in sorted(values.items()) if (plain := _plain(sent))}
    return conflict.digest(json.dumps(facts))


def _in_words(field: forms.Field, sent: list[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return "yes" if sent else "no"
    choices = {str(value): label for value, label in getattr(field, "choices", ())}
    return ", ".join(str(choices.get(text, text)) for text in _plain(sent)) or "(empty)"


def differences_of(form: forms.ModelForm, formsets: Iterable[forms.BaseFormSet]) -> list[Difference]:
    """The differences of a form and its rows from the stored ones; none if the form has other errors."""
    of_form = list(getattr(form, "differences", ()))
    if form.errors and not of_form:
        return []
    return of_form + [one for formset in formsets for one in getattr(formset, "differences", ())]


def carried_by(formsets: Iterable[forms.BaseFormSet]) -> dict[str, str]:
    """The values that all rows send from the page of a conflict in place of those first sent."""
    return {
        name: value for formset in formsets for name, value in getattr(formset, "carried", dict)().items()
    }


def is_deleted(row: forms.BaseForm) -> bool:
    """Return whether somebody marked a row for deletion."""
    return bool(getattr(row, "cleaned_data", {}).get(DELETION_FIELD_NAME))
