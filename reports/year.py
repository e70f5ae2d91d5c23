"""One branch's year: what it owes slot by slot, and what of that is to be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from branches import setup
from branches.models import Branch, Provision
from branches.periods import Grain, Period, whole_year
from branches.services.provisions import rule_book
from meetings.cadence import CODES, Board, BranchFacts, Cadence, Cell, CellState, Requirement
from reports import facts, wording
from reports.counting import Counting, Counts
from reports.facts import BranchLine

QUARTER_OF_LIFE = 4  # the year's own meetings are usually held in the fourth quarter (第十七条)


class Slot(NamedTuple):
    """One kind over one month, quarter or year. Without a cell it has not begun."""

    kind: str
    period: Period
    cell: Cell | None
    not_held: bool

    @property
    def span(self) -> int:
        """How many months wide."""
        return self.period.grain.months

    @property
    def mark(self) -> str:
        """How it is drawn: late, missing, cancelled, due, done, waived, or none."""
        return wording.mark(self.cell, not_held=self.not_held) if self.cell else "none"

    @property
    def owed(self) -> int:
        """How many meetings the slot asks for."""
        return self.cell.owed if self.cell else 0

    @property
    def lacking(self) -> int:
        """How many of them are missing."""
        return self.cell.shortfall if self.cell else 0

    @property
    def due(self) -> bool:
        """Whether it still lacks something, and its day has not passed."""
        return self.cell is not None and self.cell.state is CellState.DUE


@dataclass(frozen=True, slots=True)
class BranchYear:
    """``lines`` are the kinds that the branch is asked for, each with its slots in order."""

    branch: Branch
    year: int
    today: date
    lines: list[tuple[str, list[Slot]]]
    provisions: Mapping[str, Provision]

    @property
    def month_now(self) -> int | None:
        """The running month, if it is one of this year."""
        return self.today.month if self.today.year == self.year else None

    @property
    def overdue(self) -> list[Slot]:
        """What is late, the latest first."""
        slots = [slot for _, line in self.lines for slot in line if slot.cell and slot.cell.overdue]
        return sorted(slots, key=lambda slot: slot.period.ends, reverse=True)

    @property
    def due(self) -> list[Slot]:
        """What is still to be done now. What is owed once a year counts from its last quarter."""
        return [
            slot
            for _, line in self.lines
            for slot in line
            if slot.due
            and self.today in slot.period
            and (slot.period.grain is not Grain.YEAR or self._late_in_the_year)
        ]

    @property
    def _late_in_the_year(self) -> bool:
        return Period.containing(self.today, Grain.QUARTER).number == QUARTER_OF_LIFE


def year_of(branch: Branch, *, year: int, today: date) -> BranchYear:
    """The branch's year as of ``today``. Two queries."""
    period = whole_year(year)
    day = min(today, period.ends)
    numbers = rule_book(codes=(*CODES, *setup.CODES), day=day).at(branch.unit.path)
    cadence = Cadence.from_numbers(numbers)
    board = Board(cadence, period, today)
    line = BranchLine(
        branch.pk,
        branch.code,
        branch.name,
        branch.kind,
        branch.founded_on,
        branch.dissolved_on,
        branch.unit.path,
    )
    known = facts.known_of([line], [board], day=day)[branch.pk]
    counts = Counting(board).of(known.records)
    return BranchYear(
        branch=branch,
        year=year,
        today=today,
        lines=[
            (need.kind, _slots(need, board, known.facts(line), counts))
            for need in cadence.requirements
        ],
        provisions=numbers,
    )


def _slots(need: Requirement, board: Board, facts: BranchFacts, counts: Counts) -> list[Slot]:
    """Each slot of the kind, judged by itself."""
    window = board.windows[need.kind]
    tally = counts.tallies.get(need.kind, (0, 0) * len(window))
    alone = board.cadence._replace(requirements=(need,))
    slots = []
    for place, period in enumerate(window):
        if period.begins > board.today:
            slots.append(Slot(need.kind, period, None, False))
            continue
        own = {need.kind: tally[2 * place : 2 * place + 2]}
        (cell,) = _board_of(alone, period, board.today).cells(facts, own)
        not_held = cell.overdue and place in counts.not_held.get(need.kind, ())
        slots.append(Slot(need.kind, period, cell, not_held))
    return slots


@lru_cache(maxsize=1024)
def _board_of(cadence: Cadence, period: Period, today: date) -> Board:
    """Every branch's year asks for the same few dozen."""
    return Board(cadence, period, today)
