"""Writing rows by the ten thousand.

``bulk_create`` makes an instance of every row and one enormous statement: 10,000 people take it
more than a second. Here the rows are plain mappings, PostgreSQL gets them by COPY and SQLite by
one prepared statement, in about a fifth of the time. What that leaves out is the caller's care:
no ``full_clean``, no signals, no audit entries, no keys in return. Constraints hold as ever.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection, models

from accounts.fields import EncryptedTextField

Row = Mapping[str, Any]  # attname → value; what is left out gets the field's default
NULL = r"\N"
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> int:
    """Insert ``rows``; their keys are given by the database. Call it inside a transaction."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = [
        _prepared(field, [row.get(field.attname, default) for row in rows])
        for field in fields
        for default in (field.get_default(),)
    ]
    _load(model._meta.db_table, [_column(field) for field in fields], columns)
    return len(rows)


def update_rows(model: type[models.Model], rows: Sequence[Row]) -> int:
    """Update the rows with these keys (``pk``) in one statement.

    A field that a row leaves out keeps its value, and so does one that is given as None.
    """
    names = {name for row in rows for name in row} - {"pk"}
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    if not fields:
        return 0
    table, quote = model._meta.db_table, connection.ops.quote_name
    key, kept = quote(_column(model._meta.pk)), quote(table)
    waiting = f"waiting_{table}"
    listed = ", ".join(quote(_column(field)) for field in fields)
    sets = ", ".join(
        f"{column} = COALESCE({quote(waiting)}.{column}, {kept}.{column})"
        for column in (quote(_column(field)) for field in fields)
    )
    keys = [row["pk"] for row in rows]
    columns = [_prepared(field, [row.get(field.attname) for row in rows]) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {quote(waiting)} AS"  # noqa: S608 - names of our own tables
            f" SELECT {key}, {listed} FROM {kept} WHERE 1 = 0"
        )
        named = [_column(field) for field in (model._meta.pk, *fields)]
        _load(waiting, named, [keys, *columns])
        cursor.execute(
            f"UPDATE {kept} SET {sets} FROM {quote(waiting)}"  # noqa: S608
            f" WHERE {kept}.{key} = {quote(waiting)}.{key}"
        )
        cursor.execute(f"DROP TABLE {quote(waiting)}")
    return len(rows)


def _column(field: models.Field) -> str:
    return str(field.column)


def _prepared(field: models.Field, values: list[Any]) -> list[Any]:
    """As the database takes them; equal values are prepared once, but each secret by itself."""
    prepare = partial(field.get_db_prep_save, connection=connection)
    if isinstance(field, EncryptedTextField):
        return [None if value is None else prepare(value) for value in values]
    if isinstance(field, models.JSONField):
        written = {id(v): None if v is None else json.dumps(v, default=str) for v in values}
        return [written[id(value)] for value in values]
    known: dict[Hashable, Any] = {value: prepare(value) for value in set(values)}
    return [known[value] for value in values]


def _load(table: str, names: Sequence[str], columns: Sequence[list[Any]]) -> None:
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = map("\t".join, zip(*map(_as_text, columns), strict=True))
            text = io.StringIO("\n".join(lines))
            with connection.wrap_database_errors:
                cursor.copy_expert(f"COPY {quote(table)} ({listed}) FROM STDIN", text)
        else:
            marks = ", ".join(["%s"] * len(names))
            insert = f"INSERT INTO {quote(table)} ({listed}) VALUES ({marks})"  # noqa: S608
            cursor.executemany(insert, list(zip(*columns, strict=True)))


def _as_text(column: list[Any]) -> list[str]:
    """The column in the text format of COPY."""
    if SPECIAL.search("".join(value for value in column if isinstance(value, str))):
        return [NULL if value is None else str(value).translate(ESCAPES) for value in column]
    return [NULL if value is None else str(value) for value in column]
