"""Puts the whole demonstration together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from branches.calendar import WorkCalendar
from branches.choices import Role, UnitKind
from branches.models import Appointment, Branch, Unit
from branches.paths import upwards
from branches.services.holidays import work_calendar
from demo import (
    attendance,
    directives,
    duties,
    hosts,
    inspections,
    joint,
    oddities,
    photos,
    points,
    registers,
    reports,
    words,
)
from demo.meetings import DILIGENT, LAGGARD, SLACK, WAITING_DAYS, Batch, Secretary, months_back
from demo.people import Population
from demo.posts import SINCE, Staffing
from demo.scales import SCALES, Scale
from demo.surveys import Questionnaires
from demo.tree import FOUNDED, Builder, Detachment, Plan, dissolved_and_young, save
from meetings.choices import MeetingKind
from meetings.models import Attachment, Meeting, Partner, Theme
from members.models import Member

PASSWORD = "Hongmen@2026"  # noqa: S105 - shown to everyone who tries the demonstration
COPIES = 7  # of every 23 branches this one copies its minutes and its photo
OFFICES_ABOVE = {
    UnitKind.BUREAU: ("bureau", "国家局政治部"),
    UnitKind.CORPS: ("corps", "总队政治部"),
}
PLANNED_AFTER = (0, 9, 99)  # detachments
SLOW_REVIEW = 25  # days; so that the officer of the first brigade always finds records to look at
PICTURED = 70  # theme days that come with a photo
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    summary: str


def build(*, scale: str, months: int, seed: int, today: date, progress: Progress) -> Made:
    """Fill an empty database. The same seed on the same day gives the same force."""
    chance = Random(seed)
    size = SCALES[scale]
    builder = Builder(chance, Population(chance, today), size, today)
    staffing = Staffing(chance, PASSWORD, today)
    calendar = work_calendar(first_year=today.year - 2, last_year=today.year)
    shown: Detachment | None = None
    for number, (parent, city, code) in enumerate(_places(size)):
        with transaction.atomic():
            made = builder.detachment(parent, city, code)
            dissolved_and_young(made, today)
            save(made, today)
            staffing.staff(made, _named(made) if number == 0 else None)
            registers.enter(made, seed, today, rich=size.rich)
            themes = _themes(made, months_back(today, months))
            _meet(chance, made, themes, calendar, months_back(today, months), today, size)
            duties.supervise(made, seed, today, rich=size.rich)
            if number == 0:
                _accounts_without_branch(made, staffing)
            if size.photos and number == 0:
                points.settle(made.unit, months_back(today, months)[0], today)
                points.claim(made.plans, chance, today)
                _ask(made, Random(seed), today)
                shown = made
        if number in PLANNED_AFTER:
            _analyze()
        progress(f"{made.unit.name}：{len(made.plans)} 个支部")
    points.count(today)
    if shown:
        office = shown.leads[shown.unit.pk].user
        directives.issue(shown, office, seed, today)
        inspections.inspect(shown.unit, office, _showcase(shown).branch, seed, today)
        reports.compile_last(shown.unit, office, today)
    return Made(_summary())


def _places(size: Scale) -> list[tuple[Unit | None, str, str]]:
    """Parent, city and code of every detachment; makes the units above."""
    if not size.corps:
        return [(None, words.CITIES[0], "YC")]
    bureau = (
        Unit.objects.add_root(
            {"code": "GJ", "name": "国家消防救援局（演示）", "kind": UnitKind.BUREAU}
        )
        if size.corps > 1
        else None
    )
    return [
        (corps, words.CITIES[n % len(words.CITIES)], f"{corps.code}-{n + 1:02}")
        for corps in [_corps(bureau, index) for index in range(size.corps)]
        for n in range(size.detachments)
    ]


def _corps(bureau: Unit | None, index: int) -> Unit:
    facts = {
        "code": f"ZD{index + 1:02}",
        "name": f"{words.CORPS[index]}省消防救援总队",
        "short_name": f"{words.CORPS[index]}总队",
        "kind": UnitKind.CORPS,
        "founded_on": FOUNDED,
    }
    return Unit.objects.add_child(bureau, facts) if bureau else Unit.objects.add_root(facts)


def _showcase(made: Detachment) -> Plan:
    """The branch whose secretary and member have login names: the first of a station."""
    return next(plan for plan in made.plans if plan.units[0].kind == UnitKind.STATION)


def _named(made: Detachment) -> dict[int, str]:
    """The people who get the demonstration's login names."""
    showcase = _showcase(made)
    names = {
        id(showcase.people[0]): "secretary",
        id(made.leads[made.unit.pk]): "office",
        id(made.leads[made.brigades[0].pk]): "brigade",
    }
    names[id(showcase.full_members[8])] = "member"  # below secretary and committee
    return names


def _ask(made: Detachment, chance: Random, today: date) -> None:
    showcase = _showcase(made)
    asking = Questionnaires(chance, made.unit, made.leads[made.unit.pk].user, today)
    asking.make(showcase.branch, showcase.people[0].user)


def _accounts_without_branch(made: Detachment, staffing: Staffing) -> None:
    """The administrator, the auditor and, where there are any, the offices above."""
    for login, name, role in (
        ("admin", "系统管理员", Role.ADMINISTRATOR),
        ("auditor", "审计员", Role.AUDITOR),
    ):
        user = staffing.account(login, name)
        user.save()
        Appointment.objects.create(user=user, role=role, since=SINCE)
    for unit in Unit.objects.get_ancestors(made.unit):
        login, name = OFFICES_ABOVE[UnitKind(unit.kind)]
        user = staffing.account(login, name)
        user.save()
        Appointment.objects.create(user=user, role=Role.POLITICAL_OFFICE, unit=unit, since=SINCE)


def _themes(made: Detachment, months: list[date]) -> dict[str, Theme]:
    office = made.leads[made.unit.pk].user
    rows = [
        Theme(
            unit=made.unit,
            month=f"{first:%Y-%m}",
            title=title,
            material=summary,
            agenda="\n".join(agenda),
            published_by=office,
        )
        for first in months
        for title, summary, agenda in [words.THEMES[first.month - 1]]
    ]
    Theme.objects.bulk_create(rows)
    return {theme.month: theme for theme in rows}


def _meet(
    chance: Random,
    made: Detachment,
    themes: dict[str, Theme],
    calendar: WorkCalendar,
    months: list[date],
    today: date,
    size: Scale,
) -> None:
    """All meetings of a detachment, then their attendance in one statement."""
    before = Meeting.objects.aggregate(last=Max("pk"))["last"] or 0
    officers = _reviewers()
    batch = Batch()
    copying = {plan.branch.pk for index, plan in enumerate(made.plans) if index % 23 == COPIES}
    for index, plan in enumerate(made.plans):
        manner = (
            DILIGENT if index == 2 else chance.choices([DILIGENT, SLACK, LAGGARD], [76, 15, 9])[0]
        )
        Secretary(
            chance,
            plan,
            themes,
            calendar=calendar,
            today=today,
            reviewer=_reviewer(plan.branch, officers),
            manner=manner,
            copies=plan.branch.pk in copying,
            rich=size.rich,
            waiting_days=SLOW_REVIEW if plan.branch.code.endswith("-D01-LH") else WAITING_DAYS,
        ).keep(months, batch)
    batch.save_held()
    attendance.attend(before)
    hosts.seat(batch, made.plans, after=before)
    batch.save_said()
    if size.photos and not Attachment.objects.exists():
        photos.attach(_pictured(batch, copying), chance, copying=copying)
    if size.photos and not Partner.objects.exists():
        joint.gather(batch.meetings, made.plans, now=timezone.now())
    oddities.find(m for m in batch.meetings if m.branch_id in copying and m.handed_in_at)


def _pictured(batch: Batch, copying: set[int]) -> list[Meeting]:
    """The latest theme days that were handed in, and all of branches that copy."""
    held = {c.meeting_id for c in batch.credits if c.kind == MeetingKind.THEME_DAY}
    shown = [m for m in batch.meetings if m.pk in held and m.handed_in_at]
    shown.sort(key=lambda meeting: meeting.held_on, reverse=True)
    return [m for n, m in enumerate(shown) if n < PICTURED or m.branch_id in copying]


def _reviewers() -> dict[str, object]:
    """Path of a unit → the officer who looks at what is handed in there."""
    posts = Appointment.objects.filter(
        role__in=[Role.BRIGADE_OFFICER, Role.POLITICAL_OFFICE]
    ).select_related("user", "unit")
    return {post.unit.path: post.user for post in posts if post.unit}


def _reviewer(branch: Branch, officers: dict[str, object]) -> object:
    """The nearest officer above the branch."""
    return next(officers[path] for path in upwards(branch.unit.path) if path in officers)


def _analyze() -> None:
    """Let PostgreSQL know how large the tables have become, before it plans the next statements."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _summary() -> str:
    _analyze()
    counts = (
        ("单位", Unit.objects.count()),
        ("党组织", Branch.objects.count()),
        ("人员", Member.objects.count()),
        ("党员", Member.objects.party_members().count()),
        ("会议", Meeting.objects.count()),
    )
    return "，".join(f"{name} {count}" for name, count in counts) + "。"
