"""What has to be corrected before the form of an edition can be saved, gathered for the top of its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib.admin.helpers import InlineAdminFormSet


@dataclass(frozen=True)
class Mistake:
    """One thing to correct: what it is called, its place on the page ("" for what is not shown), and what is wrong."""

    label: str
    place: str
    sentence: str


def mistakes(form: forms.ModelForm, inlines: Iterable[InlineAdminFormSet]) -> list[Mistake]:
    """What is wrong in a form and its rows that were refused, from top to bottom, but for what is said of the whole edition."""
    found = list(_of_fields(form))
    for inline in inlines:
        formset, names = inline.formset, inline.opts
        for sentence in formset.non_form_errors():
            found.append(Mistake(names.verbose_name_plural.capitalize(), f"{formset.prefix}-group", sentence))
        for number, row in enumerate(formset.forms, start=1):
            if formset.can_delete and formset._should_delete_form(row):
                continue
            name = f"{names.verbose_name.capitalize()} {number}"
            found += [Mistake(name, row.prefix, sentence) for sentence in row.non_field_errors()]
            found += _of_fields(row, f"{name}: ")
    return found


def _of_fields(form: forms.ModelForm, before: str = "") -> Iterator[Mistake]:
    for field in form:
        if field.errors:
            # A field of several parts is found by its first one.
            place = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
            yield Mistake(f"{before}{field.label}", place, " ".join(field.errors))
