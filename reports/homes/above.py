"""The home of a unit's officer: what is late, odd, waiting, coming; who is furthest behind.

The brigade officer and the political office see the same, each of what lies below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from accounts.models import User
from accounts.prepared import Prepared
from assessment.models import Claim, Objection
from branches.models import Unit
from branches.periods import Grain, Period
from meetings.cadence import Summary
from meetings.models import Meeting
from reports import links
from reports.asked import Asked
from reports.board import QUIET, BoardShown
from reports.choices import Show
from reports.compliance import Compliance, Row, alike, compliance_lately

LATE_SHOWN = 8

_RECORDS = Prepared(lambda user: Meeting.objects.reviewable_by(user))
_CLAIMS = Prepared(lambda user: Claim.objects.reviewable_by(user))
_OBJECTIONS = Prepared(
    lambda user: Objection.objects.visible_to(user).waiting().exclude(member__user_id=user.pk)
)
_ODD = Prepared(lambda user: Meeting.objects.overseen_by(user).odd())
_LATE = Prepared(
    lambda user, first, last: Meeting.objects.overseen_by(user).late().held_within(first, last)
)


class Coming(NamedTuple):
    """What is still to be held in the running quarter, though not late."""

    meetings: int
    branches: int
    soon: int  # meetings whose last day is near


@dataclass
class UnitHome:
    """Asked by the template part by part."""

    user: User
    unit: Unit
    today: date

    template = "reports/home_unit.html"

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
        }

    @cached_property
    def running(self) -> Compliance:
        """The board of the running quarter; in its first month not yet the same."""
        running = Period.containing(self.today, Grain.QUARTER)
        return self.board if running == self.quarter else self._board_of(running)

    def _board_of(self, period: Period) -> Compliance:
        return compliance_lately(self.user, self.unit.path, period=period, today=self.today)

    @cached_property
    def late(self) -> list[Row]:
        """The branches that are furthest behind."""
        rows = [row for row in self.board.rows if row.late]
        return sorted(rows, key=lambda row: -row.late)[:LATE_SHOWN]

    @cached_property
    def coming(self) -> Coming:
        meetings = branches = soon = 0
        for standing, count in alike(self.running.rows).items():
            meetings += count * standing.open
            branches += count * (standing.open > 0)
            soon += count * standing.soon
        return Coming(meetings, branches, soon)

    @cached_property
    def records_waiting(self) -> int:
        return _RECORDS.count(user=self.user)

    @cached_property
    def claims_waiting(self) -> int:
        return _CLAIMS.count(user=self.user)

    @cached_property
    def objections_waiting(self) -> int:
        return _OBJECTIONS.count(user=self.user)

    @cached_property
    def odd(self) -> int:
        """Records with something that nobody has explained yet."""
        return _ODD.count(user=self.user)

    @cached_property
    def late_entries(self) -> int:
        """Records of the quarter that were handed in late."""
        first, last = self.quarter.begins, self.quarter.ends
        return _LATE.count(user=self.user, first=first, last=last)

    @property
    def waiting(self) -> int:
        return self.records_waiting + self.claims_waiting + self.objections_waiting
