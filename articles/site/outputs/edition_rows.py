"""Editions as plain rows, for outputs of all releases: an Article takes three times as long to make."""

from collections import namedtuple
from collections.abc import Sequence
from typing import cast

from articles.models import Article
from articles.models.querysets import SHOWN_IN_OUTPUTS, ArticleQuerySet

_COLUMNS = (
    "pk",
    *(field.attname for field in Article._meta.fields if field.name in {*SHOWN_IN_OUTPUTS} - {"body"}),
)


class EditionRow(namedtuple("EditionRow", _COLUMNS)):  # type: ignore[misc]  # mypy reads literal names only
    """The stored values of an issued edition, without its text. What follows from them is as Article says."""

    __slots__ = ()

    address_slug = Article.address_slug
    direction = Article.direction
    get_absolute_url = Article.get_absolute_url
    issued_at = Article.issued_at
    last_updated = Article.last_updated


def edition_rows(queryset: ArticleQuerySet, ids: Sequence[int]) -> dict[int, Article]:
    """Return the editions of `queryset` with these ids, by id: one query.

    They are rows, typed as what they stand for: read them, but save none.
    """
    rows = queryset.filter(pk__in=ids).order_by().values_list(*_COLUMNS)
    return {row[0]: cast("Article", EditionRow._make(row)) for row in rows}
