"""Putting SQL of querysets into statements that Django cannot write: INSERT … SELECT, WITH.

The text works on PostgreSQL and SQLite alike; every value is a bound parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import connection
from django.db.models import QuerySet

from accounts import planned


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters."""

    sql: str
    params: tuple[Any, ...] = ()

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Self:
        """What ``rows`` would run."""
        return cls.made(*rows.query.sql_with_params())

    @classmethod
    def made(cls, sql: str, params: Sequence[Any]) -> Self:
        """What Django has made of a queryset."""
        return cls(sql, tuple(params))

    @classmethod
    def union(cls, *parts: Statement) -> Self:
        """All rows of all parts."""
        return cls(
            " UNION ALL ".join(part.sql for part in parts),
            tuple(param for part in parts for param in part.params),
        )

    def filled(self, **parts: Statement) -> Statement:
        """This text with each ``{name}`` replaced by a part; parameters follow the order of names.

        The parts' names must appear in the text once each, in the order in which they are given,
        and before any parameter of the text itself.
        """
        sql = self.sql.format(**{name: part.sql for name, part in parts.items()})
        params = tuple(param for part in parts.values() for param in part.params)
        return Statement(sql, params + self.params)

    def run(self) -> int:
        """Execute it; how many rows it wrote."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return int(cursor.rowcount)

    def rows(self) -> list[tuple[Any, ...]]:
        """Execute it and read everything."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return cursor.fetchall()

    def planned_rows(self) -> list[tuple[Any, ...]]:
        """The same, planned once: for what is asked all day and shows no parameter as a column,
        since a plan made before its values would take that for text."""
        return planned.rows_of(self.sql, self.params)


def tenths(number: Any) -> Decimal:
    """Points as a Decimal with one place (SQLite answers with floats)."""
    return Decimal(str(number)).quantize(Decimal("0.1"))


def as_day(day: date | str) -> date:
    """A date (SQLite answers with text)."""
    return date.fromisoformat(day) if isinstance(day, str) else day
