"""QuerySets whose SQL is compiled once.

Every page asks them, and the ORM takes longer to compile them than the database to answer.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import Col

from articles.models import Article

# Stand for the instant and the numbers while the SQL is put together; no row has them.
NOW = datetime(1, 1, 2, tzinfo=UTC)
FIRST_NUMBER = 2**62
BIGGEST_NUMBER = 2**63 - 1


class Compiled:
    """The SQL of a queryset, and the way from its rows to editions; fields it leaves out are deferred."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.parameters = self._compiler.as_sql()
        columns = [column for column, *_ in self._compiler.select]
        self._names = frozenset(column.target.attname for column in columns if isinstance(column, Col))
        self._converters = self._compiler.get_converters(columns)

    def read(self, parameters: Sequence[Any]) -> list[Article]:
        """The editions that the query finds with these `parameters` in place of its own."""
        return [Article.from_db(connection.alias, self._names, row) for row in self.rows(parameters)]

    def rows(self, parameters: Sequence[Any]) -> list[Sequence[Any]]:
        """The rows that the query finds with these `parameters` in place of its own."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows: Iterable[Sequence] = cursor.fetchall()
        return list(self._compiler.apply_converters(rows, self._converters) if self._converters else rows)


class Prepared:
    """A query for editions by an instant and some numbers, like those of releases; call it with these."""

    def __init__(self, build: Callable[..., QuerySet[Article]], numbers: int = 1) -> None:
        self.build, self.numbers = build, numbers

    @cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.build(NOW, *self._standing_for))

    @property
    def _standing_for(self) -> range:
        return range(FIRST_NUMBER, FIRST_NUMBER + self.numbers)

    def __call__(self, now: datetime, *numbers: int) -> list[Article]:
        """Return the editions for `now` and these numbers; none for a number that no column can hold."""
        if max(numbers, default=0) > BIGGEST_NUMBER:
            return []
        adapted = connection.ops.adapt_datetimefield_value
        values: dict[Any, Any] = {adapted(NOW): adapted(now)}
        values |= zip(self._standing_for, numbers, strict=True)
        return self._compiled.read(
            [values.get(parameter, parameter) for parameter in self._compiled.parameters]
        )


class PreparedRows:
    """A query for some columns by instants, days, numbers and texts; call it with these, in `build`'s order.

    `build` gets as many values as there are `kinds` of them, each `datetime`, `date`, `int` or `str`.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self.build = build
        self._standing_for = [_stand_in(kind, place) for place, kind in enumerate(kinds)]

    @cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.build(*self._standing_for))

    def __call__(self, *values: date | int | str) -> list[Any]:
        """Return the rows for these values."""
        asked = dict(zip(map(_adapted, self._standing_for), map(_adapted, values), strict=True))
        return self._compiled.rows([asked.get(value, value) for value in self._compiled.parameters])


def _stand_in(kind: type, place: int) -> date | int | str:
    if kind in (datetime, date):
        instant = NOW + timedelta(days=place)
        return instant if kind is datetime else instant.date()
    return FIRST_NUMBER + place if kind is int else f"value {place}"


def _adapted(value: date | int | str) -> object:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
