"""Statements that PostgreSQL plans once for each connection.

Planning a query of a page takes it longer than answering: half a millisecond for three joins, a
tenth of it to find the rows by their keys. So what is asked all day is named (``PREPARE``) when a
connection first asks it, and from then on only executed.

Patterns stay as they are (``path LIKE '0001%'``): an index finds their beginning only where the
plan knows it. Boards too: what is best for one branch is not for a thousand. So do all statements
of other databases, and all where ``PLAN_ONCE`` is off, as behind a pooler that gives each
transaction another connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connections

# Of each connection to the server: statement → its name there.
_named: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def rows_of(sql: str, parameters: Sequence[Any], alias: str = "default") -> list[tuple[Any, ...]]:
    """Execute a statement that only reads; all its rows."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and settings.PLAN_ONCE and "LIKE" not in sql:
            sql = _executing(cursor, connection.connection, sql, len(parameters))
        cursor.execute(sql, parameters or None)
        return cursor.fetchall()


def _executing(cursor: Any, server: Any, sql: str, size: int) -> str:
    """The statement that executes the one named before, or now."""
    known = _named.setdefault(server, {})
    name = known.get(sql)
    if name is None:
        name = f"planned_{len(known) + 1}"
        with_numbers = sql % tuple(f"${place + 1}" for place in range(size))
        cursor.cursor.execute(f"PREPARE {name} AS {with_numbers}")  # not a question: not counted
        known[sql] = name
    return f"EXECUTE {name}({', '.join(['%s'] * size)})" if size else f"EXECUTE {name}"
