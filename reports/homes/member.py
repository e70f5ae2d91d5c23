"""The home of a member: the next theme day, own points, own attendance, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from assessment.choices import ClaimState, ObjectionState
from assessment.models import Claim, Objection, Standing
from branches.calendar import PlannedDay
from branches.models import Branch
from branches.periods import Grain, Period
from branches.services.holidays import work_calendar
from meetings.choices import ENTERED, EXCUSED, MeetingKind, MeetingState, Presence
from meetings.models import Attendance, Credit, Theme
from meetings.quorum import Rate
from notices.models import Notice
from reports import links
from reports.theme_day import theme_day

NOTICES_SHOWN = 5
SETTLED = frozenset({*(state.value for state in ENTERED), MeetingState.CANCELLED.value})


class Attended(NamedTuple):
    """A person's meetings of a year. Excused ones leave the denominator of the first rate."""

    expected: int
    present: int
    excused: int
    made_up: int

    @property
    def _turnout(self) -> Rate:
        return Rate(self.present, self.expected)

    @property
    def _attendance(self) -> Rate:
        return Rate(self.present, self.expected - self.excused)

    @property
    def turnout(self) -> str:
        """到会率: of all that were expected."""
        return self._turnout.label.partition("（")[0]

    @property
    def turnout_of(self) -> str:
        return f"实到 {self.present}／应到 {self.expected}"

    @property
    def attendance(self) -> str:
        """出勤率: of those at which one was not excused."""
        return self._attendance.label.partition("（")[0]

    @property
    def attendance_of(self) -> str:
        return f"实到 {self.present}／应到 {self.expected - self.excused}"

    @property
    def made_up_note(self) -> str:
        return f"已补学 {self.made_up} 次" if self.made_up else ""


@dataclass
class MemberHome:
    """Asked by the template part by part."""

    user: User
    branch: Branch
    today: date

    template = "reports/home_member.html"

    @cached_property
    def month(self) -> Period:
        return Period.containing(self.today, Grain.MONTH)

    @cached_property
    def next_theme_day(self) -> PlannedDay:
        """This month's unless it is over or held, then next month's."""
        calendar = work_calendar(first_year=self.today.year, last_year=self.month.next.year)
        planned = theme_day(self.branch, self.month, calendar)
        if planned.day >= self.today and not self._held:
            return planned
        return theme_day(self.branch, self.month.next, calendar)

    @cached_property
    def _held(self) -> bool:
        """Whether this month's theme day is on record, held or not."""
        credits = Credit.objects.visible_to(self.user).filter(
            branch=self.branch, kind=MeetingKind.THEME_DAY, state__in=SETTLED
        )
        return credits.held_within(self.month.begins, self.month.ends).exists()

    @cached_property
    def theme(self) -> Theme | None:
        """The theme of the month of the next theme day."""
        month = Period.containing(self.next_theme_day.day, Grain.MONTH)
        themes = Theme.objects.visible_to(self.user).published().filter(month=str(month))
        return themes.order_by("-unit__path", "pk").first()

    @cached_property
    def attended(self) -> Attended:
        """This year's records that were handed in, by the person's own mark in them."""
        counts = (
            Attendance.objects.visible_to(self.user)
            .filter(
                member__user=self.user,
                meeting__state__in=ENTERED,
                meeting__held_on__year=self.today.year,
            )
            .aggregate(
                expected=Count("pk"),
                present=Count("pk", filter=Q(presence=Presence.PRESENT)),
                excused=Count("pk", filter=Q(presence__in=EXCUSED)),
                made_up=Count("pk", filter=Q(made_up_on__isnull=False)),
            )
        )
        return Attended(**counts)

    @cached_property
    def standings(self) -> list[Standing]:
        """The last two quarters that were published, the newest first."""
        return list(
            Standing.objects.visible_to(self.user)
            .filter(member__user=self.user)
            .select_related("settlement")
            .order_by("-settlement__quarter")[:2]
        )

    @property
    def standing(self) -> Standing | None:
        return self.standings[0] if self.standings else None

    @property
    def standing_label(self) -> str:
        return Period.parse(self.standings[0].settlement.quarter).label

    @property
    def change(self) -> Decimal | None:
        """Against the quarter published before."""
        if len(self.standings) < 2:
            return None
        return self.standings[0].total - self.standings[1].total

    @property
    def year_label(self) -> str:
        return f"{self.today.year}年我的到会"

    @property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        return {
            "points": reverse("assessment:mine"),
            "claims": reverse("assessment:claims"),
            "inbox": reverse("notices:inbox"),
            "meetings": links.meetings(branch=self.branch.code, period=self.today.year),
        }

    @cached_property
    def claims(self) -> list[Claim]:
        """Own claims that wait or were refused, the newest first."""
        own = Claim.objects.visible_to(self.user).filter(member__user=self.user)
        waiting = own.filter(state__in=[ClaimState.WAITING, ClaimState.REFUSED])
        return list(waiting.select_related("rule")[:NOTICES_SHOWN])

    @cached_property
    def objections(self) -> list[Objection]:
        own = Objection.objects.visible_to(self.user).filter(member__user=self.user)
        return list(own.filter(state=ObjectionState.WAITING)[:NOTICES_SHOWN])

    @cached_property
    def notices(self) -> list[Notice]:
        own = Notice.objects.visible_to(self.user).unread().order_by("-created_at")
        return list(own[:NOTICES_SHOWN])
