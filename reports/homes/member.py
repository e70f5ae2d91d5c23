"""The home of a member: the next theme day, own points, own attendance, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

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
from meetings.models import Theme
from members.models import Member
from notices.models import Notice
from reports import links
from reports.homes.chosen import OfPeriod
from reports.homes.waiting import Waiting
from reports.theme_day import THEMES, calendar_on, next_theme_day
from reports.turnout import AWAY, EXPECTED, PRESENT, Came, own_marks

NOTICES_SHOWN = 5
MADE_UP = Count("pk", filter=Q(made_up_on__isnull=False))

_ATTENDED = Prepared(
    lambda user, first, last: (
        own_marks(user, first, last)
        .order_by()
        .values("member__user")
        .annotate(expected=EXPECTED, present=PRESENT, excused=AWAY, made_up=MADE_UP)
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


class Changed(NamedTuple):
    """What lines of the ledger came to in the last days."""

    points: Decimal
    lines: int


@dataclass
class MemberHome(OfPeriod):
    """Asked by the template part by part."""

    user: User
    branch: Branch
    today: date
    now: datetime
    asked: str = ""

    template = "reports/home_member.html"

    @cached_property
    def waiting(self) -> Waiting:
        return Waiting(self.user)

    @cached_property
    def next_theme_day(self) -> PlannedDay:
        return next_theme_day(self.user, self.branch, self.today, calendar_on(self.today))

    @cached_property
    def theme(self) -> Theme | None:
        """The theme of the month of the next theme day."""
        month = Period.containing(self.next_theme_day.day, Grain.MONTH)
        return THEMES.instance(user=self.user, month=str(month))

    @property
    def usual(self) -> Period:
        """The year that runs."""
        return whole_year(self.today.year)

    @cached_property
    def _attended(self) -> tuple[Any, ...]:
        first, last = self.period.begins, self.period.ends
        return _ATTENDED.first(user=self.user, first=first, last=last) or (0, 0, 0, 0)

    @property
    def attended(self) -> Came:
        """The period's records that were handed in, by the person's own mark in them."""
        return Came(*self._attended[:3])

    @property
    def made_up_note(self) -> str:
        made_up = self._attended[3]
        return f"已补学 {made_up} 次" if made_up else ""

    @cached_property
    def me(self) -> int | None:
        """The key of the person on the roster; nothing where the account is nobody's there."""
        (found,) = _ME.first(user=self.user) or (None,)
        return found

    @property
    def quarter(self) -> Period:
        """The one whose points are shown."""
        return self.chosen.quarter

    @property
    def is_running(self) -> bool:
        """Whether points of that quarter can still change from day to day."""
        return self.today in self.quarter

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
    def attended_label(self) -> str:
        return f"{self.period.label}我的到会"

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        marks = {
            show: links.turnout_list(period=self.period, show=show)
            for show in ("", "present", "excused")
        }
        return {
            "points": f"{reverse('assessment:mine')}?period={self.quarter}",
            "claims": f"{reverse('assessment:claims')}?show=mine",
            "inbox": f"{reverse('notices:inbox')}?unread=1",
            "turnout": f"{reverse('reports:turnout')}?period={self.chosen.month}",
            "marks": marks[""],
            "excused": marks["excused"],
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
