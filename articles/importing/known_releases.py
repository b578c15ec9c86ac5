"""Rows of the releases that records may be: the source of a snapshot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.importing import fitness, release_pairs
from articles.importing.import_run import ImportRun
from articles.importing.record import Record
from articles.importing.snapshot import MOST_COMPARED, ImportSnapshot, KnownRelease
from articles.index import ledger
from articles.models import (
    Article,
    ArticleQuerySet,
    FilingLine,
    Provenance,
    ReleasePair,
    ReviewLink,
    Transition,
    UnsavedText,
)
from taxonomy.vocabulary import Vocabularies

Key = TypeVar("Key", int, str)
# Decisions about pairs of releases (`articles.editing.moves`) are no work on their texts.
PAIR_VERBS = ("merge", "complete", "separate", "keep-apart")


def read_snapshot(
    records: Sequence[Record], run: ImportRun, vocabularies: Vocabularies, *, takes_terms: bool
) -> ImportSnapshot:
    """Read the archive as `records` meet it: the same few queries for any number of them.

    Call it while the ledger is locked, so that it stays true until the decisions are applied. In a dry run
    what its earlier chunks would have left stands before what is stored.
    """
    digests = {record: record.digest for record in records}
    identities = {record.identity for record in records}
    stored = list(Provenance.objects.filter(identity__among=identities))
    rehearsed_before = {run.rehearsed[number].digest for number in run.rehearsed_with(identities)}
    met = {row.digest for row in stored} | rehearsed_before
    new = [record for record in records if digests[record] not in met and not fitness.unfit(record)]
    keys = {key for record in new for key in record.keys.around}
    rows = {row.release: row for row in (*stored, *_of_keys(keys))}
    by_identity = ((row.identity, row.release) for row in rows.values() if row.identity in identities)
    # Also by keys that no record has: of a dry run's later chunks one may.
    by_key = (
        (key, row.release)
        for row in rows.values()
        for key in (row.title_key, row.text_key)
        if key is not None
    )
    rehearsed = {number: run.rehearsed[number] for number in run.rehearsed_with(identities, keys)}
    return ImportSnapshot(
        rules=run.rules,
        vocabularies=vocabularies,
        releases=_stored_releases(rows.values(), run, vocabularies)
        | {number: run.with_claim(one, vocabularies) for number, one in rehearsed.items()},
        identities=_grouped(by_identity, identities, run.rehearsed_identities),
        keys=_grouped(by_key, keys, run.rehearsed_keys),
        places=_places(records, run),
        next_release=max(run.next_release, ledger.lock().last_release + 1),
        takes_terms=takes_terms,
        expected=_by_source(digests),
        apart=release_pairs.kept_apart({digests[record] for record in new}),
    )


def _of_keys(keys: Collection[int]) -> Iterator[Provenance]:
    """Yield the rows that have one of these keys, but for keys that too many share to say anything."""
    for column in ("title_key", "text_key"):
        counted = Provenance.objects.filter(**{f"{column}__among": keys}).order_by().values_list(column)
        telling = [key for key, _ in counted.annotate(Count("pk")).filter(pk__count__lte=MOST_COMPARED)]
        if not telling:
            continue
        yield from Provenance.objects.filter(**{f"{column}__among": telling})


def _grouped(
    pairs: Iterable[tuple[Key, int]], wanted: Collection[Key], rehearsed: Mapping[Key, tuple[int, ...]]
) -> dict[Key, tuple[int, ...]]:
    """Return the numbers of releases by identity or key, in order: those stored and those of a dry run."""
    groups: dict[Key, set[int]] = defaultdict(set)
    for key, release in pairs:
        groups[key].add(release)
    for key in wanted:
        if found := rehearsed.get(key):
            groups[key].update(found)
    return {key: tuple(sorted(group)) for key, group in groups.items()}


def _by_source(digests: Mapping[Record, str]) -> dict[str, set[str]]:
    by_source: dict[str, set[str]] = defaultdict(set)
    for record, digest in digests.items():
        by_source[record.source].add(digest)
    return by_source


def touched_releases(releases: Iterable[int] | QuerySet) -> set[int]:
    """Return those of `releases` that a person has changed, filed, moved, merged or translated."""
    editions = Article.objects.filter(release__in=releases).order_by()
    merged = ReleasePair.objects.filter(state=ReleasePair.State.MERGED)
    is_merged = Exists(merged.filter(kept=OuterRef("release")))
    is_translated = Exists(Article.objects.filter(translates=OuterRef("release")))
    return set(editions.filter(_touched() | is_merged | is_translated).values_list("release", flat=True))


def is_completed_by_imports(release: int) -> bool:
    """Return whether an import may complete a release: nobody has worked on it, or is at it."""
    return not Article.objects.filter(_touched() | _in_use(), release=release).exists()


def _touched() -> Q:
    moves = Transition.objects.filter(article=OuterRef("pk"), by__isnull=False)
    moved = Exists(moves.exclude(verb__in=PAIR_VERBS))
    # What is published is filed in place, which leaves no other trace.
    filed = Exists(FilingLine.objects.filter(article=OuterRef("pk"), batch__undone_at__isnull=True))
    return moved | filed | Q(changed_by__isnull=False)


def _in_use() -> Q:
    """Editions that somebody is at: a reviewer with an open link, an editor with unsaved text."""
    links = ReviewLink.objects.filter(
        article=OuterRef("pk"), revoked_at__isnull=True, expires_at__gt=timezone.now()
    )
    return Exists(links) | Exists(UnsavedText.objects.filter(article=OuterRef("pk")))


def _stored_releases(
    rows: Collection[Provenance], run: ImportRun, vocabularies: Vocabularies
) -> dict[int, KnownRelease]:
    if not rows:
        return {}
    merged = release_pairs.merged([row.release for row in rows])
    numbers = [*(row.release for row in rows), *merged.values()]
    editions = Article.objects.filter(release__in=numbers).order_by()
    public = set(editions.public(timezone.now()).values_list("release", flat=True))
    editing = _editing_of(editions)
    releases = {}
    for row in rows:
        release = KnownRelease(
            row.release,
            row.as_read,
            row.digest,
            vocabularies,
            is_public=merged.get(row.release, row.release) in public,
            is_deleted=row.release not in editing.existing,
            is_touched=row.release in editing.touched,
            is_in_use=row.release in editing.in_use,
            is_issued=row.release not in editing.in_preparation,
            merged_into=merged.get(row.release),
        )
        releases[row.release] = run.with_claim(release, vocabularies)
    return releases


@dataclass
class _Editing:
    """Releases that are there; those that people have touched or are at, and those in preparation."""

    existing: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    in_use: set[int] = field(default_factory=set)
    in_preparation: set[int] = field(default_factory=set)


def _editing_of(editions: ArticleQuerySet) -> _Editing:
    editing = _Editing()
    told = {
        "is_touched": ExpressionWrapper(_touched(), output_field=BooleanField()),
        "is_in_use": ExpressionWrapper(_in_use(), output_field=BooleanField()),
    }
    for release, state, is_touched, is_in_use in editions.annotate(**told).values_list(
        "release", "state", *told
    ):
        editing.existing.add(release)
        if is_touched:
            editing.touched.add(release)
        if is_in_use:
            editing.in_use.add(release)
        if state in Article.IN_PREPARATION:
            editing.in_preparation.add(release)
    return editing


def _places(records: Iterable[Record], run: ImportRun) -> dict[date, int]:
    """Return how many more releases the days of `records` take; a dry run counts those it would have made."""
    days = {record.date for record in records if record.date and not fitness.unfit(record)}
    return {day: left - run.rehearsed_days[day] for day, left in ledger.places_left(days).items()}
