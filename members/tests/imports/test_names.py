"""What names say: pure tables."""

import pytest

from branches.choices import BranchKind, UnitKind
from members.imports.names import branch_kind, task_of, unit_kind, with_unit_above


@pytest.mark.parametrize(
    ("name", "units", "kind"),
    [
        ("滨江站党支部", ["滨江站"], BranchKind.BRANCH),
        ("中共滨江站支部委员会", ["滨江站"], BranchKind.BRANCH),
        ("城东大队联合党支部", ["一站", "二站"], BranchKind.JOINT),
        ("一站、二站党支部（联合）", ["一站", "二站"], BranchKind.JOINT),
        ("联合路站党支部", ["联合路站"], BranchKind.BRANCH),
        ("联合路站联合党支部", ["联合路站", "二站"], BranchKind.JOINT),
        ("抗洪抢险临时党支部", ["一站"], BranchKind.TEMPORARY),
        ("跨区域增援临时联合党支部", ["一站", "二站"], BranchKind.TEMPORARY),
        ("城东大队党委", ["城东大队"], BranchKind.COMMITTEE),
        ("中共江城市消防救援支队委员会", [], BranchKind.COMMITTEE),
        ("支队党委机关党支部", ["组织科"], BranchKind.BRANCH),
        ("支队机关党总支", ["组织科"], BranchKind.GENERAL),
        ("中共江城支队机关总支部委员会", ["组织科"], BranchKind.GENERAL),
        ("机关党总支第一党支部", ["组织科"], BranchKind.BRANCH),
    ],
)
def test_the_kind_of_an_organisation(name, units, kind):
    assert branch_kind(name, units) == kind


@pytest.mark.parametrize(
    ("name", "above", "own"),
    [
        ("新城站", "", "新城站"),
        ("城东大队新城站", "城东大队", "新城站"),
        ("江城支队城东大队新城站", "江城支队城东大队", "新城站"),
        ("城东大队新城政府专职消防队", "城东大队", "新城政府专职消防队"),
        ("城东大队机关", "城东大队", "城东大队机关"),
        ("城东大队", "", "城东大队"),
        ("支队机关", "", "支队机关"),
    ],
)
def test_the_unit_above_in_a_name(name, above, own):
    assert with_unit_above(name) == (above, own)


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("江城支队抗洪抢险临时党支部", "抗洪抢险"),
        ("中共赴京安保临时支部委员会", "赴京安保"),
        ("抗震救灾临时联合党支部", "抗震救灾"),
        ("江城支队临时党支部", ""),
        ("临时党支部", ""),
    ],
)
def test_the_task_of_a_temporary_branch(name, task):
    assert task_of(name, ["江城支队"]) == task


def test_kinds_of_units():
    names = ["江省总队", "江城支队", "城东大队", "滨江特勤站", "石桥政府专职消防队", "组织教育科"]

    assert [unit_kind(name) for name in names] == [
        UnitKind.CORPS,
        UnitKind.DETACHMENT,
        UnitKind.BRIGADE,
        UnitKind.STATION,
        UnitKind.STATION,
        UnitKind.OFFICE,
    ]
