"""The compliance board: branches × kinds in one period, as of one day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from branches.calendar import day_label
from branches.periods import Period
from meetings.cadence.cells import NOTHING, Cell, Column, Slot, Tally
from meetings.cadence.requirements import Body, Cadence, Requirement
from meetings.choices import MeetingKind


class Span(NamedTuple):
    """First and last day of existence, both included; ``None`` is open."""

    begins: date | None = None
    ends: date | None = None


class BranchFacts(NamedTuple):
    """What of a branch decides on what it owes.

    ``life`` is that of the branch, ``groups`` those of its groups. ``theme_day_by`` is the last day
    on which the theme day of the running month may be held; ``None`` is the end of the month.
    """

    life: Span = Span()
    temporary: bool = False
    has_committee: bool = True
    full_members: int = 0
    groups: tuple[Span, ...] = ()
    theme_day_by: date | None = None


OPEN = Span()
Columns = tuple[tuple[str, Column], ...]


class Board:
    """Judges branches that owe the same cadence in one period, as of ``today``.

    ``windows`` says what to count: for each kind the slots over which it is judged. `cells` turns
    the counts of a branch into cells, which equal branches share. Make one board per distinct
    cadence; units that override no provision have equal ones.
    """

    def __init__(self, cadence: Cadence, period: Period, today: date) -> None:
        self.cadence, self.period, self.today = cadence, period, today
        self.windows = {need.kind: period.split(need.per) for need in cadence.requirements}
        slots = [slot for window in self.windows.values() for slot in window] or [period]
        self.begins = min(slot.begins for slot in slots)
        self.ends = max(slot.ends for slot in slots)
        self._of_groups = {
            need.kind: need.at_least for need in cadence.requirements if need.body is Body.GROUPS
        }
        self._shared: dict[tuple[str, tuple[Slot, ...], str], Column] = {}
        self._columns: dict[BranchFacts, Columns] = {}

    def cells(self, facts: BranchFacts, counted: Mapping[str, Tally]) -> tuple[Cell, ...]:
        """The cells of a branch, one per requirement in their order.

        ``counted`` holds a tally per kind; what is missing there has no record at all. A tally
        that does not fit its window raises ValueError.
        """
        return tuple(
            [column[counted.get(kind, NOTHING)] for kind, column in self._columns_for(facts)]
        )

    def most_of_a_group(self, kind: str) -> int:
        """How many meetings of one group count in a slot; 0 where groups do not matter."""
        return self._of_groups.get(kind, 0)

    def _columns_for(self, facts: BranchFacts) -> Columns:
        """The columns shared by all branches that owe the same."""
        alike = self._alike(facts)
        columns = self._columns.get(alike)
        if columns is None:
            columns = self._columns[alike] = tuple(
                (need.kind, self._column(need, alike)) for need in self.cadence.requirements
            )
        return columns

    def _alike(self, facts: BranchFacts) -> BranchFacts:
        """The same facts without what makes no difference on this board."""
        life, temporary, has_committee, full_members, groups, theme_day_by = facts
        return BranchFacts(
            self._clipped(life),
            temporary,
            has_committee,
            self.cadence.committee_from if full_members >= self.cadence.committee_from else 0,
            tuple([self._clipped(group) for group in groups]) if groups else (),
            theme_day_by,
        )

    def _clipped(self, span: Span) -> Span:
        begins, ends = span
        late = begins is not None and begins > self.begins
        early = ends is not None and ends < self.ends
        return Span(begins if late else None, ends if early else None) if late or early else OPEN

    def _column(self, need: Requirement, facts: BranchFacts) -> Column:
        """The column for such branches; kinds that do not mind what sets them apart share one."""
        slots = tuple(
            Slot(slot, self._owed(need, slot, facts), _due_on(need, slot, facts))
            for slot in self.windows[need.kind]
        )
        owes = any(slot.owed for slot in slots)
        remark = self._remark(need, facts) if owes else self._waiver(need, facts)
        key = (need.kind, slots, remark)
        if key not in self._shared:
            self._shared[key] = Column(
                need,
                slots,
                today=self.today,
                warning_days=self.cadence.warning_days,
                falls_due=slots[-1].period.ends in self.period,
                remark=remark,
            )
        return self._shared[key]

    def _owed(self, need: Requirement, slot: Period, facts: BranchFacts) -> int:
        if facts.temporary or not self._lives(slot, facts.life):
            return 0
        if need.body is Body.GROUPS:
            return need.at_least * sum(self._lives(slot, group) for group in facts.groups)
        return 0 if self._without_committee(need, facts) else need.at_least

    def _lives(self, slot: Period, span: Span) -> bool:
        """Whether a branch or group exists long enough in the slot to owe it.

        The month of founding counts; a slot longer than a month asks for ``first_months`` of them
        (首季不足的豁免). A slot that it did not live to the end of is not owed.
        """
        if span.ends and span.ends < slot.ends:
            return False
        if not span.begins or span.begins <= slot.begins:
            return True
        lived = (slot.year - span.begins.year) * 12 + slot.last_month - span.begins.month + 1
        return lived >= min(self.cadence.first_months, slot.grain.months)

    def _without_committee(self, need: Requirement, facts: BranchFacts) -> bool:
        """Too few full members to need a committee, and none set up (第二十条)."""
        return (
            need.body is Body.COMMITTEE
            and not facts.has_committee
            and facts.full_members < self.cadence.committee_from
        )

    @staticmethod
    def _remark(need: Requirement, facts: BranchFacts) -> str:
        lacking = need.body is Body.COMMITTEE and not facts.has_committee
        return "应设支部委员会而未设；" if lacking else ""

    def _waiver(self, need: Requirement, facts: BranchFacts) -> str:
        """Why nothing is owed."""
        if facts.temporary:
            return "临时党支部不计频次。"
        if self._without_committee(need, facts):
            return f"正式党员不足 {self.cadence.committee_from} 人，不设支部委员会。"
        if need.body is Body.GROUPS and not facts.groups:
            return "未划分党小组。"
        if facts.life.ends:
            return f"党支部已于 {day_label(facts.life.ends)}撤销。"
        if facts.life.begins:
            return f"党支部于 {day_label(facts.life.begins)}成立，本期不计。"
        return "党小组在本期内成立或撤销，本期不计。"


def _due_on(need: Requirement, slot: Period, facts: BranchFacts) -> date:
    by = facts.theme_day_by
    return by if need.kind == MeetingKind.THEME_DAY and by and by in slot else slot.ends


class Summary(NamedTuple):
    """A board in four numbers; of a cell, ``entered`` counts no more than it owes."""

    owed: int
    entered: int
    overdue: int
    branches: int

    @property
    def open(self) -> int:
        """What has begun to be owed, is not entered, and whose day has not passed."""
        return self.owed - self.entered - self.overdue

    def sentence(self, period: Period, *, running: bool = False) -> str:
        """``2026年9月应开 412 次，已录入 371 次，逾期 23 次，涉及 11 个支部。``

        While the period runs it is said to be as of today, and what is still to come is named.
        """
        so_far = "截至今天" if running else ""
        said = [f"{period.label}{so_far}应开 {self.owed} 次", f"已录入 {self.entered} 次"]
        if self.open:
            said.append(f"还没到期 {self.open} 次")
        late = (
            f"逾期 {self.overdue} 次，涉及 {self.branches} 个支部" if self.overdue else "没有逾期"
        )
        return f"{'，'.join([*said, late])}。"


def summarise(standing: Iterable[tuple[int, tuple[Cell, ...]]]) -> Summary:
    """Sums what falls due within the board's own period: so many branches have these cells."""
    owed = entered = overdue = branches = 0
    for count, cells in standing:
        late = 0
        for cell in cells:
            if cell.falls_due:
                owed += count * cell.owed
                entered += count * (cell.owed - cell.shortfall)
                late += cell.late
        overdue += count * late
        branches += count * (late > 0)
    return Summary(owed, entered, overdue, branches)
