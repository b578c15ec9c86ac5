"""Releases that were taken back from readers, as a feed goes on naming them to those who hold them."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from articles.index.compiled_queries import PreparedRows
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article, Transition
from articles.models.facets import FACETS, Facet, ValueKind
from taxonomy.vocabulary import Vocabulary

# A search looks for its notices among so many withdrawn releases that have its words, the newest.
MOST_FOUND = 1_000
WITHDRAW = "withdraw"
# The edition is read because the rows are in its order.
_COLUMNS = ("pk", "release", "position", "taken_back_at", "withdrawal_reason", "edition")
# Of one release several editions can have been taken back.
EDITIONS_OF_ONE = 3


@dataclass(frozen=True, slots=True)
class Removal:
    """A release that readers no longer see, or only with a notice: its last edition, and since when.

    `position` is its place in the order of all releases. `reason` is for readers, empty when it was
    unpublished.
    """

    pk: int
    release: int
    position: int
    at: datetime
    reason: str

    @property
    def is_withdrawn(self) -> bool:
        """Return whether readers may still open its page, and read there why it was withdrawn."""
        return bool(self.reason)


def removals_of(query: ReleaseQuery, snapshot: RequestSnapshot) -> list[Removal]:
    """Return the releases under the filters of `query` that were taken back, the oldest first: one query.

    The words of a search are not looked at: readers may drop what they never had. An archive of decades has
    thousands of them.
    """
    removals = _removals(_dated(_taken_back(_narrowing(query, snapshot), snapshot.now)).order_by("edition"))
    return sorted(removals.values(), key=lambda removal: removal.position)


def latest_removals(
    query: ReleaseQuery, snapshot: RequestSnapshot, since: datetime, most: int
) -> list[Removal]:
    """Return at most so many of them that were taken back after `since`, the latest first: one query."""
    latest = _latest(_narrowing(query, snapshot), most * EDITIONS_OF_ONE)(snapshot.now, since)
    return sorted(_removals(reversed(latest)).values(), key=lambda removal: removal.at, reverse=True)[:most]


def count_removals(query: ReleaseQuery, snapshot: RequestSnapshot) -> int:
    """Return the number of releases under the filters of `query` that were taken back: one query."""
    return sum(number for (number,) in _count(_narrowing(query, snapshot))(snapshot.now))


def notices(removals: Sequence[Removal], query: ReleaseQuery, snapshot: RequestSnapshot) -> Sequence[Removal]:
    """Return those of `removals` that a feed of `query` has entries for: of a search, those that it finds.

    Only withdrawn releases are found. The words of an unpublished release are nobody's to find.
    """
    if not query.words or not removals:
        return removals
    found = set(snapshot.find_withdrawn(replace(query, rows=MOST_FOUND, sort="newest")).ids)
    return [removal for removal in removals if removal.pk in found]


# The conditions of a query's filters and days.
Narrowing = tuple[tuple[str, Hashable], ...]


@lru_cache(maxsize=200)
def _latest(narrowing: Narrowing, most: int) -> PreparedRows:
    """Return the query for the rows of what was taken back by `now` and after `since`, the latest first."""

    def build(now: datetime, since: datetime) -> QuerySet[Article, tuple[Any, ...]]:
        withdrawn = Transition.objects.filter(verb=WITHDRAW, at__gt=since).values("article")
        # Those of an import have no move, and are taken back as long as they are there.
        is_recent = Q(public_until__gt=since) | Q(pk__in=withdrawn) | Q(public_at__gt=since)
        return _dated(_taken_back(narrowing, now).filter(is_recent), since)[:most]

    return PreparedRows(build, datetime, datetime)


@lru_cache(maxsize=200)
def _count(narrowing: Narrowing) -> PreparedRows:
    """Return the query for the number of releases that were taken back by `now`."""

    def build(now: datetime) -> QuerySet[Article, tuple[Any, ...]]:
        editions = _taken_back(narrowing, now).order_by().annotate(all=Value(1)).values("all")
        return editions.annotate(releases=Count("release", distinct=True)).values_list("releases")

    return PreparedRows(build, datetime)


def _taken_back(narrowing: Narrowing, now: datetime) -> QuerySet[Article]:
    editions = Article.objects.taken_back(now)
    for condition in narrowing:
        editions = editions.filter(condition)
    return editions


def _dated(editions: QuerySet[Article], since: datetime | None = None) -> QuerySet[Article, tuple[Any, ...]]:
    """Return editions as rows, not as objects, with the instants at which they were taken back.

    If `since` is given, only those that were taken back later; the latest come first.
    """
    moves = Transition.objects.filter(article=OuterRef("pk"), verb=WITHDRAW).order_by("-at", "-pk")
    at = Case(
        When(withdrawal_reason="", then=Coalesce("public_until", "public_at")),
        default=Coalesce(Subquery(moves.values("at")[:1]), "public_at"),
    )
    dated = editions.annotate(taken_back_at=at)
    if since:
        dated = dated.filter(taken_back_at__gt=since)
    return dated.order_by("-taken_back_at", "-edition").values_list(*_COLUMNS).distinct()


def _removals(rows: Iterable[tuple[Any, ...]]) -> dict[int, Removal]:
    """Return the removals of rows, of which the last one of a release counts, by release."""
    return {
        release: Removal(pk, release, position, at, reason) for pk, release, position, at, reason, _ in rows
    }


def _narrowing(query: ReleaseQuery, snapshot: RequestSnapshot) -> Narrowing:
    """Return what the filters and days of `query` let through, as the catalogue does."""
    narrowing: list[tuple[str, Hashable]] = [
        (_lookup(FACETS[name]), tuple(_column_values(FACETS[name], values, snapshot)))
        for name, values in query.filters.items()
    ]
    if query.issued_from:
        narrowing.append(("publishing_date__gte", query.issued_from))
    if query.issued_to:
        narrowing.append(("publishing_date__lte", query.issued_to))
    return tuple(narrowing)


def _lookup(facet: Facet) -> str:
    match facet.value:
        case ValueKind.TAGS:
            return f"{facet.name}__slug__in"
        case ValueKind.DAY:
            return f"{facet.name}__year__in"
    return f"{facet.name}__in"


def _column_values(facet: Facet, values: Iterable[str | int], snapshot: RequestSnapshot) -> list[str | int]:
    """Return what the column of a facet holds for these values: the ids of terms and of those below them."""
    if facet.value not in (ValueKind.TERM, ValueKind.TERMS):
        return list(values)
    return _ids_below(snapshot.vocabularies[facet.facet], set(values))


def _ids_below(vocabulary: Vocabulary, slugs: set[str | int]) -> list[str | int]:
    return [entry.id for entry in vocabulary if any(step.slug in slugs for step in vocabulary.lineage(entry))]
