"""One cell of the board: how a branch stands with one kind in one period.

Cells are shared. What a cell says depends on a handful of small numbers, so a board of 400 branches
holds a few dozen distinct ones, and filling it is looking them up.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from branches.calendar import day_label
from branches.periods import Period
from meetings.cadence.requirements import Requirement

# Flat pairs of numbers, one pair per slot: meetings held (handed in, accepted or sealed), and other
# records (planned, draft, returned, not held for a stated reason). Of group meetings, held is the
# sum over groups of each group's meetings, of one group no more than are asked of it.
Tally = tuple[int, ...]
NOTHING: Tally = ()


class CellState(StrEnum):
    """``LATE`` has records that do not suffice; ``NOT_ENTERED`` is as overdue, with no record."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    NOT_ENTERED = "missing"
    WAIVED = "waived"

    @property
    def label(self) -> str:
        """已完成, 待办, 逾期, 未录入, 免."""
        return LABELS[self]


LABELS = {
    CellState.DONE: "已完成",
    CellState.DUE: "待办",
    CellState.LATE: "逾期",
    CellState.NOT_ENTERED: "未录入",
    CellState.WAIVED: "免",
}
OVERDUE = frozenset({CellState.LATE, CellState.NOT_ENTERED})


class Cell(NamedTuple):
    """``held`` of ``owed``, in the slots that have begun.

    ``shortfall`` is what is missing, slot by slot; ``late`` the part of it whose day has passed.
    ``missing`` are the slots that lack something (the overdue ones if there are any) and ``due_on``
    is the last day of the first of them. ``falls_due`` is false where the slot runs on beyond the
    board's period (a year's meeting on the board of May), so that sums over boards count nothing
    twice. ``code`` is the provision, ``remark`` what is particular to the branch.
    """

    kind: str
    code: str
    state: CellState
    held: int
    owed: int
    shortfall: int
    late: int
    missing: tuple[Period, ...]
    due_on: date | None
    falls_due: bool
    urgent: bool
    remark: str

    @property
    def overdue(self) -> bool:
        """Whether its day has passed, with insufficient records or none."""
        return self.state in OVERDUE

    @property
    def reason(self) -> str:
        """One Chinese sentence that explains the state."""
        slots = "、".join(slot.label for slot in self.missing)
        if self.state is CellState.DONE:
            return f"{self.remark}已按要求开展。"
        if self.state is CellState.DUE and self.due_on:
            return f"{self.remark}还差 {self.shortfall} 次，最迟 {day_label(self.due_on)}。"
        if self.state is CellState.LATE and not self.held:
            return f"{self.remark}{slots}只有未上报、退回或未召开的记录，还差 {self.late} 次。"
        if self.state is CellState.LATE:
            return f"{self.remark}{slots}已有记录，还差 {self.late} 次。"
        if self.state is CellState.NOT_ENTERED:
            return f"{self.remark}{slots}没有任何记录，应开 {self.late} 次。"
        return self.remark or "本期不计。"


class Slot(NamedTuple):
    """A period over which a requirement is judged, and what a branch owes in it."""

    period: Period
    owed: int
    due_on: date


class Column(dict[Tally, Cell]):
    """The cells of one kind for all branches alike, by tally; made when first asked for."""

    __slots__ = ("begun", "falls_due", "need", "owed", "past", "remark", "slots", "warned")

    def __init__(
        self,
        need: Requirement,
        slots: tuple[Slot, ...],
        *,
        today: date,
        warning_days: int,
        falls_due: bool,
        remark: str,
    ) -> None:
        """``slots`` in order of time; ``remark`` goes to every cell."""
        self.need, self.slots, self.falls_due, self.remark = need, slots, falls_due, remark
        self.begun = sum(slot.period.begins <= today for slot in slots) or len(slots)
        self.past = sum(slot.due_on < today for slot in slots)
        self.owed = sum(slot.owed for slot in slots[: self.begun])
        self.warned = today + timedelta(days=warning_days)

    def __missing__(self, tally: Tally) -> Cell:
        self[tally] = cell = self._judge(tally or (0, 0) * len(self.slots))
        return cell

    def _judge(self, tally: Tally) -> Cell:
        """The cell for these counts; ValueError if they are not one pair per slot."""
        if len(tally) != 2 * len(self.slots):
            raise ValueError(f"{len(tally)} numbers for {len(self.slots)} slots")
        gaps = [
            place
            for place, slot in enumerate(self.slots[: self.begun])
            if tally[2 * place] < slot.owed
        ]
        overdue = [place for place in gaps if place < self.past]
        first = self.slots[(overdue or gaps)[0]].due_on if gaps else None
        state = self._state(gaps, any(tally[2 * p] + tally[2 * p + 1] for p in overdue))
        return Cell(
            self.need.kind,
            self.need.code,
            state,
            sum(tally[::2]),
            self.owed,
            self._lacking(gaps, tally),
            self._lacking(overdue, tally),
            tuple([self.slots[place].period for place in overdue or gaps]),
            first,
            self.falls_due,
            state is CellState.DUE and first is not None and first <= self.warned,
            self.remark,
        )

    def _lacking(self, places: list[int], tally: Tally) -> int:
        return sum([self.slots[place].owed - tally[2 * place] for place in places])

    def _state(self, gaps: list[int], recorded: bool) -> CellState:
        if not self.owed:
            return CellState.WAIVED
        if not gaps:
            return CellState.DONE
        if gaps[0] >= self.past:
            return CellState.DUE
        return CellState.LATE if recorded else CellState.NOT_ENTERED
