"""Who sees and writes what, on a small tree that could leak."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from branches.choices import Role, UnitKind
from branches.models import Branch, Unit
from members.models import Member
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    detachment = UnitFactory(kind=UnitKind.DETACHMENT)
    brigade = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)
    other = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)
    here = BranchFactory(unit=UnitFactory(parent=brigade))
    there = BranchFactory(unit=UnitFactory(parent=other))
    return detachment, brigade, here, there


@pytest.mark.parametrize(
    ("role", "sees", "writes", "reads_people"),
    [
        (Role.MEMBER, "here", "", ""),
        (Role.SUPERVISOR, "here", "", ""),
        (Role.COMMITTEE_MEMBER, "here", "here", "here"),
        (Role.SECRETARY, "here", "here", "here"),
        (Role.BRIGADE_OFFICER, "here", "", "here"),
        (Role.POLITICAL_OFFICE, "here there", "", "here there"),
        (Role.ADMINISTRATOR, "", "", ""),
        (Role.AUDITOR, "", "", ""),
    ],
)
def test_reach_of_each_role(tree, role, sees, writes, reads_people):
    detachment, brigade, here, there = tree
    names = {here.pk: "here", there.pk: "there"}
    place = {
        Role.BRIGADE_OFFICER: {"unit": brigade},
        Role.POLITICAL_OFFICE: {"unit": detachment},
        Role.ADMINISTRATOR: {},
        Role.AUDITOR: {},
    }.get(role, {"branch": here})
    people = {member_of(here).pk: "here", member_of(there).pk: "there"}
    user = user_with(role, **place)

    assert {
        names[pk] for pk in Branch.objects.visible_to(user).values_list("pk", flat=True)
    } == set(sees.split())
    assert {
        names[pk] for pk in Branch.objects.manageable_by(user).values_list("pk", flat=True)
    } == set(writes.split())
    assert {
        people[pk] for pk in Member.objects.visible_to(user).values_list("pk", flat=True)
    } == set(reads_people.split())


def test_rights_end_with_the_post(tree):
    _, _, here, _ = tree
    user = user_with(Role.SECRETARY, branch=here)
    user.appointments.update(until=timezone.localdate() - timedelta(days=1))

    assert not Branch.objects.visible_to(user).exists()


def test_who_has_no_post_sees_nothing(tree):
    user = UserFactory()

    assert not Branch.objects.visible_to(user).exists()
    assert not Unit.objects.visible_to(user).exists()
    assert not Member.objects.visible_to(user).exists()
