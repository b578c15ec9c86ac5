"""Rows of pictures and documents in the form of an edition, and how two people's changes of them are put together.

Each row carries a checksum of what it held when the form was opened. When somebody else has saved since, the rows that
are not the same in both are shown beside each other; what is chosen becomes the rows of one form again.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.admin import conflict
from articles.admin.conflict import CHOICE, MINE, THEIRS, Difference

# What a browser sends of a row, by the field: texts, as they are sent.
Values = dict[str, list[str]]


class OpenedField(forms.CharField):
    """The checksum that a row carries along; it is not typed, so it never counts as a change."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class FileRowForm(forms.ModelForm):
    """A row with a file, and the checksum of what it held when it was opened."""

    opened = OpenedField()
    _media: ClassVar[dict[type[Model], forms.Media]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = _digest(as_sent(self))

    @property
    def media(self) -> forms.Media:
        """The same for all rows of a kind: put together out of a dozen widgets once, and not for every row of every page."""
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

    A subclass says what a row is called.
    """

    def __init__(self, *args, **kwargs):
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
        return super().empty_form

    def clean(self) -> None:
        if self.differences:
            raise forms.ValidationError("Somebody else has changed these rows since you opened them.")
        super().clean()

    def name_of(self, values: Values) -> str:
        """What the row with these values is called."""
        raise NotImplementedError

    def shown_file(self, values: Values) -> SafeString:
        """The file of a row as HTML."""
        raise NotImplementedError

    def carried(self) -> dict[str, str]:
        """What the page of a conflict sends in the place of what was sent: fresh checksums, and files kept by now."""
        found = {
            f"{self.prefix}-{row.place}-opened": _digest(row.theirs)
            for row in self.rows
            if row.place is not None
        }
        for name, upload in self.files.items():
            if name.startswith(f"{self.prefix}-") and hasattr(upload, "kept"):
                found[f"{name}-kept"] = str(upload.kept)
        return found

    def _rows(self) -> Iterator[Row]:
        """Every row that was sent or is stored; those at the end that nobody filled in are none."""
        stored = {str(row.pk): as_sent(self.form(instance=row)) for row in self.get_queryset()}
        blank = as_sent(self.form())
        for place in self._places():
            name = f"{self.prefix}-{place}-"
            pk = self.data.get(f"{name}id", "")
            typed = {field: self.data.getlist(name + field) for field in blank}
            if f"{name}file" in self.files:
                typed["file-kept"] = ["a file of its own"]
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
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,4}})-file(?:-kept)?$", re.ASCII)
        found = {int(match[1]) for name in (*self.data, *self.files) if (match := pattern.match(name))}
        return sorted(place for place in found if total.isdecimal() and place < int(total))

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
            (self.form.base_fields[name].label or name.capitalize(), _said(self.form.base_fields[name], sent))
            for name, sent in values.items()
            if name in self.form.base_fields
            and (_plain(sent) if other is None else _plain(sent) != _plain(other.get(name, [])))
        ]
        told = format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines)
        return (
            format_html("{}<dl>{}</dl>", self.shown_file(values), told) if told else self.shown_file(values)
        )

    def _put_together(self) -> QueryDict:
        """The data of a form whose rows are those that were chosen; stored ones first, as Django wants them."""
        stored, new = [], []
        for row in self.rows:
            choice = self.data.get(CHOICE + row.key, MINE if row.place is not None else THEIRS)
            chosen = row.mine if choice == MINE else row.theirs
            if row.theirs is not None:
                marks = {"id": [row.pk], "opened": [_digest(row.theirs)]}
                stored.append(chosen | marks if chosen else row.theirs | marks | {"DELETE": ["on"]})
            elif chosen is not None:
                new.append(chosen | {"id": [""], "opened": [""]})
        data = self.data.copy()
        for name in self.data:
            if re.match(rf"{re.escape(self.prefix)}-\d+-", name, re.ASCII):
                del data[name]
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(stored))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(stored) + len(new))
        for place, values in enumerate([*stored, *new]):
            for name, sent in values.items():
                data.setlist(f"{self.prefix}-{place}-{name}", sent)
        return data


def as_sent(form: FileRowForm) -> Values:
    """What a browser sends of a row in which nobody has typed."""
    found: Values = {}
    for name in form.fields:
        if name != "opened":
            found |= conflict.as_sent(form, name)
    return found


def _plain(sent: Iterable[str]) -> list[str]:
    """Browsers send line ends of two characters, and empty fields as well as none."""
    return ["\n".join(text.strip().splitlines()) for text in sent if text.strip()]


def _digest(values: Values | None) -> str:
    """Tells whether two rows say the same; empty for a row that is not there."""
    if values is None:
        return ""
    told = {name: plain for name, sent in sorted(values.items()) if (plain := _plain(sent))}
    return conflict.digest(json.dumps(told))


def _said(field: forms.Field, sent: list[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return "yes" if sent else "no"
    choices = {str(value): label for value, label in getattr(field, "choices", ())}
    return ", ".join(str(choices.get(text, text)) for text in _plain(sent)) or "(empty)"


def differences_of(form: forms.ModelForm, formsets: Iterable[forms.BaseFormSet]) -> list[Difference]:
    """Where a form and its rows are not what somebody else has stored; none when the form cannot be saved at all."""
    found = list(getattr(form, "differences", ()))
    if form.errors and not found:
        return []
    return found + [one for formset in formsets for one in getattr(formset, "differences", ())]


def carried_by(formsets: Iterable[forms.BaseFormSet]) -> dict[str, str]:
    """What all rows send from the page of a conflict in the place of what was sent."""
    return {
        name: value for formset in formsets for name, value in getattr(formset, "carried", dict)().items()
    }
