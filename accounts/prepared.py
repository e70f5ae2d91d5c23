"""Questions that are asked all day, built once.

Django builds its SQL anew for every query: up to a millisecond, twenty times what it takes to send
it and to read the answer. A ``Prepared`` lets Django build a query once for each *shape* of what it
is asked with, keeps the SQL, and from then on only puts in the values:

    OPEN = Prepared(lambda user, day: Claim.objects.reviewable_by(user).filter(occurred_on=day))
    OPEN.count(user=request.user, day=today)

Values are numbers, texts, days and times, lists of them, and whatever `takes_apart` was told of.
Their shape is all that may change the SQL: the type of each value, the length of each list, what is
``None``, true or false, which posts a user holds. To learn which value goes where, the query is
built with stand-ins that occur nowhere else. Until it reaches the SQL, a query may make nothing of
a value but the pattern of ``startswith``: anything else is refused when it is built. In tests
(``settings.PREPARED_CHECKED``) every single query is compared with one built anew.
Why: docs/adr/0010-queries-built-once.md.

SQL is built for the primary database, and asked where Django's router says, at each asking; with
``primary`` always there: who one is and what one may is never read from a replica that lags.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from accounts import planned

Row = TypeVar("Row", bound=Model)
Change = Callable[[Any], Any]

FIRST_NUMBER = 7_000_000_000_000_000
FIRST_DAY, LAST_DAY = date(1, 1, 2), date(50, 1, 1)
FIRST_LETTER, LAST_LETTER = "\ue000", "\uf8ff"  # of the private use area
FIRST_TOKEN = 0xE000E000E000E000E000E000E0000000


class Taken(NamedTuple):
    """A value taken apart: its shape, the plain values in it, and how to make it of others."""

    shape: Hashable
    values: Sequence[Any]
    rebuilt: Callable[[Sequence[Any]], Any]


_TAKING: dict[type, Callable[[Any], Taken]] = {}


def takes_apart(kind: type, take: Callable[[Any], Taken]) -> None:
    """Values of ``kind`` may be given to prepared queries; ``take`` says what is in them."""
    _TAKING[kind] = take


def _taken(value: Any) -> Taken:
    kind = value.__class__  # of what is behind a lazy object
    if kind in PLAIN:
        return Taken(kind, (value,), _only)
    if value is None or kind is bool:
        return Taken(value, (), lambda _: value)
    if kind in (list, tuple):
        once = list(dict.fromkeys(value))  # as Django does in an IN
        return Taken((list, *map(type, once)), once, list)
    if kind in _TAKING:
        return _TAKING[kind](value)
    if isinstance(value, str):  # a member of an enumeration
        return Taken(str, (str(value),), _only)
    raise TypeError(f"a prepared query cannot be given {value!r}")


PLAIN = {int, str, date, datetime, UUID}


def _only(values: Sequence[Any]) -> Any:
    return values[0]


class Prepared(Generic[Row]):
    """``build`` makes the queryset, from keywords, without asking the database."""

    def __init__(self, build: Callable[..., QuerySet[Row, Any]], *, primary: bool = False) -> None:
        self.build = build
        self.primary = primary
        self._built: dict[Hashable, _Built] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The columns, as ``values_list`` gives them."""
        return self._ask(values).rows

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """The columns of the first row, if there is one."""
        rows = self._ask(values).rows
        return rows[0] if rows else None

    def instances(self, **values: Any) -> Iterator[Row]:
        """Instances, with what the query says in ``select_related`` and ``annotate``."""
        return self._ask(values).instances()

    def instance(self, **values: Any) -> Row | None:
        """The first of them, if there is one."""
        return next(self.instances(**values), None)

    def count(self, **values: Any) -> int:
        """How many rows there are."""
        rows = self._ask(values, counted=True).rows
        return rows[0][0] if rows else 0

    def slices(self, **values: Any) -> Slices[Row]:
        """The instances, a part at a time, as a ``Paginator`` takes them."""
        return Slices(self, values)

    def counting(self, **values: Any) -> Counting:
        """The same question as `count` asks, for `counted_at_once`."""
        return Counting(self, values)

    def sql(self, **values: Any) -> tuple[str, list[Any]]:
        """SQL and parameters, to be put into a larger statement."""
        built, plain = self._find(values)
        if not built.sql:
            raise EmptyResultSet
        return built.sql, built.filled(plain)

    def _ask(
        self, values: dict[str, Any], *, counted: bool = False, part: slice | None = None
    ) -> _Answer:
        built, plain = self._find(values, counted=counted)
        alias = DEFAULT_DB_ALIAS if self.primary else router.db_for_read(built.model)
        return _Answer(built, plain, alias, part)

    def _find(self, values: dict[str, Any], *, counted: bool = False) -> tuple[_Built, list[Any]]:
        """The query of this shape, built if it is the first, and the plain values for it."""
        taken = [_taken(value) for value in values.values()]
        shape = (counted, *[part.shape for part in taken])
        built = self._built.get(shape)
        if built is None:
            built = self._built[shape] = _Built.of(self._standing_in(values, taken), counted)
        plain = [value for part in taken for value in part.values]
        if getattr(settings, "PREPARED_CHECKED", False):
            built.check(self.build(**values), plain, counted)
        return built, plain

    def _standing_in(self, values: dict[str, Any], taken: list[Taken]) -> _StandingIn:
        """The query, built with stand-ins for all plain values."""
        plain = [value for part in taken for value in part.values]
        others = [_stand_in(value, number) for number, value in enumerate(plain)]
        parts, used = {}, 0
        for name, part in zip(values, taken, strict=True):
            parts[name] = part.rebuilt(others[used : used + len(part.values)])
            used += len(part.values)
        return _StandingIn(self.build(**parts), others)


class Slices(Generic[Row]):
    """The rows of a prepared query with these values, of which only parts are read."""

    def __init__(self, prepared: Prepared[Row], values: dict[str, Any]) -> None:
        self.prepared = prepared
        self.values = values

    def count(self) -> int:
        """How many there are in all."""
        return self.prepared.count(**self.values)

    def __getitem__(self, part: slice) -> list[Row]:
        return list(self.prepared._ask(self.values, part=part).instances())


class Counting(NamedTuple):
    """How many rows a prepared query finds with these values; not asked yet."""

    prepared: Prepared[Any]
    values: dict[str, Any]


def counted_at_once(**asked: Counting) -> dict[str, int]:
    """How many rows each of these finds, by the names they were given. One statement."""
    counts, parameters, alias = dict.fromkeys(asked, 0), list[Any](), DEFAULT_DB_ALIAS
    parts: dict[str, str] = {}
    for name, (prepared, values) in asked.items():
        built, plain = prepared._find(values, counted=True)
        if built.sql:
            parts[name] = f"({built.sql})"
            parameters += built.filled(plain)
            alias = router.db_for_read(built.model)
    if parts:
        ((*found,),) = planned.rows_of(f"SELECT {', '.join(parts.values())}", parameters, alias)
        counts |= dict(zip(parts, found, strict=True))
    return counts


class _StandingIn(NamedTuple):
    rows: QuerySet[Any, Any]
    values: list[Any]


def _stand_in(value: Any, number: int) -> Any:
    """A value of the same type that stands in no query by itself."""
    kind = type(value)
    if kind is int:
        return FIRST_NUMBER + number
    if kind is UUID:
        return UUID(int=FIRST_TOKEN + number)
    if kind is str:
        return chr(ord(FIRST_LETTER) + number) * 4
    day = FIRST_DAY + timedelta(days=number)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if kind is datetime else day


def _stands_in(parameter: Any) -> bool:
    """Whether anything of a stand-in is left in what a query made of it."""
    if isinstance(parameter, str):
        written_day = parameter[:2] == "00" and parameter[4:5] == "-"
        return written_day or any(FIRST_LETTER <= one <= LAST_LETTER for one in parameter)
    if isinstance(parameter, datetime):
        return parameter.date() < LAST_DAY
    if isinstance(parameter, date):
        return parameter < LAST_DAY
    return isinstance(parameter, int) and parameter >= FIRST_NUMBER


class _Built:
    """SQL with its parameters, and which of them are put in: place, number of the value, change."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.sql = ""  # of a query that cannot find anything
        self.parameters: list[Any] = []
        self.places: list[tuple[int, int, Change | None]] = []
        self.compiler: Any = None

    @classmethod
    def of(cls, standing_in: _StandingIn, counted: bool) -> _Built:
        built = cls(standing_in.rows.model)
        built.compiler, built.sql, built.parameters = _compiled(standing_in.rows, counted)
        known = built._known(standing_in.values)
        for place, parameter in enumerate(built.parameters):
            if parameter in known:
                built.places.append((place, *known[parameter]))
            elif _stands_in(parameter):
                raise ValueError(f"a value is changed on its way into the query: {built.sql}")
        return built

    def _known(self, values: list[Any]) -> dict[Any, tuple[int, Change | None]]:
        """What stand-ins may look like as parameters."""
        operations = connections[DEFAULT_DB_ALIAS].ops
        like = operations.prep_for_like_query
        known: dict[Any, tuple[int, Change | None]] = {}
        for number, value in enumerate(values):
            known[value] = (number, None)
            if isinstance(value, str):
                known[f"{like(value)}%"] = (number, lambda text: f"{like(text)}%")
            elif isinstance(value, UUID):
                known[value.hex] = (number, lambda token: token.hex)
            elif isinstance(value, datetime):
                adapted = operations.adapt_datetimefield_value
                known.setdefault(adapted(value), (number, adapted))
            elif isinstance(value, date):
                adapted = operations.adapt_datefield_value
                known.setdefault(adapted(value), (number, adapted))
        return known

    def filled(self, values: list[Any]) -> list[Any]:
        """The parameters with these values."""
        parameters = self.parameters.copy()
        for place, number, change in self.places:
            value = values[number]
            parameters[place] = change(value) if change else value
        return parameters

    def check(self, rows: QuerySet[Any, Any], values: list[Any], counted: bool) -> None:
        """Refuse a query that Django would have built otherwise. The order in an IN is free."""
        _, sql, parameters = _compiled(rows, counted)
        filled = self.filled(values)
        if (sql, Counter(map(str, parameters))) != (self.sql, Counter(map(str, filled))):
            raise AssertionError(f"prepared {self.sql} {filled}, built anew {sql} {parameters}")

    @cached_property
    def converters(self) -> Any:
        return self.compiler.get_converters([column[0] for column in self.compiler.select])

    @cached_property
    def making(self) -> tuple[Any, ...]:
        """As ``django.db.models.query.ModelIterable`` does it."""
        select, shape = self.compiler.select, self.compiler.klass_info
        first, last = shape["select_fields"][0], shape["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(shape, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        return shape["model"], first, last, names, related, self.compiler.annotation_col_map


def _compiled(rows: QuerySet[Any, Any], counted: bool) -> tuple[Any, str, list[Any]]:
    """Compiler, SQL and parameters. The compiler knows its columns once it has made the SQL."""
    if counted:
        rows = rows.order_by().values("pk")
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return compiler, "", []
    if counted:
        sql = f"SELECT COUNT(*) FROM ({sql}) AS counted"  # noqa: S608 - what Django made
    return compiler, sql, list(parameters)


class _Answer:
    """What the database says to a query with these values."""

    def __init__(
        self, built: _Built, values: list[Any], alias: str, part: slice | None = None
    ) -> None:
        self.built = built
        self.alias = alias
        self.rows: list[tuple[Any, ...]] = []
        if built.sql:
            sql, parameters = built.sql, built.filled(values)
            if part:
                sql, parameters = f"{sql} LIMIT %s OFFSET %s", [*parameters, *_limits(part)]
            self.rows = planned.rows_of(sql, parameters, alias)
            if built.compiler.select and built.converters:
                self.rows = list(built.compiler.apply_converters(self.rows, built.converters))

    def instances(self) -> Iterator[Any]:
        if not self.rows:
            return
        model, first, last, names, related, annotations = self.built.making
        for row in self.rows:
            made = model.from_db(self.alias, names, row[first:last])
            for populator in related:
                populator.populate(row, made)
            for name, column in annotations.items():
                setattr(made, name, row[column])
            yield made


def _limits(part: slice) -> tuple[int, int]:
    """How many rows, and how many before them."""
    return part.stop - part.start, part.start
