"""Rows written in bulk: by COPY on PostgreSQL, by one prepared statement for all of them on SQLite.

`bulk_create` asks each field of each row what it means to the database, and puts all values into the text of
a statement: that takes longer than the database needs to store them.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import DateField, Field, JSONField, Model


class JsonText(str):
    """The value of a JSON field as the text that stands for it, for which the text is there already."""

    __slots__ = ()


def insert(objects: Sequence[Model]) -> None:
    """Insert new objects of one model with all their values; those with a primary key keep it.

    Raises Django's IntegrityError and DataError, as `bulk_create` does.
    """
    if not objects:
        return
    model, has_key = type(objects[0]), objects[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if has_key or not field.primary_key]
    values = [_value_of(field) for field in fields]
    rows = ([value(one) for value in values] for one in objects)
    insert_rows(model, [field.attname for field in fields], rows)


def insert_values(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert new rows from a value for each of these attributes; all other fields have their defaults.

    No object is made of a row. Raises Django's IntegrityError and DataError, as `bulk_create` does.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [field for name, field in fields.items() if name not in names and not field.primary_key]
    blank = model()
    defaults = [_value_of(field)(blank) for field in others]
    prepare = [
        (place, prepared)
        for place, prepared in enumerate(_preparation_of(fields[name]) for name in names)
        if prepared
    ]

    def stored(row: Sequence[Any]) -> list[Any]:
        values = [*row, *defaults]
        for place, prepared in prepare:
            values[place] = prepared(values[place])
        return values

    insert_rows(model, [*names, *(field.attname for field in others)], map(stored, rows))


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of a model as the database stores them: a value for each of these attributes.

    Raises Django's IntegrityError and DataError, as `bulk_create` does.
    """
    attributes = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(_column(attributes[name]) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = f"COPY {table} ({columns}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(copied) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            # Names of our own models.
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(rows))  # noqa: S608


def update(objects: Iterable[Model], names: Sequence[str]) -> None:
    """Store these fields of objects of one model that are there already.

    Raises Django's IntegrityError and DataError, as `bulk_update` does.
    """
    objects = list(objects)
    if not objects:
        return
    meta = type(objects[0])._meta
    fields = [field for field in meta.concrete_fields if field.name in names]
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    values = [_value_of(field) for field in (*fields, meta.pk)]
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {changes} WHERE {_column(meta.pk)} = %s",  # noqa: S608
            [[value(one) for value in values] for one in objects],
        )


def take_keys(model: type[Model], how_many: int) -> list[int]:
    """Return primary keys for new rows, never used before; in the transaction that inserts the rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [model._meta.db_table, model._meta.pk.column, how_many],
            )
            return [key for (key,) in cursor]
        # Only one transaction writes at a time, and the rows that it inserts move the sequence on.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = cursor.fetchone()
        first = last[0] + 1 if last else 1
        return list(range(first, first + how_many))


def _column(field: Field) -> str:
    return connection.ops.quote_name(field.column or "")


def _value_of(field: Field) -> Callable[[Model], Any]:
    """Return the function that reads a field's value from an object as the database stores it."""
    read = attrgetter(field.attname)
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        now = field.get_db_prep_save(field.pre_save(field.model(), add=True), connection)
        return lambda one: now
    prepare = _preparation_of(field)
    return (lambda one: prepare(read(one))) if prepare else read


def _preparation_of(field: Field) -> Callable[[Any], Any] | None:
    """Return what makes of a field's value what the database stores, if that is something else."""
    if isinstance(field, JSONField):
        return _as_json
    if isinstance(field, DateField):  # an instant is one as well
        return _as_day_or_instant(field)
    return None


def _as_day_or_instant(field: DateField) -> Callable[[Any], Any]:
    """Return the function that prepares days or instants: rows share most, and each is prepared once."""
    prepared: dict[Any, Any] = {None: None}

    def prepare(value: object) -> object:
        if value not in prepared:
            prepared[value] = field.get_db_prep_save(value, connection)
        return prepared[value]

    return prepare


def _as_json(value: object) -> str | None:
    """Return a value of a JSON field as its text: Django adapts each by an object of its own."""
    if value == [] or value == {}:
        return str(value)
    return str(value) if isinstance(value, JsonText) else None if value is None else json.dumps(value)
