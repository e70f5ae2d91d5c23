"""Factories: each makes a blameless thing; a test spoils the one detail that it is about."""

from __future__ import annotations

from datetime import date

import factory

from accounts.models import User
from branches.choices import BranchKind, Role, UnitKind
from branches.models import Appointment, Branch, Coverage, Group, Unit
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
