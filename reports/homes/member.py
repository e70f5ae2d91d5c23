"""The home of a member: the next theme day, own points, own attendance, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.models import User
from accounts.prepared import Prepared
from assessment import totals
from assessment.choices import ClaimState
from assessment.models import Claim, Entry, Objection
from assessment.presenting.member import LATELY
from assessment.spans import Span
from assessment.totals import Total
from branches.calendar import PlannedDay
from branches.models import Branch
from branches.periods import Grain, Period, whole_year
from branches.services.holidays import work_calendar
from meetings.choices import ENTERED, EXCUSED, MeetingKind, MeetingState, Presence
from meetings.models import Attendance, Credit, Theme
from meetings.quorum import Rate
from members.models import Member
from notices.models import Notice
from reports import links
from reports.theme_day import THEMES, theme_day

NOTICES_SHOWN = 5
SETTLED = frozenset({*(state.value for state in ENTERED), MeetingState.CANCELLED.value})


_HELD = Prepared(
    lambda user, branch, first, last: (
        Credit.objects.visible_to(user)
        .filter(branch_id=branch, kind=MeetingKind.THEME_DAY, state__in=SETTLED)
        .held_within(first, last)
        .order_by()
        .values("pk")[:1]
    )
)
_ATTENDED = Prepared(
    lambda user, member, first, last: (
        Attendance.objects.visible_to(user)
        .filter(member_id=member, meeting__state__in=ENTERED, meeting__held_on__range=(first, last))
        .order_by()
        .values("member")
        .annotate(
            expected=Count("pk"),
            present=Count("pk", filter=Q(presence=Presence.PRESENT)),
            excused=Count("pk", filter=Q(presence__in=EXCUSED)),
            made_up=Count("pk", filter=Q(made_up_on__isnull=False)),
        )
        .values_list("expected", "present", "excused", "made_up")
    )
)
_ME = Prepared(lambda user: Member.objects.filter(user_id=user.pk).order_by().values_list("pk"))
_CHANGED = Prepared(
    lambda user, member, since, quarter: (
        Entry.objects.visible_to(user)
        .filter(member_id=member, created_at__gte=since)
        .of_quarter(quarter)
        .order_by()
        .values("member")
        .annotate(sum=Sum("points"), lines=Count("pk"))
        .values_list("sum", "lines")
    )
)
_CLAIMS = Prepared(
    lambda user, member: (
        Claim.objects.visible_to(user)
        .filter(member_id=member, state__in=[ClaimState.WAITING, ClaimState.REFUSED])
        .select_related("rule")[:NOTICES_SHOWN]
    )
)
_OBJECTIONS = Prepared(
    lambda user, member: (
        Objection.objects.visible_to(user).waiting().filter(member_id=member)[:NOTICES_SHOWN]
    )
)
_NOTICES = Prepared(
    lambda user: Notice.objects.visible_to(user).unread().order_by("-created_at")[:NOTICES_SHOWN]
)


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


NEVER = Attended(0, 0, 0, 0)


class Changed(NamedTuple):
    """What lines of the ledger came to in the last days."""

    points: Decimal
    lines: int


@dataclass
class MemberHome:
    """Asked by the template part by part."""

    user: User
    branch: Branch
    today: date
    now: datetime

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
        first, last = self.month.begins, self.month.ends
        return bool(_HELD.rows(user=self.user, branch=self.branch.pk, first=first, last=last))

    @cached_property
    def theme(self) -> Theme | None:
        """The theme of the month of the next theme day."""
        month = Period.containing(self.next_theme_day.day, Grain.MONTH)
        return THEMES.instance(user=self.user, month=str(month))

    @cached_property
    def attended(self) -> Attended:
        """This year's records that were handed in, by the person's own mark in them."""
        year = whole_year(self.today.year)
        counts = _ATTENDED.first(user=self.user, member=self.me, first=year.begins, last=year.ends)
        return Attended(*counts) if counts else NEVER

    @cached_property
    def me(self) -> int | None:
        """The key of the person on the roster; nothing where the account is nobody's there."""
        (found,) = _ME.first(user=self.user) or (None,)
        return found

    @cached_property
    def quarter(self) -> Period:
        return Period.containing(self.today, Grain.QUARTER)

    @cached_property
    def points(self) -> Total | None:
        """What the ledger gives so far; nothing before the quarter was computed at all."""
        if self.me is None:
            return None
        span = Span(self.quarter, self.today)
        return totals.of_member(self.me, branch=self.branch.pk, span=span)

    @cached_property
    def lately(self) -> Changed:
        """What was added to the ledger in the last days."""
        found = _CHANGED.first(
            user=self.user, member=self.me, since=self.now - LATELY, quarter=str(self.quarter)
        )
        return Changed(*found) if found else Changed(Decimal(0), 0)

    @property
    def lately_note(self) -> str:
        return f"{self.lately.lines} 条记录" if self.lately.lines else "没有变化"

    @property
    def year_label(self) -> str:
        return f"{self.today.year}年我的到会"

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        return {
            "points": reverse("assessment:mine"),
            "claims": reverse("assessment:claims"),
            "inbox": reverse("notices:inbox"),
            "turnout": reverse("reports:turnout"),
            "meetings": links.meetings(branch=self.branch.code, period=self.today.year),
        }

    @cached_property
    def claims(self) -> list[Claim]:
        """Own claims that wait or were refused, the newest first."""
        return list(_CLAIMS.instances(user=self.user, member=self.me))

    @cached_property
    def objections(self) -> list[Objection]:
        return list(_OBJECTIONS.instances(user=self.user, member=self.me))

    @cached_property
    def notices(self) -> list[Notice]:
        return list(_NOTICES.instances(user=self.user))
