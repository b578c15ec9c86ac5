"""From labels as read to terms: what a record is filed under, and what it names that nobody knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from articles.importing import record_linkage
from articles.importing.formats.lines import split_values
from articles.importing.record import Problem, Record
from articles.models.facets import OF_MANY_TERMS, OF_TERMS
from taxonomy.folding import LONGEST_NAME, fold_name
from taxonomy.vocabulary import MODELS, TermEntry, Vocabularies, Vocabulary

# Facets whose labels are known by their values.
RECOGNISED = {
    name: facet for name, facet in OF_MANY_TERMS.items() if facet.record_field and not facet.unknown_are_tags
}
# A name with commas in it comes out of a list in pieces; no known name has more than this many.
MOST_PIECES = 4


@dataclass(frozen=True)
class Resolved:
    """A record with its terms, by vocabulary and in the order of its labels.

    `unknown` are (vocabulary, label) pairs of unknown labels. `tags` are those of the record,
    and locations and collections that are neither a country nor a meeting.
    """

    record: Record
    terms: dict[str, tuple[TermEntry, ...]]
    unknown: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def day(self) -> date:
        """The publishing date of a record that has one."""
        if self.record.date is None:
            raise ValueError(f"{self.record.source}, line {self.record.line} has no publishing date")
        return self.record.date

    @property
    def identity(self) -> str:
        """The identity that all records of one release share."""
        return self.record.identity

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The facts of the record as JSON."""
        return self.record.stored()

    @property
    def digest(self) -> str:
        """A fingerprint of everything the record says."""
        return self.record.digest

    @cached_property
    def account(self) -> record_linkage.Account:
        """The facts that are compared with those of a release in the archive."""
        return record_linkage.Account(self.stored, self.filed_under())

    @property
    def keys(self) -> record_linkage.Keys:
        """The keys by which releases are found that it may be in spite of another title or day."""
        return self.record.keys

    def filed_under(self) -> dict[str, set[str]]:
        """The facts that distinguish two records: the terms by vocabulary, and the unknown labels."""
        filed = {name: {entry.slug for entry in entries} for name, entries in self.terms.items()}
        for name, label in self.unknown:
            filed[name].add(f"?{fold_name(label)}")
        return filed

    def slugs(self) -> dict[str, list[str]]:
        """The terms' slugs by vocabulary, as reports and provenance keep them."""
        return {name: [entry.slug for entry in entries] for name, entries in self.terms.items()}


def recognise(record: Record, vocabularies: Vocabularies) -> Record:
    """The record with labels nobody knows understood by their values, where the known label is missing.

    A page in a language, or of a year, whose labels are in no table still names bodies and fields that have
    terms: a label stands for "where" if all its values are structures, for "what" if all are fields of work.
    """
    for label, text in record.extra:
        values = split_values(text)
        for name, facet in RECOGNISED.items():
            vocabulary, is_missing = vocabularies[name], not getattr(record, facet.record_field)
            if is_missing and values and all(vocabulary.resolve(value, record.date) for value in values):
                extra = tuple(pair for pair in record.extra if pair != (label, text))
                changes: dict[str, Any] = {"extra": extra, facet.record_field: values}
                record = replace(record, **changes)
                break
    return record


def resolve(record: Record, vocabularies: Vocabularies) -> Resolved:
    """The terms that the labels of `record` meant on its publishing date.

    Field operations bring their host country along, so that a country's page shows what was done there.
    """
    terms: dict[str, tuple[TermEntry, ...]] = {}
    unknown: list[tuple[str, str]] = []
    tags = list(record.tags)
    for name, facet in OF_TERMS.items():
        entries, others = _terms(_labels(record, facet.record_field), vocabularies[name], record.date)
        terms[name] = tuple(entries)
        if facet.unknown_are_tags:
            tags += others
        else:
            unknown += ((name, label) for label in others)
    countries = vocabularies["country"].by_id
    hosts = (countries[entry.country_id] for entry in terms["structure"] if entry.country_id)
    terms["country"] = tuple(dict.fromkeys((*terms["country"], *hosts)))
    return Resolved(
        record=record,
        terms=terms,
        unknown=tuple(unknown),
        tags=tuple(dict.fromkeys(tags)),
        problems=tuple(
            Problem("unknown-term", f"No {MODELS[name]._meta.verbose_name} is called “{label}”.")
            for name, label in unknown
        ),
    )


def _labels(record: Record, field: str) -> Sequence[str]:
    """Return the labels that stand in one field of a record, "" for none: a list, or a single one."""
    labels = getattr(record, field) if field else None
    return [labels] if isinstance(labels, str) else labels or ()


def _terms(
    labels: Sequence[str], vocabulary: Vocabulary, day: date | None
) -> tuple[list[TermEntry], list[str]]:
    """The terms that labels stand for, each once, and the labels that stand for none."""
    terms: dict[int, TermEntry] = {}
    unknown = []
    for label, entry in _pieced_together(labels, vocabulary, day):
        if entry is None:
            unknown.append(label)
        else:
            terms[entry.id] = entry
    return list(terms.values()), unknown


def _pieced_together(
    labels: Sequence[str], vocabulary: Vocabulary, day: date | None
) -> Iterator[tuple[str, TermEntry | None]]:
    """Each label with its term; neighbours that are one name only together come as one."""
    start = 0
    while start < len(labels):
        for stop in range(min(len(labels), start + MOST_PIECES), start, -1):
            label = ", ".join(labels[start:stop])
            entry = vocabulary.resolve(label, day) if len(label) <= LONGEST_NAME else None
            if entry is not None:
                break
        else:
            label, stop = labels[start], start + 1
        yield label, entry
        start = stop
