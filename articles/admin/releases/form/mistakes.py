"""Mistakes to correct before the form of an edition can be saved, gathered for the top of its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib.admin.helpers import InlineAdminFormSet

from articles.admin.releases.files.file_rows import is_deleted


@dataclass(frozen=True)
class Mistake:
    """One thing to correct: its name, its place on the page ("" if it is not shown), and the error."""

    label: str
    place: str
    sentence: str


def mistakes(form: forms.ModelForm, inlines: Iterable[InlineAdminFormSet]) -> list[Mistake]:
    """The mistakes in a refused form and its rows, from top to bottom, without those of the whole edition."""
    listed = list(_of_fields(form))
    for inline in inlines:
        formset, names = inline.formset, inline.opts
        for sentence in formset.non_form_errors():
            listed.append(
                Mistake(names.verbose_name_plural.capitalize(), f"{formset.prefix}-group", str(sentence))
            )
        for number, row in enumerate(formset.forms, start=1):
            if is_deleted(row):
                continue
            name = f"{names.verbose_name.capitalize()} {number}"
            listed += [Mistake(name, row.prefix, str(sentence)) for sentence in row.non_field_errors()]
            listed += _of_fields(row, f"{name}: ")
    return listed


def _of_fields(form: forms.ModelForm, before: str = "") -> Iterator[Mistake]:
    for field in form:
        if field.errors:
            # A field of several parts is found by its first one.
            place = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
            yield Mistake(f"{before}{field.label}", place, " ".join(map(str, field.errors)))
