"""A month of organisation life on the wall: what is planned, what was held, what falls due.

Few branches are shown by name. Of many, each day shows how much there is, and one day at a time is
opened; so the page asks the same number of questions of a station and of a whole province.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from branches.calendar import DayRule, PlannedDay
from branches.choices import ThemeDayRule
from branches.models import Branch
from branches.month_grid import DayCell, month_grid
from meetings.calendar_filter import FEW, CalendarFilter
from meetings.choices import ENTERED, MeetingKind, MeetingState
from meetings.listing import kinds_of
from meetings.models import Decision, Draft, Meeting, Theme
from meetings.theme_day_plan import DayPlanner, still_ahead

MOST = 60  # lines of one day
ON_A_DAY = 4  # lines that fit into a square
RULE = ("theme_day_rule", "theme_day_number", "theme_day_weekday")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a day. ``state`` is a key of accounts.ui.statuses."""

    day: date
    state: str
    title: str
    url: str = ""
    branch: str = ""
    time: str = ""
    detail: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """How many of a sort there are on a day: 已开 12."""

    state: str
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the month."""

    cell: DayCell
    url: str  # opens it
    entries: tuple[Entry, ...] = ()
    numbers: tuple[Number, ...] = ()

    @property
    def shown(self) -> int:
        """How many lines a square has room for, with one that tells of the rest."""
        return len(self.entries) if len(self.entries) <= ON_A_DAY else ON_A_DAY - 1

    @property
    def further(self) -> int:
        return len(self.entries) - self.shown


class CalendarMonth:
    """``asked`` says whose month it is, and which of its days is open."""

    def __init__(self, asked: CalendarFilter) -> None:
        self.asked, self.user, self.today = asked, asked.user, asked.today
        self.scope, month = asked.branches, asked.period
        self.month = month
        self.open_day = asked.day if asked.day in month else None
        self.planner = DayPlanner.of([month], self.today)

    @cached_property
    def few(self) -> list[Branch] | None:
        """The branches, if they are few enough to stand there by name."""
        rows = self.scope.holding_meetings().existing_within(self.month.begins, self.month.ends)
        found = list(rows.select_related("unit").order_by("unit__path", "pk")[: FEW + 1])
        return found if len(found) <= FEW else None

    @property
    def by_name(self) -> bool:
        return self.few is not None

    @property
    def several(self) -> bool:
        """Whether a line has to say whose it is."""
        return self.few is None or len(self.few) > 1

    @cached_property
    def days(self) -> list[Day]:
        """Every day of the month, in order."""
        grid = month_grid(self.month, self.planner.calendar)
        cells = [cell for week in grid.weeks for cell in week if cell]
        if not self.by_name:
            return [self._day(cell, numbers=self._numbers.get(cell.day, ())) for cell in cells]
        found: dict[date, list[Entry]] = {}
        for entry in self._entries(self.month.begins, self.month.ends):
            found.setdefault(entry.day, []).append(entry)
        return [self._day(cell, entries=tuple(found.get(cell.day, ()))) for cell in cells]

    def _day(self, cell: DayCell, **lines: Any) -> Day:
        return Day(cell, f"{self.asked.address(day=str(cell.day))}#day", **lines)

    @property
    def starts_on(self) -> int:
        """The column of the first day: 1 is Monday."""
        return self.month.begins.weekday() + 1

    @cached_property
    def opened(self) -> list[Entry]:
        """The lines of the day that is open, at most so many of each sort."""
        if not self.open_day:
            return []
        if self.by_name:
            return list(self.days[self.open_day.day - 1].entries)
        return list(self._entries(self.open_day, self.open_day))

    @cached_property
    def themes(self) -> list[Theme]:
        """What offices have published for the month."""
        rows = Theme.objects.visible_to(self.user).published().filter(month=str(self.month))
        return list(rows.order_by("unit__path", "pk")[:5])

    # Lines

    def _entries(self, first: date, last: date) -> Iterator[Entry]:
        drafts = self._drafts(first, last)
        gathered = [*self._planned(first, last), *drafts, *self._recorded(first, last)]
        gathered.sort(key=lambda entry: (entry.day, entry.time or "99"))
        yield from gathered
        yield from self._due(first, last)

    def _recorded(self, first: date, last: date) -> Iterator[Entry]:
        rows = self._meetings.held_within(first, last).select_related("branch")
        for meeting in self._bounded(rows.prefetch_related("credits", "sittings").order_by("pk")):
            times = [timezone.localtime(each.starts_at) for each in meeting.sittings.all()]
            yield Entry(
                day=meeting.held_on,
                state=meeting.state,
                title=meeting.title,
                url=reverse("meetings:meeting", args=[meeting.pk]),
                branch=meeting.branch.name,
                time=f"{times[0]:%H:%M}" if times else "",
                detail=" · ".join(filter(None, ["、".join(kinds_of(meeting)), meeting.place])),
            )

    def _drafts(self, first: date, last: date) -> Iterator[Entry]:
        """What somebody prepares, for those who write for the branch; the day is typed text."""
        for draft in self._prepared:
            day = draft.planned_day
            if day and first <= day <= last:
                yield Entry(
                    day=day,
                    state="draft",
                    title=str(draft),
                    url=draft.get_absolute_url(),
                    branch=draft.branch.name,
                    time=draft.typed("starts"),
                    detail=draft.typed("place"),
                )

    def _planned(self, first: date, last: date) -> Iterator[Entry]:
        if self.few is None:
            rows: Iterable[Branch] = self._planned_on(first)
        else:
            rows = still_ahead(self.scope, self.month).select_related("unit")
        for branch in rows:
            plan = self._plan(branch.theme_day, branch.unit.path)
            if branch.pk not in self._in_preparation and branch.exists_on(plan.day):
                yield self._plan_entry(branch, plan)

    def _plan_entry(self, branch: Branch, plan: PlannedDay) -> Entry:
        missing = plan.day < self.today
        query = {"branch": branch.code, "kind": MeetingKind.THEME_DAY.value, "day": plan.day}
        writes = branch.pk in self._written
        return Entry(
            day=plan.day,
            state="missing" if missing else "planned",
            title="主题党日",
            url=f"{reverse('meetings:record')}?{urlencode(query)}"
            if writes
            else branch.get_absolute_url(),
            branch=branch.name,
            detail=" · ".join(filter(None, [branch.usual_place, plan.reason])),
        )

    def _due(self, first: date, last: date) -> Iterator[Entry]:
        rows = self._decisions.filter(due_on__range=(first, last)).select_related("item", "branch")
        for decision in self._bounded(rows.order_by("due_on", "pk")):
            yield Entry(
                day=decision.due_on,
                state="late" if decision.due_on < self.today else "due",
                title=decision.text,
                url=reverse("meetings:meeting", args=[decision.item.meeting_id]),
                branch=decision.branch.name,
                detail=f"决定事项{decision}",
                word="" if decision.due_on < self.today else "到期",
            )

    def _bounded(self, rows: Any) -> Any:
        return rows if self.by_name else rows[:MOST]

    # Numbers

    @cached_property
    def _numbers(self) -> dict[date, tuple[Number, ...]]:
        """By day: held, not held, planned, missing, due. Three queries."""
        counted: Counter[tuple[date, str]] = Counter()
        within = (self.month.begins, self.month.ends)
        rows = self._meetings.held_within(*within).order_by().values_list("held_on", "state")
        for day, state, number in rows.annotate(number=Count("pk")):
            counted[day, "done" if state in ENTERED else state] += number
        for rule in self._rules:
            plan = self._plan(_day_rule(rule), rule.get("unit__path", ""))
            counted[plan.day, "missing" if plan.day < self.today else "planned"] += rule["number"]
        due = self._decisions.filter(due_on__range=within).order_by().values_list("due_on")
        for day, number in due.annotate(number=Count("pk")):
            counted[day, "late" if day < self.today else "due"] += number
        words = {"done": "已开", "missing": "未录入", "planned": "计划", "due": "到期"}
        found: dict[date, list[Number]] = {}
        for (day, state), number in sorted(counted.items()):
            word = words.get(state) or _word(state)
            found.setdefault(day, []).append(Number(state, word, number))
        return {day: tuple(numbers) for day, numbers in found.items()}

    @cached_property
    def _rules(self) -> list[dict[str, Any]]:
        """The rules of the branches that have their theme day before them, and how many each."""
        names = RULE if self.planner.book.is_uniform else (*RULE, "unit__path")
        ahead = still_ahead(self.scope, self.month).order_by()
        return list(ahead.values(*names).annotate(number=Count("pk")))

    def _planned_on(self, day: date) -> Iterable[Branch]:
        """Of many branches, some of those that plan for the day."""
        those = [
            Q(**{name: rule[name] for name in rule if name != "number"})
            for rule in self._rules
            if self._plan(_day_rule(rule), rule.get("unit__path", "")).day == day
        ]
        if not those:
            return ()
        ahead = still_ahead(self.scope, self.month).filter(reduce(or_, those))
        return ahead.select_related("unit").order_by("unit__path", "pk")[:MOST]

    def _plan(self, rule: DayRule, path: str) -> PlannedDay:
        return self.planner.by_rule(rule, self.month, path)

    # Rows

    @property
    def _meetings(self) -> Any:
        return Meeting.objects.visible_to(self.user).filter(branch__in=self.scope)

    @property
    def _decisions(self) -> Any:
        """Open ones, of records that the user may read."""
        seen = Decision.objects.visible_to(self.user).filter(branch__in=self.scope, done_on=None)
        return seen.filter(item__meeting__state__in=ENTERED)

    @cached_property
    def _prepared(self) -> list[Draft]:
        rows = Draft.objects.manageable_by(self.user).filter(meeting=None, branch__in=self.scope)
        return list(rows.select_related("branch"))

    @cached_property
    def _in_preparation(self) -> set[int]:
        """Branches whose theme day of the month stands there as a draft."""
        return {
            draft.branch_id
            for draft in self._prepared
            if MeetingKind.THEME_DAY in draft.content.get("kinds", ())
            and draft.planned_day
            and draft.planned_day in self.month
        }

    @cached_property
    def _written(self) -> set[int]:
        return set(Branch.objects.manageable_by(self.user).values_list("pk", flat=True))


def _day_rule(rule: dict[str, Any]) -> DayRule:
    kind, number, weekday = (rule[name] for name in RULE)
    return DayRule(ThemeDayRule(kind), number, weekday)


def _word(state: str) -> str:
    return "逾期" if state == "late" else MeetingState(state).label
