"""``manage.py import_roster``: what it prints, what it writes, how it ends."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from branches.choices import UnitKind
from members.models import Member, Membership
from members.tests.books import book, id_number
from tests.factories import BranchFactory, UnitFactory

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"
HEADERS = ["序号", "姓名", "身份证号", "所在单位", "所在党支部", "政治面貌", "入党时间"]


@pytest.fixture
def station():
    detachment = UnitFactory(name="江城支队", code="JC", kind=UnitKind.DETACHMENT)
    return UnitFactory(name="滨江站", parent=detachment)


@pytest.fixture
def file(tmp_path):
    def written(*rows):
        path = tmp_path / "名册.xlsx"
        path.write_bytes(book([["江城支队党员名册"], HEADERS, *rows]))
        return str(path)

    return written


def run(*arguments):
    out = io.StringIO()
    call_command("import_roster", *arguments, "--unit", "JC", stdout=out)
    return out.getvalue()


def test_json_tells_all_of_it(station, file):
    BranchFactory(name="滨江站党支部", unit=station)
    path = file(
        [1, "赵一鸣", id_number(), "滨江站", "滨江站党支部", "党员", "2015.07"],
        [2, "钱二", id_number(sequence=803), "新城站", "新城站党支部", "党员", "2007.01"],
        [3, "孙三", "110101199003078031", "滨江站", "", "群众", ""],
    )

    result = json.loads(run(path, "--json"))

    assert result == {
        "rows": 3,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": [
            {"cell": "D4", "reason": result["refused"][0]["reason"]},
            {"cell": "E4", "reason": result["refused"][1]["reason"]},
            {"cell": "C5", "reason": "身份证号校验码不对，有一位录错了，请对照证件逐位核对"},
        ],
        "warnings": [
            {"cell": "B2", "reason": "表里没有「人员类别」列，新增的 1 人按消防员登记，请核对"},
            {"cell": "G4", "reason": "入党时不满 18 岁，请核对"},
        ],
        "ignored_columns": ["序号"],
        "new_units": ["新城站"],
        "new_branches": ["新城站党支部"],
        "founded": [],
    }
    assert Member.objects.get().name == "赵一鸣"


def test_a_dry_run_writes_nothing(station, file):
    path = file([1, "赵一鸣", id_number(), "新城站", "新城站党支部", "党员", "2015.07"])

    result = json.loads(run(path, "--json", "--dry-run", "--create-missing"))

    assert result["new"] == 1
    assert not Member.objects.exists()


def test_the_same_file_twice(station, file):
    path = file([1, "赵一鸣", id_number(), "新城站", "新城站党支部", "党员", "2015.07"])
    run(path, "--create-missing", "--since", "2026-01-01")

    result = json.loads(run(path, "--json"))

    assert (result["new"], result["changed"], result["unchanged"]) == (0, 0, 1)
    assert Membership.objects.get().since.isoformat() == "2026-01-01"


def test_all_or_nothing_refuses_with_one_sentence(station, file):
    path = file(
        [1, "赵一鸣", id_number(), "滨江站", "", "群众", ""], [2, "钱二", "1", "", "", "", ""]
    )

    with pytest.raises(CommandError, match="全部没有导入"):
        run(path, "--all-or-nothing")

    assert not Member.objects.exists()


def test_in_words(station, file):
    path = file([1, "赵一鸣", id_number(), "新城站", "", "群众", ""])

    said = run(path, "--dry-run")

    assert "共 1 行：新增 0，变更 0，无变化 0，拒绝 1，有提醒 0。" in said
    assert "没有导入的列：序号" in said
    assert "系统里没有的单位：新城站" in said
    assert "拒绝 D3" in said


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([str(DATA / "locked.xlsx")], "取消密码"),
        ([str(DATA / "README.md")], "找不到表头"),
        ([str(DATA / "none.xlsx")], "读不到文件"),
        ([str(DATA / "roster.xls"), "--sheet", "别的"], "没有名为「别的」"),
        ([str(DATA / "roster.xls"), "--unit", "ZZ"], "没有代码为 ZZ"),
    ],
    ids=["locked", "no roster", "no file", "no sheet", "no unit"],
)
def test_refusals_are_one_sentence(station, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("import_roster", "--unit", "JC", *arguments)


def test_an_xls_from_another_office(station):
    result = json.loads(run(str(DATA / "roster.xls"), "--json"))

    assert result["new"] == 2
    assert Member.objects.get(name="钱二").birth_date == "1985-12"
