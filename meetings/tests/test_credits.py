"""What a gathering counts for: kinds, groups and branches, and whom it expects."""

from __future__ import annotations

import pytest

from branches.choices import Role
from meetings.choices import MeetingKind
from meetings.tests.records import a_branch, record
from tests.factories import GroupFactory, MembershipFactory, user_with

pytestmark = pytest.mark.django_db


def test_a_group_meeting_is_credited_to_each_group_that_met():
    branch, _ = a_branch(1)
    groups = [GroupFactory(branch=branch) for _ in range(3)]
    people = [MembershipFactory(branch=branch, group=each).member for each in groups]

    meeting = record(branch, kinds=(MeetingKind.GROUP,), group_ids=(groups[0].pk, groups[1].pk))

    assert set(meeting.credits.values_list("kind", "group")) == {
        (MeetingKind.GROUP, groups[0].pk),
        (MeetingKind.GROUP, groups[1].pk),
    }
    assert set(meeting.attendances.values_list("member_id", flat=True)) == {
        people[0].pk,
        people[1].pk,
    }


def test_groups_that_met_on_the_theme_day_keep_their_credit_and_everybody_is_expected():
    branch, (in_no_group,) = a_branch(1)
    groups = [GroupFactory(branch=branch) for _ in range(3)]
    people = [MembershipFactory(branch=branch, group=each).member for each in groups]

    meeting = record(
        branch,
        kinds=(MeetingKind.THEME_DAY, MeetingKind.GROUP),
        group_ids=(groups[0].pk, groups[1].pk),
    )

    assert set(meeting.credits.values_list("kind", "group")) == {
        (MeetingKind.THEME_DAY, None),
        (MeetingKind.GROUP, groups[0].pk),
        (MeetingKind.GROUP, groups[1].pk),
    }
    assert set(meeting.attendances.values_list("member_id", flat=True)) == {
        in_no_group.pk,
        *(each.pk for each in people),
    }


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((MeetingKind.ORG_LIFE, MeetingKind.GROUP), {1}),
        ((MeetingKind.ORG_LIFE, MeetingKind.COMMITTEE), {0}),
        ((MeetingKind.ORG_LIFE,), {0, 1, 2}),
        ((MeetingKind.FIRST_TOPIC, MeetingKind.GROUP), {1}),
    ],
)
def test_the_form_says_who_is_expected(kinds, expected):
    branch, people = a_branch(3)
    people[0].user = user_with(Role.SECRETARY, branch=branch)
    people[0].save()
    group = GroupFactory(branch=branch)
    people[1].memberships.update(group=group)
    groups = (group.pk,) if MeetingKind.GROUP in kinds else ()

    meeting = record(branch, kinds=kinds, group_ids=groups)

    assert set(meeting.attendances.values_list("member_id", flat=True)) == {
        people[number].pk for number in expected
    }
