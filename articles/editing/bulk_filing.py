"""Filing many editions under other terms in one go, and undoing it.

Filing is not text: a published edition gets and loses terms in place, without a new edition. In preparation
approvals stay, unless FOUR_EYES_FOR_FILING says that a change of filing needs a second pair of eyes.
Everything works through the tables between, a chunk of editions at a time, with the same number of queries
for each.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles.editing import permissions
from articles.editing.workflow import NotPossible, record_refiling
from articles.index import ledger, updates
from articles.models import Article, ArticleQuerySet, FilingBatch, FilingLine
from articles.models.filing import RELATIONS
from taxonomy import vocabulary

CHUNK = 1_000
NOT_AS_SEEN = "What would change is not what it was: look at the new numbers."
# The ids of terms and tags by facet, like {"structure": {3, 4}, "tag": {9}}.
Terms = Mapping[str, Collection[int]]
# Which edition is filed under which term of a facet.
Pairs = dict[str, set[tuple[int, int]]]


class Standing(NamedTuple):
    """The present state of an edition."""

    state: str
    version: int


@dataclass(frozen=True)
class Plan:
    """The effect of a change: of so many editions, how many change, and how many of those are published.

    `digest` stands for what was seen: these editions, each at its version, and which of them change.
    """

    editions: int
    changed: int
    published: int
    refused: int
    digest: str = field(default="", compare=False)


@dataclass(frozen=True)
class FilingUndo:
    """The result of `undo`: terms given back or taken away again, and those that others had changed."""

    restored: int
    changed_meanwhile: int


def plan(editions: ArticleQuerySet, add: Terms, remove: Terms, *, by: User) -> Plan:
    """The effect of `refile` on those of `editions` that `by` may file; `refused` are the others."""
    total = editions.count()
    standings = _standings(permissions.filed_by(by, editions))
    changed = {article for chunk in _chunks(standings) for article, *_ in _lines(chunk, add, remove)}
    published = sum(standings[article].state in Article.ISSUED for article in changed)
    return Plan(len(standings), len(changed), published, total - len(standings), _digest(standings, changed))


@transaction.atomic
def refile(
    editions: ArticleQuerySet, add: Terms, remove: Terms, *, by: User, seen: str = ""
) -> FilingBatch | None:
    """File `editions` under the terms of `add`, no longer under those of `remove`; published ones in place.

    Returns the record of what it changed, which `undo` takes; None when nothing was to change. Raises
    NotPossible when `by` may not file one of them, when a term is to be both added and removed, or when what
    would change is not what a page has shown: `seen` is the digest of its plan.
    """
    ledger.lock()
    _refuse_both(add, remove)
    # A list of the desk may join and sort; only plain rows can be locked.
    standings = _standings(
        Article.objects.filter(pk__in=editions.order_by().values("pk")).select_for_update()
    )
    _refuse_others(standings, by)
    batch = FilingBatch(by=by, description=describe(add, remove), editions=0)
    changed: set[int] = set()
    for chunk in _chunks(standings):
        lines = _lines(chunk, add, remove)
        if lines and batch.pk is None:
            batch.save()
        _write(lines)
        FilingLine.objects.bulk_create(
            FilingLine(batch=batch, article_id=article, facet=facet, term=term, is_added=is_added)
            for article, facet, term, is_added in lines
        )
        changed |= _record(lines, by=by)
    if seen and seen != _digest(standings, changed):
        raise NotPossible(NOT_AS_SEEN)
    if not changed:
        return None
    batch.editions = len(changed)
    batch.save(update_fields=["editions"])
    updates.record_filing([pk for pk in changed if standings[pk].state in Article.ISSUED])
    return batch


@transaction.atomic
def undo(batch: FilingBatch, *, by: User) -> FilingUndo:
    """Undo the changes of `batch`, except those that somebody has changed again since.

    Raises NotPossible when it is undone already, or when `by` may not file one of its editions.
    """
    ledger.lock()
    batch = FilingBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise NotPossible("This change of filing is undone already.")
    standings = _standings(
        Article.objects.filter(pk__in=batch.lines.order_by().values("article")).select_for_update()
    )
    _refuse_others(standings, by)
    changed: set[int] = set()
    restored = meanwhile = 0
    for chunk in _chunks(standings):
        lines = list(batch.lines.filter(article__in=chunk))
        terms = defaultdict(set)
        for line in lines:
            terms[line.facet].add(line.term)
        now, there = _pairs(chunk, terms), _existing(terms)
        back = [
            (line.article_id, line.facet, line.term, not line.is_added)
            for line in lines
            if line.term in there[line.facet]
            and ((line.article_id, line.term) in now[line.facet]) == line.is_added
        ]
        _write(back)
        restored += len(back)
        meanwhile += len(lines) - len(back)
        changed |= _record(back, by=by)
    batch.undone_by, batch.undone_at = by, timezone.now()
    batch.save(update_fields=["undone_by", "undone_at"])
    updates.record_filing([pk for pk in changed if standings[pk].state in Article.ISSUED])
    return FilingUndo(restored, meanwhile)


def describe(add: Terms, remove: Terms) -> str:
    """A change in words: "Filed under Secretariat, drones; taken from Forests"."""
    parts = [("filed under", add), ("taken from", remove)]
    phrases = [f"{verb} {', '.join(names)}" for verb, terms in parts if (names := _names(terms))]
    whole = "; ".join(phrases)
    return whole[:1].upper() + whole[1:]


def _names(terms: Terms) -> list[str]:
    return [
        str(term)
        for facet, ids in terms.items()
        if ids
        for term in _terms_of(facet).filter(pk__in=ids).order_by("name")
    ]


def _terms_of(facet: str) -> QuerySet:
    return QuerySet(Tag if facet == "tag" else vocabulary.MODELS[facet])


def _standings(editions: ArticleQuerySet) -> dict[int, Standing]:
    rows = editions.order_by("pk").values_list("pk", "state", "lock_version")
    return {pk: Standing(state, version) for pk, state, version in rows}


def _digest(standings: Mapping[int, Standing], changed: Collection[int]) -> str:
    lines = (f"{pk} {standing.version} {pk in changed}\n" for pk, standing in standings.items())
    return blake2b("".join(lines).encode(), digest_size=12).hexdigest()


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ids = list(ids)
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _refuse_both(add: Terms, remove: Terms) -> None:
    if any(set(ids) & set(remove.get(facet, ())) for facet, ids in add.items()):
        raise NotPossible("A term cannot be added and taken away at once.")


def _refuse_others(standings: Mapping[int, Standing], by: User) -> None:
    reasons = []
    states = {standing.state for standing in standings.values()}
    if states & set(Article.IN_PREPARATION) and not permissions.may_file(by, published=False):
        reasons.append(f"{by} lacks the right to change editions in preparation.")
    if states & set(Article.ISSUED) and not permissions.may_file(by, published=True):
        reasons.append(f"{by} lacks the right to publish, which filing published editions needs.")
    if reasons:
        raise NotPossible(*reasons)


class FilingTable(NamedTuple):
    """The table between editions and the terms of a facet: its columns for both, other values of its rows."""

    rows: QuerySet[Any]
    article: str
    term: str
    values: dict[str, int]


def _table(facet: str) -> FilingTable:
    if facet == "tag":
        article_type = ContentType.objects.get_for_model(Article).pk
        return FilingTable(QuerySet(TaggedItem), "object_id", "tag_id", {"content_type_id": article_type})
    relation = RELATIONS[facet]
    return FilingTable(QuerySet(relation.table), "article_id", relation.column, {})


def _pairs(chunk: Sequence[int], terms: Terms) -> Pairs:
    """The pairs of these editions and `terms` that are filed now: a query a facet."""
    pairs: Pairs = defaultdict(set)
    for facet, ids in terms.items():
        if ids:
            table = _table(facet)
            rows = table.rows.filter(
                **{f"{table.article}__in": chunk, f"{table.term}__in": ids}, **table.values
            )
            pairs[facet] = set(rows.values_list(table.article, table.term))
    return pairs


def _existing(terms: Terms) -> dict[str, set[int]]:
    return {
        facet: set(_terms_of(facet).filter(pk__in=ids).values_list("pk", flat=True))
        for facet, ids in terms.items()
    }


def _lines(chunk: Sequence[int], add: Terms, remove: Terms) -> list[tuple[int, str, int, bool]]:
    """The changes to make in these editions: the edition, the facet, the term, and whether it is added."""
    wanted = {facet: {*add.get(facet, ()), *remove.get(facet, ())} for facet in {*add, *remove}}
    now = _pairs(chunk, wanted)
    return [
        (article, facet, term, is_added)
        for is_added, terms in ((True, add), (False, remove))
        for facet, ids in terms.items()
        for term in ids
        for article in chunk
        if ((article, term) in now[facet]) != is_added
    ]


def _write(lines: Sequence[tuple[int, str, int, bool]]) -> None:
    """Write these changes: a query for the new rows of a facet, one for the lost rows of a term."""
    new, gone = defaultdict(list), defaultdict(list)
    for article, facet, term, is_added in lines:
        if is_added:
            new[facet].append((article, term))
        else:
            gone[facet, term].append(article)
    for facet, pairs in new.items():
        table = _table(facet)
        table.rows.bulk_create(
            table.rows.model(**{table.article: article, table.term: term}, **table.values)
            for article, term in pairs
        )
    for (facet, term), articles in gone.items():
        table = _table(facet)
        table.rows.filter(**{f"{table.article}__in": articles, table.term: term}, **table.values).delete()


def _record(lines: Sequence[tuple[int, str, int, bool]], *, by: User) -> set[int]:
    """Record the changed editions, and return their ids; those in preparation count as changed by `by`."""
    changed = {article for article, *_ in lines}
    if changed:
        record_refiling(list(changed), by=by)
    return changed
