"""What a statistic is: one declaration from which both its figures and its lists come.

A `Breakdown` names the rows it counts, the key by which they fall apart, and what is counted of
each. Its table is that grouped; the list behind a number is the same rows narrowed to the key. So
no figure can differ from the list that it opens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

MOST_BARS = 14
BLANK, NO_KEY = "未填", "-"  # how rows without a key are called, and asked for
ALSO = "|"  # between keys that are asked for together: 大专、大学、研究生
EACH = "*"  # asks for the lines themselves, where how many there are is the number
Pairs = Sequence[tuple[str, str]]
Links = Callable[[User, Collection[int]], Mapping[int, str]]  # user, keys → addresses they may open


class Line(NamedTuple):
    """One line of a table; ``key`` is what its list is asked by."""

    key: str
    label: str
    values: tuple[int, ...]
    note: str = ""


class Rate(NamedTuple):
    """One column as a part of another, or of what a third leaves of it: 实到 ÷（应到 − 请假等）."""

    label: str
    part: int
    whole: int
    less: int = -1

    def of(self, values: Sequence[int]) -> tuple[int, int]:
        """Part and whole of a line."""
        return values[self.part], values[self.whole] - (values[self.less] if self.less >= 0 else 0)


@dataclass(frozen=True, slots=True)
class Table:
    """The figures. ``totals`` is empty where adding up would count something twice."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[int, ...] = ()
    rates: tuple[Rate, ...] = ()

    @property
    def whole(self) -> int:
        """What shares are parts of: the first column's total."""
        return self.totals[0] if self.totals else 0

    @property
    def says_something(self) -> bool:
        """Not all nought."""
        return any(any(line.values) for line in self.lines)

    @property
    def can_be_drawn(self) -> bool:
        """Whether a chart says more than the table: some bars, not too many."""
        return self.says_something and 1 < len(self.lines) <= MOST_BARS


class Field(NamedTuple):
    """A column of a list: a lookup, or an expression that depends on what is asked."""

    heading: str
    value: str | Callable[[Question], Any]
    words: Mapping[Any, str] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows that were counted; each begins with its key. ``rows`` can be cut and counted. The number
    is how many there are, or the sum of the cells that ``adds`` names."""

    headings: tuple[str, ...]
    rows: Any
    words: tuple[Mapping[Any, str] | None, ...]
    links: Links | None = None
    adds: int | None = None

    def number(self) -> int:
        """What the list comes to."""
        if self.adds is not None:
            return sum(row[self.adds + 1] or 0 for row in self.rows)
        return len(self.rows) if isinstance(self.rows, list) else self.rows.count()

    def without(self, other: Listed) -> Listed:
        """The rows that the other list does not have: 应到 − 请假、执勤等."""
        keys = other.rows.order_by().values("pk")
        return replace(self, rows=self.rows.exclude(pk__in=keys))

    def said(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, list[Any]]]:
        """Key and cells of each row, in words."""
        for key, *cells in rows:
            yield key, [_word(cell, words) for cell, words in zip(cells, self.words, strict=True)]


def _word(cell: Any, words: Mapping[Any, str] | None) -> Any:
    """Numbers stay numbers; days are written as text, so that a sheet and a page say the same."""
    if words is not None:
        cell = words.get(cell, cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


@dataclass(frozen=True, kw_only=True)
class Source:
    """A list from which figures are counted, as the database answers it."""

    code: str
    name: str
    rows: Callable[[Question], QuerySet[Any]]
    fields: tuple[Field, ...]
    order: tuple[str, ...] = ("pk",)
    links: Links | None = None

    def listed(
        self,
        question: Question,
        rows: QuerySet[Any] | None = None,
        more: tuple[Field, ...] = (),
        adds: str = "",
    ) -> Listed:
        """These rows (or all), with its own columns and those of the statistics that ask.
        ``adds`` is the heading whose cells add up to the number."""
        found = self.rows(question) if rows is None else rows
        fields = self.fields + more
        names = []
        for number, field in enumerate(fields):
            if callable(field.value):
                names.append(f"column_{number}")
                found = found.annotate(**{names[-1]: field.value(question)})
            else:
                names.append(field.value)
        return Listed(
            tuple(field.heading for field in fields),
            found.order_by(*self.order).values_list("pk", *names),
            tuple(field.words for field in fields),
            self.links,
            [field.heading for field in fields].index(adds) if adds else None,
        )

    def sheet(self, question: Question, statistics: Iterable[Statistic]) -> Listed:
        """All rows, with a column for each statistic that breaks them down: for an annex."""
        more = [one.field(question) for one in statistics]
        return self.listed(question, more=tuple(field for field in more if field))


class Column(NamedTuple):
    """What is counted of a key's rows: all, or those that meet a condition."""

    label: str
    only: Callable[[Question], Q] | None = None
    tone: str = ""  # of its bars: "late" for what is not as it should be


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """Code, name, definition, basis; its figures and its lists. ``basis`` are codes of provisions
    or the words of a regulation."""

    code: str
    name: str
    noun: Noun
    definition: str
    source: Any
    basis: tuple[str, ...] = ()
    measure: str = "人"
    columns: tuple[Column, ...] = (Column("人数"),)
    chart: str = "rows"  # as components/chart.html takes it; empty: the table says it better
    shares: bool = True
    rates: tuple[Rate, ...] = ()
    adds_up: bool = True
    one_each: bool = True  # every number is the length of its list

    def lines(self, question: Question) -> Iterable[Line]:
        raise NotImplementedError

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        """What stands behind a number; without a key, behind the total."""
        raise NotImplementedError

    def note(self, key: str, column: int) -> str:
        """How the list stands to the number, where it is not a list of what was counted."""
        return ""

    def headings(self, question: Question) -> tuple[str, ...]:
        return tuple(column.label for column in self.columns)

    def table(self, question: Question) -> Table:
        """The figures as of the question."""
        lines = tuple(self.lines(question))
        headings = self.headings(question)
        sums = tuple(sum(line.values[at] for line in lines) for at in range(len(headings)))
        return Table(headings, lines, sums if self.adds_up else (), self.rates)

    def word_of(self, question: Question, key: str, column: int = 0) -> str:
        """What a number says: its line, and its column where there are several."""
        line = next((line.label for line in self.lines(question) if line.key == key), "")
        named = self.columns[column].label if len(self.columns) > 1 else ""
        return " · ".join(word for word in (line, named) if word)

    def left_of(self, question: Question, key: str, column: int, less: int = -1) -> Listed:
        """The list of a number; with ``less``, of what another column leaves of it."""
        listed = self.listed(question, key, column)
        return listed if less < 0 else listed.without(self.listed(question, key, less))

    def field(self, question: Question) -> Field | None:
        """Its column in the list of its source."""
        return None


@dataclass(frozen=True, kw_only=True)
class Breakdown(Statistic):
    """The rows of a source by one key. ``labels`` are the keys in order with their words; what is
    not among them (a nationality, a unit) stands behind, the most first."""

    by: Callable[[Question], Any]
    labels: Pairs | Callable[[Question], Pairs] = ()
    blank: str = BLANK
    sparse: bool = False  # leave out keys of which there is nothing

    def lines(self, question: Question) -> Iterable[Line]:
        counted = self._counted(question)
        ordered = self._labels(question)
        known = {key for key, _ in ordered}
        others = sorted(set(counted) - known - {""}, key=lambda key: (-counted[key][0], key))
        for key, label in (*ordered, *((key, key) for key in others)):
            if key in counted or not self.sparse:
                yield Line(key, label, counted.get(key, (0,) * len(self.columns)))
        if "" in counted:
            yield Line(NO_KEY, self.blank, counted[""])

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        rows = self.source.rows(question)
        only = self.columns[column].only
        if only:
            rows = rows.filter(only(question))
        if key:
            keys = ["" if one == NO_KEY else one for one in key.split(ALSO)]
            rows = rows.annotate(counted_by=self.by(question)).filter(counted_by__in=keys)
        one = key and ALSO not in key  # a column that says the same in every row says nothing
        return self.source.listed(question, rows, () if one else self._more(question))

    def field(self, question: Question) -> Field:
        return Field(self.name, self.by, self._words(question))

    def _more(self, question: Question) -> tuple[Field, ...]:
        """Its own column, unless the source shows it already."""
        shown = {field.heading for field in self.source.fields}
        own = self.field(question)
        return () if own.heading in shown else (own,)

    def _counted(self, question: Question) -> dict[str, tuple[int, ...]]:
        numbers = {
            f"number_{at}": Count("pk", filter=column.only(question) if column.only else None)
            for at, column in enumerate(self.columns)
        }
        rows = self.source.rows(question).order_by().annotate(counted_by=self.by(question))
        found = rows.values("counted_by").annotate(**numbers).values_list("counted_by", *numbers)
        return {key or "": tuple(counts) for key, *counts in found}

    def _labels(self, question: Question) -> Pairs:
        return self.labels(question) if callable(self.labels) else self.labels

    def _words(self, question: Question) -> Mapping[Any, str]:
        return dict(self._labels(question)) | {"": self.blank}
