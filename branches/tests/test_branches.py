"""Party organisations: found, change, cover, dissolve."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from branches import scope
from branches.choices import BranchKind, Role
from branches.models import Appointment, Branch, Coverage, Group
from branches.services import branches
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    UnitFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
SPRING = date(2026, 3, 1)


def found(**spoilt):
    asked = {
        "code": "YC-B9",
        "name": "城南站党支部",
        "kind": BranchKind.BRANCH,
        "founded_on": SPRING,
    } | spoilt
    asked.setdefault("unit", UnitFactory())
    return branches.found_branch(**asked)


def test_a_branch_covers_its_own_unit_from_the_first_day():
    branch = found()

    coverage = Coverage.objects.get(branch=branch)
    assert (coverage.unit, coverage.since, coverage.until) == (branch.unit, SPRING, None)


def test_a_joint_branch_covers_several():
    others = [UnitFactory(), UnitFactory()]
    branch = found(kind=BranchKind.JOINT, covers=others)

    assert set(branch.coverages.values_list("unit", flat=True)) == {
        branch.unit_id,
        *(unit.pk for unit in others),
    }


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"code": "TAKEN"}, "代码"),
        ({"name": ""}, "名称"),
        ({"kind": BranchKind.JOINT}, "至少覆盖两个单位"),
        ({"kind": BranchKind.TEMPORARY}, "请写明任务"),
        ({"unit": lambda: UnitFactory(closed_on=SPRING - timedelta(days=1))}, "已撤销"),
        ({"superior": lambda: BranchFactory()}, "不是党委或党总支"),
        (
            {"superior": lambda: BranchFactory(kind=BranchKind.COMMITTEE, founded_on=TODAY)},
            "还没有成立",
        ),
        ({"theme_day_number": 32}, "主题党日的日期不存在"),
    ],
)
def test_founding_refuses_what_breaks_a_rule(spoilt, reason):
    BranchFactory(code="TAKEN")
    made = {name: value() if callable(value) else value for name, value in spoilt.items()}
    before = Branch.objects.count()

    with pytest.raises(branches.BranchRefused, match=reason):
        found(**made)

    assert Branch.objects.count() == before


def test_a_temporary_branch_has_a_task():
    assert found(kind=BranchKind.TEMPORARY, purpose="防汛抢险").purpose == "防汛抢险"


def test_the_superior_is_never_below():
    committee = BranchFactory(kind=BranchKind.COMMITTEE)
    general = BranchFactory(kind=BranchKind.GENERAL, superior=committee)

    with pytest.raises(branches.BranchRefused, match="本组织或它的下级"):
        branches.change_branch(branch=committee, superior=general, today=TODAY)


def test_only_what_may_change_is_changed():
    branch = BranchFactory()
    with pytest.raises(TypeError, match="kind"):
        branches.change_branch(branch=branch, kind=BranchKind.JOINT, today=TODAY)


def test_coverage_is_by_dates_and_once_at_a_time():
    branch, unit = BranchFactory(), UnitFactory()
    first = branches.cover(branch=branch, unit=unit, since=SPRING)

    with pytest.raises(branches.BranchRefused, match="已经覆盖"):
        branches.cover(branch=branch, unit=unit, since=TODAY)

    branches.uncover(coverage=first, until=TODAY)
    branches.cover(branch=branch, unit=unit, since=TOMORROW)
    assert branch.coverages.filter(unit=unit).count() == 2


@pytest.mark.parametrize(
    ("since", "closed", "reason"),
    [(date(2019, 1, 1), None, "早于党组织成立"), (TODAY, SPRING, "已撤销")],
)
def test_impossible_coverage_is_refused(since, closed, reason):
    with pytest.raises(branches.BranchRefused, match=reason):
        branches.cover(branch=BranchFactory(), unit=UnitFactory(closed_on=closed), since=since)


def test_the_own_unit_stays_covered():
    coverage = Coverage.objects.get(branch=BranchFactory())
    with pytest.raises(branches.BranchRefused, match="不能取消"):
        branches.uncover(coverage=coverage, until=TODAY)


def test_dissolving_ends_coverage_groups_and_rights_on_the_day():
    branch = BranchFactory()
    group = GroupFactory(branch=branch)
    secretary = user_with(Role.SECRETARY, branch=branch)
    AppointmentFactory(branch=branch, role=Role.COMMITTEE_MEMBER, since=TOMORROW)
    yesterday = TODAY - timedelta(days=1)

    branches.dissolve_branch(branch=branch, day=yesterday, reason="批复〔2026〕8号")

    scope.forget(secretary)
    assert not Branch.objects.visible_to(secretary)
    assert set(Coverage.objects.values_list("until", flat=True)) == {yesterday}
    assert Group.objects.get(pk=group.pk).dissolved_on == yesterday
    assert Appointment.objects.get().until == yesterday  # what had not begun never was
    assert branch.exists_on(yesterday)
    assert not branch.exists_on(TODAY)


def with_member(branch):
    member_of(branch)


def with_lower(branch):
    BranchFactory(superior=branch)


@pytest.mark.parametrize(
    ("leave", "asked", "reason"),
    [
        (with_member, {}, "1 名党员"),
        (with_lower, {}, "1 个下级党组织"),
        (lambda branch: None, {"reason": " "}, "依据"),
        (lambda branch: None, {"day": date(2019, 1, 1)}, "早于成立"),
    ],
)
def test_dissolving_refuses_what_breaks_a_rule(leave, asked, reason):
    branch = BranchFactory(kind=BranchKind.COMMITTEE)
    leave(branch)

    with pytest.raises(branches.BranchRefused, match=reason):
        branches.dissolve_branch(**{"branch": branch, "day": TODAY, "reason": "批复"} | asked)

    branch.refresh_from_db()
    assert branch.dissolved_on is None
