"""Whole columns of a queryset as arrays: a million rows in one row of the database's answer.

A row for each release costs Python three microseconds a value, and a server-side cursor has PostgreSQL choose a plan for
the first rows instead of all of them. One text a column, joined by the database, costs a tenth.
"""

import numpy as np
from django.db.models import Aggregate, QuerySet, TextField


class Joined(Aggregate):
    """All values of a column as one text, separated by commas; NULL when there is none. Values must hold no comma."""

    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="string_agg((%(expressions)s)::text, ',')", **context
        )

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s)", **context)


def texts_of(queryset: QuerySet, *names: str) -> list[str]:
    """Each of these columns as one text, in the same order of rows, which is no order that could be relied on.

    No value may be NULL: it would be missing in its column alone.
    """
    joined = queryset.order_by().aggregate(**{f"joined_{name}": Joined(name) for name in names})
    return [text or "" for text in joined.values()]


def numbers_in(text: str) -> np.ndarray:
    """The whole numbers in a text of `texts_of`."""
    return np.fromstring(text, dtype="i8", sep=",") if text else np.empty(0, dtype="i8")
