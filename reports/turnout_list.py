"""The list behind a turnout: the meetings that it was summed from, or one's own marks.

It reads the same rows as `reports.turnout`, so that its sum is the figure that opens it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from branches.choices import COMMITTEE_ROLES, UNIT_ROLES, Role
from branches.periods import Grain, Period, PeriodRefused
from branches.scope import held_by
from meetings.choices import EXCUSED, UNEXCUSED, Presence
from meetings.models import Meeting
from reports.asked import period_from
from reports.turnout import (
    AWAY,
    EXPECTED,
    MONTHS,
    PRESENT,
    Came,
    came_of,
    meetings_of_branch,
    meetings_of_units,
    own_marks,
)

# What a member may narrow the own marks to; the key stands in the address.
MARKS: dict[str, tuple[str, Q]] = {
    "": ("全部", Q()),
    "present": ("到会", Q(presence=Presence.PRESENT)),
    "excused": ("请假、执勤等", Q(presence__in=EXCUSED)),
    "absent": ("无故缺席", Q(presence__in=UNEXCUSED)),
    "made_up": ("已补学", Q(made_up_on__isnull=False)),
}


@dataclass(frozen=True)
class Span:
    """The days that the list covers, in words and in its address."""

    first: date
    last: date
    label: str
    query: str

    @classmethod
    def of(cls, query: QueryDict, today: date) -> Self:
        """Of ``period``, or of the twelve months that end with ``until``."""
        try:
            end = Period.parse(query.get("until", ""))
        except PeriodRefused:
            one = period_from(query.get("period", ""), today)
            return cls(one.begins, one.ends, one.label, f"?period={one}")
        last = Period.containing(end.ends, Grain.MONTH)
        first = last.shifted(1 - MONTHS)
        return cls(first.begins, last.ends, f"{first.label}—{last.label}", f"?until={last}")


@dataclass(frozen=True)
class TurnoutList:
    """``rows`` are meetings, or where ``is_own`` marks; ``show`` narrows these."""

    user: User
    name: str
    span: Span
    found: Any
    is_own: bool = False
    show: str = ""

    @cached_property
    def total(self) -> Came:
        """Of all rows, whatever is shown of them. One query."""
        if self.is_own:
            return Came(**self.found.aggregate(expected=EXPECTED, present=PRESENT, excused=AWAY))
        return came_of(self.found)

    @property
    def rows(self) -> QuerySet[Any]:
        """The latest first."""
        if not self.is_own:
            return self.found.select_related("branch").order_by("-held_on", "-pk")
        marked = self.found.filter(MARKS[self.show][1]).select_related("meeting")
        return marked.order_by("-meeting__held_on", "-pk")

    @property
    def tabs(self) -> list[tuple[str, str, bool, None]]:
        """As components/tabs.html takes them."""
        return [
            (label, f"{self.span.query}{f'&show={key}' if key else ''}", key == self.show, None)
            for key, (label, _) in MARKS.items()
        ]

    def readable(self, rows: Iterable[Any]) -> set[int]:
        """Which of the meetings of these own marks may be opened. One query."""
        meetings = Meeting.objects.visible_to(self.user).filter(pk__in=[r.meeting_id for r in rows])
        return set(meetings.order_by().values_list("pk", flat=True))


def list_of(user: User, query: QueryDict, today: date) -> TurnoutList | None:
    """Of what the post one acts in looks after; nothing for who looks after nothing."""
    post, span = held_by(user).post, Span.of(query, today)
    role = post.role if post else ""
    if role in UNIT_ROLES:
        rows = meetings_of_units(user, span.first, span.last)
        return TurnoutList(user, post.unit.name, span, rows)
    if role in COMMITTEE_ROLES:
        rows = meetings_of_branch(user, post.branch.pk, span.first, span.last)
        return TurnoutList(user, post.branch.name, span, rows)
    if role != Role.MEMBER:
        return None
    marks = own_marks(user, span.first, span.last)
    show = query.get("show", "")
    return TurnoutList(user, "我的", span, marks, True, show if show in MARKS else "")
