"""The page of a branch, by who looks at it."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from branches import overview
from branches.choices import BranchKind, Role
from branches.models import Coverage
from meetings.choices import MeetingKind, MeetingState
from members.choices import Stage
from reports.branch_page import BranchPage
from reports.tests.records import held, with_committee
from tests.factories import (
    GroupFactory,
    MemberFactory,
    MembershipFactory,
    UnitFactory,
    member_of,
)

pytestmark = pytest.mark.django_db


def test_facts_people_and_what_is_owed(force, page):
    with_committee(force.here)
    group = GroupFactory(branch=force.here, name="战斗一班党小组")
    MembershipFactory(branch=force.here, group=group, member=MemberFactory(name="孙小组"))
    member_of(force.here, name="李未编", stage=Stage.PROBATIONARY, confirmed_on="")
    member_of(force.there, name="周别处")

    html = page(Role.SECRETARY, "/branch/DM/")
    for said in ("战斗一班党小组", "孙小组", "李未编", "预备党员", "每月15日", "组织委员"):
        assert said in html
    assert "《中国共产党支部工作条例（试行）》第十六条" in html
    assert "周别处" not in html


def test_members_read_names_and_leaders_open_them(force, page):
    someone = member_of(force.here, name="吴某某")

    for role, opens in [
        (Role.MEMBER, False),
        (Role.SUPERVISOR, False),
        (Role.SECRETARY, True),
        (Role.BRIGADE_OFFICER, True),
        (Role.POLITICAL_OFFICE, True),
    ]:
        html = page(role, "/branch/DM/")
        assert "吴某某" in html, role
        assert (f'href="{someone.get_absolute_url()}"' in html) is opens, role


def test_findings_are_told_to_who_can_act(force, page):
    html = page(Role.POLITICAL_OFFICE, "/branch/DM/")

    said = [found.text for found in overview.setup_findings(force.here, timezone.localdate())]
    assert "正式党员 0 名，不足 3 名，应成立联合党支部或并入其他支部。" in said
    assert all(text in html for text in said)
    assert "《中国共产党支部工作条例（试行）》第四条" in html
    assert "还没有书记" in html
    assert "不足 3 名" not in page(Role.MEMBER, "/branch/DM/")


def test_a_joint_branch_over_ten_stations_is_too_wide(force, page):
    force.here.kind = BranchKind.JOINT
    force.here.save()
    for station in UnitFactory.create_batch(10, parent=force.brigade):
        Coverage.objects.create(branch=force.here, unit=station, since=date(2021, 1, 1))

    html = page(Role.BRIGADE_OFFICER, "/branch/DM/")
    assert "覆盖 11 个单位，一般不超过 5 个" in html
    assert "第五条" in html


def test_only_who_writes_is_offered_to_record(force, page):
    assert "record/?branch=DM" in page(Role.SECRETARY, "/branch/DM/")
    assert "record/?branch=DM" not in page(Role.MEMBER, "/branch/DM/")
    assert "组织设置" in page(Role.POLITICAL_OFFICE, "/branch/DM/")
    assert "组织设置" not in page(Role.BRIGADE_OFFICER, "/branch/DM/")


def test_what_is_not_handed_in_is_hidden_from_members(force, page):
    held(
        force.here,
        MeetingKind.LECTURE,
        date(2026, 3, 3),
        state=MeetingState.RETURNED,
        title="改写中",
    )

    assert "改写中" in page(Role.SECRETARY, "/branch/DM/")
    assert "改写中" not in page(Role.MEMBER, "/branch/DM/")


@pytest.mark.parametrize(
    "role",
    [Role.MEMBER, Role.SECRETARY, Role.BRIGADE_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR],
)
def test_another_branch_is_not_there(force, page, role):
    assert page(role, "/branch/XM/") == 404


@pytest.mark.parametrize("many", [1, 3])
def test_queries(force, many, django_assert_num_queries):
    group = GroupFactory(branch=force.here)
    for _ in range(many):
        member_of(force.here)
        MembershipFactory(branch=force.here, group=group)
        with_committee(force.here)
        held(force.here, MeetingKind.LECTURE, date(2026, 3, 3))
        station = UnitFactory(parent=force.brigade)
        Coverage.objects.create(branch=force.here, unit=station, since=date(2021, 1, 1))
    client = Client()
    user = force.user(Role.BRIGADE_OFFICER)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    with django_assert_num_queries(15):
        client.get("/branch/DM/")


def test_a_theme_day_on_record_is_not_the_next_one(force):
    user, today = force.user(Role.SECRETARY), date(2026, 9, 10)
    assert BranchPage(user, force.here, today).next_theme_day.day.month == 9

    held(force.here, MeetingKind.THEME_DAY, date(2026, 9, 8), state=MeetingState.HANDED_IN)
    assert BranchPage(user, force.here, today).next_theme_day.day.month == 10
