"""Where people are to be: unit, branch, group."""

import pytest

from members.choices import MembershipKind, Stage
from members.imports.plan import Action
from members.reach import Reach
from members.sheets import Column, Severity
from members.tests.imports.planning import changes, plan, row, someone, told
from tests.factories import BranchFactory, GroupFactory, MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", ["滨江站", "滨江", "BJZ", "江城支队滨江站", "滨 江 站"])
def test_units_are_found_by_name_short_name_code_and_path(detachment, word):
    station = UnitFactory(name="滨江站", short_name="滨江", code="BJZ", parent=detachment)

    assert plan(detachment, row(所在单位=word)).rows[0].unit.pk == station.pk


def test_a_unit_of_another_subtree_is_unknown(detachment, station):
    other = UnitFactory(name="别的站")

    planned = plan(detachment, row(所在单位=other.name))

    assert planned.unknown_units == ("别的站",)
    assert "系统里没有单位「别的站」" in told(planned)["E2"]


def test_an_unknown_unit_is_refused_with_the_likeliest_name(detachment, station):
    assert "是不是「滨江站」" in told(plan(detachment, row(所在单位="滨江消防站")))["E2"]


def test_a_brigade_is_no_misspelt_station(detachment):
    UnitFactory(name="东湖大队", parent=detachment)

    assert "是不是" not in told(plan(detachment, row(所在单位="东湖大队新桥站")))["E2"]


def test_two_units_of_one_name_ask_for_the_unit_above(detachment):
    for name in ("东大队", "西大队"):
        UnitFactory(name="一站", parent=UnitFactory(name=name, parent=detachment))

    assert "请写全：东大队一站、西大队一站" in told(plan(detachment, row(所在单位="一站")))["E2"]
    assert plan(detachment, row(所在单位="东大队一站")).counts["new"] == 1


def test_of_places_with_one_name_the_present_one_is_meant(detachment):
    stations = [UnitFactory(name="一站", parent=UnitFactory(parent=detachment)) for _ in range(2)]
    branches = [BranchFactory(name="一支部", unit=station) for station in stations]
    person = someone(stations[1])
    MembershipFactory(member=person, branch=branches[0])

    planned = plan(detachment, row(所在单位="一站", 所在党支部="一支部", 政治面貌="党员"))

    assert planned.rows[0].action is Action.UNCHANGED


def test_a_new_person_without_unit_goes_to_the_unit_imported_for(detachment):
    planned = plan(detachment, row(所在单位=""))

    assert planned.rows[0].unit.pk == detachment.pk
    assert "江城支队" in told(planned, Severity.WARNING)["E2"]


@pytest.mark.parametrize("word", ["滨江站党支部", "滨江站支部", "中共滨江站支部委员会", "B-BJ"])
def test_branches_are_found_under_their_usual_names(station, word):
    branch = BranchFactory(name="滨江站党支部", code="B-BJ", unit=station)

    planned = plan(station, row(所在党支部=word, 政治面貌="党员"))

    assert planned.rows[0].belonging.branch.pk == branch.pk


def test_of_branches_with_one_name_the_one_of_the_persons_unit_is_meant(detachment, station):
    BranchFactory(name="第一党支部", unit=UnitFactory(name="别站", parent=detachment))
    own = BranchFactory(name="第一党支部", unit=station)

    planned = plan(detachment, row(所在党支部="第一党支部", 政治面貌="党员"))

    assert planned.rows[0].belonging.branch.pk == own.pk
    assert (
        "党支部代码"
        in told(plan(detachment, row(所在党支部="第一党支部", 所在单位="江城支队")))["F2"]
    )


def test_whom_a_committee_enters_belongs_to_its_branch(station, branch):
    planned = plan(station, row(政治面貌="党员"), reach=Reach(station, branch))

    assert planned.rows[0].belonging.branch.pk == branch.pk


def test_unknown_places_are_offered_and_created_on_request(detachment):
    stated = row(所在单位="新城站", 所在党支部="新城站党支部", 党小组="第一党小组", 政治面貌="党员")

    refused = plan(detachment, stated)
    created = plan(detachment, stated, create_missing=True)

    assert list(told(refused)) == ["E2", "F2"]
    assert created.counts["new"] == 1
    for planned in (refused, created):
        assert planned.unknown_units == ("新城站",)
        assert planned.unknown_branches == ("新城站党支部",)


def test_a_branch_committee_reaches_its_own_people_and_founds_nothing(station, branch):
    reach = Reach(station, branch)
    colleague = someone(station, stage=Stage.FULL)

    outside = plan(station, row(), reach=reach)
    MembershipFactory(member=colleague, branch=branch)
    inside = plan(station, row(政治面貌="党员"), reach=reach)
    founding = plan(station, row(所在党支部="新支部"), reach=reach, create_missing=True)

    assert list(told(outside)) == ["B2"]
    assert inside.counts["refused"] == 0
    assert list(told(founding)) == ["F2"]


def test_party_members_belong_in_full_others_take_part(station, branch):
    kinds = {
        stage: plan(station, row(所在党支部=branch.name, 政治面貌=stage)).rows[0].belonging.kind
        for stage in ("党员", "预备党员", "积极分子")
    }

    assert kinds == {
        "党员": MembershipKind.FULL,
        "预备党员": MembershipKind.FULL,
        "积极分子": MembershipKind.ATTACHED,
    }


def test_a_move_to_another_branch_is_a_change(station, branch):
    old = BranchFactory(name="老支部", unit=station)
    MembershipFactory(member=someone(station), branch=old)

    planned = plan(station, row(所在党支部=branch.name, 政治面貌="党员"))

    assert changes(planned) == [(Column.BRANCH, "老支部", "滨江站党支部")]


def test_the_branch_one_takes_part_in_is_no_move_of_the_relation(station, branch):
    person = someone(station)
    MembershipFactory(member=person, branch=branch, kind=MembershipKind.ATTACHED)

    planned = plan(station, row(所在党支部=branch.name, 政治面貌="党员"))

    assert planned.rows[0].action is Action.UNCHANGED


def test_who_joins_the_party_belongs_in_full(station, branch):
    person = someone(station, stage=Stage.CANDIDATE, joined_on="", confirmed_on="")
    MembershipFactory(member=person, branch=branch, kind=MembershipKind.ATTACHED)

    planned = plan(station, row(所在党支部=branch.name, 政治面貌="预备党员"))

    assert planned.rows[0].belonging.kind is MembershipKind.FULL


def test_another_group_is_a_change_and_no_group_is_none(station, branch):
    group = GroupFactory(branch=branch, name="第一党小组")
    GroupFactory(branch=branch, name="第二党小组")
    MembershipFactory(member=someone(station), branch=branch, group=group)

    def with_group(name):
        return plan(station, row(所在党支部=branch.name, 政治面貌="党员", 党小组=name))

    assert changes(with_group("第二党小组")) == [(Column.GROUP, "第一党小组", "第二党小组")]
    assert changes(with_group("")) == []
