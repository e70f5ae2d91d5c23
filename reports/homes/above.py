"""The home of a unit's officer: what is late, odd, waiting, coming; who is furthest behind.

The brigade officer and the political office see the same, each of what lies below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from accounts.models import User
from accounts.prepared import Prepared
from branches.models import Unit
from branches.periods import Grain, Period
from branches.scope import held_by
from meetings.cadence import Summary
from meetings.models import Meeting
from reports import links
from reports.asked import Asked
from reports.board import QUIET, BoardShown, furthest_behind
from reports.choices import Show
from reports.compliance import Compliance, Row, alike, compliance_lately
from reports.homes.chosen import OfPeriod
from reports.homes.waiting import Waiting
from reports.turnout import ATTENDANCE, DEFINITION, Came, came_of, meetings_of_units

LATE_SHOWN = 8

_ODD = Prepared(lambda user: Meeting.objects.overseen_by(user).odd())
_LATE = Prepared(
    lambda user, first, last: Meeting.objects.overseen_by(user).late().held_within(first, last)
)


class Coming(NamedTuple):
    """What is still to be held in the running quarter, though not late."""

    meetings: int
    branches: int
    soon: int  # meetings whose last day is near
    days: int  # until the last of these days


@dataclass
class UnitHome(OfPeriod):
    """Asked by the template part by part."""

    user: User
    unit: Unit
    today: date
    asked: str = ""

    template = "reports/home_unit.html"
    turnout_definition = DEFINITION
    attendance_definition = ATTENDANCE

    @cached_property
    def quarter(self) -> Period:
        """The quarter of the last full month: what was late in it can still be mended."""
        last = Period.containing(self.today, Grain.MONTH).previous
        return Period.containing(last.begins, Grain.QUARTER)

    @property
    def usual(self) -> Period:
        return self.quarter

    @cached_property
    def waiting(self) -> Waiting:
        return Waiting(self.user)

    @cached_property
    def board(self) -> Compliance:
        return self._board_of(self.period)

    @cached_property
    def came(self) -> Came:
        """Who came to the meetings of the period."""
        return came_of(meetings_of_units(self.user, self.period.begins, self.period.ends))

    @cached_property
    def summary(self) -> Summary:
        return self.board.summary

    @property
    def label(self) -> str:
        """本季度, or 上季度 in its successor's first month; the period that was asked for."""
        if self.chosen.period:
            return self.period.label
        return "本季度" if self.today in self.quarter else "上季度"

    @cached_property
    def shown(self) -> BoardShown:
        """What the cells of the list of late branches are drawn by: only what is late speaks up."""
        asked = Asked(period=self.period)
        return BoardShown(self.board, asked, self.unit, [], quiet=QUIET | {"due"})

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        unit, period, running = self.unit.code, self.period, self.running.period
        return {
            "board": links.board(unit=unit, period=period),
            "late": links.board(unit=unit, period=period, show=Show.LATE),
            "not_held": links.board(unit=unit, period=period, show=Show.NOT_HELD),
            "due": links.board(unit=unit, period=running, show=Show.DUE),
            "soon": links.board(unit=unit, period=running, show=Show.SOON),
            "came": links.turnout_list(period=period),
            "odd": links.meetings(unit=unit, period="all", odd="1"),
            "late_entries": links.meetings(unit=unit, period=period, late="1"),
        }

    @cached_property
    def running(self) -> Compliance:
        """The board of the running quarter; in its first month not yet the same."""
        running = Period.containing(self.today, Grain.QUARTER)
        return self.board if running == self.period else self._board_of(running)

    def _board_of(self, period: Period) -> Compliance:
        return compliance_lately(self.user, self.unit.path, period=period, today=self.today)

    @property
    def is_empty(self) -> bool:
        """No branch that holds meetings: nothing to look after yet, but something to set up."""
        return not self.running.rows

    @property
    def sets_up(self) -> bool:
        return bool(held_by(self.user).office_paths)

    @cached_property
    def late(self) -> list[Row]:
        """The branches that are furthest behind, in the order of the board."""
        rows = [row for row in self.board.rows if row.late]
        return sorted(rows, key=lambda row: furthest_behind(row.standing))[:LATE_SHOWN]

    @cached_property
    def coming(self) -> Coming:
        meetings = branches = soon = days = 0
        for standing, count in alike(self.running.rows).items():
            meetings += count * standing.open
            branches += count * (standing.open > 0)
            soon += count * standing.soon
            if standing.soon_by:
                days = max(days, (standing.soon_by - self.today).days)
        return Coming(meetings, branches, soon, days)

    @cached_property
    def odd(self) -> int:
        """Records with something that nobody has explained yet."""
        return _ODD.count(user=self.user)

    @cached_property
    def late_entries(self) -> int:
        """Records of the period that were handed in late."""
        first, last = self.period.begins, self.period.ends
        return _LATE.count(user=self.user, first=first, last=last)
