"""A branch in one period, as its home shows it when it is asked for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import User
from branches.models import Branch
from branches.periods import Period
from meetings.models import Meeting
from reports import links
from reports.choices import Show
from reports.compliance import Compliance, compliance_of
from reports.turnout import ATTENDANCE, DEFINITION, Came, came_of, meetings_of_branch

MEETINGS_SHOWN = 12


@dataclass
class PeriodOfBranch:
    """Asked by the template part by part."""

    user: User
    branch: Branch
    period: Period
    today: date

    turnout_definition = DEFINITION
    attendance_definition = ATTENDANCE

    @cached_property
    def board(self) -> Compliance:
        own = Branch.objects.visible_to(self.user).filter(pk=self.branch.pk)
        return compliance_of(own, period=self.period, today=self.today)

    @cached_property
    def came(self) -> Came:
        first, last = self.period.begins, self.period.ends
        return came_of(meetings_of_branch(self.user, self.branch.pk, first, last))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The latest of those that were handed in."""
        first, last = self.period.begins, self.period.ends
        rows = meetings_of_branch(self.user, self.branch.pk, first, last)
        return list(rows[:MEETINGS_SHOWN])

    @property
    def owed_label(self) -> str:
        return "截至今天应开" if self.board.is_running else "应开"

    @property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        return {
            "board": links.board(period=self.period),
            "late": links.board(period=self.period, show=Show.LATE),
            "came": links.turnout_list(period=self.period),
        }
