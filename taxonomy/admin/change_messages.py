"""Django's history of a term, with every value before and after a change."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.forms import BaseForm, Field, ModelChoiceField, TypedChoiceField

from taxonomy.admin.term_form import TermForm
from taxonomy.models import TermName


def with_values(
    message: list[dict[str, Any]], form: TermForm, formsets: Iterable[Any], *, is_new: bool
) -> list[dict[str, Any]]:
    """Django's `message` of a change, with values in place of names of fields, and with the old name."""
    changed: list[BaseForm] = [form] if form.changed_data and not is_new else []
    for formset in formsets or ():
        by_object = {id(row.instance): row for row in formset.forms}
        changed += [by_object[id(name)] for name, _ in formset.changed_objects]
    parts = [part["changed"] for part in message if "changed" in part]
    for part, row in zip(parts, changed, strict=True):
        part["fields"] = [_change(row, name) for name in row.changed_data]
    if old := form.name_over_time:
        message.append({"added": {"name": old.get_kind_display(), "object": f"{old}{_period(old)}"}})
    return message


def _change(form: BaseForm, name: str) -> str:
    """One changed field of a form: "Name: “Bureau” → “Office”"."""
    field = form.fields[name]
    before, after = (_value(field, value) for value in (form[name].initial, form.cleaned_data.get(name)))
    return f"{field.label}: “{before}” → “{after}”"


def _period(name: TermName) -> str:
    return f", in use until {name.used_until}" if name.used_until else ""


def _value(field: Field, value: object) -> str:
    """A value of a form as people read it; a term that a field refers to by its name."""
    if isinstance(field, ModelChoiceField) and value is not None and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if type(field) is TypedChoiceField:
        value = next((label for choice, label in field.widget.choices if choice == value), value)
    return "" if value is None else str(value)
