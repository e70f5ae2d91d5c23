"""Entering, correcting, moving people by hand."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry

from branches.choices import Role
from members.choices import MembershipKind, Stage
from members.models import Member, Membership
from members.services import people
from members.tests.books import TODAY, id_number
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    MemberFactory,
    MembershipFactory,
    UnitFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
VALUES = {"name": "单一鸣", "category": "firefighter", "id_number": id_number(), "stage": "full"}


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def elsewhere():
    return BranchFactory()


def add(**options):
    values = VALUES | options.pop("values", {})
    return people.add_member(unit=UnitFactory(), values=values, since=TODAY, **options)


def test_a_new_person_gets_what_follows_from_name_and_number():
    person = add()

    assert person.name_pinyin == "shan yi ming"
    assert person.id_tail == id_number()[-4:]
    assert Member.objects.get(id_digest=person.id_digest) == person
    assert not person.memberships.exists()


def test_a_new_person_may_belong_to_a_branch_at_once(branch):
    group = GroupFactory(branch=branch)

    membership = add(branch=branch, group=group).memberships.get()

    assert (membership.branch, membership.group) == (branch, group)
    assert (membership.kind, membership.since) == (MembershipKind.FULL, TODAY)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"staff_number": "F1"}, "这个工号已经在册"),
        ({}, "这个身份证号已经在册"),
        ({"id_number": "", "name": ""}, "不能为空|不能为空|此字段"),
    ],
    ids=["staff number", "ID number", "no name"],
)
def test_nobody_is_entered_twice_or_without_a_name(values, reason):
    add(values={"staff_number": "F1"})

    with pytest.raises(people.MemberRefused, match=reason):
        add(values={"id_number": ""} | values if "staff_number" in values else values)

    assert Member.objects.count() == 1


def test_an_edit_counts_the_version_and_drops_a_confirmation_that_nobody_has():
    person = add(values={"confirmed_on": "2016-07-01"})

    people.edit_member(
        member=person, version=1, values={"stage": "probationary", "post": "班长"}, today=TODAY
    )

    person.refresh_from_db()
    assert (person.version, person.post, person.confirmed_on) == (2, "班长", "")


def test_an_edit_over_somebody_elses_is_refused_and_shows_theirs():
    person = add()
    people.edit_member(member=person, version=1, values={"post": "站长"}, today=TODAY)

    with pytest.raises(people.MemberOutdated) as outdated:
        people.edit_member(member=person, version=1, values={"post": "班长"}, today=TODAY)

    assert outdated.value.current.post == "站长"
    person.refresh_from_db()
    assert person.post == "站长"


def test_who_joins_the_party_belongs_in_full_from_that_day(branch):
    person = add(values={"stage": Stage.CANDIDATE})
    user = UserFactory()
    Member.objects.update(user=user)
    MembershipFactory(member=person, branch=branch, kind=MembershipKind.ATTACHED)

    people.edit_member(member=person, version=1, values={"stage": Stage.PROBATIONARY}, today=TODAY)

    taking_part, belonging = person.memberships.order_by("since")
    assert (taking_part.kind, taking_part.until) == (MembershipKind.ATTACHED, YESTERDAY)
    assert (belonging.kind, belonging.since) == (MembershipKind.FULL, TODAY)
    assert user.appointments.get().role == Role.MEMBER


def test_a_move_ends_the_former_membership_and_post_the_day_before(branch, elsewhere):
    user = UserFactory()
    person = member_of(elsewhere, user=user)
    AppointmentFactory(user=user, role=Role.MEMBER, branch=elsewhere)

    membership = people.move_member(member=person, branch=branch, on=TODAY)

    former = person.memberships.get(branch=elsewhere)
    assert (former.until, membership.since) == (YESTERDAY, TODAY)
    assert list(
        user.appointments.order_by("since").values_list("branch", "until")
    ) == [(elsewhere.pk, YESTERDAY), (branch.pk, None)]  # fmt: skip
    entry = LogEntry.objects.get_for_object(person).first()
    assert entry.changes["党支部"] == [elsewhere.name, branch.name]


def test_a_move_on_the_day_of_the_last_one_sets_it_right(branch, elsewhere):
    person = member_of(elsewhere)
    people.move_member(member=person, branch=branch, on=TODAY)

    people.move_member(member=person, branch=BranchFactory(name="第三支部"), on=TODAY)

    assert [each.branch.name for each in person.memberships.filter(since=TODAY)] == ["第三支部"]


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"branch": "same"}, "已经在"),
        ({"on": date(2019, 1, 1)}, "不存在"),
        ({"on": date(2020, 6, 1)}, "以后的日期"),
        ({"group": "foreign"}, "不是"),
    ],
    ids=["same place", "before its founding", "before the last move", "group of another"],
)
def test_impossible_moves_are_refused(branch, elsewhere, spoilt, reason):
    person = MemberFactory()
    MembershipFactory(member=person, branch=elsewhere, since=date(2021, 1, 1))
    move = {"branch": branch, "on": TODAY} | spoilt
    move["branch"] = elsewhere if move["branch"] == "same" else branch
    if move.get("group"):
        move["group"] = GroupFactory(branch=elsewhere)

    with pytest.raises(people.MemberRefused, match=reason):
        people.move_member(member=person, **move)

    assert Membership.objects.get().until is None


def test_who_leaves_the_force_belongs_nowhere_after_that_day(branch):
    user = UserFactory()
    person = member_of(branch, user=user)
    AppointmentFactory(user=user, role=Role.MEMBER, branch=branch)

    people.leave_force(member=person, on=TODAY)

    assert person.memberships.get().until == TODAY
    assert user.appointments.get().until == TODAY
    with pytest.raises(people.MemberRefused, match="已于"):
        people.leave_force(member=person, on=TODAY)
