"""Querysets whose SQL is put together once: for the questions of every page the ORM takes longer to ask than the database to answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from articles.models import Article

# Stand for the instant and the numbers while the SQL is put together; no row has them.
NOW = datetime(1, 1, 2, tzinfo=UTC)
FIRST_NUMBER = 2**62
BIGGEST_NUMBER = 2**63 - 1


class Prepared:
    """A question about editions at an instant with some numbers, like those of releases; call it with these."""

    def __init__(self, build: Callable[..., QuerySet], numbers: int = 1):
        self.build, self.numbers = build, numbers

    @cached_property
    def _query(self) -> tuple[str, tuple]:
        return self.build(NOW, *self._standing_for).query.sql_with_params()

    @property
    def _standing_for(self) -> range:
        return range(FIRST_NUMBER, FIRST_NUMBER + self.numbers)

    def __call__(self, now: datetime, *numbers: int) -> list[Article]:
        if max(numbers, default=0) > BIGGEST_NUMBER:
            return []  # no column can hold it
        sql, parameters = self._query
        adapted = connection.ops.adapt_datetimefield_value
        values = {adapted(NOW): adapted(now), **dict(zip(self._standing_for, numbers, strict=True))}
        return list(Article.objects.raw(sql, [values.get(parameter, parameter) for parameter in parameters]))
