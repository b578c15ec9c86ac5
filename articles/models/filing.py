"""The filing of editions: terms of all vocabularies and tags, of many editions in one query."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import ManyToManyField, Model
from taggit.models import Tag, TaggedItem

from articles.models import Article, Attachment, Picture, Recording
from articles.models.facets import OF_MANY_TERMS, ValueKind, names_of


@dataclass(frozen=True, slots=True)
class Relation:
    """The relation of editions to rows of a register: the field, the table between, its column of those."""

    field: str
    table: type[Model]
    column: str
    register: type[Model]

    @classmethod
    def of(cls, name: str) -> "Relation":
        """Return the relation of the field `name`."""
        field = cast("ManyToManyField[Any, Any]", Article._meta.get_field(name))
        between = cast("type[Model]", field.remote_field.through)
        return cls(name, between, field.m2m_reverse_name(), field.related_model)


# By facet.
RELATIONS = {name: Relation.of(facet.name) for name, facet in OF_MANY_TERMS.items()}
# By field: the entries of registers that editions name.
ENTRIES = {name: Relation.of(name) for name in names_of(ValueKind.ENTRIES)}
# Files lie beside the text of an edition. Hardly any old release has one: this query spares the others.
FILES = {"picture": Picture, "attachment": Attachment, "recording": Recording}
FILED_KINDS = (*RELATIONS, "tag")
KINDS = (*FILED_KINDS, *FILES, *ENTRIES)
_SELECTS = {
    **{
        facet: f"SELECT article_id, '{facet}', {relation.column}, '', '' "
        f"FROM {relation.table._meta.db_table} WHERE article_id {{among}}"
        for facet, relation in RELATIONS.items()
    },
    **{
        name: f"SELECT article_id, '{name}', entry.id, entry.name, '' FROM {relation.table._meta.db_table} "
        f"JOIN {relation.register._meta.db_table} entry ON entry.id = {relation.column} "
        "WHERE article_id {among}"
        for name, relation in ENTRIES.items()
    },
    **{
        kind: f"SELECT article_id, '{kind}', id, '', '' "
        f"FROM {model._meta.db_table} WHERE article_id {{among}}"
        for kind, model in FILES.items()
    },
    "tag": f"SELECT item.object_id, 'tag', tag.id, tag.name, tag.slug FROM {TaggedItem._meta.db_table} item "
    f"JOIN {Tag._meta.db_table} tag ON tag.id = item.tag_id "
    f"JOIN {ContentType._meta.db_table} kind ON kind.id = item.content_type_id "
    f"AND kind.app_label = '{Article._meta.app_label}' AND kind.model = '{Article._meta.model_name}' "
    "WHERE item.object_id {among}",
}


FilingRow = tuple[int, str, int, str, str]


class TagName(NamedTuple):
    """A tag as readers see it, and as addresses say it."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Filing:
    """The filing of one edition: the ids of its terms by facet, its tags, and the kinds of its files.

    `entries` are those of registers, by field: the name of each by its id.
    """

    terms: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tags: list[TagName] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    entries: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))


def filings_of(article_ids: Sequence[int], facets: Collection[str] = KINDS) -> dict[int, Filing]:
    """The filing of each of these editions, in one query, under the given `facets`.

    It is in SQL because every page asks it: the ORM takes longer to build the same union than the database to
    answer it.
    """
    filings = {article_id: Filing() for article_id in article_ids}
    for article_id, facet, term_id, name, slug in filing_rows(article_ids, facets):
        if facet == "tag":
            filings[article_id].tags.append(TagName(name, slug))
        elif facet in FILES:
            filings[article_id].files.add(facet)
        elif facet in ENTRIES:
            filings[article_id].entries[facet][term_id] = name
        else:
            filings[article_id].terms[facet].add(term_id)
    for filing in filings.values():
        if len(filing.tags) > 1:
            filing.tags.sort(key=by_name)
    return filings


def rows_named(article: Article) -> dict[str, list[int] | list[TagName]]:
    """The rows of other tables that an edition names, by field, as its form has them. One query.

    The edition keeps its `filing`, with the kinds of its files.
    """
    filing = article.filing = filings_of([article.pk])[article.pk]
    return {
        **{relation.field: sorted(filing.terms[facet]) for facet, relation in RELATIONS.items()},
        **{name: sorted(filing.entries[name]) for name in ENTRIES},
        "tags": filing.tags,
    }


def filing_rows(article_ids: Sequence[int], facets: Collection[str] = KINDS) -> list[FilingRow]:
    """The filing of these editions as rows, in one query: edition, facet, id, and of a tag name and slug."""
    if not article_ids:
        return []
    with connection.cursor() as cursor:
        these = among(article_ids)
        cursor.execute(" UNION ALL ".join(_SELECTS[facet].format(among=these) for facet in facets))
        return cursor.fetchall()


def among(numbers: Sequence[int]) -> str:
    """The end of a condition in SQL: that a column is one of some numbers, of which there are any.

    Numbers need no quoting, and thousands of parameters take longer to hand over than the answer to read.
    """
    joined = ",".join(map(str, map(int, numbers)))
    # PostgreSQL plans a list of numbers one by one, and an array at once.
    return f"= ANY('{{{joined}}}'::bigint[])" if connection.vendor == "postgresql" else f"IN ({joined})"


def by_name(tag: TagName) -> str:
    """The key by which the tags of an edition are in order."""
    return tag.name.casefold()
