"""Terms from CSV files into the database: again and again, without undoing what editors changed.

Each term remembers what the seeds gave it last (`seeded`). A field that still holds that value follows
the seeds; a field that differs was changed by an editor and is kept. The same goes for names: one that
an editor removed does not come back, one whose period an editor corrected stays corrected.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from taxonomy import vocabulary
from taxonomy.languages import DEFAULT
from taxonomy.models import Country, FieldOfWork, Meeting, ReleaseType, Structure, Term, TermChange, names_of


class SeedError(Exception):
    """A file of seeds that cannot be used; says which file, which line and why."""


@dataclass(frozen=True)
class VocabularyFile:
    """One vocabulary of the seeds: its file, its model, and its word in the first column of names.csv."""

    file: str
    model: type[Term]
    word: str


# Countries before structures, which name their host country.
FILES = (
    VocabularyFile("release_types.csv", ReleaseType, "release-type"),
    VocabularyFile("countries.csv", Country, "country"),
    VocabularyFile("fields_of_work.csv", FieldOfWork, "field-of-work"),
    VocabularyFile("structures.csv", Structure, "structure"),
    VocabularyFile("meetings.csv", Meeting, "meeting"),
)
NAMES_FILE = "names.csv"
# By kind, language and name (`_name_key`): the first and last day, as JSON holds them.
NamesOfTerm = dict[str, list[Any]]
# By the word of a vocabulary and the slug of a term.
Names = dict[tuple[str, str], NamesOfTerm]
COLUMNS = {
    "slug",
    "name",
    "parent",
    "description",
    "kind",
    "country",
    "opened",
    "closed",
    "iso",
    "status",
    "joined",
}
PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True)
class SeededTerm:
    """The effect of the seeds on a term: created, updated, edited or same; and the change, if it changed."""

    outcome: str
    change: TermChange | None = None


@transaction.atomic
def load(folder: Path) -> Counter[str]:
    """Load every vocabulary of `folder`; returns how many terms were created, updated, edited or same.

    "edited" counts terms of which an editor changed at least one field that the seeds would set.
    Raises SeedError, and then changes nothing.
    """
    names = _names_by_term(folder)
    seeded = [one for file in FILES for one in _load_vocabulary(folder, file, names)]
    if leftover := [f"{word} “{slug}”" for word, slug in names]:
        raise SeedError(f"{folder / NAMES_FILE}: no such term: {', '.join(leftover)}")
    if changes := [one.change for one in seeded if one.change]:
        vocabulary.record_change(changes)
    return Counter(one.outcome for one in seeded)


def _load_vocabulary(folder: Path, vocabulary_file: VocabularyFile, names: Names) -> Iterator[SeededTerm]:
    facet = next(name for name, model in vocabulary.MODELS.items() if model is vocabulary_file.model)
    by_slug = {term.slug: term for term in vocabulary_file.model._default_manager.all()}
    for position, (line, row) in enumerate(_rows(folder / vocabulary_file.file), start=1):
        where = f"{folder / vocabulary_file.file}, line {line}"
        slug, parent = row["slug"], row.pop("parent", "")
        if parent and parent not in by_slug:
            raise SeedError(f"{where}: parent “{parent}” must stand above the terms that lie under it")
        values = _values(row, position=position * 10, where=where)
        term = by_slug.get(slug) or vocabulary_file.model(slug=slug)
        if hasattr(term, "parent_id"):
            values["parent_id"] = by_slug[parent].pk if parent else None
        by_slug[slug] = term
        term_names = names.pop((vocabulary_file.word, slug), {})
        yield _apply(facet, term, values, term_names, where)


def _apply(facet: str, term: Term, values: dict[str, Any], names: NamesOfTerm, where: str) -> SeededTerm:
    """Bring one term of a vocabulary up to the seeds."""
    is_new = term.pk is None
    before = dict(term.seeded)
    seen = before.get("fields", {})
    changed: set[str] = set()
    edited = False
    for name, value in values.items():
        stored = _plain(getattr(term, name))
        if is_new or (name in seen and stored == seen[name]) or (name not in seen and stored in (None, "")):
            if stored != _plain(value):
                changed.add(name)
            setattr(term, name, value)
        elif stored != _plain(value):
            edited = True
    term.seeded = {
        "fields": {name: _plain(value) for name, value in values.items()},
        "names": {**before.get("names", {}), **names},
    }
    try:
        term.full_clean(exclude=[] if is_new else ["slug"])
    except ValidationError as error:
        raise SeedError(f"{where}: {'; '.join(error.messages)}") from error
    if is_new or changed or term.seeded != before:
        term.save()
    names_changed = _apply_names(term, names, before.get("names", {}))
    if is_new:
        kind = TermChange.Kind.CREATED
        return SeededTerm("created", TermChange(vocabulary=facet, slug=term.slug, kind=kind))
    if changed or names_changed:
        return SeededTerm("updated", TermChange.of(facet, term, changed))
    return SeededTerm("edited" if edited else "same")


def _apply_names(term: Term, names: NamesOfTerm, seen: NamesOfTerm) -> bool:
    """Add names the seeds bring for the first time; correct those that still are as the seeds gave them."""
    existing = {_name_key(name.kind, name.language, name.name): name for name in names_of(term).all()}
    changed = False
    for key, period in names.items():
        used_from, used_until = (date.fromisoformat(day) if day else None for day in period)
        if key in existing:
            row = existing[key]
            is_as_seeded = [_plain(row.used_from), _plain(row.used_until)] == seen.get(key)
            if is_as_seeded and period != seen[key]:
                row.used_from, row.used_until = used_from, used_until
                row.save()
                changed = True
        elif key not in seen:
            kind, language, name = key.split("|", 2)
            names_of(term).create(
                kind=kind, language=language, name=name, used_from=used_from, used_until=used_until
            )
            changed = True
    return changed


def _names_by_term(folder: Path) -> Names:
    names: Names = defaultdict(dict)
    for line, row in _rows(folder / NAMES_FILE):
        where = f"{folder / NAMES_FILE}, line {line}"
        key = _name_key(row["kind"], row["language"] or DEFAULT, row["name"])
        period = [_plain(_first_day(row["from"], where)), _plain(_last_day(row["until"], where))]
        names[row["vocabulary"], row["term"]][key] = period
    return dict(names)


def _name_key(kind: str, language: str, name: str) -> str:
    return f"{kind}|{language}|{name}"


def _values(row: dict[str, str], *, position: int, where: str) -> dict[str, Any]:
    """A CSV row as field values: dates read, the host country looked up, the order of the file kept."""
    if odd := sorted(set(row) - COLUMNS):
        raise SeedError(f"{where}: no vocabulary has a column “{odd[0]}”")
    values: dict[str, Any] = {**row, "position": position}
    del values["slug"]
    for name in ("opened", "joined"):
        if name in values:
            values[name] = _first_day(values[name], where)
    if "closed" in values:
        values["closed"] = _last_day(values["closed"], where)
    if "country" in values:
        iso = values.pop("country")
        host = Country.objects.filter(iso=iso).first() if iso else None
        if iso and host is None:
            raise SeedError(f"{where}: no country with the ISO code “{iso}”")
        values["country_id"] = host.pk if host else None
    return values


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of a CSV file with its line number. Raises SeedError if it is missing or not whole."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if None in row or None in row.values():
                    raise SeedError(
                        f"{path}, line {reader.line_num}: expected {len(reader.fieldnames or ())} values"
                    )
                yield reader.line_num, {name: value.strip() for name, value in row.items()}
    except FileNotFoundError as error:
        raise SeedError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        raise SeedError(f"{path}: not UTF-8 ({error})") from error


def _first_day(text: str, where: str) -> date | None:
    """`2019`, `2019-03` or `2019-03-23` as the first day it can mean; None for nothing."""
    if not text:
        return None
    try:
        if not PARTIAL_DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    except ValueError as error:
        raise SeedError(f"{where}: “{text}” is not a date like 2019, 2019-03 or 2019-03-23") from error


def _last_day(text: str, where: str) -> date | None:
    """`2019`, `2019-03` or `2019-03-23` as the last day it can mean; None for nothing."""
    first = _first_day(text, where)
    if first is None or len(text) == 10:
        return first
    if len(text) == 4:
        return date(first.year, 12, 31)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _plain(value: object) -> object:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value
