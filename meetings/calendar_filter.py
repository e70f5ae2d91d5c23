"""Which month of which branches the calendar shows, by its address."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_date

from branches.models import Branch
from branches.models.branch import BranchQuerySet
from branches.periods import Grain, Period, PeriodRefused
from meetings.listing import MeetingFilter

FEW = 12  # branches that are shown and offered by name


class CalendarFilter(MeetingFilter):
    """``period`` is a month, ``day`` the one that is open; ``branch`` and ``unit`` narrow."""

    @cached_property
    def period(self) -> Period:
        """The month that runs, unless the address names another; of a longer one, the first."""
        try:
            period = Period.parse(self.query.get("period", ""))
        except PeriodRefused:
            return Period.containing(self.today, Grain.MONTH)
        return period.months[0]

    @property
    def day(self) -> date:
        """The day that is open; today, if the address names none."""
        try:
            return parse_date(self.query.get("day", "")) or self.today
        except ValueError:
            return self.today

    @cached_property
    def branches(self) -> BranchQuerySet:
        """Those asked for, of what the user sees."""
        rows = Branch.objects.visible_to(self.user)
        if self.branch:
            return rows.filter(pk=self.branch.pk)
        return rows.under(self.unit) if self.unit else rows

    @property
    def chips(self) -> list[dict[str, Any]]:
        """As components/filters.html takes them: the unit, and the branch where they are few."""
        chips = []
        if self.units or self.unit:
            units = [(unit.code, unit.name) for unit in self.units]
            chips.append(self._chip("unit", "单位", self.unit and self.unit.code, units))
        if self.branch:
            chips.append(self._fixed("branch", "支部", self.branch.name))
        elif 1 < len(self._names) <= FEW:
            chips.append(self._chip("branch", "支部", None, self._names))
        return chips

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        rows = self.branches.existing_within(self.period.begins, self.period.ends)
        return list(rows.holding_meetings().values_list("code", "name")[: FEW + 1])

    @property
    def switcher(self) -> dict[str, Any]:
        """As components/period.html takes it: months only."""
        now = Period.containing(self.today, Grain.MONTH)
        return {
            "label": self.period.label,
            "prev_url": self._month(self.period.previous),
            "next_url": self._month(self.period.next),
            "this_url": "" if self.period == now else self._month(now),
        }

    def _month(self, month: Period) -> str:
        return self.address(period=str(month), day="")
