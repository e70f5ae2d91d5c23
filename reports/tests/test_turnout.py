"""How many came, beside the same months a year before."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from branches.choices import Role
from branches.periods import Period
from meetings.choices import MeetingState, Presence
from meetings.models import Attendance
from reports.turnout import Came, of_branch, of_member, of_unit, turnout_of
from tests.factories import BranchFactory, MeetingFactory, UserFactory, member_of, user_with

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
NOVEMBER = Period.parse("2026-11")


def held(branch, day, expected, present, **changes):
    return MeetingFactory(
        branch=branch,
        held_on=day,
        expected=expected,
        present=present,
        **{"state": MeetingState.ACCEPTED, **changes},
    )


def test_a_month_is_the_sum_of_its_meetings_and_stands_beside_the_same_month_a_year_ago():
    branch = BranchFactory()
    held(branch, date(2026, 11, 3), 10, 9)
    held(branch, date(2026, 11, 17), 10, 8)
    held(branch, date(2025, 11, 4), 20, 10)
    secretary = user_with(Role.SECRETARY, branch=branch)

    found = of_branch(secretary, branch, last=NOVEMBER, today=TODAY)

    assert found.now[-1] == Came(20, 17)
    assert found.before[-1] == Came(20, 10)
    assert (found.total.label, found.total_before.label) == ("85.0%（17/20）", "50.0%（10/20）")
    assert [one["data"][-1] for one in found.chart["series"]] == [85.0, 50.0]
    assert found.chart["series"][0]["data"][0] is None


def test_without_a_year_before_there_is_nothing_to_compare_with():
    branch = BranchFactory()
    held(branch, date(2026, 11, 3), 10, 9)

    found = of_branch(user_with(Role.SECRETARY, branch=branch), branch, last=NOVEMBER, today=TODAY)

    assert [one["name"] for one in found.chart["series"]] == ["到会率"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"state": MeetingState.CANCELLED, "cancel_reason": "抗洪"},
        {"state": MeetingState.RETURNED},
        {"held_on": date(2024, 11, 30)},
        {"held_on": date(2026, 12, 1)},
    ],
    ids=["not held", "returned", "too old", "too new"],
)
def test_what_does_not_count(spoilt):
    branch = BranchFactory()
    held(branch, day=spoilt.pop("held_on", date(2026, 11, 3)), expected=5, present=5, **spoilt)

    found = of_branch(user_with(Role.SECRETARY, branch=branch), branch, last=NOVEMBER, today=TODAY)

    assert found.total == found.total_before == Came()


def test_an_officer_counts_the_branches_below_and_no_others():
    below, elsewhere = BranchFactory(), BranchFactory()
    held(below, date(2026, 11, 3), 10, 9)
    held(elsewhere, date(2026, 11, 3), 10, 1)
    officer = user_with(Role.BRIGADE_OFFICER, unit=below.unit)

    assert of_unit(officer, below.unit, last=NOVEMBER, today=TODAY).total == Came(10, 9)


def test_a_member_counts_the_own_marks():
    branch = BranchFactory()
    me = member_of(branch, user=user_with(Role.MEMBER, branch=branch))
    meeting = held(branch, date(2026, 11, 3), 2, 1)
    for person, presence in ((me, Presence.ON_WATCH), (member_of(branch), Presence.PRESENT)):
        Attendance.objects.create(
            meeting=meeting, member=person, branch=branch, presence=presence, may_vote=True
        )

    assert of_member(me.user, branch, last=NOVEMBER, today=TODAY).total == Came(1, 0, 1)


def test_who_looks_after_nothing_has_no_figures():
    assert turnout_of(UserFactory(), last=NOVEMBER, today=TODAY) is None


def test_the_page_goes_a_year_back_and_never_into_the_future(client):
    branch = BranchFactory()
    held(branch, date(2025, 5, 3), 8, 6)
    client.force_login(user_with(Role.SECRETARY, branch=branch))

    page = client.get(reverse("reports:turnout"), {"period": "2025-06"}).content.decode()
    assert "75.0%" in page
    assert "2024年7月—2025年6月" in page
    assert "?period=2024-06" in page

    ahead = client.get(reverse("reports:turnout"), {"period": "2099-01"}).content.decode()
    assert "2099" not in ahead


def test_queries(steady_queries, client):
    branch = BranchFactory()
    client.force_login(user_with(Role.SECRETARY, branch=branch))

    steady_queries(
        4,
        make=lambda: held(branch, date(2026, 11, 3), 3, 3),
        call=lambda: client.get(reverse("reports:turnout")),
    )


def test_who_was_on_duty_is_counted_beside_leave_and_the_words_say_so(client):
    branch = BranchFactory()
    held(branch, date(2026, 11, 3), 10, 7, excused=2)
    client.force_login(user_with(Role.SECRETARY, branch=branch))

    found = of_branch(user_with(Role.SECRETARY, branch=branch), branch, last=NOVEMBER, today=TODAY)
    page = client.get(reverse("reports:turnout_list"), {"until": "2026-11"}).content.decode()

    assert found.total.attendance_numbers == "实到 7／应到 8（不含请假、执勤等 2）"
    assert 'data-label="请假、执勤等">2</td>' in page
