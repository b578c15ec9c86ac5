"""Filing many editions under other terms in one go, and undoing it.

Filing is not text: a published edition gets and loses terms in place, without a new edition. For an edition in
preparation it is a change like any other: whoever made it cannot approve it, and what was approved is submitted again.
Everything works through the tables between, a chunk of editions at a time, with the same number of queries for each.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles import ledger, publication, rights
from articles.filing import FIELDS
from articles.models import Article, ArticleQuerySet, FilingBatch, FilingLine
from articles.workflow import NotPossible, record_refiling
from taxonomy import vocabulary

CHUNK = 1_000
# The ids of terms and tags by facet, like {"structure": {3, 4}, "tag": {9}}.
Terms = Mapping[str, Collection[int]]
# Which edition is filed under which term of a facet.
Pairs = dict[str, set[tuple[int, int]]]


@dataclass(frozen=True)
class Plan:
    """What a change would do: of so many editions, how many change, and how many of those were published."""

    editions: int
    changed: int
    published: int
    refused: int


@dataclass(frozen=True)
class Undone:
    """What undoing did: terms given back or taken away again, and those that others had changed meanwhile."""

    restored: int
    changed_meanwhile: int


def plan(editions: ArticleQuerySet, add: Terms, remove: Terms, *, by: AbstractUser) -> Plan:
    """What `refile` would do with those of `editions` that `by` may file; `refused` are the others."""
    total = editions.count()
    states = _states(rights.filed_by(by, editions))
    changed = {article for chunk in _chunks(states) for article, *_ in _lines(chunk, add, remove)}
    published = sum(states[article] in Article.ISSUED for article in changed)
    return Plan(len(states), len(changed), published, total - len(states))


@transaction.atomic
def refile(editions: ArticleQuerySet, add: Terms, remove: Terms, *, by: AbstractUser) -> FilingBatch | None:
    """File `editions` under the terms of `add` and take them from those of `remove`, the published ones in place.

    Returns the record of what it changed, which `undo` takes; None when nothing was to change. Raises NotPossible
    when `by` may not file one of them, or when a term is to be both added and removed.
    """
    ledger.lock()
    _refuse_both(add, remove)
    # A list of the desk may join and sort; only plain rows can be locked.
    states = _states(Article.objects.filter(pk__in=editions.order_by().values("pk")).select_for_update())
    _refuse_others(states, by)
    batch = FilingBatch(by=by, said=describe(add, remove), editions=0)
    changed: set[int] = set()
    for chunk in _chunks(states):
        lines = _lines(chunk, add, remove)
        if lines and batch.pk is None:
            batch.save()
        _write(lines)
        FilingLine.objects.bulk_create(
            FilingLine(batch=batch, article_id=article, facet=facet, term=term, is_added=is_added)
            for article, facet, term, is_added in lines
        )
        changed |= _record(lines, by=by)
    if not changed:
        return None
    batch.editions = len(changed)
    batch.save(update_fields=["editions"])
    publication.record_filing([pk for pk in changed if states[pk] in Article.ISSUED])
    return batch


@transaction.atomic
def undo(batch: FilingBatch, *, by: AbstractUser) -> Undone:
    """Take back exactly what `batch` did, where it still stands; what was changed again meanwhile stays as it is.

    Raises NotPossible when it is undone already, or when `by` may not file one of its editions.
    """
    ledger.lock()
    batch = FilingBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise NotPossible("This change of filing is undone already.")
    states = _states(
        Article.objects.filter(pk__in=batch.lines.order_by().values("article")).select_for_update()
    )
    _refuse_others(states, by)
    changed: set[int] = set()
    restored = meanwhile = 0
    for chunk in _chunks(states):
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
    publication.record_filing([pk for pk in changed if states[pk] in Article.ISSUED])
    return Undone(restored, meanwhile)


def describe(add: Terms, remove: Terms) -> str:
    """A change in words: "Filed under Secretariat, drones; taken from Forests"."""
    parts = [("filed under", add), ("taken from", remove)]
    said = [f"{verb} {', '.join(names)}" for verb, terms in parts if (names := _names(terms))]
    whole = "; ".join(said)
    return whole[:1].upper() + whole[1:]


def _names(terms: Terms) -> list[str]:
    return [
        str(term)
        for facet, ids in terms.items()
        if ids
        for term in _model(facet).objects.filter(pk__in=ids).order_by("name")
    ]


def _model(facet: str) -> type[Model]:
    return Tag if facet == "tag" else vocabulary.MODELS[facet]


def _states(editions: ArticleQuerySet) -> dict[int, str]:
    return dict(editions.order_by("pk").values_list("pk", "state"))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ids = list(ids)
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _refuse_both(add: Terms, remove: Terms) -> None:
    if any(set(ids) & set(remove.get(facet, ())) for facet, ids in add.items()):
        raise NotPossible("A term cannot be added and taken away at once.")


def _refuse_others(states: Mapping[int, str], by: AbstractUser) -> None:
    reasons = []
    found = set(states.values())
    if found & set(Article.IN_PREPARATION) and not rights.may_file(by, published=False):
        reasons.append(f"{by.get_username()} lacks the right to change editions in preparation.")
    if found & set(Article.ISSUED) and not rights.may_file(by, published=True):
        reasons.append(
            f"{by.get_username()} lacks the right to publish, which filing published editions needs."
        )
    if reasons:
        raise NotPossible(*reasons)


def _table(facet: str) -> tuple[type[Model], str, str, dict[str, int]]:
    """The table between editions and the terms of a facet: its columns for both, and what else its rows say."""
    if facet == "tag":
        article_type = ContentType.objects.get_for_model(Article).pk
        return TaggedItem, "object_id", "tag_id", {"content_type_id": article_type}
    name, column = FIELDS[facet]
    return getattr(Article, name).through, "article_id", column, {}


def _pairs(chunk: Sequence[int], terms: Terms) -> Pairs:
    """Which of these editions are filed under which of `terms` now: a query a facet."""
    pairs: Pairs = defaultdict(set)
    for facet, ids in terms.items():
        if ids:
            table, article, term, facts = _table(facet)
            rows = table.objects.filter(**{f"{article}__in": chunk, f"{term}__in": ids}, **facts)
            pairs[facet] = set(rows.values_list(article, term))
    return pairs


def _existing(terms: Terms) -> dict[str, set[int]]:
    return {
        facet: set(_model(facet).objects.filter(pk__in=ids).values_list("pk", flat=True))
        for facet, ids in terms.items()
    }


def _lines(chunk: Sequence[int], add: Terms, remove: Terms) -> list[tuple[int, str, int, bool]]:
    """What is to change in these editions: the edition, the facet, the term, and whether it is added."""
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
    """Write what is to change into the tables between: rows of a term are deleted together, rows of a facet made."""
    new, gone = defaultdict(list), defaultdict(list)
    for article, facet, term, is_added in lines:
        if is_added:
            new[facet].append((article, term))
        else:
            gone[facet, term].append(article)
    for facet, pairs in new.items():
        table, article_column, term_column, facts = _table(facet)
        table.objects.bulk_create(
            table(**{article_column: article, term_column: term}, **facts) for article, term in pairs
        )
    for (facet, term), articles in gone.items():
        table, article_column, term_column, facts = _table(facet)
        table.objects.filter(**{f"{article_column}__in": articles, term_column: term}, **facts).delete()


def _record(lines: Sequence[tuple[int, str, int, bool]], *, by: AbstractUser) -> set[int]:
    """Those in preparation count as changed; returns the ids of all that were."""
    changed = {article for article, *_ in lines}
    if changed:
        record_refiling(list(changed), by=by)
    return changed
