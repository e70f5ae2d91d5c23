"""The compliance board as it is shown: filtered, sorted, by branch or by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from branches.models import Unit
from branches.paths import just_below
from meetings.cadence import Cell, CellState, Summary
from reports.asked import Asked
from reports.choices import By, Show
from reports.compliance import Compliance, Row, Standing, alike, summary_of

ROWS_A_PAGE = 40
BY_UNIT_FROM = 200  # branches: above that a board opens by unit
QUIET = frozenset({"done", "waived", "none"})

HAS: dict[str, Callable[[Standing, Cell], bool]] = {
    Show.LATE: lambda _, cell: cell.overdue and cell.falls_due,
    Show.NOT_ENTERED: lambda _, cell: cell.state is CellState.NOT_ENTERED and cell.falls_due,
    Show.NOT_HELD: lambda standing, cell: cell.kind in standing.not_held,
    Show.DUE: lambda _, cell: cell.shortfall > cell.late and cell.falls_due,
    Show.SOON: lambda _, cell: cell.urgent and cell.falls_due,
    Show.WAIVED: lambda _, cell: cell.state is CellState.WAIVED,
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
    drawn: dict[Standing, list[str]] = field(default_factory=dict, repr=False)

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
        rows, has, rank = self.found.rows, HAS.get(self.asked.show), self._order()
        if has is not None:
            kept = {one for one in self._standings if self._matches(one, has)}
            rows = [row for row in rows if row.standing in kept]
        if rank is None:
            return rows
        ranks = {one: rank(one) for one in self._standings}
        return sorted(rows, key=lambda row: ranks[row.standing])

    @cached_property
    def _standings(self) -> Counter[Standing]:
        """There are few, however many branches stand so: filters and ranks are of these."""
        return alike(self.found.rows)

    def _matches(self, standing: Standing, has: Callable[[Standing, Cell], bool]) -> bool:
        kinds = self.kinds
        return any(has(standing, cell) for cell in standing.cells if cell.kind in kinds)

    def _order(self) -> Callable[[Standing], tuple[int, ...]] | None:
        """Sorting keeps the order of the tree among equals. ``name`` is that order itself."""
        kind = self.asked.sort.removeprefix("-") or self.asked.kind
        if kind == "name":
            return None
        if kind in self.found.kinds:
            return lambda standing: _of_kind(standing, kind)
        return furthest_behind

    @cached_property
    def unit_rows(self) -> list[UnitRow]:
        """The same by unit: each one just below, and what hangs on the unit itself."""
        gathered: dict[str, list[Row]] = {}
        end = self.below
        for row in self.rows:
            gathered.setdefault(row.branch.path[:end], []).append(row)
        units = {unit.path: unit for unit in self.units}
        rows = [
            UnitRow(
                path,
                units[path].name if path in units else "本级",
                units[path].code if path in units else "",
                len(some),
                summary_of(some),
                _sums(alike(some), self.kinds),
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


def furthest_behind(standing: Standing) -> tuple[int, ...]:
    """Most late first, then most that is still open."""
    return (-standing.late, -standing.late - standing.open)


def _of_kind(standing: Standing, kind: str) -> tuple[int, ...]:
    cell = next((cell for cell in standing.cells if cell.kind == kind), None)
    return (-cell.late, -cell.shortfall) if cell else (0, 0)


def _sums(standings: Counter[Standing], kinds: Iterable[str]) -> tuple[Sum, ...]:
    sums = {kind: [0, 0, 0] for kind in kinds}
    for standing, count in standings.items():
        for cell in standing.cells:
            if cell.falls_due and cell.kind in sums:
                sum_ = sums[cell.kind]
                sum_[0] += count * cell.owed
                sum_[1] += count * (cell.owed - cell.shortfall)
                sum_[2] += count * cell.late
    return tuple([Sum(kind, *sum_) for kind, sum_ in sums.items()])


def _most_late(row: UnitRow) -> int:
    return -row.summary.overdue
