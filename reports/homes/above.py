"""The home of a unit's officer: what is late, odd, waiting, coming; then how the unit stands.

The brigade officer and the political office see the same, each of what lies below.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from assessment.choices import ObjectionState, SettlementState
from assessment.models import Claim, Objection, Settlement
from branches.choices import BranchKind, Role
from branches.models import Branch, Coverage, Provision, Unit
from branches.periods import Grain, Period
from meetings.cadence import Summary
from meetings.models import Meeting
from members.models import Member
from reports import links
from reports.asked import Asked
from reports.board import QUIET, BoardShown
from reports.choices import Show
from reports.compliance import Compliance, Row, compliance_of
from reports.setting_up import COVERED_UNITS

LATE_SHOWN = 8


class Coming(NamedTuple):
    """What is still to be held in the running quarter, though not late."""

    meetings: int
    branches: int
    soon: int  # meetings whose last day is near


class Wide(NamedTuple):
    """A joint branch with how many units it covers."""

    code: str
    name: str
    units: int


class QuarterOf(NamedTuple):
    """How far the branches of one unit below are with a quarter's points."""

    unit: Unit
    branches: int
    states: list[tuple[str, int]]  # state and branches, in the order of the way


@dataclass
class UnitHome:
    """Asked by the template part by part."""

    user: User
    unit: Unit
    role: Role
    today: date

    template = "reports/home_unit.html"

    @property
    def is_office(self) -> bool:
        return self.role == Role.POLITICAL_OFFICE

    @cached_property
    def quarter(self) -> Period:
        """The quarter of the last full month: what was late in it can still be mended."""
        last = Period.containing(self.today, Grain.MONTH).previous
        return Period.containing(last.begins, Grain.QUARTER)

    @cached_property
    def board(self) -> Compliance:
        return self._board_of(self.quarter)

    @cached_property
    def summary(self) -> Summary:
        return self.board.summary

    @property
    def quarter_label(self) -> str:
        """本季度, or 上季度 in its successor's first month."""
        return "本季度" if self.today in self.quarter else "上季度"

    @cached_property
    def shown(self) -> BoardShown:
        """What the cells of the list of late branches are drawn by: only what is late speaks up."""
        asked = Asked(period=self.quarter)
        return BoardShown(self.board, asked, self.unit, [], quiet=QUIET | {"due"})

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        unit, quarter = self.unit.code, self.quarter
        return {
            "board": links.board(unit=unit, period=quarter),
            "late": links.board(unit=unit, period=quarter, show=Show.LATE),
            "not_held": links.board(unit=unit, period=quarter, show=Show.NOT_HELD),
            "due": links.board(unit=unit, period=self.running.period, show=Show.DUE),
            "odd": links.meetings(unit=unit, odd="1"),
            "late_entries": links.meetings(unit=unit, period=quarter, late="1"),
            "review": reverse("meetings:review"),
            "claims": reverse("assessment:claims"),
            "settlements": reverse("assessment:settlements"),
            "without_branch": f"{reverse('members:list')}?branch=none",
        }

    @cached_property
    def running(self) -> Compliance:
        """The board of the running quarter; in its first month not yet the same."""
        running = Period.containing(self.today, Grain.QUARTER)
        return self.board if running == self.quarter else self._board_of(running)

    def _board_of(self, period: Period) -> Compliance:
        branches = Branch.objects.visible_to(self.user).under(self.unit)
        return compliance_of(branches, period=period, today=self.today)

    @cached_property
    def late(self) -> list[Row]:
        """The branches that are furthest behind."""
        rows = [row for row in self.board.rows if row.late]
        return sorted(rows, key=lambda row: -row.late)[:LATE_SHOWN]

    @cached_property
    def coming(self) -> Coming:
        meetings = branches = soon = 0
        for row in self.running.rows:
            open_ = sum([cell.shortfall - cell.late for cell in row.cells if cell.falls_due])
            meetings += open_
            branches += open_ > 0
            soon += sum([cell.shortfall for cell in row.cells if cell.urgent])
        return Coming(meetings, branches, soon)

    @cached_property
    def records_waiting(self) -> int:
        return Meeting.objects.reviewable_by(self.user).count()

    @cached_property
    def claims_waiting(self) -> int:
        return Claim.objects.reviewable_by(self.user).count()

    @cached_property
    def objections_waiting(self) -> int:
        open_ = Objection.objects.visible_to(self.user).filter(state=ObjectionState.WAITING)
        return open_.exclude(member__user=self.user).count()

    @cached_property
    def odd(self) -> int:
        """Records with something that nobody has explained yet."""
        return Meeting.objects.visible_to(self.user).filter(self._below).odd().count()

    @cached_property
    def late_entries(self) -> int:
        """Records of the quarter that were handed in late."""
        rows = Meeting.objects.visible_to(self.user).filter(self._below).late()
        return rows.held_within(self.quarter.begins, self.quarter.ends).count()

    @property
    def _below(self) -> Q:
        return Q(branch__unit__path__startswith=self.unit.path)

    @property
    def waiting(self) -> int:
        return self.records_waiting + self.claims_waiting + self.objections_waiting

    # How the unit stands

    @cached_property
    def without_branch(self) -> int:
        """Party members in no branch (游离党员)."""
        below = Member.objects.visible_to(self.user).filter(unit__path__startswith=self.unit.path)
        return below.without_branch().count()

    @cached_property
    def too_wide(self) -> list[Wide]:
        """Joint branches that cover more units than the regulation thinks usual."""
        rows = (
            Coverage.objects.visible_to(self.user)
            .on(self.today)
            .filter(branch__kind=BranchKind.JOINT, branch__unit__path__startswith=self.unit.path)
            .values_list("branch__code", "branch__name")
            .annotate(units=Count("unit"))
            .filter(units__gt=self.widest.value)
            .order_by("-units", "branch__code")
        )
        return [Wide(*row) for row in rows]

    @property
    def widest(self) -> Provision:
        """How many units a joint branch usually covers at most, and which article says so."""
        return self.board.provisions[COVERED_UNITS]

    @cached_property
    def settled_quarter(self) -> Period:
        """The last full quarter: its points are being settled while the next one runs."""
        return Period.containing(self.today, Grain.QUARTER).previous

    @property
    def settled_label(self) -> str:
        return f"{self.settled_quarter.label}积分结算"

    @cached_property
    def settlements(self) -> list[QuarterOf]:
        """How far the last full quarter's settlement is, by the unit just below."""
        rows = (
            Settlement.objects.visible_to(self.user)
            .filter(
                quarter=str(self.settled_quarter), branch__unit__path__startswith=self.unit.path
            )
            .values_list("branch__unit__path", "state")
        )
        return _by_unit(list(rows), self.unit, self.units)

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.visible_to(self.user).just_below(self.unit))


def _by_unit(rows: list[tuple[str, str]], unit: Unit, units: list[Unit]) -> list[QuarterOf]:
    """Branches counted by unit and state; those of the unit itself come first."""
    level = len(unit.path) + Unit.steplen
    states: dict[str, Counter[str]] = {}
    for path, state in rows:
        states.setdefault(path[:level], Counter())[state] += 1
    return [
        QuarterOf(place, found.total(), [(s.value, found[s]) for s in SettlementState if found[s]])
        for place in (unit, *units)
        for found in [states.get(place.path)]
        if found
    ]
