"""The theme-day reminder: whose day comes near, who is told, and what is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from branches.choices import BranchKind, Role, ThemeDayRule
from branches.models import Holiday, Provision
from meetings import reminders
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Theme
from members.choices import Stage
from members.models import Membership
from notices.models import Notice
from tests.factories import (
    BranchFactory,
    MeetingFactory,
    UnitFactory,
    UserFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 9, 18)  # a working day


@pytest.fixture
def branch():
    return BranchFactory(name="测试站党支部", theme_day_number=18)


def remind(today):
    return reminders.remind(today=today, now=timezone.now())


def told():
    return set(Notice.objects.unread().values_list("recipient_id", flat=True))


def days_before(count):
    return FRIDAY - timedelta(days=count)


@pytest.mark.parametrize(
    ("today", "comes"),
    [
        (days_before(4), False),
        (days_before(3), True),
        (days_before(1), True),  # a machine that stood still catches up
        (FRIDAY, True),
        (FRIDAY + timedelta(days=1), False),
    ],
)
def test_the_reminder_is_due_from_three_days_before_to_the_day_itself(branch, today, comes):
    secretary = user_with(Role.SECRETARY, branch=branch)
    remind(today)

    assert told() == ({secretary.pk} if comes else set())


def test_secretary_and_members_are_told_each_in_their_words(branch):
    secretary = user_with(Role.SECRETARY, branch=branch)
    member = member_of(branch, user=UserFactory())
    member_of(branch, user=secretary)
    Theme.objects.create(unit=branch.unit, month="2026-09", title="学习条例")
    remind(days_before(2))

    notices = {notice.recipient_id: notice for notice in Notice.objects.all()}
    assert set(notices) == {secretary.pk, member.user_id}
    assert notices[secretary.pk].subject == "9月18日（周五）主题党日，请准备并通知党员"
    assert f"branch={branch.code}" in notices[secretary.pk].path
    assert "day=2026-09-18" in notices[secretary.pk].path
    assert notices[member.user_id].subject == "9月18日（周五）开展主题党日，请安排好时间"
    assert notices[member.user_id].body == "测试站党支部\n本月主题：《学习条例》"


def test_who_has_left_or_is_no_party_member_or_of_another_branch_is_not_told(branch):
    gone = member_of(branch, user=UserFactory())
    Membership.objects.filter(member=gone).update(until=days_before(5))
    member_of(branch, user=UserFactory(), stage=Stage.NONE, joined_on="", confirmed_on="")
    member_of(BranchFactory(theme_day_number=25), user=UserFactory())
    former = user_with(Role.SECRETARY, branch=branch)
    former.appointments.update(until=days_before(5))
    remind(days_before(2))

    assert told() == set()


@pytest.mark.parametrize(
    ("rule", "number", "weekday", "day"),
    [
        (ThemeDayRule.FIXED_DAY, 18, 0, FRIDAY),
        (ThemeDayRule.NTH_WEEKDAY, 3, 4, FRIDAY),
        (ThemeDayRule.LAST_WORKDAY, 1, 0, date(2026, 9, 30)),
        (ThemeDayRule.FIXED_DAY, 19, 0, date(2026, 9, 20)),  # Saturday; the Sunday is worked
    ],
)
def test_each_branch_has_a_day_of_its_own_moved_off_holidays(rule, number, weekday, day):
    Holiday.objects.update_or_create(
        day=date(2026, 9, 20), defaults={"is_off": False, "name": "调休"}
    )
    branch = BranchFactory(theme_day_rule=rule, theme_day_number=number, theme_day_weekday=weekday)
    user_with(Role.SECRETARY, branch=branch)
    remind(day)

    assert Notice.objects.get().key == f"theme-day:{branch.pk}:{day}"


def test_a_day_that_was_moved_says_why(branch):
    Holiday.objects.update_or_create(day=FRIDAY, defaults={"is_off": True, "name": "防汛"})
    user_with(Role.SECRETARY, branch=branch)
    remind(days_before(1))

    assert "9月18日（周五）逢防汛，顺延至" in Notice.objects.get().body


def test_the_first_days_of_a_month_are_announced_in_the_month_before():
    branch = BranchFactory(theme_day_number=2)
    user_with(Role.SECRETARY, branch=branch)
    remind(date(2026, 8, 31))

    assert Notice.objects.get().key == f"theme-day:{branch.pk}:2026-09-02"


def test_the_day_that_the_branch_has_planned_goes_before_its_rule(branch):
    user_with(Role.SECRETARY, branch=branch)
    MeetingFactory(branch=branch, state=MeetingState.PLANNED, held_on=date(2026, 9, 23))
    remind(days_before(1))
    assert told() == set()

    remind(date(2026, 9, 21))
    assert Notice.objects.get().key.endswith("2026-09-23")


@pytest.mark.parametrize(
    ("spoilt", "comes"),
    [
        ({"state": MeetingState.HANDED_IN}, False),
        ({"state": MeetingState.ACCEPTED}, False),
        ({"state": MeetingState.CANCELLED, "cancel_reason": "抗洪"}, False),
        ({"state": MeetingState.DRAFT}, True),
        ({"state": MeetingState.ACCEPTED, "kinds": [MeetingKind.COMMITTEE]}, True),
        ({"state": MeetingState.ACCEPTED, "held_on": date(2026, 8, 18)}, True),
    ],
    ids=["handed in", "accepted", "called off", "draft", "another kind", "another month"],
)
def test_nobody_is_told_of_what_is_held_or_called_off(branch, spoilt, comes):
    user_with(Role.SECRETARY, branch=branch)
    MeetingFactory(branch=branch, **{"held_on": date(2026, 9, 14)} | spoilt)
    remind(days_before(2))

    assert bool(told()) is comes


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": BranchKind.COMMITTEE},
        {"kind": BranchKind.TEMPORARY},
        {"dissolved_on": date(2026, 9, 1)},
        {"founded_on": date(2026, 9, 17)},
    ],
    ids=["committee", "temporary", "dissolved", "not founded"],
)
def test_who_owes_no_theme_day_is_not_reminded(spoilt):
    branch = BranchFactory(theme_day_number=18, **spoilt)
    user_with(Role.SECRETARY, branch=branch)
    remind(days_before(2))

    assert told() == set()


def test_running_again_says_nothing_again(branch):
    secretary = user_with(Role.SECRETARY, branch=branch)
    for today in (days_before(3), days_before(3), days_before(2), FRIDAY):
        remind(today)

    assert list(Notice.objects.values_list("recipient", flat=True)) == [secretary.pk]


def test_a_reminder_is_taken_back_once_the_day_is_held(branch):
    user_with(Role.SECRETARY, branch=branch)
    other = BranchFactory(theme_day_number=18)
    user_with(Role.SECRETARY, branch=other)
    remind(days_before(2))
    MeetingFactory(branch=branch, state=MeetingState.HANDED_IN, held_on=days_before(1))
    remind(days_before(1))

    assert [notice.key for notice in Notice.objects.standing()] == [
        f"theme-day:{other.pk}:{FRIDAY}"
    ]


@pytest.mark.parametrize(
    ("kinds", "day", "stands"),
    [
        ([MeetingKind.THEME_DAY, MeetingKind.LECTURE], date(2026, 9, 25), False),
        ([MeetingKind.THEME_DAY], date(2026, 10, 8), True),
        ([MeetingKind.COMMITTEE], date(2026, 9, 25), True),
    ],
)
def test_settling_takes_back_at_once_and_only_that_month(branch, kinds, day, stands):
    user_with(Role.SECRETARY, branch=branch)
    remind(days_before(2))
    reminders.settle(branches=[branch], kinds=kinds, day=day, now=timezone.now())

    assert bool(told()) is stands


def test_a_day_that_moved_is_announced_anew_and_the_old_one_taken_back(branch):
    user_with(Role.SECRETARY, branch=branch)
    remind(days_before(2))
    Holiday.objects.update_or_create(day=FRIDAY, defaults={"is_off": True, "name": "防汛"})
    remind(days_before(1))

    assert [notice.key[-10:] for notice in Notice.objects.standing()] == ["2026-09-20"]


def test_a_day_called_off_by_mistake_is_announced_again(branch):
    secretary = user_with(Role.SECRETARY, branch=branch)
    remind(days_before(2))
    meeting = MeetingFactory(
        branch=branch, state=MeetingState.CANCELLED, cancel_reason="误填", held_on=FRIDAY
    )
    remind(days_before(2))
    assert told() == set()

    meeting.delete()
    remind(days_before(1))
    assert told() == {secretary.pk}


def test_how_many_days_before_is_a_number_of_the_unit(branch):
    national = Provision.objects.get(code=reminders.DAYS_BEFORE, unit=None)
    near, far = UnitFactory(), UnitFactory()
    for unit, value in ((near, 1), (far, 10)):
        user_with(Role.SECRETARY, branch=BranchFactory(unit=unit, theme_day_number=18))
        national.pk, national.unit, national.value = None, unit, value
        national.save()
    remind(days_before(9))

    assert {notice.recipient.appointments.get().branch.unit for notice in Notice.objects.all()} == {
        far
    }


def test_as_many_statements_for_many_branches_as_for_one(django_assert_num_queries):
    for count in (1, 9):
        for _ in range(count):
            branch = BranchFactory(theme_day_number=18)
            user_with(Role.SECRETARY, branch=branch)
            member_of(branch, user=UserFactory())
        with django_assert_num_queries(16):
            remind(days_before(2))
