"""Founding what a roster names and nobody has yet, from sheets as offices keep them."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from branches import overview
from branches.choices import BranchKind, UnitKind
from branches.models import Branch, Unit
from branches.services.provisions import load_provisions
from members.choices import MembershipKind, Stage
from members.models import Member, Membership
from members.reach import Reach
from members.services import rosters
from members.sheets import Severity
from members.tests.books import TODAY, id_number
from members.tests.imports.planning import someone, told
from tests.factories import BranchFactory, MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
UPPER = ["序号", "姓名", "身份证号", "人员类别", "所在", "", "", "入党情况", ""]
LOWER = ["", "", "", "", "单位", "党支部", "党小组", "政治面貌", "入党时间"]
MERGED = [(0, 0, 0, 8), (1, 0, 1, 8), (2, 4, 2, 6), (2, 7, 2, 8)]
MERGED += [(2, column, 3, column) for column in range(4)]
FIRST_ROW = 5


@pytest.fixture(autouse=True)
def numbers():
    load_provisions()


@pytest.fixture
def brigade(detachment):
    return UnitFactory(
        name="江城市城东区消防救援大队",
        short_name="城东大队",
        kind=UnitKind.BRIGADE,
        parent=detachment,
    )


def sheet(*people) -> bytes:
    """(unit, branch, stage) of each, under two title rows and a header of two merged rows."""
    table = [
        ["江城市消防救援支队党员花名册", *[""] * 8],
        ["填报单位：江城支队政治处　　　　填报时间：2026年11月", *[""] * 8],
        UPPER,
        LOWER,
        *([n, _name(n), id_number(sequence=2 * n + 1), "消防员", unit, branch, "", stage, "2015.07"]
          for n, (unit, branch, stage) in enumerate(people, start=1)),
        ["合计", len(people), *[""] * 7],
    ]  # fmt: skip
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("党员花名册")
        for row, cells in enumerate(table):
            page.write_row(row, 0, cells)
        for top, left, bottom, right in MERGED:
            page.merge_range(top, left, bottom, right, table[top][left])
    return file.getvalue()


def _name(n):
    return "赵钱孙李周吴郑王冯陈"[n % 10] + "一二三四五六七八九十"[n // 10 % 10] + "鸣"


def planned(unit, *people, create_missing=True):
    return rosters.plan_roster(
        data=sheet(*people), reach=Reach(unit), today=TODAY, create_missing=create_missing
    )


def bring_in(unit, *people):
    plan = planned(unit, *people)
    rosters.carry_out(
        plan=plan, reach=Reach(unit), since=TODAY, user=None, source="x", all_or_nothing=True
    )
    return plan


def advice(plan):
    return {new.branch.name: [found.text for found in new.findings] for new in plan.foundings}


def covered(branch):
    return {coverage.unit.name for coverage in branch.coverages.all()}


def test_a_joint_branch_over_ten_stations_hangs_on_their_brigade(detachment, brigade):
    stations = [f"城东大队{number}站" for number in "一二三四五六七八九十"]
    people = [(name, "城东片区联合党支部", "党员") for name in stations]

    plan = bring_in(detachment, *people, ("城东大队", "城东片区联合党支部", "预备党员"))

    branch = Branch.objects.get()
    assert (branch.kind, branch.unit, branch.superior) == (BranchKind.JOINT, brigade, None)
    assert covered(branch) == {brigade.name, *(f"{number}站" for number in "一二三四五六七八九十")}
    assert Unit.objects.just_below(brigade).count() == 10
    assert set(Unit.objects.just_below(brigade).values_list("kind", flat=True)) == {"station"}
    assert branch.memberships.filter(kind=MembershipKind.FULL).count() == 11
    (new,) = plan.foundings
    assert (new.heads.full, new.heads.probationary) == (10, 1)
    assert "覆盖 11 个单位，一般不超过 5 个" in new.findings[0].text
    assert new.findings[0].provision.article == "第五条"


def test_what_the_preview_advised_the_branch_page_says_afterwards(detachment, brigade):
    people = [(f"城东大队{number}站", "城东联合党支部", "党员") for number in "一二三四五六"]
    plan = bring_in(detachment, *people)

    said = [found.text for found in overview.setup_findings(Branch.objects.get(), TODAY)]

    assert advice(plan)["城东联合党支部"]
    assert set(advice(plan)["城东联合党支部"]) <= set(said)


def test_the_same_sheet_again_finds_everything_it_founded(detachment, brigade):
    people = [
        ("城东大队新城站", "城东联合党支部", "党员"),
        ("江城支队城东大队石桥站", "城东联合党支部", "党员"),
        ("城西大队南湖站", "南湖站党支部", "党员"),
    ]
    bring_in(detachment, *people)

    again = planned(detachment, *people)

    assert again.counts["unchanged"] == 3
    assert (again.unknown_units, again.unknown_branches) == ((), ())
    west = Unit.objects.get(name="城西大队")
    assert (west.kind, west.is_child_of(detachment)) == (UnitKind.BRIGADE, True)
    assert Unit.objects.get(name="南湖站").is_child_of(west)


def test_too_few_full_members_for_an_own_branch(detachment, station):
    rows = [("滨江站", "滨江站党支部", stage) for stage in ("党员", "党员", "预备党员")]

    plan = planned(detachment, *rows)

    (new,) = plan.foundings
    assert (new.kind, new.home.name) == (BranchKind.BRANCH, "滨江站")
    assert [(found.grave, found.provision.article) for found in new.findings] == [(True, "第四条")]
    assert "正式党员 2 名，不足 3 名，应成立联合党支部" in new.findings[0].text


def test_enough_full_members_say_nothing(detachment, station):
    plan = planned(detachment, *[("滨江站", "滨江站党支部", "党员")] * 3)

    assert advice(plan) == {"滨江站党支部": []}


def test_a_station_with_enough_full_members_ought_to_have_its_own_branch(detachment, brigade):
    rows = [("城东大队新城站", "城东联合党支部", "党员")] * 3
    rows += [("城东大队石桥站", "城东联合党支部", "党员")]

    said = advice(planned(detachment, *rows))["城东联合党支部"]

    assert said == ["新城站的正式党员满 3 名，应当单独成立党支部。"]


def test_a_joint_branch_of_one_station_is_doubted_and_hangs_on_the_brigade(detachment, brigade):
    plan = bring_in(detachment, *[("城东大队新城站", "新城站联合党支部", "党员")] * 3)

    branch = Branch.objects.get()
    assert branch.unit == brigade
    assert "只在一个单位" in advice(plan)["新城站联合党支部"][0]


def test_one_branch_over_several_units_is_doubted(detachment, brigade):
    rows = [("城东大队新城站", "新城党支部", "党员")] * 3
    rows += [("城东大队石桥站", "新城党支部", "党员")]

    plan = planned(detachment, *rows)

    assert plan.foundings[0].home.name == "新城站"
    assert advice(plan)["新城党支部"] == ["人员分在 2 个单位，请核对是不是联合党支部。"]


def test_a_temporary_branch_has_its_task_and_only_guests(detachment, brigade):
    home = BranchFactory(name="新城站党支部", unit=UnitFactory(name="新城站", parent=brigade))
    member = someone(home.unit, number=id_number(sequence=3), stage=Stage.FULL, name=_name(1))
    MembershipFactory(member=member, branch=home)
    name = "抗洪抢险临时党支部"

    plan = bring_in(detachment, ("新城站", name, "党员"), ("石桥站", name, "党员"))

    branch = Branch.objects.get(name=name)
    assert (branch.kind, branch.purpose, branch.unit) == ("temporary", "抗洪抢险", detachment)
    assert covered(branch) == {"江城支队", "新城站", "石桥站"}
    assert set(branch.memberships.values_list("kind", flat=True)) == {MembershipKind.ATTACHED}
    assert Membership.objects.get(member=member, branch=home).until is None
    assert "临时党支部不转接组织关系" in told(plan, Severity.WARNING)["F6"]
    assert "F5" not in told(plan, Severity.WARNING)


def test_an_existing_temporary_branch_takes_nobodys_relation_either(detachment, station):
    BranchFactory(name="防汛分队支部", kind=BranchKind.TEMPORARY, purpose="防汛", unit=station)

    bring_in(detachment, ("滨江站", "防汛分队支部", "党员"))

    assert Membership.objects.get().kind == MembershipKind.ATTACHED


def test_a_temporary_branch_without_a_task_is_not_founded(detachment, station):
    plan = planned(detachment, ("滨江站", "江城支队临时党支部", "党员"))

    assert "请把任务写进名称" in told(plan)["F5"]
    assert plan.foundings == ()


@pytest.mark.parametrize(
    ("name", "kind", "home"),
    [
        ("城东大队党委", BranchKind.COMMITTEE, "江城市城东区消防救援大队"),
        ("基层党总支", BranchKind.GENERAL, "江城市城东区消防救援大队"),
        ("中共江城支队委员会", BranchKind.COMMITTEE, "江城支队"),
    ],
)
def test_what_stands_above_branches_is_founded_and_doubted(detachment, brigade, name, kind, home):
    plan = bring_in(detachment, ("城东大队新城站", name, "党员"), ("城东大队石桥站", name, "党员"))

    branch = Branch.objects.get()
    assert (branch.kind, branch.unit.name) == (kind, home)
    assert f"是{kind.label}，党员应编入党支部" in told(plan, Severity.WARNING)["F5"]


def test_refused_rows_found_nothing(detachment, brigade):
    plan = planned(detachment, ("城东大队新城站", "新城站党支部", "看不懂的面貌"))

    assert plan.counts["refused"] == 1
    assert (plan.foundings, plan.new_units) == ((), [])


def test_what_is_founded_is_part_of_what_is_confirmed(detachment, brigade):
    rows = [("城东大队新城站", "城东联合党支部", "党员"), ("江城支队", "城东联合党支部", "党员")]
    before = planned(detachment, *rows).fingerprint
    assert planned(detachment, *rows).fingerprint == before

    UnitFactory(name="城西大队", kind=UnitKind.BRIGADE, parent=detachment)
    assert planned(detachment, *rows).fingerprint == before

    brigade.name, brigade.short_name = "城东大队", ""
    brigade.save()
    assert planned(detachment, *rows).fingerprint != before
    assert not Member.objects.exists()
