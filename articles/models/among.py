"""Lookup of a column's value among many: `identity__among=[...]`, one parameter for all of them.

Django's own `in` prepares each value by itself and names each in the statement, which for the thousands of
keys of an import takes longer than the database needs to find the rows.
"""

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
class Among(Lookup):
    """Rows whose column has one of these numbers or texts, as the database stores them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Compare with an array."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, list(self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Compare with the elements of a JSON text."""
        column, parameters = self.process_lhs(compiler, connection)
        found = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column of our own
        return found, [*parameters, json.dumps(list(self.rhs))]
