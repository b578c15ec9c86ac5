"""From labels as read to terms: what a record is filed under, and what it names that nobody knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from articles.importing.formats.lines import split_values
from articles.importing.record import Problem, Record
from taxonomy.folding import fold_name
from taxonomy.vocabulary import Entry, Vocabularies, Vocabulary

VOCABULARY_NAMES = {
    "type": "content type", "structure": "structure", "field": "field of work",
    "country": "country", "meeting": "meeting",
}  # fmt: skip
# A name with commas in it comes out of a list in pieces; no known name has more than this many.
MOST_PIECES = 4


@dataclass(frozen=True)
class Resolved:
    """A record with its terms, by vocabulary and in the order of its labels.

    `unknown` are (vocabulary, label) pairs that no term answers to. `tags` are locations and collections
    that are neither a country nor a meeting: they are kept as free tags.
    """

    record: Record
    terms: dict[str, tuple[Entry, ...]]
    unknown: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    problems: tuple[Problem, ...]

    def filed_under(self) -> dict[str, set[str]]:
        """What tells two records apart: the terms by vocabulary, and the labels that none answers to."""
        filed = {name: {entry.slug for entry in entries} for name, entries in self.terms.items()}
        for name, label in self.unknown:
            filed[name].add(f"?{fold_name(label)}")
        return filed

    def slugs(self) -> dict[str, list[str]]:
        """The terms' slugs by vocabulary, as reports and provenance keep them."""
        return {name: [entry.slug for entry in entries] for name, entries in self.terms.items()}


def recognise(record: Record, vocabularies: Vocabularies) -> Record:
    """The record with labels nobody knows understood by their values, where the known label is missing.

    A page in a language, or of a year, whose labels are in no table still names bodies and fields that have terms:
    if all values behind a label are structures, it says where; if all are fields of work, it says what.
    """
    for label, text in record.extra:
        values = split_values(text)
        for name, vocabulary in (("where", vocabularies.structure), ("what", vocabularies.field)):
            is_missing = not getattr(record, name)
            if is_missing and values and all(vocabulary.resolve(value, record.date) for value in values):
                extra = tuple(pair for pair in record.extra if pair != (label, text))
                record = replace(record, extra=extra, **{name: values})
                break
    return record


def resolve(record: Record, vocabularies: Vocabularies) -> Resolved:
    """The terms that the labels of `record` meant on its publishing date.

    Field operations bring their host country along, so that a country's page shows what was done there.
    """
    day = record.date
    types, unknown_types = _terms([record.type] if record.type else [], vocabularies.type, day)
    structures, unknown_structures = _terms(record.where, vocabularies.structure, day)
    fields, unknown_fields = _terms(record.what, vocabularies.field, day)
    countries, elsewhere = _terms(record.locations, vocabularies.country, day)
    meetings, unknown_meetings = _terms(record.collections, vocabularies.meeting, day)
    hosts = [vocabularies.country.by_id[entry.country_id] for entry in structures if entry.country_id]
    unknown = (
        *(("type", label) for label in unknown_types),
        *(("structure", label) for label in unknown_structures),
        *(("field", label) for label in unknown_fields),
    )
    return Resolved(
        record=record,
        terms={
            "type": tuple(types),
            "structure": tuple(structures),
            "field": tuple(fields),
            "country": tuple(dict.fromkeys((*countries, *hosts))),
            "meeting": tuple(meetings),
        },
        unknown=unknown,
        tags=tuple(dict.fromkeys((*elsewhere, *unknown_meetings))),
        problems=tuple(
            Problem("unknown-term", f"No {VOCABULARY_NAMES[name]} is called “{label}”.")
            for name, label in unknown
        ),
    )


def _terms(labels: Sequence[str], vocabulary: Vocabulary, day: date | None) -> tuple[list[Entry], list[str]]:
    """The terms that labels stand for, each once, and the labels that stand for none."""
    found: dict[int, Entry] = {}
    unknown = []
    for label, entry in _pieced_together(labels, vocabulary, day):
        if entry is None:
            unknown.append(label)
        else:
            found[entry.id] = entry
    return list(found.values()), unknown


def _pieced_together(
    labels: Sequence[str], vocabulary: Vocabulary, day: date | None
) -> Iterator[tuple[str, Entry | None]]:
    """Each label with its term; neighbours that are one name only together come as one."""
    start = 0
    while start < len(labels):
        for stop in range(min(len(labels), start + MOST_PIECES), start, -1):
            label = ", ".join(labels[start:stop])
            entry = vocabulary.resolve(label, day)
            if entry is not None:
                break
        else:
            label, stop = labels[start], start + 1
        yield label, entry
        start = stop
