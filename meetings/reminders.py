"""The monthly reminder of a branch's theme day, to its secretary and its members.

By 《中国共产党支部工作条例（试行）》第十六条 a branch holds its theme day on one relatively
fixed day each month. The day is the one that the branch has planned, or else the one that its rule
names, moved off holidays. How many days before people are told is a provision.

A reminder is due from so many days before until the day itself, so that a machine that stood still
catches up; its key holds branch and day, so that it is said once. What is due is derived from the
database in a fixed number of queries, however many branches there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from branches.calendar import day_label
from branches.choices import BranchKind, Role
from branches.models import Appointment, Branch
from branches.periods import Grain, Period
from branches.services.provisions import rule_book
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Credit, Theme
from meetings.theme_day_plan import SETTLED, WINDOW, DayPlanner
from members.choices import PARTY_STAGES
from members.models import Membership
from notices import outbox
from notices.choices import NoticeKind

DAYS_BEFORE = "DS.theme_day_notice"
KEY = "theme-day"


@dataclass(frozen=True, slots=True)
class ThemeDay:
    """A branch's theme day of one month, not yet held or called off."""

    branch_id: int
    code: str
    branch: str
    path: str  # of the unit in the tree
    place: str
    day: date
    note: str  # why it is not the day that the rule names

    @property
    def key(self) -> str:
        return f"{KEY}:{self.branch_id}:{self.day}"


@transaction.atomic
def remind(*, today: date, now: datetime) -> int:
    """Tell secretaries and members of the theme days that come near; of how many branches.

    Takes back what was said of days that are held, called off or moved, unless they are open again.
    """
    days = coming_theme_days(today=today)
    people = _people([day.branch_id for day in days], today)
    themes = _themes({str(_month(day.day)) for day in days})
    messages = list(_messages(days, people, themes))
    outbox.say_exactly(kind=NoticeKind.THEME_DAY, messages=messages, now=now)
    return len(days)


def coming_theme_days(*, today: date) -> list[ThemeDay]:
    """Theme days of which people should know by now, from today on. Four queries."""
    months = (_month(today), _month(today).next)
    book = rule_book(codes=[DAYS_BEFORE, WINDOW], day=today)
    planner = _Planner(book, months)
    recorded = _recorded(months)
    return [
        day
        for branch in _branches(today)
        for month in months
        for day in [planner.theme_day(branch, month, recorded.get((branch.pk, str(month)), ()))]
        if day and today <= day.day <= today + timedelta(days=planner.days_before(branch.unit.path))
    ]


def settle(
    *, branches: Iterable[Branch], kinds: Collection[MeetingKind], day: date, now: datetime
) -> None:
    """These branches have held or called off what is of these kinds: take back its reminders."""
    if MeetingKind.THEME_DAY in kinds:
        month = _month(day)
        outbox.withdraw(prefixes=[f"{KEY}:{branch.pk}:{month}-" for branch in branches], now=now)


class _Planner(DayPlanner):
    """Names the theme day of which a branch should be told."""

    def days_before(self, path: str) -> int:
        return int(self.book.at(path)[DAYS_BEFORE].value)

    def theme_day(
        self, branch: Branch, month: Period, recorded: Iterable[tuple[date, str]]
    ) -> ThemeDay | None:
        """None when the branch has held it or called it off."""
        states = {state for _, state in recorded}
        if states & set(SETTLED):
            return None
        planned = min(
            (day for day, state in recorded if state == MeetingState.PLANNED), default=None
        )
        by_rule = self.by_rule(branch.theme_day, month, branch.unit.path)
        return ThemeDay(
            branch_id=branch.pk,
            code=branch.code,
            branch=branch.name,
            path=branch.unit.path,
            place=branch.usual_place,
            day=planned or by_rule.day,
            note="" if planned else by_rule.reason,
        )


def _month(day: date) -> Period:
    return Period.containing(day, Grain.MONTH)


def _branches(today: date) -> Iterable[Branch]:
    return (
        Branch.objects.holding_meetings()
        .exclude(kind=BranchKind.TEMPORARY)
        .existing_on(today)
        .select_related("unit")
        .order_by("pk")
    )


def _recorded(months: tuple[Period, ...]) -> dict[tuple[int, str], list[tuple[date, str]]]:
    """Day and state of every theme day that a branch has on record, by branch and month."""
    rows = Credit.objects.filter(
        kind=MeetingKind.THEME_DAY, held_on__range=(months[0].begins, months[-1].ends)
    ).values_list("branch_id", "held_on", "state")
    found: dict[tuple[int, str], list[tuple[date, str]]] = {}
    for branch, day, state in rows:
        found.setdefault((branch, str(_month(day))), []).append((day, state))
    return found


@dataclass(frozen=True, slots=True)
class _People:
    secretaries: dict[int, set[int]]
    members: dict[int, set[int]]


def _people(branch_ids: list[int], today: date) -> _People:
    """Ids of the users of each branch. Two queries."""
    posts = Appointment.objects.on(today).filter(branch_id__in=branch_ids)
    rows = posts.filter(role__in=[Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.MEMBER])
    people = _People({}, {})
    for branch, user, role in rows.values_list("branch_id", "user_id", "role"):
        kept = people.secretaries if role == Role.SECRETARY else people.members
        kept.setdefault(branch, set()).add(user)
    roster = Membership.objects.on(today).filter(
        branch_id__in=branch_ids, member__stage__in=PARTY_STAGES, member__user__isnull=False
    )
    for branch, user in roster.values_list("branch_id", "member__user_id"):
        people.members.setdefault(branch, set()).add(user)
    return people


def _themes(months: set[str]) -> list[tuple[str, str, str]]:
    """Month, path of the unit and title of what offices have published, the nearest unit last."""
    rows = Theme.objects.published().filter(month__in=months)
    return list(rows.order_by("unit__path", "pk").values_list("month", "unit__path", "title"))


def _messages(
    days: list[ThemeDay], people: _People, themes: list[tuple[str, str, str]]
) -> Iterator[outbox.Message]:
    """To whoever is secretary and member, only the secretary's."""
    for day in days:
        titles = _titles(day, themes)
        secretaries = people.secretaries.get(day.branch_id, set())
        members = people.members.get(day.branch_id, set()) - secretaries
        yield from (_to_secretary(user, day, titles) for user in sorted(secretaries))
        yield from (_to_member(user, day, titles) for user in sorted(members))


def _titles(day: ThemeDay, themes: list[tuple[str, str, str]]) -> str:
    month = str(_month(day.day))
    return "、".join(
        f"《{title}》" for of, path, title in themes if of == month and day.path.startswith(path)
    )


def _to_secretary(user: int, day: ThemeDay, titles: str) -> outbox.Message:
    query = urlencode({"branch": day.code, "kind": MeetingKind.THEME_DAY, "day": day.day})
    return outbox.Message(
        recipient_id=user,
        key=day.key,
        kind=NoticeKind.THEME_DAY,
        subject=f"{day_label(day.day, with_year=False)}主题党日，请准备并通知党员",
        body=_body(day, titles),
        path=f"{reverse('meetings:record')}?{query}",
    )


def _to_member(user: int, day: ThemeDay, titles: str) -> outbox.Message:
    return outbox.Message(
        recipient_id=user,
        key=day.key,
        kind=NoticeKind.THEME_DAY,
        subject=f"{day_label(day.day, with_year=False)}开展主题党日，请安排好时间",
        body=_body(day, titles),
        path=reverse("home"),
    )


def _body(day: ThemeDay, titles: str) -> str:
    lines = [
        day.branch,
        titles and f"本月主题：{titles}",
        day.place and f"地点：{day.place}",
        day.note,
    ]
    return "\n".join(line for line in lines if line)
