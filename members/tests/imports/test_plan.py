"""What an import would write, cell by cell."""

import pytest

from members.choices import StaffCategory, Stage
from members.imports.plan import Action
from members.sheets import Column, Severity
from members.tests.books import id_number
from members.tests.imports.planning import HEADERS, ID, changes, plan, row, someone, told
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_someone_who_is_not_on_file_is_new(station):
    planned = plan(station, row())

    assert planned.counts == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "rows": 1,
        "warning": 0,
    }
    assert planned.rows[0].values == {
        "name": "赵一鸣",
        "id_number": ID,
        "staff_number": "F1",
        "category": "firefighter",
        "stage": "none",
        "sex": "male",
        "birth_date": "1990-03-07",
    }
    assert planned.rows[0].unit.pk == station.pk


@pytest.mark.parametrize(
    "known_by", [{"工号": ""}, {"身份证号": ""}], ids=["ID number", "staff number"]
)
def test_the_same_person_again_is_unchanged(station, known_by):
    someone(station, stage=Stage.NONE, joined_on="", confirmed_on="")

    planned = plan(station, row(**known_by))

    assert planned.rows[0].action is Action.UNCHANGED
    assert planned.findings == ()


def test_what_differs_is_told_cell_by_cell(station, branch):
    someone(station, stage=Stage.PROBATIONARY, confirmed_on="", education="college", post="")
    headers = [*HEADERS, "学历", "职务", "手机号", "转正日期"]

    planned = plan(
        station, [*row(政治面貌="党员"), "本科", "班长", "13800138000", "2026.07"], headers=headers
    )

    assert planned.rows[0].action is Action.CHANGED
    assert changes(planned) == [
        (Column.STAGE, "预备党员", "正式党员"),
        (Column.EDUCATION, "大学专科", "大学本科"),
        (Column.POST, "", "班长"),
        (Column.CONFIRMED_ON, "", "2026-07"),
        (Column.PHONE, "", "尾号 8000"),
    ]


def test_cells_that_say_nothing_change_nothing(station):
    someone(station, post="班长", stage=Stage.FULL)

    planned = plan(
        station, [*row(政治面貌="", 人员类别="", 所在单位=""), "—"], headers=[*HEADERS, "职务"]
    )

    assert planned.rows[0].action is Action.UNCHANGED


def test_a_day_on_file_is_not_lost_to_a_month_in_the_sheet(station):
    someone(station, stage=Stage.FULL, joined_on="2015-07-01")
    headers = ["姓名", "身份证号", "入党日期"]

    assert plan(station, ["赵一鸣", ID, "2015.07"], headers=headers).counts["unchanged"] == 1
    assert changes(plan(station, ["赵一鸣", ID, "2015.08"], headers=headers)) == [
        (Column.JOINED_ON, "2015-07-01", "2015-08")
    ]


@pytest.mark.parametrize(
    ("stated", "action"), [("干部", Action.UNCHANGED), ("管理指挥干部", Action.CHANGED)]
)
def test_cadre_alone_does_not_change_the_kind_of_cadre(station, stated, action):
    someone(station, category=StaffCategory.CADRE_TECH, stage=Stage.NONE, confirmed_on="")

    assert plan(station, row(人员类别=stated)).rows[0].action is action


def test_only_full_members_keep_a_day_of_confirmation(station):
    someone(station, stage=Stage.FULL, confirmed_on="2016-07-01")

    planned = plan(station, row(政治面貌="预备党员"))

    assert planned.rows[0].values["confirmed_on"] == ""
    assert (Column.CONFIRMED_ON, "2016-07-01", "") in changes(planned)


@pytest.mark.parametrize(
    ("joined", "confirmed", "stage"),
    [
        ("2015.07", "2016.07", Stage.FULL),
        ("2015.07", "", Stage.FULL),
        ("2026.07", "", Stage.PROBATIONARY),
    ],
)
def test_who_has_dates_of_joining_is_in_the_party(station, joined, confirmed, stage):
    headers = ["姓名", "身份证号", "人员类别", "入党日期", "转正日期"]

    planned = plan(station, ["赵一鸣", ID, "消防员", joined, confirmed], headers=headers)

    assert planned.rows[0].stage == stage
    assert stage.label in told(planned, Severity.WARNING)["D2"]


def test_a_missing_column_is_said_once_at_the_header(station):
    headers = ["姓名", "身份证号"]
    people = [["赵一鸣", ID], ["钱二", id_number(sequence=803)]]

    planned = plan(station, *people, headers=headers)

    assert told(planned, Severity.WARNING) == {
        "A1": "表里没有「人员类别」列，新增的 2 人按消防员登记，请核对"
    }
    assert planned.counts["warning"] == 0


def test_the_fingerprint_tells_whether_the_effect_is_the_same(station):
    before = plan(station, row()).fingerprint

    assert plan(station, row()).fingerprint == before
    someone(station)
    assert plan(station, row()).fingerprint != before


def test_queries_do_not_grow_with_the_roster(station, branch, django_assert_num_queries):
    people = [
        row(身份证号=id_number(sequence=2 * n + 1), 工号=f"F{n}",
            所在党支部=branch.name, 政治面貌="党员")
        for n in range(10)
    ]  # fmt: skip
    for n in range(3):
        person = someone(station, number=id_number(sequence=2 * n + 1), staff_number=f"F{n}")
        MembershipFactory(member=person, branch=branch)

    for some in (people[:1], people):
        with django_assert_num_queries(8):
            plan(station, *some)
