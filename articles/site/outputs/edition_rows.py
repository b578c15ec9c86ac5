"""Editions as plain rows, for outputs of all releases: an Article takes three times as long to make."""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from typing import Any, cast

from articles.models import Article
from articles.models.filing import among
from articles.models.querysets import SHOWN_IN_OUTPUTS, ArticleQuerySet

_STORED = (
    "pk",
    *(field.attname for field in Article._meta.fields if field.name in {*SHOWN_IN_OUTPUTS} - {"body"}),
)


class EditionRow(namedtuple("EditionRow", (*_STORED, "body"))):  # type: ignore[misc]  # mypy reads literal names only
    """The stored values of an issued edition. What follows from them is as Article says."""

    __slots__ = ()

    address_slug = Article.address_slug
    direction = Article.direction
    get_absolute_url = Article.get_absolute_url
    issued_at = Article.issued_at
    last_updated = Article.last_updated


def edition_rows(
    queryset: ArticleQuerySet, ids: Sequence[int], *, with_text: bool = True
) -> dict[int, Article]:
    """Return the editions of `queryset` with these ids, by id: one query.

    Without `with_text` their texts are empty. They are rows, typed as what they stand for: read them, but
    save none.
    """
    if not ids:
        return {}
    which = f"{Article._meta.db_table}.id {among(ids)}"
    these = queryset.order_by().extra(where=[which])  # noqa: S610 - numbers only
    rows: Iterable[tuple[Any, ...]] = these.values_list(*_STORED, *(["body"] if with_text else []))
    if not with_text:
        rows = ((*row, "") for row in rows)
    return {row[0]: cast("Article", EditionRow._make(row)) for row in rows}
