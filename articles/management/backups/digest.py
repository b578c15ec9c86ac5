"""The digest of the archive: one SHA-256 over all its content in canonical order, the same on both databases.

Content is: the terms with their names over time; every edition with its fields, terms, tags, pictures,
documents and transitions; the redirects; where imported releases came from. Rows are named by slugs, user
names and digests of files, never by ids. Left out is what is derived (search index, renditions), accounts,
sessions, the records of the desk, and when a row was stored or imported: the same captures give the same
archive on any day. A backup holds all that too, and the drill counts its rows.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.functions import Collate
from taggit.models import TaggedItem

from articles.models import (
    Article,
    Attachment,
    AttachmentFile,
    Picture,
    PictureFile,
    Provenance,
    Redirect,
    Transition,
)
from articles.models.filing import RELATIONS
from taxonomy.vocabulary import MODELS

# Editions that are in memory at once.
CHUNK = 1_000
# By which of its fields a row is named, where another row refers to it.
NAMED_BY: dict[type[Model], str] = {
    get_user_model(): "username",
    PictureFile: "digest",
    AttachmentFile: "digest",
    **dict.fromkeys(MODELS.values(), "slug"),
}
# Rows of an edition, by the word for them. Its provenance tells of its import.
PARTS = {
    "pictures": Picture.objects.all(),
    "attachments": Attachment.objects.all(),
    "transitions": Transition.objects.exclude(verb="import"),
}
# About the rows, not about the archive.
NOT_CONTENT = {"recorded_at", "lock_version", "seeded", "batch"}
# The collation that sorts by code points.
BY_CODE_POINTS = {"sqlite": "BINARY", "postgresql": "C"}

Line = dict[str, object]


def archive_digest(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the digest of the archive in the database `using`, in hexadecimal.

    Call it within a snapshot of the database, so that it is of one state.
    """
    return digest_of(lines(using))


def digest_of(lines: Iterable[Line]) -> str:
    """The digest of these lines, in hexadecimal."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(_written(line).encode() + b"\n")
    return digest.hexdigest()


def lines(using: str) -> Iterator[Line]:
    """All content, a line for each term, edition, redirect and provenance, always in the same order."""
    for facet, model in MODELS.items():
        yield from _terms(facet, model, using)
    yield from _editions(using)
    collation = BY_CODE_POINTS[connections[using].vendor]
    redirects = Redirect.objects.using(using).order_by(Collate("old", collation))
    yield from _rows("redirect", redirects)
    yield from _rows("provenance", Provenance.objects.using(using).order_by("release"))


def _terms(facet: str, model: type[Model], using: str) -> Iterator[Line]:
    by_slug = defaultdict(list)
    names = model._meta.get_field("names").related_model
    if not isinstance(names, type):
        raise TypeError(f"{model} has no names over time")
    for slug, *facts in names._base_manager.using(using).values_list("term__slug", *_fields(names, "term")):
        by_slug[slug].append(facts)
    terms = model._base_manager.using(using).values(*_fields(model))
    for term in sorted(terms, key=lambda term: term["slug"]):
        yield {"of": facet, **term, "names": sorted(map(_written, by_slug[term["slug"]]))}


def _editions(using: str) -> Iterator[Line]:
    ordered = Article.objects.using(using).order_by("release", "edition")
    rows = ordered.values("pk", *_fields(Article)).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        parts = _parts([edition["pk"] for edition in chunk], using)
        for edition in chunk:
            of_edition = parts[edition.pop("pk")]
            yield {"of": "edition", **edition, **{name: sorted(of) for name, of in of_edition.items()}}


def _parts(editions: list[int], using: str) -> dict[int, dict[str, list[str]]]:
    """The parts of each of these editions that lie in other tables, by id."""
    parts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, rows in PARTS.items():
        of_these = rows.using(using).filter(article__in=editions)
        for edition, *facts in of_these.values_list("article_id", *_fields(rows.model, "article")):
            parts[edition][name].append(_written(facts))
    for facet, relation in RELATIONS.items():
        rows = relation.table._default_manager.using(using).filter(article__in=editions)
        for edition, slug in rows.values_list("article_id", f"{relation.column.removesuffix('_id')}__slug"):
            parts[edition][facet].append(slug)
    articles = ContentType.objects.db_manager(using).get_for_model(Article)
    tagged = TaggedItem.objects.using(using).filter(content_type=articles, object_id__in=editions)
    for edition, tag in tagged.values_list("object_id", "tag__name"):
        parts[edition]["tags"].append(tag)
    return parts


def _rows(kind: str, queryset: QuerySet) -> Iterator[Line]:
    for row in queryset.values(*_fields(queryset.model)).iterator(chunk_size=CHUNK):
        yield {"of": kind, **row}


def _fields(model: type[Model], parent: str = "") -> list[str]:
    """The fields of a model that are content; of a relation, the name of the row that it leads to."""
    return [
        f"{field.name}__{NAMED_BY[field.related_model]}" if field.related_model else field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in {parent, *NOT_CONTENT}
    ]


def _written(facts: Line | Iterable) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat()
