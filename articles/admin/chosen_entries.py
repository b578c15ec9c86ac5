"""Entries that are chosen by suggestions; what an address or a form sends may be no entry, and no number."""

from collections.abc import Sequence

from django import forms
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet


class EntriesChosen(AutocompleteSelectMultiple):
    """Entries with suggestions. Django's own asks the database for whatever was sent, to show it again."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict | None = None) -> list[tuple]:
        return super().optgroups(name, possible_ids(value), attrs)


class EntriesField(forms.ModelMultipleChoiceField):
    """The entries; Django's own hands the database a number of any length."""

    def clean(self, value: Sequence[str] | None) -> QuerySet:
        typed = [str(key) for key in value or ()]
        if odd := [key for key in typed if key not in possible_ids(typed)]:
            message = self.error_messages["invalid_pk_value"]
            raise forms.ValidationError(message, code="invalid_pk_value", params={"pk": odd[0][:40]})
        return super().clean(value)


def possible_ids(values: Sequence[str]) -> list[str]:
    """Those of `values` that can be the id of a row."""
    return [key for key in values if key.isdecimal() and len(key) < 19]
