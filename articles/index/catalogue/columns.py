"""Whole columns of a queryset as arrays: a million rows in one row of the database's answer.

A row for each release costs Python three microseconds a value, and a server-side cursor has PostgreSQL choose
a plan for the first rows instead of all of them. One text a column, joined by the database, costs a tenth.
"""

from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler


class Joined(Aggregate):
    """All values of a column as one text, separated by commas that no value may hold; NULL without values."""

    output_field = TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """The expression in the words of PostgreSQL."""
        return self.as_sql(
            compiler, connection, template="string_agg((%(expressions)s)::text, ',')", **context
        )

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """The expression in the words of SQLite."""
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s)", **context)


def texts_of(queryset: QuerySet, *names: str) -> list[str]:
    """Each of these columns as one text, all in the same arbitrary order of rows.

    No value may be NULL: it would be missing in its column alone.
    """
    joined = queryset.order_by().aggregate(**{f"joined_{name}": Joined(name) for name in names})
    return [text or "" for text in joined.values()]


def numbers_in(text: str) -> np.ndarray:
    """The whole numbers in a text of `texts_of`."""
    return np.fromstring(text, dtype="i8", sep=",") if text else np.empty(0, dtype="i8")
