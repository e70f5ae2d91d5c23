"""How many came, month by month, beside the same months a year before.

Of a unit's and a branch's meetings it is what their records say, of a person what stands in the
roll of each. Compared is only with one's own past: no unit, branch or person with another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.models import User
from accounts.prepared import Prepared
from accounts.ui.words import percent_text
from branches.choices import COMMITTEE_ROLES, UNIT_ROLES, Role
from branches.models import Branch, Unit
from branches.periods import Grain, Period
from branches.scope import held_by
from meetings.choices import ENTERED, EXCUSED, Presence
from meetings.models import Attendance, Meeting
from meetings.models.attendance import AttendanceQuerySet
from meetings.models.meeting import MeetingQuerySet
from reports import links

MONTHS = 12
NOTHING_BEFORE = "上年同期没有记录，暂不比较。"
DEFINITION = "已上报的会议记录中，实到人次除以应到人次；请假、执勤等的也算应到。"
ATTENDANCE = "实到人次除以应到减去请假、执勤等的人次：出警、执勤、轮休、休假等的不算。"


class Came(NamedTuple):
    """Of so many that were expected, so many were present, and so many excused."""

    expected: int = 0
    present: int = 0
    excused: int = 0

    @property
    def label(self) -> str:
        """``92.5%（37/40）``"""
        return percent_text(self.present, self.expected)

    @property
    def share(self) -> str:
        """到会率: of all that were expected."""
        return self.label.partition("（")[0]

    @property
    def numbers(self) -> str:
        return f"实到 {self.present}／应到 {self.expected}"

    @property
    def unexcused(self) -> int:
        """Those that were expected and not excused."""
        return self.expected - self.excused

    @property
    def attendance(self) -> str:
        """出勤率: of those that were not excused."""
        return percent_text(self.present, self.unexcused).partition("（")[0]

    @property
    def attendance_numbers(self) -> str:
        """The same two numbers, and how many were left out of the second."""
        less = f"（不含请假、执勤等 {self.excused}）" if self.excused else ""
        return f"实到 {self.present}／应到 {self.unexcused}{less}"

    @property
    def percent(self) -> float | None:
        return round(100 * self.present / self.expected, 1) if self.expected else None


ByMonth = dict[tuple[int, int], Came]


@dataclass(frozen=True)
class Turnout:
    """Twelve months that end with ``last``, and the twelve before them."""

    name: str
    last: Period
    today: date
    counted: ByMonth

    definition = DEFINITION
    attendance_definition = ATTENDANCE

    @cached_property
    def months(self) -> list[Period]:
        return [self.last.shifted(-back) for back in reversed(range(MONTHS))]

    @cached_property
    def now(self) -> list[Came]:
        return [self._of(month) for month in self.months]

    @cached_property
    def before(self) -> list[Came]:
        return [self._of(month.shifted(-MONTHS)) for month in self.months]

    @property
    def total(self) -> Came:
        return _sum(self.now)

    @property
    def total_before(self) -> Came:
        return _sum(self.before)

    def within(self, period: Period) -> Came:
        """The sum of a period that ends with the last month, or runs beyond it."""
        return _sum(self._of(month) for month in period.months)

    @property
    def url(self) -> str:
        return f"{reverse('reports:turnout')}?period={self.last}"

    @property
    def list_url(self) -> str:
        """The meetings, or the own marks, of the twelve months."""
        return links.turnout_list(until=self.last)

    @property
    def list_before_url(self) -> str:
        return links.turnout_list(until=self.last.shifted(-MONTHS))

    @property
    def label(self) -> str:
        return f"{self.months[0].label}—{self.last.label}"

    @property
    def switcher(self) -> dict[str, Any]:
        """For components/period.html: a year back, a year on."""
        now = Period.containing(self.today, Grain.MONTH)
        after = self.last.shifted(MONTHS)
        return {
            "label": self.label,
            "prev_url": f"?period={self.last.shifted(-MONTHS)}",
            "next_url": f"?period={min(after, now, key=_begins)}" if self.last != now else "",
            "this_url": f"?period={now}" if self.last != now else "",
            "kinds": [],
        }

    @property
    def chart(self) -> dict[str, Any]:
        """For components/chart.html."""
        compared = self.total_before.expected > 0
        series: list[dict[str, Any]] = [
            {"name": "到会率", "data": [one.percent for one in self.now]}
        ]
        if compared:
            past = [one.percent for one in self.before]
            series.append({"name": "上年同期", "data": past, "tone": "line-strong"})
        return {
            "id": "turnout",
            "title": "逐月到会率",
            "note": f"{DEFINITION}{'' if compared else NOTHING_BEFORE}",
            "kind": "line",
            "category_label": "月份",
            "unit": "%",
            "categories": [f"{month.number}月" for month in self.months],
            "series": series,
            "urls": [links.turnout_list(period=month) for month in self.months],
        }

    def _of(self, month: Period) -> Came:
        return self.counted.get((month.year, month.number), Came())


def _sum(months: Iterable[Came]) -> Came:
    return Came(*(sum(numbers) for numbers in zip(Came(), *months, strict=True)))


def _begins(month: Period) -> date:
    return month.begins


def turnout_of(user: User, *, last: Period, today: date) -> Turnout | None:
    """What the post one acts in looks after: its unit, its branch, or oneself. One query."""
    post = held_by(user).post
    role = post.role if post else ""
    if role in UNIT_ROLES:
        return of_unit(user, post.unit, last=last, today=today)
    if role in COMMITTEE_ROLES:
        return of_branch(user, post.branch, last=last, today=today)
    return of_member(user, post.branch, last=last, today=today) if role == Role.MEMBER else None


def of_unit(user: User, unit: Unit, *, last: Period, today: date) -> Turnout:
    """All meetings below the unit for which one acts."""
    counted = _by_month(_OF_UNITS.rows(user=user, **_span(last)))
    return Turnout(unit.name, last, today, counted)


def of_branch(user: User, branch: Branch, *, last: Period, today: date) -> Turnout:
    """The meetings of one branch."""
    counted = _by_month(_OF_BRANCH.rows(user=user, branch=branch.pk, **_span(last)))
    return Turnout(branch.name, last, today, counted)


def of_member(user: User, branch: Branch, *, last: Period, today: date) -> Turnout:
    """One's own marks in the rolls, wherever one was expected."""
    counted = _by_month(_OF_MEMBER.rows(user=user, **_span(last)))
    return Turnout("我的", last, today, counted)


def _span(last: Period) -> dict[str, date]:
    return {"first": last.shifted(1 - 2 * MONTHS).begins, "until": last.ends}


def _by_month(rows: Iterable[tuple[Any, ...]]) -> ByMonth:
    return {(int(row[0]), int(row[1])): Came(*row[2:]) for row in rows}


def meetings_of_units(user: User, first: date, until: date) -> MeetingQuerySet:
    """What an officer's figures count."""
    return Meeting.objects.overseen_by(user).entered().held_within(first, until)


def meetings_of_branch(user: User, branch: int, first: date, until: date) -> MeetingQuerySet:
    """What the figures of a branch count."""
    own = Meeting.objects.visible_to(user).filter(branch_id=branch)
    return own.entered().held_within(first, until)


def own_marks(user: User, first: date, until: date) -> AttendanceQuerySet:
    """What a member's figures count: one's own marks in the rolls."""
    return Attendance.objects.visible_to(user).filter(
        member__user_id=user.pk,
        meeting__state__in=ENTERED,
        meeting__held_on__range=(first, until),
    )


def came_of(meetings: MeetingQuerySet) -> Came:
    """The sum of these meetings. One query."""
    sums = meetings.aggregate(
        expected=Sum("expected", default=0),
        present=Sum("present", default=0),
        excused=Sum("excused", default=0),
    )
    return Came(**sums)


EXPECTED = Count("pk")
PRESENT = Count("pk", filter=Q(presence=Presence.PRESENT))
AWAY = Count("pk", filter=Q(presence__in=EXCUSED))


def _summed(meetings: MeetingQuerySet) -> Any:
    return (
        meetings.order_by()
        .values("held_on__year", "held_on__month")
        .annotate(
            came_expected=Sum("expected"), came_present=Sum("present"), came_excused=Sum("excused")
        )
        .values_list(
            "held_on__year", "held_on__month", "came_expected", "came_present", "came_excused"
        )
    )


_OF_UNITS: Prepared[Any] = Prepared(
    lambda user, first, until: _summed(meetings_of_units(user, first, until))
)
_OF_BRANCH: Prepared[Any] = Prepared(
    lambda user, branch, first, until: _summed(meetings_of_branch(user, branch, first, until))
)
_OF_MEMBER: Prepared[Any] = Prepared(
    lambda user, first, until: (
        own_marks(user, first, until)
        .order_by()
        .values("meeting__held_on__year", "meeting__held_on__month")
        .annotate(came_expected=EXPECTED, came_present=PRESENT, came_excused=AWAY)
        .values_list(
            "meeting__held_on__year",
            "meeting__held_on__month",
            "came_expected",
            "came_present",
            "came_excused",
        )
    )
)
