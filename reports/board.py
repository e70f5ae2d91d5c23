"""The compliance board as it is shown: filtered, sorted, by branch or by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from branches.models import Unit
from branches.paths import just_below
from meetings.cadence import Cell, CellState, Summary
from reports.asked import Asked
from reports.choices import By, Show
from reports.compliance import Compliance, Row, summary_of

ROWS_A_PAGE = 40
BY_UNIT_FROM = 200  # branches: above that a board opens by unit
QUIET = frozenset({"done", "waived", "none"})

HAS: dict[str, Callable[[Row, Cell], bool]] = {
    Show.LATE: lambda row, cell: cell.overdue and cell.falls_due,
    Show.NOT_ENTERED: lambda row, cell: cell.state is CellState.NOT_ENTERED and cell.falls_due,
    Show.NOT_HELD: lambda row, cell: cell.kind in row.not_held,
    Show.DUE: lambda row, cell: cell.state is CellState.DUE and cell.falls_due,
    Show.WAIVED: lambda row, cell: cell.state is CellState.WAIVED,
}


class Sum(NamedTuple):
    """One kind of all branches under a unit, of what falls due in the period."""

    kind: str
    owed: int
    entered: int
    late: int

    @property
    def mark(self) -> str:
        """How the cell is drawn."""
        if not self.owed:
            return "none"
        if self.late:
            return "late"
        return "done" if self.entered == self.owed else "due"


class UnitRow(NamedTuple):
    """One unit of a board by unit; ``path`` is also that of the unit itself (本级)."""

    path: str
    name: str
    code: str
    branches: int
    summary: Summary
    sums: tuple[Sum, ...]


@dataclass
class BoardShown:
    """A `Compliance` as an address asks for it: of ``unit``, below which ``units`` stand.

    Without a unit it is of the branches to which one belongs.
    """

    found: Compliance
    asked: Asked
    unit: Unit | None
    units: list[Unit]
    quiet: frozenset[str] = QUIET  # states that a phone leaves out
    drawn: dict[tuple[int, bool], tuple[str, str]] = field(default_factory=dict, repr=False)

    @cached_property
    def tells_units_apart(self) -> bool:
        """Whether there are units below that have units of their own: brigades, not stations."""
        return len(self.units) > 1 and any(unit.numchild for unit in self.units)

    @property
    def by(self) -> By:
        """As asked; a large board opens by unit."""
        if not self.tells_units_apart:
            return By.BRANCH
        large = len(self.found.rows) > BY_UNIT_FROM
        return By(self.asked.by or (By.UNIT if large else By.BRANCH))

    @property
    def below(self) -> int:
        """How much of the path of a branch tells the units just below apart."""
        return just_below(self.unit.path if self.unit else "")

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The columns."""
        kinds = self.found.kinds
        return (self.asked.kind,) if self.asked.kind in kinds else kinds

    @cached_property
    def rows(self) -> list[Row]:
        """The branches that the filters leave, in the order asked for: the late ones first."""
        has = HAS.get(self.asked.show)
        rows = [row for row in self.found.rows if has is None or self._matches(row, has)]
        key = self._order()
        return sorted(rows, key=key) if key else rows

    def _matches(self, row: Row, has: Callable[[Row, Cell], bool]) -> bool:
        kinds = self.kinds
        return any(has(row, cell) for cell in row.cells if cell.kind in kinds)

    def _order(self) -> Callable[[Row], tuple[int, ...]] | None:
        """Sorting keeps the order of the tree among equals. ``name`` is that order itself."""
        kind = self.asked.sort.removeprefix("-") or self.asked.kind
        if kind == "name":
            return None
        if kind in self.found.kinds:
            return lambda row: _of_kind(row, kind)
        return lambda row: (-row.late, -_open(row))

    @cached_property
    def unit_rows(self) -> list[UnitRow]:
        """The same by unit: each one just below, and what hangs on the unit itself."""
        gathered: dict[str, list[Row]] = {}
        for row in self.rows:
            gathered.setdefault(row.branch.path[: self.below], []).append(row)
        units = {unit.path: unit for unit in self.units}
        rows = [
            UnitRow(
                path,
                units[path].name if path in units else "本级",
                units[path].code if path in units else "",
                len(some),
                summary_of(some),
                tuple(_sum(some, kind) for kind in self.kinds),
            )
            for path, some in gathered.items()
        ]
        return rows if self.asked.sort == "name" else sorted(rows, key=_most_late)

    def unit_name(self, row: Row) -> str:
        """The unit just below the board's, in which a branch lies."""
        return self._names.get(row.branch.path[: self.below], "")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {unit.path: unit.short_name or unit.name for unit in self.units}


def _of_kind(row: Row, kind: str) -> tuple[int, ...]:
    cell = next((cell for cell in row.cells if cell.kind == kind), None)
    return (-cell.late, -cell.shortfall) if cell else (0, 0)


def _open(row: Row) -> int:
    """What is still to be done in the period, though not late."""
    return sum([cell.shortfall for cell in row.cells if cell.falls_due])


def _sum(rows: Iterable[Row], kind: str) -> Sum:
    owed = entered = late = 0
    for row in rows:
        for cell in row.cells:
            if cell.kind == kind and cell.falls_due:
                owed += cell.owed
                entered += cell.owed - cell.shortfall
                late += cell.late
    return Sum(kind, owed, entered, late)


def _most_late(row: UnitRow) -> int:
    return -row.summary.overdue
