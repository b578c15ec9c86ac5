"""Querysets of editions whose SQL is put together once: for the questions of every page the ORM takes longer to ask than
the database to answer.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from articles.models import Article

# Stand for the instant and the numbers while the SQL is put together; no row has them.
NOW = datetime(1, 1, 2, tzinfo=UTC)
FIRST_NUMBER = 2**62
BIGGEST_NUMBER = 2**63 - 1


class Compiled:
    """The SQL of a queryset, with the way from its rows to editions; the fields it leaves out are deferred."""

    def __init__(self, queryset: QuerySet[Article]):
        self._compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.parameters = self._compiler.as_sql()
        columns = [column for column, *_ in self._compiler.select]
        self._names = frozenset(column.target.attname for column in columns)
        self._converters = self._compiler.get_converters(columns)

    def read(self, parameters: Sequence[object]) -> list[Article]:
        """The editions that the query finds with these `parameters` in the places of its own."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows: Iterable[Sequence] = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [Article.from_db(connection.alias, self._names, row) for row in rows]


class Prepared:
    """A question about editions at an instant with some numbers, like those of releases; call it with these."""

    def __init__(self, build: Callable[..., QuerySet], numbers: int = 1):
        self.build, self.numbers = build, numbers

    @cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.build(NOW, *self._standing_for))

    @property
    def _standing_for(self) -> range:
        return range(FIRST_NUMBER, FIRST_NUMBER + self.numbers)

    def __call__(self, now: datetime, *numbers: int) -> list[Article]:
        if max(numbers, default=0) > BIGGEST_NUMBER:
            return []  # no column can hold it
        adapted = connection.ops.adapt_datetimefield_value
        values = {adapted(NOW): adapted(now), **dict(zip(self._standing_for, numbers, strict=True))}
        return self._compiled.read(
            [values.get(parameter, parameter) for parameter in self._compiled.parameters]
        )
