"""The five vocabularies in memory: trees, names over time, and which term a label means.

A few hundred terms are read once a process and again when `VocabularyRevision` says that one changed,
so that a page asks the database one small question for all of them.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple, Self

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from taxonomy import interface
from taxonomy.folding import fold_name, tokens_of
from taxonomy.languages import DEFAULT, LANGUAGES
from taxonomy.models import (
    Country,
    FieldOfWork,
    Meeting,
    ReleaseType,
    Structure,
    Term,
    TermChange,
    TermName,
    VocabularyRevision,
)

# The vocabularies by the name that listing parameters, seeds and reports use for them.
MODELS: dict[str, type[Term]] = {
    "type": ReleaseType,
    "structure": Structure,
    "field": FieldOfWork,
    "country": Country,
    "meeting": Meeting,
}
# Releases are filed under so many different combinations of terms; rarer ones are put together again.
COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name of a term; `start` and `end` are the first and last day of its use, None when not known."""

    text: str
    kind: str
    language: str
    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        """Return whether the name was in use on `day`, as far as its period is known."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term as pages and the importer need it.

    `path` is that of its page in the site's own language, "" for a term without one. `url` is the same, and
    `local_name` today's name, in the language that the vocabulary is in.
    """

    id: int
    slug: str
    name: str
    description: str
    parent_id: int | None
    depth: int
    path: str
    url: str
    local_name: str
    names: tuple[NameEntry, ...]
    kind: str = ""
    country_id: int | None = None
    opened: date | None = None
    closed: date | None = None
    iso: str = ""
    reviewed: bool = True
    # Former names whose last day is known.
    dated_names: tuple[NameEntry, ...] = ()
    # Today's name in other languages, by their codes.
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)

    def in_active_language(self) -> Self:
        """Return the term as a page in the active language of the interface shows it."""
        local_name = self.translations.get(interface.language(), self.name)
        return replace(self, url=interface.localised(self.path), local_name=local_name)

    def name_on(self, day: date) -> str:
        """The name in use on `day`: a former name when its period is known to cover the day."""
        return self._former_name_on(day) or self.name

    def local_name_on(self, day: date) -> str:
        """The same in the language of the vocabulary; former names are known in the site's own only."""
        return self._former_name_on(day) or self.local_name

    def _former_name_on(self, day: date) -> str:
        if not self.dated_names:
            return ""
        return next((name.text for name in self.dated_names if name.covers(day)), "")

    def is_closed(self, day: date) -> bool:
        """Return whether the body's last day lies before `day`."""
        return self.closed is not None and self.closed < day

    def label(self, day: date) -> str:
        """The name as lists show it on `day`: "(closed)" behind what no longer exists."""
        return f"{self.local_name} ({closed_word()})" if self.is_closed(day) else self.local_name

    @property
    def former_names(self) -> list[NameEntry]:
        """Names that the term had before, in the order of their periods."""
        return [name for name in self.names if name.kind == TermName.Kind.FORMER]

    @property
    def abbreviations(self) -> list[str]:
        """Abbreviations in the language of the site."""
        return [
            name.text for name in self.names
            if name.kind == TermName.Kind.ABBREVIATION and name.language == DEFAULT
        ]  # fmt: skip


def closed_word() -> str:
    """Return the word of the interface for a body that no longer exists: "closed"."""
    return (LANGUAGES[interface.language()].closed or LANGUAGES[DEFAULT].closed)[0]


class NamedTerm(NamedTuple):
    """A term by its slug and the name that it had on some day."""

    slug: str
    name: str


@dataclass(frozen=True)
class Vocabulary:
    """One vocabulary: its entries in the order of its tree, parents before their children."""

    entries: tuple[TermEntry, ...]
    by_id: dict[int, TermEntry] = field(repr=False)
    by_slug: dict[str, TermEntry] = field(repr=False)
    by_label: dict[str, tuple[tuple[TermEntry, NameEntry | None], ...]] = field(repr=False)
    children: dict[int | None, tuple[TermEntry, ...]] = field(repr=False)

    def __iter__(self) -> Iterator[TermEntry]:
        return iter(self.entries)

    @classmethod
    def of(cls, entries: Iterable[TermEntry]) -> Self:
        """Return the vocabulary of these entries, which come in the order of its tree."""
        entries = tuple(entries)
        return cls(
            entries=entries,
            by_id={entry.id: entry for entry in entries},
            by_slug={entry.slug: entry for entry in entries},
            by_label=_labels(entries),
            children=_children(entries),
        )

    @cached_property
    def _labels(self) -> dict[date, tuple[tuple[str, str, int], ...]]:
        return {}

    def labels_on(self, day: date) -> tuple[tuple[str, str, int], ...]:
        """Slug, label on `day` and depth of every entry; made once a day: listings show them."""
        labels = self._labels.get(day)
        if labels is None:
            self._labels.clear()
            labels = tuple((entry.slug, entry.label(day), entry.depth) for entry in self.entries)
            self._labels[day] = labels
        return labels

    @cached_property
    def _places(self) -> dict[int, int]:
        return {entry.id: place for place, entry in enumerate(self.entries)}

    def in_order(self, ids: Iterable[int]) -> list[TermEntry]:
        """The entries with these ids, those there are, in the order of the tree."""
        by_id, places = self.by_id, self._places
        entries = [by_id[id_] for id_ in ids if id_ in by_id]
        if len(entries) > 1:
            entries.sort(key=lambda entry: places[entry.id])
        return entries

    @cached_property
    def _renamed(self) -> frozenset[int]:
        """The ids of terms that were called otherwise on days that are known."""
        return frozenset(entry.id for entry in self.entries if entry.dated_names)

    @cached_property
    def _named(self) -> Callable[[tuple[int, ...], date | None], tuple[NamedTerm, ...]]:
        """Terms by ids and, where one of them was renamed, by day: the same few are asked again and again."""

        @lru_cache(maxsize=COMBINATIONS)
        def named(ids: tuple[int, ...], day: date | None) -> tuple[NamedTerm, ...]:
            return tuple(
                [
                    NamedTerm(entry.slug, entry.name_on(day) if day else entry.name)
                    for entry in self.in_order(ids)
                ]
            )

        return named

    def named_on(self, ids: Collection[int], day: date) -> tuple[NamedTerm, ...]:
        """The terms with these ids, those there are, by their names on `day`, in the order of the tree."""
        return self._named(tuple(ids), None if self._renamed.isdisjoint(ids) else day)

    def lineage(self, entry: TermEntry) -> Iterator[TermEntry]:
        """`entry`, its parent, and so on up to the root."""
        step: TermEntry | None = entry
        while step:
            yield step
            step = self.by_id.get(step.parent_id) if step.parent_id else None

    def resolve(self, label: str, day: date | None = None) -> TermEntry | None:
        """The term that `label` meant on `day`, or None when no term or more than one could be meant.

        Current names win over former names and other labels; of several former uses, the one whose
        period covers the day.
        """
        uses = self.by_label.get(fold_name(label), ())
        current = {entry.id: entry for entry, name in uses if name is None}
        in_use = {
            entry.id: entry
            for entry, name in uses
            if name is not None and day is not None and name.covers(day)
        }
        ever = {entry.id: entry for entry, _ in uses}
        for candidates in (current, in_use, ever):
            if len(candidates) == 1:
                return next(iter(candidates.values()))
        return None


@dataclass(frozen=True)
class Vocabularies:
    """All five as they were at revision `revision`, in one language of the interface."""

    revision: int
    type: Vocabulary
    structure: Vocabulary
    field: Vocabulary
    country: Vocabulary
    meeting: Vocabulary

    def __getitem__(self, name: str) -> Vocabulary:
        return getattr(self, name)

    def in_active_language(self) -> Self:
        """Return the same vocabularies as pages in the active language of the interface show them."""
        vocabularies = {
            name: Vocabulary.of(entry.in_active_language() for entry in self[name]) for name in MODELS
        }
        return type(self)(self.revision, **vocabularies)

    @cached_property
    def last_change(self) -> int:
        """The id of the last change of a term, at this revision or since; 0 without any: one query, once."""
        return TermChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    @cached_property
    def names_by_word(self) -> dict[str, list[tuple[str, TermEntry, tuple[str, ...]]]]:
        """For each folded word of any name that a term has or had: facet, term and the words of that name."""
        by_word: dict[str, list[tuple[str, TermEntry, tuple[str, ...]]]] = defaultdict(list)
        for facet in MODELS:
            for entry in self[facet]:
                for name in {entry.name, *(name.text for name in entry.names)}:
                    words = tokens_of(name)
                    for word in set(words):
                        by_word[word].append((facet, entry, words))
        return dict(by_word)


def dated_label(term: TermEntry | Term, day: date) -> str:
    """The name as choices show it on `day`: "(closed 2009)" behind what no longer exists."""
    closed = getattr(term, "closed", None)
    return f"{term.name} (closed {closed.year})" if closed and closed < day else term.name


_lock = threading.Lock()
# As last read, by the language they are in: of one revision, that of the site's own language first.
_read: dict[str, Vocabularies] = {}


def current(revision: int | None = None) -> Vocabularies:
    """The vocabularies as the database has them now: one query, eleven more when something changed.

    They are in the active language of the interface. Pass `revision` if you already have the last one; it
    saves a query.
    """
    if revision is None:
        revision = last_revision()
    language = interface.language()
    latest = _read.get(language)
    if latest is not None and latest.revision == revision:
        return latest
    with _lock:
        return _in_language(language, _in_own_language(revision))


def _in_own_language(revision: int) -> Vocabularies:
    latest = _read.get(DEFAULT)
    if latest is None or latest.revision != revision:
        with override(settings.LANGUAGE_CODE):  # of the paths
            latest = Vocabularies(revision, **{name: _load(model) for name, model in MODELS.items()})
        _read[DEFAULT] = latest
    return latest


def _in_language(language: str, own: Vocabularies) -> Vocabularies:
    latest = _read.get(language)
    if latest is None or latest.revision != own.revision:
        latest = _read[language] = own.in_active_language()
    return latest


def last_revision() -> int:
    """The number of the last change of any term: one query."""
    return VocabularyRevision.objects.values_list("number", flat=True).first() or 0


def cached() -> Vocabularies:
    """The vocabularies as this process read them last, which asks the database nothing.

    A change of a moment ago may be missing: for hints, never for what a page or an import decides.
    """
    return _read.get(interface.language()) or current()


def forget() -> None:
    """Drop what was read; the next `current()` reads the database."""
    _read.clear()


def record_change(changes: Iterable[TermChange] = ()) -> None:
    """Tell every process that terms have changed, and followers of the vocabularies how.

    Call it in the transaction that changes them. The lock of the revision puts `changes` in the order of
    commits.
    """
    with transaction.atomic():
        if not VocabularyRevision.objects.filter(pk=1).update(number=F("number") + 1):
            VocabularyRevision.objects.create(pk=1, number=1)
        TermChange.objects.bulk_create(changes)


def _load(model: type[Term]) -> Vocabulary:
    names: dict[int, list[NameEntry]] = defaultdict(list)
    relation = next(relation for relation in model._meta.related_objects if relation.name == "names")
    labels: dict[tuple[int, str], list[tuple[bool, int, str]]] = defaultdict(list)
    rows = relation.related_model._default_manager.order_by("used_from", "name")
    columns = "pk", "term_id", "name", "kind", "language", "used_from", "used_until"
    for pk, term_id, *facts in rows.values_list(*columns):
        name = NameEntry(*facts)
        names[term_id].append(name)
        if name.kind == TermName.Kind.LABEL and name.language != DEFAULT:
            labels[term_id, name.language].append((_names_organisation(name), pk, name.text))
    # Of several labels in a language the first that was written down is the usual one; names on this site
    # leave the organisation's out.
    translations: dict[int, dict[str, str]] = defaultdict(dict)
    for (term_id, language), candidates in labels.items():
        translations[term_id][language] = min(candidates)[-1]

    below: dict[int | None, list[Term]] = defaultdict(list)
    for term in model._default_manager.order_by("position", "name"):
        below[getattr(term, "parent_id", None)].append(term)

    return Vocabulary.of(_walk(below, names, translations, parent_id=None, depth=0))


def _names_organisation(name: NameEntry) -> bool:
    language = LANGUAGES.get(name.language)
    return language is not None and any(word in name.text for word in language.organisation)


def _walk(
    below: Mapping[int | None, list[Term]],
    names: Mapping[int, list[NameEntry]],
    translations: Mapping[int, Mapping[str, str]],
    *,
    parent_id: int | None,
    depth: int,
) -> Iterator[TermEntry]:
    for term in below[parent_id]:
        path = term.get_absolute_url() if hasattr(term, "get_absolute_url") else ""
        yield TermEntry(
            id=term.pk,
            slug=term.slug,
            name=term.name,
            description=term.description,
            parent_id=parent_id,
            depth=depth,
            path=path,
            url=path,
            local_name=term.name,
            names=tuple(names[term.pk]),
            kind=getattr(term, "kind", getattr(term, "status", "")),
            country_id=getattr(term, "country_id", None),
            opened=getattr(term, "opened", getattr(term, "joined", None)),
            closed=getattr(term, "closed", None),
            iso=getattr(term, "iso", ""),
            reviewed=term.reviewed,
            dated_names=tuple(
                name
                for name in names[term.pk]
                if name.kind == TermName.Kind.FORMER and name.end and name.language == DEFAULT
            ),
            translations=translations[term.pk],
        )
        yield from _walk(below, names, translations, parent_id=term.pk, depth=depth + 1)


def _labels(entries: Iterable[TermEntry]) -> dict[str, tuple[tuple[TermEntry, NameEntry | None], ...]]:
    uses_of: dict[str, list[tuple[TermEntry, NameEntry | None]]] = defaultdict(list)
    for entry in entries:
        uses_of[fold_name(entry.name)].append((entry, None))
        for name in entry.names:
            uses_of[fold_name(name.text)].append((entry, name))
    return {label: tuple(uses) for label, uses in uses_of.items()}


def _children(entries: Iterable[TermEntry]) -> dict[int | None, tuple[TermEntry, ...]]:
    groups: dict[int | None, list[TermEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.parent_id].append(entry)
    return {parent: tuple(group) for parent, group in groups.items()}
