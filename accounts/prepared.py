"""Questions that every request asks, built once.

Django builds its SQL anew for every query. For the three that each page asks (session and user,
posts, unread notices) that took ten times as long as reading the answer, a third of a page. A
``Prepared`` keeps what the compiler made of the query and only exchanges the one value in it.
It asks the primary database: who one is and what one may is never read from a replica that lags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)


class Prepared(Generic[Row]):
    """A query in which one value changes.

    ``build`` makes the queryset for a value; ``like`` is any value of that kind (a number, a
    text). The value must be all that is not constant in the SQL.
    """

    def __init__(self, build: Callable[[Any], QuerySet[Row, Any]], *, like: int | str) -> None:
        self.build = build
        self.like = like

    def rows(self, value: int | str) -> list[tuple[Any, ...]]:
        """The columns, as the database gives them."""
        _, sql = self._compiled
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, (value,))
            return cursor.fetchall()

    def objects(self, value: int | str) -> Iterator[Row]:
        """Instances, with what the query says in ``select_related``."""
        model, first, last, names, related, converters = self._making
        compiler, _ = self._compiled
        for row in compiler.apply_converters(self.rows(value), converters):
            made = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in related:
                populator.populate(row, made)
            yield made

    @cached_property
    def _compiled(self) -> tuple[Any, str]:
        """The compiler, which knows its columns only after it has made the SQL."""
        compiler = self.build(self.like).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        if list(parameters) != [self.like]:
            raise ValueError(f"more than one value in: {sql}")
        return compiler, sql

    @cached_property
    def _making(self) -> tuple[Any, ...]:
        """As ``django.db.models.query.ModelIterable`` does it."""
        compiler, _ = self._compiled
        select, shape = compiler.select, compiler.klass_info
        first, last = shape["select_fields"][0], shape["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(shape, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        converters = compiler.get_converters([column[0] for column in select])
        return shape["model"], first, last, names, related, converters
