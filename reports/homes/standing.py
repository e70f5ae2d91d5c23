"""How a unit stands, below the fold of its home: settlement of points, and how branches are set up.

It is fetched after the home, so that what is to be done now need not wait for it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from assessment.choices import SettlementState
from assessment.models import Settlement
from branches.choices import BranchKind
from branches.models import Coverage, Provision, Unit
from branches.paths import just_below
from branches.periods import Grain, Period
from branches.services.provisions import provisions_for
from branches.setup import COVERED_UNITS
from members.models import Member
from reports.homes.chosen import Chosen


class Wide(NamedTuple):
    """A joint branch with how many units it covers."""

    code: str
    name: str
    units: int


class QuarterOf(NamedTuple):
    """How far the branches of one unit below are with a quarter's points."""

    unit: Unit
    branches: int
    url: str
    states: list[tuple[str, int]]  # state and branches, in the order of the way

    @property
    def unsettled(self) -> int:
        """Branches whose quarter is not locked yet."""
        return sum(count for state, count in self.states if state != SettlementState.LOCKED)


@dataclass
class UnitStanding:
    """Asked by the template part by part."""

    user: User
    unit: Unit
    today: date
    chosen: Chosen

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

    @cached_property
    def widest(self) -> Provision:
        """How many units a joint branch usually covers at most, and which article says so."""
        numbers = provisions_for(unit=self.unit, codes=[COVERED_UNITS], day=self.today)
        return numbers[COVERED_UNITS]

    @cached_property
    def settled_quarter(self) -> Period:
        """The one asked for; else the last full quarter, whose points are settled while the next
        one runs."""
        if self.chosen.period:
            return self.chosen.quarter
        return Period.containing(self.today, Grain.QUARTER).previous

    @property
    def turnout_note(self) -> str:
        return f"到{self.chosen.month.label}" if self.chosen.period else ""

    @property
    def setting_note(self) -> str:
        return "今天的，不随上面的时间变" if self.chosen.period else ""

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
        return _by_unit(list(rows), self.unit, self.units, self.urls["settlements"])

    @property
    def unsettled(self) -> list[QuarterOf]:
        """The units that still have something to settle; the others need no line of their own."""
        return [line for line in self.settlements if line.unsettled]

    @property
    def settled(self) -> int:
        """How many branches the units have that are through."""
        return sum(line.branches for line in self.settlements if not line.unsettled)

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.visible_to(self.user).just_below(self.unit))

    @property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        return {
            "settlements": f"{reverse('assessment:settlements')}?period={self.settled_quarter}",
            "without_branch": f"{reverse('members:list')}?without=1&unit={self.unit.code}",
        }


def _by_unit(
    rows: list[tuple[str, str]], unit: Unit, units: list[Unit], url: str
) -> list[QuarterOf]:
    """Branches counted by unit and state; those of the unit itself come first."""
    level = just_below(unit.path)
    states: dict[str, Counter[str]] = {}
    for path, state in rows:
        states.setdefault(path[:level], Counter())[state] += 1
    return [
        QuarterOf(
            place,
            found.total(),
            url if place is unit else f"{url}&unit={place.code}",
            [(s.value, found[s]) for s in SettlementState if found[s]],
        )
        for place in (unit, *units)
        for found in [states.get(place.path)]
        if found
    ]
