"""The five vocabularies in memory: trees, names over time, and which term a label means.

A few hundred terms are read once a process and again when `VocabularyRevision` says that one changed,
so that a page asks the database one small question for all of them.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import transaction
from django.db.models import F, Model

from taxonomy.folding import fold_name, tokens_of
from taxonomy.models import (
    Country,
    FieldOfWork,
    Meeting,
    ReleaseType,
    Structure,
    Term,
    TermName,
    VocabularyRevision,
)

# The vocabularies by the name that listing parameters, seeds and reports use for them.
MODELS: dict[str, type[Model]] = {
    "type": ReleaseType,
    "structure": Structure,
    "field": FieldOfWork,
    "country": Country,
    "meeting": Meeting,
}


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of a term; `start` and `end` are the first and last day of its use, None when not known."""

    text: str
    kind: str
    language: str
    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as pages and the importer need it."""

    id: int
    slug: str
    name: str
    description: str
    parent_id: int | None
    depth: int
    url: str
    names: tuple[KnownName, ...]
    kind: str = ""
    country_id: int | None = None
    opened: date | None = None
    closed: date | None = None
    iso: str = ""
    reviewed: bool = True

    def name_on(self, day: date) -> str:
        """The name in use on `day`: a former name when its period is known to cover the day."""
        for name in self.names:
            if name.kind == TermName.Kind.FORMER and name.end and name.language == "en" and name.covers(day):
                return name.text
        return self.name

    def is_closed(self, day: date) -> bool:
        """Whether the body's last day lies before `day`."""
        return self.closed is not None and self.closed < day

    def label(self, day: date) -> str:
        """The name as lists show it on `day`: "(closed)" behind what no longer exists."""
        return f"{self.name} (closed)" if self.is_closed(day) else self.name

    @property
    def former_names(self) -> list[KnownName]:
        return [name for name in self.names if name.kind == TermName.Kind.FORMER]

    @property
    def abbreviations(self) -> list[str]:
        return [
            name.text for name in self.names
            if name.kind == TermName.Kind.ABBREVIATION and name.language == "en"
        ]  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """One vocabulary: its entries in the order of its tree, parents before their children."""

    entries: tuple[Entry, ...]
    by_id: dict[int, Entry] = field(repr=False)
    by_slug: dict[str, Entry] = field(repr=False)
    by_label: dict[str, tuple[tuple[Entry, KnownName | None], ...]] = field(repr=False)
    children: dict[int | None, tuple[Entry, ...]] = field(repr=False)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @cached_property
    def _labels(self) -> dict[date, tuple[tuple[str, str, int], ...]]:
        return {}

    def labels_on(self, day: date) -> tuple[tuple[str, str, int], ...]:
        """Slug, label on `day` and depth of every entry; worked out once a day, for every listing shows them."""
        if day not in self._labels:
            self._labels.clear()
            self._labels[day] = tuple((entry.slug, entry.label(day), entry.depth) for entry in self.entries)
        return self._labels[day]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {entry.id: place for place, entry in enumerate(self.entries)}

    def in_order(self, ids: Iterable[int]) -> list[Entry]:
        """The entries with these ids, those there are, in the order of the tree."""
        known = [self.by_id[id_] for id_ in ids if id_ in self.by_id]
        return sorted(known, key=lambda entry: self._places[entry.id])

    def lineage(self, entry: Entry) -> Iterator[Entry]:
        """`entry`, its parent, and so on up to the root."""
        step: Entry | None = entry
        while step:
            yield step
            step = self.by_id.get(step.parent_id)

    def resolve(self, label: str, day: date | None = None) -> Entry | None:
        """The term that `label` meant on `day`, or None when no term or more than one could be meant.

        Current names win over former names and other labels; of several former uses, the one whose
        period covers the day.
        """
        known = self.by_label.get(fold_name(label), ())
        current = {entry.id: entry for entry, name in known if name is None}
        in_use = {
            entry.id: entry
            for entry, name in known
            if name is not None and day is not None and name.covers(day)
        }
        ever = {entry.id: entry for entry, _ in known}
        for candidates in (current, in_use, ever):
            if len(candidates) == 1:
                return next(iter(candidates.values()))
        return None


@dataclass(frozen=True)
class Vocabularies:
    """All five as they were at revision `revision`."""

    revision: int
    type: Vocabulary
    structure: Vocabulary
    field: Vocabulary
    country: Vocabulary
    meeting: Vocabulary

    def __getitem__(self, name: str) -> Vocabulary:
        return getattr(self, name)

    @cached_property
    def names_by_word(self) -> dict[str, list[tuple[str, Entry, tuple[str, ...]]]]:
        """For each folded word of any name a term has or had: the facet, the term and the words of that name."""
        found: dict[str, list[tuple[str, Entry, tuple[str, ...]]]] = defaultdict(list)
        for facet in MODELS:
            for entry in self[facet]:
                for name in {entry.name, *(name.text for name in entry.names)}:
                    words = tokens_of(name)
                    for word in set(words):
                        found[word].append((facet, entry, words))
        return dict(found)


def dated_label(term: Entry | Term, day: date) -> str:
    """The name as choices show it on `day`: "(closed 2009)" behind what no longer exists."""
    closed = getattr(term, "closed", None)
    return f"{term.name} (closed {closed.year})" if closed and closed < day else term.name


_lock = threading.Lock()
_read: Vocabularies | None = None


def current(revision: int | None = None) -> Vocabularies:
    """The vocabularies as the database has them now: one query when nothing changed, eleven when something did.

    Whoever has asked for the `revision` already gives it, which saves that query.
    """
    global _read
    if revision is None:
        revision = VocabularyRevision.objects.values_list("number", flat=True).first() or 0
    known = _read
    if known is not None and known.revision == revision:
        return known
    with _lock:
        if _read is None or _read.revision != revision:
            _read = Vocabularies(revision=revision, **{name: _load(model) for name, model in MODELS.items()})
        return _read


def remembered() -> Vocabularies:
    """The vocabularies as this process read them last, which asks the database nothing.

    A change of a moment ago may be missing: for hints, never for what a page or an import decides.
    """
    return _read or current()


def forget() -> None:
    """Drop what was read; the next `current()` reads the database."""
    global _read
    _read = None


def record_change() -> None:
    """Tell every process that terms have changed. Call it in the transaction that changes them."""
    with transaction.atomic():
        if not VocabularyRevision.objects.filter(pk=1).update(number=F("number") + 1):
            VocabularyRevision.objects.create(pk=1, number=1)


def _load(model: type[Model]) -> Vocabulary:
    names: dict[int, list[KnownName]] = defaultdict(list)
    rows = model.names.rel.related_model.objects.order_by("used_from", "name")
    for term_id, *facts in rows.values_list("term_id", "name", "kind", "language", "used_from", "used_until"):
        names[term_id].append(KnownName(*facts))

    below: dict[int | None, list[Model]] = defaultdict(list)
    for term in model.objects.order_by("position", "name"):
        below[getattr(term, "parent_id", None)].append(term)

    entries = tuple(_walk(below, names, parent_id=None, depth=0))
    return Vocabulary(
        entries=entries,
        by_id={entry.id: entry for entry in entries},
        by_slug={entry.slug: entry for entry in entries},
        by_label=_labels(entries),
        children=_children(entries),
    )


def _walk(below, names, *, parent_id: int | None, depth: int) -> Iterator[Entry]:
    for term in below[parent_id]:
        yield Entry(
            id=term.pk,
            slug=term.slug,
            name=term.name,
            description=term.description,
            parent_id=parent_id,
            depth=depth,
            url=term.get_absolute_url() if hasattr(term, "get_absolute_url") else "",
            names=tuple(names[term.pk]),
            kind=getattr(term, "kind", getattr(term, "status", "")),
            country_id=getattr(term, "country_id", None),
            opened=getattr(term, "opened", getattr(term, "joined", None)),
            closed=getattr(term, "closed", None),
            iso=getattr(term, "iso", ""),
            reviewed=term.reviewed,
        )
        yield from _walk(below, names, parent_id=term.pk, depth=depth + 1)


def _labels(entries: Iterable[Entry]) -> dict[str, tuple[tuple[Entry, KnownName | None], ...]]:
    found: dict[str, list[tuple[Entry, KnownName | None]]] = defaultdict(list)
    for entry in entries:
        found[fold_name(entry.name)].append((entry, None))
        for name in entry.names:
            found[fold_name(name.text)].append((entry, name))
    return {label: tuple(uses) for label, uses in found.items()}


def _children(entries: Iterable[Entry]) -> dict[int | None, tuple[Entry, ...]]:
    found: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.parent_id].append(entry)
    return {parent: tuple(group) for parent, group in found.items()}
