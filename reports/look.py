"""What stands behind one cell of a board: the rule, the count, the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from branches.models import Branch, Provision
from branches.periods import Period
from meetings.cadence import Cell
from meetings.cadence.requirements import GRAINS
from meetings.choices import MeetingKind
from meetings.models import Credit, Meeting
from meetings.models.meeting import MeetingQuerySet
from reports import wording
from reports.compliance import compliance_of

MEETINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Look:
    """One branch, one kind, one period. ``cell`` is missing where the kind is not asked for.

    ``first`` and ``last`` bound what was counted: a lecture of the quarter also on a month's board.
    ``meetings`` are those that the user may open, the newest first, whatever their state.
    """

    branch: Branch
    kind: MeetingKind
    period: Period
    cell: Cell | None
    not_held: bool
    provision: Provision | None
    first: date
    last: date
    meetings: list[Meeting]

    @property
    def state(self) -> str:
        """A key for the status tag."""
        return wording.mark(self.cell, not_held=self.not_held) if self.cell else "none"

    @property
    def number(self) -> str:
        """``0/1``."""
        return wording.number(self.cell) if self.cell else ""


def look_into(
    branch: Branch, kind: MeetingKind, *, period: Period, today: date, meetings: MeetingQuerySet
) -> Look:
    """``meetings`` are those that the user may see; of them the ones counted here are kept."""
    found = compliance_of(Branch.objects.filter(pk=branch.pk), period=period, today=today)
    row = found.rows[0] if found.rows else None
    cell = row.cell(kind) if row else None
    provision = found.provisions.get(cell.code) if cell else None
    window = period.split(GRAINS[provision.measure]) if provision else (period,)
    first, last = window[0].begins, window[-1].ends
    counted = Credit.objects.filter(branch=branch, kind=kind).held_within(first, last)
    return Look(
        branch=branch,
        kind=kind,
        period=period,
        cell=cell,
        not_held=bool(row and kind in row.not_held),
        provision=provision,
        first=first,
        last=last,
        meetings=list(meetings.filter(pk__in=counted.values("meeting"))[:MEETINGS_SHOWN]),
    )
