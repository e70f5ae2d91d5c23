"""Factories: each makes a blameless thing; a test spoils the one detail that it is about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import factory
from django.utils import timezone

from accounts.models import User
from branches.choices import BranchKind, Role, UnitKind
from branches.models import Appointment, Branch, Coverage, Group, Unit
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import Attendance, Credit, Meeting, Sitting, Theme
from members.choices import Sex, StaffCategory, Stage
from members.models import Member, Membership

LONG_AGO = date(2020, 1, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    staff_number = factory.Sequence(lambda n: f"T{n:06}")
    name = factory.Sequence(lambda n: f"测试员{n}")
    email = factory.LazyAttribute(lambda user: f"{user.staff_number.lower()}@example.org")
    must_change_password = False


class UnitFactory(factory.django.DjangoModelFactory):
    """A root unit, or below ``parent``."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n:04}")
    name = factory.Sequence(lambda n: f"测试单位{n}")
    kind = UnitKind.STATION

    @classmethod
    def _create(cls, model_class, *args, parent: Unit | None = None, **kwargs):
        if parent is None:
            return Unit.objects.add_root(kwargs)
        parent.refresh_from_db()
        return Unit.objects.add_child(parent, kwargs)


class BranchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Branch
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"B{n:04}")
    name = factory.Sequence(lambda n: f"测试党支部{n}")
    kind = BranchKind.BRANCH
    unit = factory.SubFactory(UnitFactory)
    founded_on = LONG_AGO

    @factory.post_generation
    def covering(self, create, extracted, **kwargs):
        if create:
            Coverage.objects.create(branch=self, unit=self.unit, since=self.founded_on)


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    branch = factory.SubFactory(BranchFactory)
    name = factory.Sequence(lambda n: f"第{n}党小组")
    founded_on = LONG_AGO


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    role = Role.SECRETARY
    branch = factory.Maybe(
        factory.LazyAttribute(lambda a: a.unit is None), factory.SubFactory(BranchFactory), None
    )
    unit = None
    since = LONG_AGO


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    staff_number = factory.Sequence(lambda n: f"M{n:06}")
    name = factory.Sequence(lambda n: f"队员{n}")
    name_pinyin = factory.Sequence(lambda n: f"duiyuan{n:06}")
    sex = Sex.MALE
    category = StaffCategory.FIREFIGHTER
    unit = factory.SubFactory(UnitFactory)
    stage = Stage.FULL
    joined_on = "2015-07-01"
    confirmed_on = "2016-07-01"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    branch = factory.SubFactory(BranchFactory)
    since = LONG_AGO


def user_with(role: Role, *, branch: Branch | None = None, unit: Unit | None = None) -> User:
    """A user who holds ``role`` at the place today."""
    return AppointmentFactory(role=role, branch=branch, unit=unit).user


def member_of(branch: Branch, **details) -> Member:
    """A full member of ``branch`` since long ago, on its unit."""
    member = MemberFactory(unit=branch.unit, **details)
    MembershipFactory(member=member, branch=branch)
    return member


class ThemeFactory(factory.django.DjangoModelFactory):
    """A published theme of the month of ``MeetingFactory``."""

    class Meta:
        model = Theme

    unit = factory.SubFactory(UnitFactory)
    month = "2026-09"
    title = factory.Sequence(lambda n: f"测试主题{n}")
    agenda = "学习讲话\n交流讨论"


class MeetingFactory(factory.django.DjangoModelFactory):
    """An accepted theme day with one sitting; without attendance unless the test adds it."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    branch = factory.SubFactory(BranchFactory)
    token = factory.LazyFunction(uuid4)
    title = factory.Sequence(lambda n: f"测试会议{n}")
    state = MeetingState.ACCEPTED
    held_on = date(2026, 9, 15)
    place = "会议室"
    summary = "学习讨论"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyAttribute(lambda m: at(m.held_on, 20))
    handed_in_at = factory.SelfAttribute("recorded_at")

    @factory.post_generation
    def kinds(self, create, extracted, **kwargs):
        for kind in extracted or [MeetingKind.THEME_DAY]:
            Credit.objects.create(meeting=self, branch=self.branch, kind=kind)

    @factory.post_generation
    def sittings(self, create, extracted, **kwargs):
        for number in range(1, (extracted or 1) + 1):
            begins = at(self.held_on, 13 + 2 * number)
            Sitting.objects.create(
                meeting=self,
                number=number,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=90),
            )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of the day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def attended(meeting: Meeting, member: Member, presence: Presence = Presence.PRESENT) -> Attendance:
    """``member`` at ``meeting``, with the vote that the roster gives."""
    return Attendance.objects.create(
        meeting=meeting,
        member=member,
        branch=meeting.branch,
        presence=presence,
        may_vote=member.may_vote,
        sitting=meeting.sittings.first(),
    )
