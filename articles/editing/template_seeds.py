"""Templates from the files of the seeds into the database, without undoing what an office changed.

Each file remembers what it gave last (`SeededTemplate`). A field that still holds that follows the file; a
field that differs was changed at the desk and is kept. A template that was deleted does not come back.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField

from articles.models import ReleaseTemplate, SeededTemplate
from articles.models.facets import ValueKind, names_of
from articles.text.body import sanitise
from articles.text.characters import without_controls

# The entries of registers are an office's own.
_OWN = names_of(ValueKind.ENTRIES)
FIELDS = ("name", *(name for name in ReleaseTemplate.contents() if name not in _OWN))


class TemplateSeedError(Exception):
    """A file of a template that cannot be used; says which file and why."""


@dataclass(frozen=True)
class TemplateFile:
    """A file of the seeds: its name without the ending, where it lies, and its values by field."""

    seed: str
    path: Path
    values: dict[str, Any]


@transaction.atomic
def load(folder: Path) -> Counter[str]:
    """Load each template of `folder`; returns how many were created, updated, edited, the same or deleted.

    "edited" counts templates of which an office changed at least one field that the file would set, or that
    it had before under that name; "deleted" those that it deleted. Raises TemplateSeedError, and then
    changes nothing.
    """
    if not (paths := sorted(folder.glob("*.toml"))):
        raise TemplateSeedError(f"{folder} has no templates, which are files that end in .toml")
    return Counter(_load(_read(path)) for path in paths)


def _read(path: Path) -> TemplateFile:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TemplateSeedError(f"{path}: {error}") from error
    values = content.get("template")
    if not isinstance(values, dict) or "name" not in values:
        raise TemplateSeedError(f"{path}: the section [template] with a name is missing")
    if unknown := values.keys() - set(FIELDS):
        raise TemplateSeedError(f"{path}: no field of a template: {', '.join(sorted(unknown))}")
    values = {name: _as_stored(name, value, path) for name, value in values.items()}
    return TemplateFile(path.stem, path, values)


def _as_stored(name: str, value: object, path: Path) -> object:
    """A value of a file as `_stored` gives it, to be compared with that: the slugs of terms in order."""
    if isinstance(ReleaseTemplate._meta.get_field(name), ManyToManyField):
        if not isinstance(value, list) or not all(isinstance(slug, str) for slug in value):
            raise TemplateSeedError(f"{path}: {name} is no list of slugs")
        return sorted(set(value))
    if not isinstance(value, str):
        raise TemplateSeedError(f"{path}: {name} is no text in quotes")
    return sanitise(without_controls(value)) if name == "body" else value


def _load(file: TemplateFile) -> str:
    """Bring one template up to its file."""
    seeded = SeededTemplate.objects.select_related("template").filter(seed=file.seed).first()
    if seeded is None:
        return _begin(file)
    if seeded.template is None:
        return "deleted"
    stored = _stored(seeded.template)
    followed = {name for name in file.values if stored[name] == seeded.values.get(name, stored[name])}
    changed = {name for name in followed if stored[name] != file.values[name]}
    if changed:
        _store(seeded.template, {name: file.values[name] for name in changed}, file)
    if seeded.values != file.values:
        seeded.values = file.values
        seeded.save(update_fields=["values"])
    if changed:
        return "updated"
    return "edited" if followed != file.values.keys() else "same"


def _begin(file: TemplateFile) -> str:
    """Make the template of a new file, unless an office has one of that name."""
    if ReleaseTemplate.objects.filter(name=file.values["name"]).exists():
        return "edited"
    template = ReleaseTemplate()
    _store(template, file.values, file)
    SeededTemplate.objects.create(seed=file.seed, template=template, values=file.values)
    return "created"


def _stored(template: ReleaseTemplate) -> dict[str, Any]:
    """The values of a template as a file has them: terms by their slugs, in order."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        match ReleaseTemplate._meta.get_field(name):
            case ManyToManyField():
                values[name] = sorted(getattr(template, name).values_list("slug", flat=True))
            case ForeignKey():
                values[name] = getattr(getattr(template, name), "slug", "")
            case _:
                values[name] = getattr(template, name)
    return values


def _store(template: ReleaseTemplate, values: dict[str, Any], file: TemplateFile) -> None:
    """Store values as a file has them in a template, which may be new."""
    terms = {}
    for name, value in values.items():
        field = ReleaseTemplate._meta.get_field(name)
        if isinstance(field, ManyToManyField):
            terms[name] = [_term(field, slug, file) for slug in value]
        else:
            setattr(template, name, _term(field, value, file) if isinstance(field, ForeignKey) else value)
    try:
        template.full_clean()
    except ValidationError as error:
        raise TemplateSeedError(f"{file.path}: {'; '.join(error.messages)}") from error
    template.save()
    for name, chosen in terms.items():
        getattr(template, name).set(chosen)


def _term(field: Any, slug: str, file: TemplateFile) -> Any:  # noqa: ANN401 - a term of any vocabulary
    """The term of a slug in the vocabulary of a field."""
    if term := field.related_model._default_manager.filter(slug=slug).first():
        return term
    raise TemplateSeedError(f"{file.path}: {field.name} has no “{slug}”; load the vocabularies first")
