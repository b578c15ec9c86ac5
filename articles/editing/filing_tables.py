"""Where the filing of editions stands in the database, read and written for many at once.

Of most facets an edition has any number of terms, in a table between; of its type and its language it has
one, in its own row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from taggit.models import Tag, TaggedItem

from articles.models import Article
from articles.models.facets import FACETS, ValueKind
from articles.models.filing import RELATIONS
from taxonomy import languages, vocabulary

# The columns of facets of which an edition has one value.
COLUMNS = {
    name: str(getattr(Article._meta.get_field(facet.name), "attname", facet.name))
    for name, facet in FACETS.items()
    if facet.value in (ValueKind.TERM, ValueKind.CHOICE)
}
# The id of a term or tag, or the code of a language.
Value = int | str
# The values by facet, like {"structure": {3, 4}, "tag": {9}, "language": {"fr"}}.
Values = Mapping[str, Collection[Value]]
# Which edition is filed under which value of a facet.
Pairs = dict[str, set[tuple[int, Value]]]


class Line(NamedTuple):
    """A change of one edition: the facet, the value, and whether it is added."""

    article: int
    facet: str
    value: Value
    is_added: bool


class FilingTable(NamedTuple):
    """The table between editions and the terms of a facet: its columns for both, other values of its rows."""

    rows: QuerySet[Any]
    article: str
    term: str
    values: dict[str, int]


def pairs(chunk: Sequence[int], values: Values) -> Pairs:
    """The pairs of these editions and `values` that are filed now: a query a facet."""
    found: Pairs = defaultdict(set)
    for facet, wanted in values.items():
        if not wanted:
            continue
        table = _table(facet)
        rows = table.rows.filter(
            **{f"{table.article}__in": chunk, f"{table.term}__in": wanted}, **table.values
        )
        found[facet] = set(rows.values_list(table.article, table.term))
    return found


def under_any(values: Values) -> Q:
    """The condition on editions that they are filed under one of these terms and tags."""
    condition = Q(pk__in=[])
    for facet, wanted in values.items():
        if wanted and facet not in COLUMNS:
            table = _table(facet)
            rows = table.rows.filter(**{f"{table.term}__in": wanted}, **table.values)
            condition |= Q(pk__in=rows.values(table.article))
    return condition


def existing(values: Values) -> dict[str, set[Value]]:
    """Those of `values` that there still are: a query a facet."""
    return {
        facet: set(wanted)
        if facet == "language"
        else set(terms_of(facet).filter(pk__in=wanted).values_list("pk", flat=True))
        for facet, wanted in values.items()
    }


def write(lines: Iterable[Line]) -> None:
    """Write these changes: a query for the new rows of a facet, one for the lost rows of a term."""
    new, gone, own = defaultdict(list), defaultdict(list), defaultdict(list)
    for article, facet, value, is_added in lines:
        if facet in COLUMNS:
            own[facet, value, is_added].append(article)
        elif is_added:
            new[facet].append((article, value))
        else:
            gone[facet, value].append(article)
    for facet, rows in new.items():
        table = _table(facet)
        table.rows.bulk_create(
            table.rows.model(**{table.article: article, table.term: term}, **table.values)
            for article, term in rows
        )
    for (facet, term), articles in gone.items():
        table = _table(facet)
        table.rows.filter(**{f"{table.article}__in": articles, table.term: term}, **table.values).delete()
    _write_own(own)


def _write_own(changes: Mapping[tuple[str, Value, bool], list[int]]) -> None:
    """Write values that editions have one of: a lost one leaves nothing, unless another takes its place."""
    for (facet, value, is_added), articles in sorted(changes.items(), key=lambda change: change[0][2]):
        column = COLUMNS[facet]
        editions = Article.objects.filter(pk__in=articles)
        if is_added:
            editions.update(**{column: value})
        elif facet != "language":  # of which each edition has one
            editions.filter(**{column: value}).update(**{column: None})


def names(values: Values) -> list[str]:
    """What the values are called, facet by facet in the order of the alphabet."""
    return [
        name
        for facet, wanted in values.items()
        if wanted
        for name in (
            sorted(f"language {languages.name_of(str(code))}" for code in wanted)
            if facet == "language"
            else map(str, terms_of(facet).filter(pk__in=wanted).order_by("name"))
        )
    ]


def terms_of(facet: str) -> QuerySet[Any]:
    """The terms of a facet, or all tags."""
    return QuerySet(Tag if facet == "tag" else vocabulary.MODELS[facet])


def _table(facet: str) -> FilingTable:
    if facet in COLUMNS:
        return FilingTable(Article.objects.order_by(), "pk", COLUMNS[facet], {})
    if facet == "tag":
        article_type = ContentType.objects.get_for_model(Article).pk
        return FilingTable(QuerySet(TaggedItem), "object_id", "tag_id", {"content_type_id": article_type})
    relation = RELATIONS[facet]
    return FilingTable(QuerySet(relation.table), "article_id", relation.column, {})
