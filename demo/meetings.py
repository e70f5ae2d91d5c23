"""A year of meetings: diligent branches and slack ones, copied minutes, records that wait.

Meetings are made here; who attended is one statement over the memberships of each meeting's day.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from branches.calendar import WorkCalendar, add_months, plan_theme_day
from demo import words
from demo.lectures import lecture
from demo.moments import at, by_now
from demo.tree import NUMERALS, Plan
from meetings.choices import MeetingKind, MeetingState, ReviewAction
from meetings.models import (
    AgendaItem,
    Credit,
    Decision,
    Lecture,
    Meeting,
    Review,
    Sitting,
    Speech,
    Theme,
)

DILIGENT, SLACK, LAGGARD = "diligent", "slack", "laggard"
SKIPS = {DILIGENT: 0.01, SLACK: 0.14, LAGGARD: 0.45}
WAITING_DAYS = 9  # records younger than this still wait to be looked at
FORGOTTEN = timedelta(days=60)  # what was decided longer ago than that is done


@dataclass
class Batch:
    """Rows of many meetings, saved together in the order in which they refer to each other."""

    meetings: list[Meeting] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    lectures: list[Lecture] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def save_held(self) -> None:
        """What was held; who came can be said after it."""
        self._save((Meeting, self.meetings), (Credit, self.credits), (Sitting, self.sittings))

    def save_said(self) -> None:
        """What was said by those who came, and what became of it."""
        self._save(
            (Lecture, self.lectures),
            (AgendaItem, self.items),
            (Speech, self.speeches),
            (Decision, self.decisions),
            (Review, self.reviews),
        )

    def _save(self, *tables: tuple[type[Model], list[Any]]) -> None:
        for model, rows in tables:
            model.objects.bulk_create(rows, batch_size=2000)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What is to be held on one day, for one or several kinds."""

    day: date
    kinds: tuple[MeetingKind, ...]
    title: str
    agenda: tuple[tuple[str, str], ...]
    theme: Theme | None = None
    group: object = None
    split: bool = False


class Secretary:
    """Keeps the meetings of one branch, in its own way."""

    def __init__(
        self,
        chance: Random,
        plan: Plan,
        themes: dict[str, Theme],
        *,
        calendar: WorkCalendar,
        today: date,
        reviewer: object,
        manner: str,
        copies: bool,
        rich: bool,
        waiting_days: int = WAITING_DAYS,
    ) -> None:
        self.chance = chance
        self.plan = plan
        self.themes = themes
        self.calendar = calendar
        self.today = today
        self.reviewer = reviewer
        self.manner = manner
        self.copies = copies
        self.rich = rich
        self.waiting_days = waiting_days
        self.numbers: dict[int, int] = {}
        full = plan.full_members or plan.people
        self.chair = full[0] if full else None
        self.recorder = full[min(1, len(full) - 1)] if full else None
        self.has_committee = len(plan.full_members) >= 7

    def keep(self, months: list[date], batch: Batch) -> None:
        """Log the gatherings of ``months`` (first days) that this branch really held."""
        if self.chair is None:
            return
        for first in months:
            for gathering in self._due_in(first, months[0]):
                held = plan_within(gathering.day, self.plan.branch.founded_on, self.today)
                if held and self.chance.random() >= SKIPS[self.manner]:
                    self._log(gathering, batch)

    def _due_in(self, first: date, begin: date) -> Iterator[Gathering]:
        """``begin``: the first month of all. What is owed once in a quarter or year and is held
        early in it, is made up for at its end where the records begin in its midst."""
        yield self._theme_day(first, begin)
        if self.has_committee:
            topics = self.chance.sample(words.COMMITTEE_TOPICS, 2)
            yield Gathering(
                self._workday(first, 3),
                (MeetingKind.COMMITTEE,),
                f"{first.month}月支委会",
                (("第一议题：学习重要讲话精神", "领学并研究贯彻措施"), *topics),
            )
        if first.month % 3 == 0:
            topics = words.GENERAL_TOPICS[: 1 + self.chance.randrange(2)]
            yield Gathering(
                self._workday(first, 20),
                (MeetingKind.GENERAL,),
                f"第{NUMERALS[(first.month - 1) // 3]}季度支部党员大会",
                topics,
            )
        for group in self.plan.groups:
            yield Gathering(
                self._workday(first, 10),
                (MeetingKind.GROUP,),
                f"{first.month}月{group.name}会",
                (("政治学习与交流", "学习材料，开展批评和自我批评"),),
                group=group,
            )
        if first.month == 1 or (first.month == 12 and begin > first.replace(month=1)):
            yield Gathering(
                self._workday(first, 16),
                (MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL),
                "年度组织生活会和民主评议党员",
                (
                    ("查摆问题", "对照检查发言"),
                    ("批评和自我批评", "逐一开展"),
                    ("民主测评", "无记名填写测评票"),
                ),
            )

    def _theme_day(self, first: date, begin: date) -> Gathering:
        branch = self.plan.branch
        day = plan_theme_day(first.year, first.month, branch.theme_day, self.calendar).day
        theme = self.themes[f"{first:%Y-%m}"]
        title, summary, agenda = words.THEMES[first.month - 1]
        kinds: tuple[MeetingKind, ...] = (MeetingKind.THEME_DAY,)
        if first.month % 3 == 2 or (first.month % 3 == 0 and first == begin):
            kinds += (MeetingKind.LECTURE,)
            agenda = (f"党课：{words.LECTURES[(first.month - 1) // 3]}", *agenda)
        return Gathering(
            day,
            kinds,
            title,
            tuple((item, summary) for item in agenda),
            theme=theme,
            split=len(self.plan.people) >= 15,
        )

    def _workday(self, first: date, number: int) -> date:
        return self.calendar.add_workdays(first.replace(day=min(number, 24)), 1)

    def _log(self, gathering: Gathering, batch: Batch) -> None:
        state, delay = self._state(gathering.day)
        meeting = Meeting(
            branch=self.plan.branch,
            token=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            title=gathering.title,
            state=state,
            held_on=gathering.day,
            place=self.plan.branch.usual_place,
            theme=gathering.theme,
            chair=self.chair,
            recorder=self.recorder,
            summary=self._summary(gathering),
            recorded_by=self.recorder.user,
            recorded_at=at(gathering.day + timedelta(days=delay), 20),
        )
        batch.meetings.append(meeting)
        for kind in gathering.kinds:
            batch.credits.append(
                Credit(meeting=meeting, branch=self.plan.branch, kind=kind, group=gathering.group)
            )
        if state == MeetingState.CANCELLED:
            meeting.cancel_reason = self.chance.choice(words.CANCELLED)
            return
        if delay > 3:
            meeting.late_days = delay
            meeting.late_reason = self.chance.choice(words.LATE)
        self._sittings(gathering, meeting, batch)
        if MeetingKind.LECTURE in gathering.kinds:
            batch.lectures.append(lecture(meeting, gathering.agenda, [self.chair, self.recorder]))
        self._minutes(gathering, meeting, batch)
        self._way(meeting, delay, batch)

    def _state(self, day: date) -> tuple[MeetingState, int]:
        """The record's state today, and after how many days it was entered."""
        chance = self.chance
        if chance.random() < 0.012:
            return MeetingState.CANCELLED, 1
        delay = (
            chance.randint(4, 12)
            if chance.random() < (0.06 if self.manner == DILIGENT else 0.3)
            else chance.randint(0, 2)
        )
        delay = min(delay, (self.today - day).days)
        age = (self.today - day).days - delay
        if age > WAITING_DAYS:
            waits = age <= self.waiting_days
            return (MeetingState.HANDED_IN if waits else MeetingState.ACCEPTED), delay
        return chance.choices(
            [MeetingState.ACCEPTED, MeetingState.HANDED_IN, MeetingState.RETURNED],
            [0.25, 0.65, 0.1],
        )[0], delay

    def _summary(self, gathering: Gathering) -> str:
        if self.copies and MeetingKind.THEME_DAY in gathering.kinds:
            return words.COPIED
        event, drill = self.chance.choice(words.EVENTS), self.chance.choice(words.DRILLS)
        return (
            f"围绕“{gathering.title}”学习讨论。结合近期{event}复盘，重点谈了{drill}中的不足，"
            f"明确下月由{self.chair.name}负责督促落实。"
        )

    def _sittings(self, gathering: Gathering, meeting: Meeting, batch: Batch) -> None:
        hour = self.chance.choice([9, 15, 19])
        for number, starts in enumerate([hour, 19][: 2 if gathering.split and hour < 19 else 1], 1):
            batch.sittings.append(
                Sitting(
                    meeting=meeting,
                    number=number,
                    starts_at=at(gathering.day, starts),
                    ends_at=at(gathering.day, starts) + timedelta(minutes=90),
                    place=meeting.place,
                )
            )

    def _minutes(self, gathering: Gathering, meeting: Meeting, batch: Batch) -> None:
        for number, (title, report) in enumerate(gathering.agenda, start=1):
            item = AgendaItem(meeting=meeting, number=number, title=title, report=report)
            batch.items.append(item)
            if not self.rich:
                return
            if number > 1 or len(gathering.agenda) == 1:
                self._speak(item, batch)
            if number == len(gathering.agenda) and self.chance.random() < 0.3:
                self._decide(item, meeting, batch)

    def _speak(self, item: AgendaItem, batch: Batch) -> None:
        people = self.plan.people
        speakers = self.chance.sample(people, min(2, len(people)))
        lines = self.chance.sample(words.SPEECHES, len(speakers))
        for number, (speaker, line) in enumerate(zip(speakers, lines, strict=True), start=1):
            text = line.format(
                event=self.chance.choice(words.EVENTS),
                drill=self.chance.choice(words.DRILLS),
                gap=self.chance.choice(words.GAPS),
            )
            batch.speeches.append(
                Speech(
                    item=item, number=number, speaker=speaker, speaker_name=speaker.name, text=text
                )
            )

    def _decide(self, item: AgendaItem, meeting: Meeting, batch: Batch) -> None:
        year = meeting.held_on.year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        owner = self.chance.choice(self.plan.people)
        due = meeting.held_on + timedelta(days=self.chance.choice([14, 21, 30]))
        text = self.chance.choice(words.DECISIONS).format(
            who=owner.name, drill=self.chance.choice(words.DRILLS), n=self.chance.randint(2, 4)
        )
        done = due - timedelta(days=self.chance.randint(-3, 8))
        over = done <= self.today and (self.chance.random() < 0.9 or done < self.today - FORGOTTEN)
        batch.decisions.append(
            Decision(
                branch=self.plan.branch,
                item=item,
                year=year,
                number=self.numbers[year],
                text=text,
                owner=owner,
                due_on=due,
                done_on=done if over else None,
            )
        )

    def _way(self, meeting: Meeting, delay: int, batch: Batch) -> None:
        handed_in = by_now(meeting.recorded_at + timedelta(minutes=10))
        meeting.handed_in_at = handed_in
        batch.reviews.append(
            Review(
                meeting=meeting, action=ReviewAction.HAND_IN, by=meeting.recorded_by, at=handed_in
            )
        )
        looked_at = by_now(handed_in + timedelta(days=self.chance.randint(1, 3)))
        if meeting.state == MeetingState.ACCEPTED:
            batch.reviews.append(
                Review(meeting=meeting, action=ReviewAction.ACCEPT, by=self.reviewer, at=looked_at)
            )
        elif meeting.state == MeetingState.RETURNED:
            remark = self.chance.choice(words.RETURNS)
            batch.reviews.append(
                Review(
                    meeting=meeting,
                    action=ReviewAction.RETURN,
                    by=self.reviewer,
                    at=looked_at,
                    remark=remark,
                )
            )


def plan_within(day: date, founded: date, today: date) -> bool:
    return founded <= day < today


def months_back(today: date, count: int) -> list[date]:
    """First days of the last ``count`` months, the current one included."""
    return [add_months(today.replace(day=1), -back) for back in range(count - 1, -1, -1)]
