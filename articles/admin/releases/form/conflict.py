"""Two people saved one edition: what each of them has, field by field, and which of it is stored."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from taggit.models import Tag

from articles.models import Article
from articles.models.filing import TagName, rows_named
from articles.text.body import sanitise
from articles.text.local_time import format_instant

MINE, THEIRS = "mine", "theirs"
CHOICE = "take-"
# What a browser sends besides the fields; the page of a conflict sends its own.
OWN = ("csrfmiddlewaretoken", "version", "opened", "_save", "_continue", "_addanother", "_merge")


@dataclass(frozen=True)
class Difference:
    """A field, or a row with a file, whose typed value (`mine`) is not the stored one (`theirs`), as HTML.

    `choice` is the likely one, MINE or THEIRS, for the editor to confirm. `both` have changed it.
    """

    name: str
    label: str
    mine: str
    theirs: str
    choice: str
    both: bool


def digests(values: dict[str, Any]) -> str:
    """A short checksum of each value, as JSON: it shows later who has changed which field."""
    return json.dumps({name: digest(value) for name, value in values.items()})


def differences(form: forms.ModelForm, stored: Article, names: Iterable[str]) -> list[Difference]:
    """The differences between a cleaned `form` and the edition as it is `stored` now."""
    opened, named = _opened(form), rows_named(stored)
    differing = []
    for name in names:
        theirs = named.get(name) if name in named else getattr(stored, name)
        is_valid = name in form.cleaned_data
        mine = form.cleaned_data[name] if is_valid else ", ".join(sent_by(form).getlist(name))
        if is_valid and digest(mine) == digest(theirs):
            continue
        mine_changed = not is_valid or digest(mine) != opened.get(name)
        theirs_changed = digest(theirs) != opened.get(name)
        usual = MINE if mine_changed else THEIRS
        differing.append(
            Difference(
                name=name,
                label=str(form.fields[name].label or name).capitalize(),
                mine=_as_html(name, mine),
                theirs=_as_html(name, _named_in_words(stored, name) if name in named else theirs),
                choice=form.data.get(CHOICE + name, usual),
                both=mine_changed and theirs_changed,
            )
        )
    return differing


def typed(data: QueryDict, carried: Mapping[str, str]) -> list[tuple[str, str]]:
    """All that was typed, as names and values of hidden fields; those in `carried` with that value."""
    sent = [
        (name, value)
        for name, values in data.lists()
        if name not in OWN and name not in carried and not name.startswith(CHOICE)
        for value in values
    ]
    return [*sent, *carried.items()]


def with_theirs(form: forms.ModelForm, data: QueryDict, names: Iterable[str]) -> QueryDict:
    """`data` with what is stored wherever "theirs" was chosen, as a browser would send it."""
    merged = data.copy()
    for name in names:
        if data.get(CHOICE + name) == THEIRS and name in form.fields:
            for part, values in as_sent(form, name).items():
                merged.setlist(part, values)
    return merged


def stored_digests(stored: Article, names: Iterable[str]) -> str:
    """The checksums of an edition as it is stored now."""
    named = rows_named(stored)
    plain = model_to_dict(stored, fields=[name for name in names if name not in named])
    return digests({name: named[name] if name in named else plain[name] for name in names})


def as_sent(form: forms.ModelForm, name: str) -> dict[str, list[str]]:
    """The parameters in which a browser sends the initial value of a field."""
    field = form.fields[name]
    widget, value = field.widget, field.prepare_value(form.get_initial_for_field(field, name))
    if hasattr(widget, "as_sent"):
        return widget.as_sent(name, value)
    if isinstance(widget, forms.MultiWidget):
        suffixes = (f"_{place}" for place in range(len(widget.widgets)))
        parts = zip(suffixes, widget.widgets, widget.decompress(value) or (), strict=True)
        return {name + suffix: [str(part.format_value(one) or "")] for suffix, part, one in parts}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {name: [str(key) for key in value or ()]}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return {name: ["" if value is None else str(value)]}
    return {name: [str(widget.format_value(value) or "")]}


def sent_by(form: forms.BaseForm | forms.BaseFormSet) -> QueryDict:
    """The values that a browser sent to a bound form."""
    return cast(QueryDict, form.data)


def _opened(form: forms.ModelForm) -> dict[str, str]:
    try:
        opened = json.loads(form.data.get("opened", ""))
    except ValueError:
        return {}
    return opened if isinstance(opened, dict) else {}


def _named_in_words(stored: Article, name: str) -> list[object]:
    return list(getattr(stored, name).all())


def digest(value: object) -> str:
    """A short checksum of a value, the same for what the form and the database say of it."""
    return blake2b(_comparable(value).encode(), digest_size=6).hexdigest()


def _comparable(value: object) -> str:
    """A text that is the same for a value of the form and of the database when they mean the same."""
    match value:
        case None:
            return ""
        case Tag() | TagName():
            return value.name
        case Model():
            return str(value.pk)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case list() | tuple() | QuerySet():
            return "\n".join(sorted(_comparable(one) for one in value))
    # Browsers send line ends of two characters.
    return "\n".join(str(value).strip().splitlines())


def _as_html(name: str, value: object) -> str:
    """A value as both sides of the comparison say it."""
    match value:
        case None | "" | []:
            return mark_safe("<p>(empty)</p>")
        case bool():
            text = "yes" if value else "no"
        case datetime():
            text = format_instant(value)
        case date():
            text = f"{value:%d %B %Y}"
        case list() | QuerySet():
            text = ", ".join(sorted(str(one) for one in value))
        case _:
            text = str(value)
    html = sanitise(text) if name == "body" else linebreaks(text, autoescape=True)
    return mark_safe(html)  # noqa: S308  # both have escaped or cleaned it
