"""Rows of releases as plain values: what an undo puts aside, and what it writes back.

Of each release: its editions with type, terms, tags and transitions, and its provenance. Rows have the ids
that they had, so that whatever names them finds them again; terms are named by slugs, which never change.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from taggit.models import Tag, TaggedItem

from articles.index import ledger
from articles.models import Article, Provenance, Transition
from articles.models.filing import FILED_KINDS, RELATIONS, filings_of
from taxonomy import vocabulary
from taxonomy.vocabulary import TermEntry

# The rows of one release: `editions`, each with what belongs to it, and `provenance`.
Rows = dict[str, Any]
Row = TypeVar("Row", bound=Model)
TYPE = "release_type_id"
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Article: tuple(field.attname for field in Article._meta.concrete_fields if field.attname != TYPE),
    Transition: tuple(field.attname for field in Transition._meta.concrete_fields),
    Provenance: tuple(field.attname for field in Provenance._meta.concrete_fields),
}
# About the row, not about the release: a version only rises, so that a page that was opened before never
# saves over what was written since; a place in the order may have been given to another release.
ABOUT_THE_ROW = ("lock_version", "recorded_at", "position")
UPDATED = [field.name for field in Article._meta.concrete_fields if field.name not in ("id", "recorded_at")]


def read(releases: Collection[int]) -> dict[int, Rows]:
    """Return the rows of these releases, of those that are there, by number: a handful of queries."""
    return {release: json.loads(text) for release, text in read_texts(releases).items()}


def read_texts(releases: Collection[int]) -> dict[int, str]:
    """Return the same as JSON texts."""
    editions = Article.objects.filter(release__in=releases).order_by("release", "edition")
    found = list(editions.values(*COLUMNS[Article], TYPE))
    ids = [edition["id"] for edition in found]
    filings = filings_of(ids, FILED_KINDS)
    terms = vocabulary.current()
    transitions: dict[int, list[dict]] = defaultdict(list)
    for row in Transition.objects.filter(article__in=ids).order_by("pk").values(*COLUMNS[Transition]):
        transitions[row["article_id"]].append(row)
    rows: dict[int, Rows] = {}
    for edition in found:
        filing, type_id = filings[edition["id"]], edition.pop(TYPE)
        edition["type"] = terms.type.by_id[type_id].slug if type_id else None
        edition["terms"] = {
            name: sorted(terms[name].by_id[term].slug for term in filing.terms[name]) for name in RELATIONS
        }
        edition["tags"] = [tag.name for tag in filing.tags]
        edition["transitions"] = transitions[edition["id"]]
        rows.setdefault(edition["release"], {"editions": [], "provenance": []})["editions"].append(edition)
    for row in Provenance.objects.filter(release__in=rows).values(*COLUMNS[Provenance]):
        rows[row["release"]]["provenance"].append(row)
    return {release: json.dumps(of, default=_plain) for release, of in rows.items()}


def digest(rows: Rows) -> str:
    """A fingerprint of the rows of a release, the same whenever they say the same of it."""
    editions = [{**edition, **dict.fromkeys(ABOUT_THE_ROW)} for edition in rows["editions"]]
    content = json.dumps({**rows, "editions": editions}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def write(releases: Iterable[Rows]) -> list[Article]:
    """Write these rows in the place of what their releases have; returns the editions.

    Terms that are gone by now are left out; a place in the order of its day that another release has taken
    becomes the next free one. Call it while the ledger is locked. Raises DayIsFull.
    """
    releases = list(releases)
    rows = [edition for of_release in releases for edition in of_release["editions"]]
    types = vocabulary.current().type.by_slug
    articles = [_article(row, types) for row in rows]
    ids = [article.pk for article in articles]
    versions = dict(Article.objects.filter(pk__in=ids).values_list("pk", "lock_version"))
    for article in articles:
        article.lock_version = max(versions.get(article.pk, 0), article.lock_version) + 1
    _find_places(articles)
    _clear(ids, {row["release"] for row in rows})
    Article.objects.bulk_create(
        articles, batch_size=100, update_conflicts=True, unique_fields=["id"], update_fields=UPDATED
    )
    _write_filing(rows)
    transitions = (_row(Transition, row) for edition in rows for row in edition["transitions"])
    Transition.objects.bulk_create(transitions, batch_size=500)
    provenance = (_row(Provenance, row) for of_release in releases for row in of_release["provenance"])
    Provenance.objects.bulk_create(provenance, batch_size=500)
    return articles


def without_place(releases: Iterable[Rows]) -> dict[int, str]:
    """Return those of these releases that `write` would find no place for, by number, each with the reason.

    Others have taken their places meanwhile, and their day is full. Call it while the ledger is locked.
    """
    placed = {
        edition["position"]: (rows["editions"][0]["release"], date.fromisoformat(edition["publishing_date"]))
        for rows in releases
        for edition in rows["editions"]
        if edition["position"] is not None
    }
    own = {release for release, _ in placed.values()}
    others = Article.objects.filter(position__in=placed).exclude(release__in=own)
    moved = sorted(placed[position] for position in others.values_list("position", flat=True))
    left = ledger.places_left({day for _, day in moved})
    reasons: dict[int, str] = {}
    for release, day in moved:
        left[day] -= 1
        if left[day] < 0:
            reasons[release] = f"Its day, {day:%d %B %Y}, is full by now: there is no place for it."
    return reasons


def _clear(editions: Sequence[int], releases: Collection[int]) -> None:
    """Delete what belongs to these editions (ids), and the provenance of these releases."""
    for relation in RELATIONS.values():
        relation.table._default_manager.filter(article__in=editions).delete()
    article_type = ContentType.objects.get_for_model(Article)
    TaggedItem.objects.filter(content_type=article_type, object_id__in=editions).delete()
    Transition.objects.filter(article__in=editions).delete()
    Provenance.objects.filter(release__in=releases).delete()


def _find_places(articles: Sequence[Article]) -> None:
    """Give each edition a place in the order that no other release has taken meanwhile."""
    positions = [article.position for article in articles if article.position is not None]
    others = Article.objects.filter(position__in=positions).exclude(pk__in=[one.pk for one in articles])
    taken = set(others.values_list("position", flat=True))
    moved = [article for article in articles if article.position in taken]
    days = [article.publishing_date for article in moved if article.publishing_date]
    for article, position in zip(moved, ledger.take_positions(days), strict=True):
        article.position = position


def _write_filing(rows: Sequence[Mapping[str, Any]]) -> None:
    terms = vocabulary.current()
    for name, relation in RELATIONS.items():
        by_slug = terms[name].by_slug
        relation.table._default_manager.bulk_create(
            (
                relation.table(article_id=row["id"], **{relation.column: by_slug[slug].id})
                for row in rows
                for slug in row["terms"][name]
                if slug in by_slug
            ),
            batch_size=1000,
        )
    names = {name for row in rows for name in row["tags"]}
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    for name in sorted(names - tags.keys()):
        tags[name] = Tag.objects.create(name=name)
    article_type = ContentType.objects.get_for_model(Article)
    TaggedItem.objects.bulk_create(
        (
            TaggedItem(tag=tags[name], content_type=article_type, object_id=row["id"])
            for row in rows
            for name in row["tags"]
        ),
        batch_size=1000,
    )


def _article(row: Mapping[str, Any], types: Mapping[str, TermEntry]) -> Article:
    article = _row(Article, row)
    kind = types.get(row["type"])
    article.release_type_id = kind.id if kind else None
    return article


def _row(model: type[Row], values: Mapping[str, Any]) -> Row:
    """A row of these values; a column that the values do not have, being newer, has its default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(values[name]) for name in COLUMNS[model] if name in values})


def _plain(value: date | datetime) -> str:
    return value.isoformat()
