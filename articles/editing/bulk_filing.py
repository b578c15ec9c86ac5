"""Filing many editions under other terms in one go, or as another type or language, and undoing it.

Filing is not text: a published edition gets and loses terms in place, without a new edition. In preparation
approvals stay, unless FOUR_EYES_FOR_FILING says that a change of filing needs a second pair of eyes; another
type or language always does. A chunk of editions at a time, with the same number of queries for each.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.editing import permissions, translations
from articles.editing.filing_tables import COLUMNS, Line, Value, Values, existing, names, pairs, write
from articles.editing.workflow import NotPossible, record_refiling
from articles.editing.workflow.transitions import raise_any
from articles.index import ledger, search, updates
from articles.models import Article, ArticleQuerySet, FilingBatch, FilingLine
from articles.models.facets import FACETS, ChangeKind

CHUNK = 1_000
# So many releases a plan names.
MOST_NAMED = 30
NOT_AS_SEEN = "What would change is not what it was: look at the new numbers."
Terms = Values


class Standing(NamedTuple):
    """The present state of an edition."""

    state: str
    version: int


@dataclass(frozen=True)
class Plan:
    """The effect of a change: of so many editions, how many change, and how many of those are published.

    `digest` stands for what was seen: these editions, each at its version, and which of them change. `first`
    are the ids of the first MOST_NAMED of those.
    """

    editions: int
    changed: int
    published: int
    refused: int
    digest: str = field(default="", compare=False)
    first: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class FilingUndo:
    """The result of `undo`: terms given back or taken away again, and those that others had changed."""

    restored: int
    changed_meanwhile: int


def plan(editions: ArticleQuerySet, add: Terms, remove: Terms, *, by: User) -> Plan:
    """The effect of `refile` on those of `editions` that `by` may file; `refused` are the others."""
    total = editions.count()
    standings = _standings(permissions.filed_by(by, editions))
    changed = {line.article for chunk in _chunks(standings) for line in _lines(chunk, add, remove)}
    published = sum(standings[article].state in Article.ISSUED for article in changed)
    digest, first = _digest(standings, changed), tuple(sorted(changed)[-MOST_NAMED:])
    return Plan(len(standings), len(changed), published, total - len(standings), digest, first)


@transaction.atomic
def refile(
    editions: ArticleQuerySet, add: Terms, remove: Terms, *, by: User, seen: str = ""
) -> FilingBatch | None:
    """File `editions` under the terms of `add`, no longer under those of `remove`; published ones in place.

    Returns the record of what it changed, which `undo` takes; None when nothing was to change. Raises
    NotPossible when `by` may not file one of them, when a term is to be both added and removed, when what
    would change is not what a page has shown (`seen` is the digest of its plan), or when a set of
    translations would have two releases in one language.
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
        write(lines)
        FilingLine.objects.bulk_create(_stored(batch, line) for line in lines)
        changed |= _record(lines, by=by)
    if seen and seen != _digest(standings, changed):
        raise NotPossible(NOT_AS_SEEN)
    if not changed:
        return None
    batch.editions = len(changed)
    batch.save(update_fields=["editions"])
    updates.record_filing([pk for pk in changed if standings[pk].state in Article.ISSUED])
    if "language" in add:
        _settle_languages(batch, changed)
    return batch


@transaction.atomic
def undo(batch: FilingBatch, *, by: User) -> FilingUndo:
    """Undo the changes of `batch`, except those that somebody has changed again since.

    Raises NotPossible when it is undone already, when `by` may not file one of its editions, or when a set of
    translations would have two releases in one language.
    """
    ledger.lock()
    batch = FilingBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise NotPossible("This change of filing is undone already.")
    if not batch.lines.exists():
        raise NotPossible("A tag gets its old name back on its own page: rename it again.")
    standings = _standings(
        Article.objects.filter(pk__in=batch.lines.order_by().values("article")).select_for_update()
    )
    _refuse_others(standings, by)
    changed: set[int] = set()
    restored = meanwhile = 0
    for chunk in _chunks(standings):
        lines = [_line(row) for row in batch.lines.filter(article__in=chunk)]
        values: dict[str, set[Value]] = defaultdict(set)
        for line in lines:
            values[line.facet].add(line.value)
        now, there = pairs(chunk, values), existing(values)
        back = [
            line._replace(is_added=not line.is_added)
            for line in lines
            if line.value in there[line.facet]
            and ((line.article, line.value) in now[line.facet]) == line.is_added
        ]
        write(back)
        restored += len(back)
        meanwhile += len(lines) - len(back)
        changed |= _record(back, by=by)
    batch.undone_by, batch.undone_at = by, timezone.now()
    batch.save(update_fields=["undone_by", "undone_at"])
    updates.record_filing([pk for pk in changed if standings[pk].state in Article.ISSUED])
    if batch.lines.filter(facet="language").exists():
        _settle_languages(batch, changed)
    return FilingUndo(restored, meanwhile)


def describe(add: Terms, remove: Terms) -> str:
    """A change in words: "Filed under Secretariat, drones; taken from Forests"."""
    # Of type and language an edition has one: it loses whatever it had.
    lost = {facet: values for facet, values in remove.items() if facet not in COLUMNS}
    parts = [("filed under", add), ("taken from", lost)]
    phrases = [f"{verb} {', '.join(called)}" for verb, values in parts if (called := names(values))]
    whole = "; ".join(phrases)
    return whole[:1].upper() + whole[1:]


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


def _lines(chunk: Sequence[int], add: Terms, remove: Terms) -> list[Line]:
    """The changes to make in these editions."""
    wanted = {facet: {*add.get(facet, ()), *remove.get(facet, ())} for facet in {*add, *remove}}
    now = pairs(chunk, wanted)
    return [
        Line(article, facet, value, is_added)
        for is_added, terms in ((True, add), (False, remove))
        for facet, values in terms.items()
        for value in values
        for article in chunk
        if ((article, value) in now[facet]) != is_added
    ]


def _stored(batch: FilingBatch, line: Line) -> FilingLine:
    """The row that stands for a change; the code of a language is no id."""
    term, code = (0, line.value) if isinstance(line.value, str) else (line.value, "")
    values = {"facet": line.facet, "term": term, "code": code, "is_added": line.is_added}
    return FilingLine(batch=batch, article_id=line.article, **values)


def _line(row: FilingLine) -> Line:
    return Line(row.article_id, row.facet, row.code or row.term, row.is_added)


def _settle_languages(batch: FilingBatch, changed: Collection[int]) -> None:
    """Refuse two releases of one language in a set of translations, and bring the index up to date."""
    filed = batch.lines.filter(facet="language").values("article")
    raise_any(translations.refusals_of_languages(Article.objects.filter(pk__in=filed)))
    _index_anew(changed)


def _index_anew(articles: Collection[int]) -> None:
    """Bring the index up to date for these editions: the endings of words depend on the language."""
    for chunk in _chunks(articles):
        search.index(Article.objects.filter(pk__in=chunk, position__isnull=False))


def _record(lines: Sequence[Line], *, by: User) -> set[int]:
    """Record the changed editions, and return their ids; those in preparation count as changed by `by`."""
    changed = {line.article for line in lines}
    reworded = {line.article for line in lines if FACETS[line.facet].change is ChangeKind.WORDS}
    for kind, articles in ((ChangeKind.WORDS, reworded), (ChangeKind.FILING, changed - reworded)):
        if articles:
            record_refiling(sorted(articles), by=by, kind=kind)
    return changed
