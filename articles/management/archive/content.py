"""The content of the archive as lines in canonical order, the same on both databases.

Content is: the terms with their names over time; every edition with its fields, terms, tags, pictures,
documents, recordings and transitions; the redirects; where imported releases came from. Rows are named by
slugs, user names and digests of files, never by ids. Left out is what is derived (search index, renditions),
accounts, sessions, the records of the desk, and when a row was stored or imported: the same captures give the
same archive on any day.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connections, models
from django.db.models import Field, Model, QuerySet
from django.db.models.functions import Collate
from taggit.models import TaggedItem

from articles.models import (
    Article,
    Attachment,
    AttachmentFile,
    Boilerplate,
    BoilerplateVersion,
    IssuedBoilerplate,
    Partner,
    Picture,
    PictureFile,
    Provenance,
    Recording,
    Redirect,
    SitePage,
    Transition,
)
from articles.models.facets import FIELDS, OF_MANY_TERMS, OF_TERMS
from articles.models.filing import RELATIONS
from taxonomy.vocabulary import MODELS

# Editions that are in memory at once.
CHUNK = 1_000
# By which of its fields a row is named, where another row refers to it.
NAMED_BY: dict[type[Model], str] = {
    get_user_model(): "username",
    PictureFile: "digest",
    AttachmentFile: "digest",
    Boilerplate: "name",
    Partner: "name",
    **dict.fromkeys(MODELS.values(), "slug"),
}
# Rows that stand with all their fields where another row refers to them.
WRITTEN_OUT = frozenset({BoilerplateVersion})
# About the rows, not about the archive.
NOT_CONTENT = {"recorded_at", "lock_version", "seeded", "batch"}
# The collation that sorts by code points.
BY_CODE_POINTS = {"sqlite": "BINARY", "postgresql": "C"}
# Types of a Table Schema, https://datapackage.org/standard/table-schema/. The first that fits counts.
TYPES: Sequence[tuple[type[Field], str]] = (
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.BooleanField, "boolean"),
    (models.IntegerField, "integer"),
    (models.JSONField, "any"),
)

Line = dict[str, Any]


class Member(NamedTuple):
    """A member of lines: its name, its label, what it means, and its type in a Table Schema."""

    name: str
    title: str
    description: str
    type: str = "string"


@dataclass(frozen=True, slots=True)
class ArchiveSection:
    """The lines of one kind, in their order, and the members that each of them has."""

    name: str
    title: str
    members: Sequence[Member]
    lines: Iterator[Line]


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of the content is meant.

    `parts` are rows of editions, by the word for them. Of a model that `only` names the lines have these
    fields, of any other all but NOT_CONTENT and `never`. `finish` changes the lines of some editions.
    """

    editions: QuerySet[Article]
    parts: Mapping[str, QuerySet]
    redirects: QuerySet[Redirect]
    provenance: QuerySet[Provenance] | None = None
    only: Mapping[type[Model], Sequence[str]] = field(default_factory=dict)
    never: frozenset[str] = frozenset()
    finish: Callable[[Sequence[Line]], None] | None = None

    def columns(self, model: type[Model], parent: str = "") -> dict[str, str]:
        """The fields of a model by their names, and how they are read.

        Of a relation it is the name of its row, or all fields of that.
        """
        names = self.only.get(model)
        columns: dict[str, str] = {}
        for column in model._meta.concrete_fields:
            if column.primary_key or column.name in {parent, *NOT_CONTENT, *self.never}:
                continue
            if names is not None and column.name not in names:
                continue
            other = column.related_model
            if other in WRITTEN_OUT:
                columns |= {name: f"{column.name}__{path}" for name, path in self.columns(other).items()}
            else:
                of_row = f"__{NAMED_BY[other]}" if isinstance(other, type) else ""
                columns[column.name] = f"{column.name}{of_row}"
        return columns


def everything(using: str) -> Extent:
    """All content of the database `using`. Of an import the provenance tells, and no transition."""
    return Extent(
        editions=Article.objects.using(using),
        parts={
            "pictures": Picture.objects.using(using),
            "attachments": Attachment.objects.using(using),
            "recordings": Recording.objects.using(using),
            "transitions": Transition.objects.using(using).exclude(verb="import"),
            "boilerplates": IssuedBoilerplate.objects.using(using),
            "partners": Article.partners.through.objects.using(using),
            "boilerplate_names": Article.boilerplates.through.objects.using(using),
        },
        redirects=Redirect.objects.using(using),
        provenance=Provenance.objects.using(using),
    )


def sections(extent: Extent, using: str) -> Iterator[ArchiveSection]:
    """The content in its order: terms by vocabulary, editions, redirects, pages, provenance."""
    for facet, model in MODELS.items():
        about = Member("names", "Names", "Other names over time.", "array")
        members = (*_members(model, extent), about)
        label = OF_TERMS[facet].label
        yield ArchiveSection(
            f"terms-{facet}", f"Terms: {label}", members, _terms(facet, model, extent, using)
        )
    yield ArchiveSection(
        "editions", "Editions of releases", _members_of_editions(extent), _editions(extent, using)
    )
    collation = BY_CODE_POINTS[connections[using].vendor]
    redirects = extent.redirects.order_by(Collate("old", collation))
    yield ArchiveSection(
        "redirects",
        "Old addresses and where they lead",
        _members(Redirect, extent),
        _rows("redirect", redirects, extent),
    )
    pages = SitePage.objects.using(using).order_by("kind", "language", "edition")
    yield ArchiveSection(
        "pages", "Pages about the organisation", _members(SitePage, extent), _rows("page", pages, extent)
    )
    if extent.provenance is not None:
        provenance = _rows("provenance", extent.provenance.order_by("release"), extent)
        yield ArchiveSection(
            "provenance", "Where releases were imported from", _members(Provenance, extent), provenance
        )


def written(facts: Line | Iterable) -> str:
    """A line in its one form: JSON with its members in alphabetical order, instants in UTC."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _terms(facet: str, model: type[Model], extent: Extent, using: str) -> Iterator[Line]:
    by_slug = defaultdict(list)
    names = model._meta.get_field("names").related_model
    if not isinstance(names, type):
        raise TypeError(f"{model} has no names over time")
    columns = extent.columns(names, "term")
    rows = names._base_manager.using(using).values_list("term__slug", *columns.values())
    for slug, *facts in rows:
        by_slug[slug].append(dict(zip(columns, facts, strict=True)))
    columns = extent.columns(model)
    for row in sorted(model._base_manager.using(using).values_list("slug", *columns.values())):
        term = dict(zip(columns, row[1:], strict=True))
        yield {"of": facet, **term, "names": sorted(by_slug[row[0]], key=written)}


def _editions(extent: Extent, using: str) -> Iterator[Line]:
    columns = extent.columns(Article)
    ordered = extent.editions.order_by("release", "edition")
    rows = ordered.values_list("pk", *columns.values()).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        parts = _parts([row[0] for row in chunk], extent, using)
        lines = [
            {"of": "edition", **dict(zip(columns, row[1:], strict=True)), **parts[row[0]]} for row in chunk
        ]
        if extent.finish:
            extent.finish(lines)
        yield from lines


def _parts(editions: list[int], extent: Extent, using: str) -> dict[int, dict[str, list]]:
    """The parts of each of these editions that lie in other tables, by id."""
    names = (*extent.parts, *(facet.name for facet in OF_MANY_TERMS.values()), "tags")
    parts: dict[int, dict[str, list]] = {pk: {name: [] for name in names} for pk in editions}
    for name, rows in extent.parts.items():
        columns = extent.columns(rows.model, "article")
        of_these = rows.filter(article__in=editions).order_by().values_list("article_id", *columns.values())
        for edition, *facts in of_these:
            parts[edition][name].append(dict(zip(columns, facts, strict=True)))
    for facet, relation in RELATIONS.items():
        filed = relation.table._default_manager.using(using).filter(article__in=editions)
        slug_of = f"{relation.column.removesuffix('_id')}__slug"
        for edition, slug in filed.values_list("article_id", slug_of):
            parts[edition][OF_MANY_TERMS[facet].name].append(slug)
    articles = ContentType.objects.db_manager(using).get_for_model(Article)
    tagged = TaggedItem.objects.using(using).filter(content_type=articles, object_id__in=editions)
    for edition, tag in tagged.values_list("object_id", "tag__name"):
        parts[edition]["tags"].append(tag)
    for of_edition in parts.values():
        for some in of_edition.values():
            if len(some) > 1:
                some.sort(key=written)
    return parts


def _rows(kind: str, queryset: QuerySet, extent: Extent) -> Iterator[Line]:
    columns = extent.columns(queryset.model)
    for row in queryset.values_list(*columns.values()).iterator(chunk_size=CHUNK):
        yield {"of": kind, **dict(zip(columns, row, strict=True))}


def _members(model: type[Model], extent: Extent) -> tuple[Member, ...]:
    kind = Member("of", "Kind", "What the line is about: a vocabulary, or “edition”, “redirect”, “page”.")
    return (kind, *(_member(model._meta.get_field(name)) for name in extent.columns(model)))


def _members_of_editions(extent: Extent) -> tuple[Member, ...]:
    filing = [
        Member(facet.name, facet.label, f"{facet.description} Slugs of terms.", "array")
        for facet in OF_MANY_TERMS.values()
    ]
    tags = FIELDS["tags"]
    parts = [
        Member(name, name.capitalize(), _meaning_of_part(rows.model, extent), "array")
        for name, rows in extent.parts.items()
    ]
    return (
        *_members(Article, extent),
        *filing,
        Member(tags.name, tags.label, tags.description, "array"),
        *parts,
    )


def _meaning_of_part(model: type[Model], extent: Extent) -> str:
    return f"Objects with {', '.join(extent.columns(model, 'article'))}."


def _member(field: Any) -> Member:  # noqa: ANN401 - Django's stubs have no type with all of it
    kind = next((name for of, name in TYPES if isinstance(field, of)), "string")
    meaning = (field.name in FIELDS and FIELDS[field.name].description) or field.help_text
    label = str(field.verbose_name)
    return Member(field.name, label[0].upper() + label[1:], str(meaning), kind)


def _plain(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat()
