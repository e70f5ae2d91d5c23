"""The page of one branch: what it is, who leads it, who belongs to it, what it owes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from accounts.models import User
from branches import overview
from branches.calendar import PlannedDay
from branches.choices import COMMITTEE_ROLES, BranchKind, Role
from branches.headcount import Heads
from branches.models import Appointment, Branch, Coverage, Provision, Unit
from branches.paths import upwards
from branches.scope import held_by
from branches.setup import Finding, SetupFacts, findings
from meetings.choices import MeetingKind
from meetings.models import Meeting
from members.choices import MembershipKind, Stage
from members.models import Member, Membership
from reports.theme_day import calendar_on, next_theme_day
from reports.year import BranchYear, Slot, year_of

MEETINGS_SHOWN = 6
NO_GROUP = "未编入党小组"


class Owed(NamedTuple):
    """What the branch owes now, with the rule that asks for it."""

    slot: Slot
    label: str
    provision: Provision | None


@dataclass
class BranchPage:
    """Asked by the template part by part."""

    user: User
    branch: Branch
    today: date

    @cached_property
    def year(self) -> BranchYear:
        return year_of(self.branch, year=self.today.year, today=self.today)

    @cached_property
    def owed(self) -> list[Owed]:
        """Overdue first, the latest first; then what is due now."""
        return [
            Owed(
                slot,
                f"{slot.period.label}{MeetingKind(slot.kind).label}",
                self.year.provisions.get(slot.cell.code) if slot.cell else None,
            )
            for slot in (*self.year.overdue, *self.year.due)
        ]

    @cached_property
    def coverages(self) -> list[Coverage]:
        """The units that it covers today."""
        rows = Coverage.objects.visible_to(self.user).on(self.today).filter(branch=self.branch)
        return list(rows.select_related("unit").order_by("unit__path"))

    @cached_property
    def posts(self) -> list[Appointment]:
        """Secretary and committee of today, the secretary first."""
        rows = (
            Appointment.objects.visible_to(self.user)
            .on(self.today)
            .filter(branch=self.branch, role__in=COMMITTEE_ROLES)
            .select_related("user")
            .order_by("pk")
        )
        return sorted(rows, key=lambda post: post.role != Role.SECRETARY)

    @cached_property
    def roster(self) -> list[Membership]:
        """Who belongs to it today, by name; without the numbers that are kept encrypted."""
        rows = Membership.objects.visible_to(self.user).roster_on(self.branch, self.today)
        return list(rows.defer("member__id_number", "member__phone"))

    @property
    def groups(self) -> Iterator[tuple[str, list[Member]]]:
        """Who belongs to it, by group; those in none last."""
        ordered = sorted(self.roster, key=lambda one: (one.group_id is None, one.group_id or 0))
        for group, some in groupby(ordered, key=lambda one: one.group):
            yield str(group or NO_GROUP), [one.member for one in some]

    @property
    def member_note(self) -> str:
        return f"{len(self.roster)} 人"

    @property
    def year_label(self) -> str:
        return f"{self.today.year}年"

    @property
    def divided(self) -> bool:
        """Whether there are groups at all."""
        return any(one.group_id for one in self.roster)

    @property
    def reads_people(self) -> bool:
        """Whether the user may open the people of this branch; others read the names."""
        held = held_by(self.user)
        above = any(self.branch.unit.path.startswith(path) for path in held.unit_paths)
        return above or self.branch.pk in held.committee_ids

    @property
    def writes(self) -> bool:
        return self.branch.pk in held_by(self.user).committee_ids

    @property
    def arranges(self) -> bool:
        paths = held_by(self.user).office_paths
        return any(self.branch.unit.path.startswith(path) for path in paths)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The latest that the user may read."""
        rows = Meeting.objects.visible_to(self.user).filter(branch=self.branch)
        return list(rows[:MEETINGS_SHOWN])

    @property
    def theme_day_rule(self) -> str:
        return self.branch.theme_day.label

    @cached_property
    def next_theme_day(self) -> PlannedDay:
        """As on the homes of its people: not this month's where that is on record already."""
        return next_theme_day(self.user, self.branch, self.today, calendar_on(self.today))

    @cached_property
    def crumbs(self) -> list[tuple[str, str]]:
        """The units above that the user sees."""
        path = self.branch.unit.path
        units = Unit.objects.visible_to(self.user).filter(path__in=upwards(path))
        return [(unit.name, unit.get_absolute_url()) for unit in units]

    @cached_property
    def heads(self) -> Heads:
        """Party members whose relation is here."""
        own = Counter(one.member.stage for one in self.roster if one.kind == MembershipKind.FULL)
        return Heads(full=own[Stage.FULL], probationary=own[Stage.PROBATIONARY])

    @property
    def set_up(self) -> SetupFacts:
        """The branch as the regulation sees it. Two queries more, for its groups."""
        return SetupFacts(
            kind=BranchKind(self.branch.kind),
            heads=self.heads,
            covered_units=len(self.coverages),
            committee=len(self.posts),
            has_secretary=any(post.role == Role.SECRETARY for post in self.posts),
            groups=tuple(overview.groups(self.branch, self.today)),
        )

    @cached_property
    def findings(self) -> list[Finding]:
        """What the regulations think of how it is set up; for who leads it or stands above."""
        return findings(self.set_up, self.year.provisions) if self.reads_people else []
