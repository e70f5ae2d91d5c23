"""How many came, month by month, beside the same months a year before.

Of a unit's and a branch's meetings it is what their records say, of a person what stands in the
roll of each. Compared is only with one's own past: no unit, branch or person with another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from meetings.choices import ENTERED, Presence
from meetings.models import Attendance, Meeting
from reports import links

MONTHS = 12
NOTHING_BEFORE = "上年同期没有记录，暂不比较。"
DEFINITION = "已上报的会议记录中，实到人次除以应到人次；请假的也算应到。"


class Came(NamedTuple):
    """Of so many that were expected, so many were present."""

    expected: int = 0
    present: int = 0

    @property
    def label(self) -> str:
        """``92.5%（37/40）``"""
        return percent_text(self.present, self.expected)

    @property
    def share(self) -> str:
        return self.label.partition("（")[0]

    @property
    def numbers(self) -> str:
        return f"实到 {self.present}／应到 {self.expected}"

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
    opens: Callable[[Period], str]  # the list of the meetings of a month

    definition = DEFINITION

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

    @property
    def url(self) -> str:
        return reverse("reports:turnout")

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
            "urls": [self.opens(month) for month in self.months],
        }

    def _of(self, month: Period) -> Came:
        return self.counted.get((month.year, month.number), Came())


def _sum(months: Iterable[Came]) -> Came:
    expected, present = 0, 0
    for one in months:
        expected += one.expected
        present += one.present
    return Came(expected, present)


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
    return Turnout(
        unit.name, last, today, counted, lambda m: links.meetings(unit=unit.code, period=m)
    )


def of_branch(user: User, branch: Branch, *, last: Period, today: date) -> Turnout:
    """The meetings of one branch."""
    counted = _by_month(_OF_BRANCH.rows(user=user, branch=branch.pk, **_span(last)))
    return Turnout(
        branch.name, last, today, counted, lambda m: links.meetings(branch=branch.code, period=m)
    )


def of_member(user: User, branch: Branch, *, last: Period, today: date) -> Turnout:
    """One's own marks in the rolls, wherever one was expected."""
    counted = _by_month(_OF_MEMBER.rows(user=user, **_span(last)))
    return Turnout(
        "我的", last, today, counted, lambda m: links.meetings(branch=branch.code, period=m)
    )


def _span(last: Period) -> dict[str, date]:
    return {"first": last.shifted(1 - 2 * MONTHS).begins, "until": last.ends}


def _by_month(rows: Iterable[tuple[Any, ...]]) -> ByMonth:
    return {
        (int(year), int(month)): Came(expected, present) for year, month, expected, present in rows
    }


def _summed(meetings: Any, first: date, until: date) -> Any:
    return (
        meetings.entered()
        .held_within(first, until)
        .order_by()
        .values("held_on__year", "held_on__month")
        .annotate(came_expected=Sum("expected"), came_present=Sum("present"))
        .values_list("held_on__year", "held_on__month", "came_expected", "came_present")
    )


_OF_UNITS: Prepared[Any] = Prepared(
    lambda user, first, until: _summed(Meeting.objects.overseen_by(user), first, until)
)
_OF_BRANCH: Prepared[Any] = Prepared(
    lambda user, branch, first, until: _summed(
        Meeting.objects.visible_to(user).filter(branch_id=branch), first, until
    )
)
_OF_MEMBER: Prepared[Any] = Prepared(
    lambda user, first, until: (
        Attendance.objects.visible_to(user)
        .filter(
            member__user_id=user.pk,
            meeting__state__in=ENTERED,
            meeting__held_on__range=(first, until),
        )
        .order_by()
        .values("meeting__held_on__year", "meeting__held_on__month")
        .annotate(
            came_expected=Count("pk"),
            came_present=Count("pk", filter=Q(presence=Presence.PRESENT)),
        )
        .values_list(
            "meeting__held_on__year", "meeting__held_on__month", "came_expected", "came_present"
        )
    )
)
